// The queue by keyboard: the next item is fetched ahead and shown at once; decisions follow behind.
const root = document.getElementById("queue");
const say = root.dataset;
const toast = document.getElementById("toast");
const past = [];
let lastReview = null;

const article = () => document.querySelector("#item article");
const address = (key) => "/queue?" + (say.query ? say.query + "&" : "") + (key ? "item=" + key : "");

async function part(key) {
  const answer = await fetch(address(key), { headers: { "x-part": "1", accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

let ahead = fetchAhead();

function fetchAhead() {
  const key = article()?.dataset.next;
  return key ? part(key).catch(() => null) : null;
}

function show(fresh, key) {
  for (const id of ["item", "ahead"]) document.getElementById(id).replaceWith(fresh.getElementById(id));
  document.getElementById("count").textContent = fresh.getElementById("count").textContent;
  history.pushState(null, "", address(key));
  document.getElementById("item-title")?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  ahead = fetchAhead();
}

async function go(key, ready) {
  const fresh = (await ready) ?? (await part(key).catch(() => null));
  if (fresh) show(fresh, key); else window.location.assign(address(key));
}

function send(action, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ csrf: say.csrf, ...fields })) body.set(name, value);
  return fetch(action, { method: "POST", body, headers: { "x-part": "1", accept: "application/json" } });
}

function tell(text, undoable) {
  toast.replaceChildren(document.createTextNode(text));
  if (!undoable) return;
  const button = document.createElement("button");
  button.textContent = say.undo + " (U)";
  button.addEventListener("click", undo);
  toast.append(button);
}

async function decide(decision) {
  const form = document.getElementById("decide");
  if (!form) return;
  const reason = form.querySelector("[name=reason]:checked")?.value;
  if (decision === "rejected" && !reason) {
    document.getElementById("reasons").classList.add("asked");
    form.querySelector("[name=reason]").focus();
    tell(say.why);
    return;
  }
  const { item, next } = article().dataset;
  const sent = send("/queue/decide", { item, decision, note: form.note.value, ...(reason ? { reason } : {}) });
  past.push(item);
  // The list beside must not offer what was just decided: the next page is taken after the answer.
  await go(next, ahead);
  const answer = await sent.catch(() => null);
  if (answer?.status === 201) {
    lastReview = (await answer.json()).review;
    tell(decision === "accepted" ? say.didAccepted : say.didRejected, true);
    refreshList();
  } else {
    lastReview = null;
    tell(answer?.status === 409 ? say.conflict : say.lost);
    if (answer?.status !== 409) go(item);
  }
}

async function refreshList() {
  const open = article()?.dataset.item;
  if (!open) return;
  const fresh = await part(open).catch(() => null);
  if (!fresh || article()?.dataset.item !== open) return;
  document.getElementById("ahead").replaceWith(fresh.getElementById("ahead"));
  document.getElementById("count").textContent = fresh.getElementById("count").textContent;
  const next = fresh.querySelector("#item article")?.dataset.next ?? "";
  if (article().dataset.next !== next) {
    article().dataset.next = next;
    ahead = fetchAhead();
  }
}

async function undo() {
  const review = lastReview ?? document.querySelector("#undo [name=review]")?.value;
  if (!review) return;
  const answer = await send("/queue/undo", { review }).catch(() => null);
  if (!answer?.ok) return tell(say.lost);
  lastReview = null;
  document.getElementById("undo")?.remove();
  await go((await answer.json()).item);
  tell(say.undone);
}

const keys = {
  a: () => decide("accepted"),
  r: () => decide("rejected"),
  j: () => { const { item, next } = article()?.dataset ?? {}; if (next) { past.push(item); go(next, ahead); } },
  k: () => { const key = past.pop(); if (key) go(key); },
  n: () => document.getElementById("note")?.focus(),
  u: undo,
  o: () => document.querySelector("[data-key=o]")?.click(),
};

// Single letters as commands get in the way of speech input: they can be switched off.
const keysOn = document.getElementById("keys-on");
keysOn.checked = localStorage.getItem("dimscore-keys") !== "off";
keysOn.addEventListener("change", () => localStorage.setItem("dimscore-keys", keysOn.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("textarea, select, input:not([type=radio])");
  if (event.key === "Escape" && typing) event.target.blur();
  if (typing) return;
  const radio = document.querySelector(`#decide [data-digit="${event.key}"]`);
  if (radio) {
    radio.checked = true;
    event.preventDefault();
    if (document.getElementById("reasons").classList.contains("asked")) decide("rejected");
    return;
  }
  const act = keys[event.key.toLowerCase()];
  if (act) { event.preventDefault(); act(); }
});

document.addEventListener("submit", (event) => {
  if (event.target.id === "decide" && event.submitter) { event.preventDefault(); decide(event.submitter.value); }
  if (event.target.id === "undo") { event.preventDefault(); undo(); }
});

window.addEventListener("popstate", () => window.location.reload());
// Still reading: the item stays this coach's.
setInterval(() => { const item = article()?.dataset.item; if (item && !document.hidden) send("/queue/keep", { item }).catch(() => {}); }, 60000);
