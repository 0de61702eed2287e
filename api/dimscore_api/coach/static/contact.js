// The page of a contact without waiting: decisions are sent in place, signals are marked in a dialog.
// Without this module every form and link works as well, each with a page of its own.

const main = document.getElementById("main");
const toast = document.getElementById("toast");
let fading;
function say(text) {
  toast.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => { toast.textContent = ""; }, 6000);
}
const dialog = () => document.getElementById("mark");
const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const ask = (address, options = {}) =>
  fetch(address, { ...options, headers: { accept: "text/html", "x-part": "1" } });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-span]") && !fill(form)) { event.preventDefault(); return; }
  if (!form.matches("[data-quick]") || !dialog()) return;
  event.preventDefault();
  send(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-mark]");
  if (!link || !dialog() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

for (const [type, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(type, (event) => {
    const key = event.target.closest?.("[data-gap]")?.dataset.gap;
    if (key === undefined) return;
    for (const part of document.querySelectorAll(`[data-gap="${key}"]`)) part.classList.toggle("lit", on);
  });
}

async function send(form, button) {
  const texts = dialog().dataset;
  const place = form.elements.back?.value ?? form.closest("[id]:not(form)")?.id;
  const body = new URLSearchParams(new FormData(form, button));
  try {
    const answer = await ask(form.action, { method: "POST", body });
    if (new URL(answer.url).pathname === "/signin") { location.reload(); return; }
    const page = parse(await answer.text());
    if (!answer.ok) { complain(form, page.querySelector("[role=alert], h1").textContent); return; }
    renew(page, place);
    say(texts.saved);
  } catch {
    complain(form, texts.lost);
  }
}

// The dialog covers the rest of the page, so what went wrong in it is said in it.
function complain(form, text) {
  say(text);
  const here = form.closest("dialog");
  if (!here) return;
  const line = here.querySelector(".alert") ?? document.createElement("p");
  line.className = "alert";
  line.setAttribute("role", "alert");
  line.textContent = text;
  here.append(line);
}

// Everything that depends on a decision stands elsewhere on the page as well: all of it is renewed.
function renew(page, place) {
  const opened = [...main.querySelectorAll("details[open][id]")].map((part) => part.id);
  const height = scrollY;
  main.replaceChildren(...page.getElementById("main").childNodes);
  for (const id of opened) {
    const part = document.getElementById(id);
    if (part) part.open = true;
  }
  scrollTo(0, height);
  document.getElementById(place)?.focus({ preventScroll: true });
}

async function open(link) {
  try {
    const answer = await ask(link.href);
    if (!answer.ok || answer.redirected) { location.assign(link.href); return; }
    const box = dialog();
    const close = document.createElement("button");
    close.type = "button";
    close.className = "small";
    close.textContent = box.dataset.close;
    close.addEventListener("click", () => box.close());
    box.replaceChildren(close, ...parse(await answer.text()).body.childNodes);
    box.showModal();
    prepare(box);
  } catch {
    say(dialog().dataset.lost);
  }
}

// Offsets are code points on the server and UTF-16 units in a textarea.
const points = (text) => [...text].length;
const units = (text, count) => [...text].slice(0, count).join("").length;

function prepare(root) {
  const area = root.querySelector("#mark-text");
  if (!area) return;
  root.querySelector(".by-selection").hidden = false;
  root.querySelector(".by-words").remove();
  // A caret for selecting with the keys; nothing can be typed all the same.
  area.readOnly = false;
  area.addEventListener("beforeinput", (event) => event.preventDefault());
  const { start, end } = area.dataset;
  if (end) area.setSelectionRange(units(area.value, Number(start)), units(area.value, Number(end)));
  const show = () => { area.form.querySelector(".chosen").textContent = selected(area)?.text ?? ""; };
  for (const type of ["select", "selectionchange", "keyup", "mouseup"]) area.addEventListener(type, show);
  show();
}

function selected(area) {
  const text = area.value.slice(area.selectionStart, area.selectionEnd);
  const said = text.trim();
  if (!said) return null;
  const before = area.value.slice(0, area.selectionStart) + text.slice(0, text.indexOf(said));
  return { text: said, start: points(before), end: points(before) + points(said) };
}

function fill(form) {
  const area = form.querySelector("#mark-text");
  if (form.querySelector(".by-words")) return true;
  const span = selected(area);
  if (!span) { complain(form, area.dataset.choose); area.focus(); return false; }
  for (const name of ["start", "end", "text"]) form.elements[name].value = span[name];
  return true;
}

prepare(main);
