"""Every page in both themes: nothing that axe calls serious, nothing cut off on a narrow screen."""

from __future__ import annotations

import csv
import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from dimscore.store import accounts
from dimscore.store.tables import Contact, Review
from tests.browser.conftest import PASSWORD, Open, Server, sign_in

pytestmark = pytest.mark.xdist_group("browser")

#: Pages by a name for their picture. The contact is the longest one, so that all of it shows.
PAGES = {
    "queue": "/queue?language=en",
    "contacts": "/contacts",
    "contact": "/contacts/{contact}",
    "mark": "/contacts/{contact}/turns/1",
    "team": "/team",
    "agent": "/agents/Dana",
    "insights": "/insights",
    "password": "/password",
}
_SERIOUS = ("serious", "critical")


def address(server: Server, name: str) -> str:
    with server.store.read() as session:
        found = session.scalars(select(Contact).where(Contact.transcript_id == "en-a-09")).one()
    return PAGES[name].format(contact=found.id)


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found
        if rule["impact"] in _SERIOUS
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_without_serious_faults(
    open_page: Open, server: Server, name: str, theme: str
) -> None:
    page = open_page(theme=theme)
    page.goto(address(server, name))
    page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
    assert not faults(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_form_is_without_serious_faults(open_page: Open, theme: str) -> None:
    page = open_page(None, theme=theme)
    page.goto("/signin")
    assert not faults(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_needs_no_scrolling_sideways(
    open_page: Open, server: Server, name: str
) -> None:
    page = open_page(width=360)
    page.goto(address(server, name))
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_a_one_time_password_leads_to_one_of_ones_own(open_page: Open, server: Server) -> None:
    with server.store.write() as session:
        once = accounts.add_user(session, "carla", accounts.Role.COACH)
    page = open_page(None)
    sign_in(page, "carla", once)
    expect(page).to_have_url(f"{server.address}/password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.address}/queue")


def test_a_span_is_corrected_with_the_keyboard(open_page: Open, server: Server) -> None:
    page = open_page()
    page.goto(address(server, "contact"))
    signal = page.locator("a[data-mark][href*='/signals/']").first
    signal.focus()
    page.keyboard.press("Enter")
    text = page.locator("dialog #mark-text")
    text.focus()
    page.keyboard.press("Control+Home")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    page.locator("dialog button[value=corrected]").press("Enter")
    expect(page.locator("#toast")).not_to_be_empty()
    with server.store.read() as session:
        review = session.scalars(select(Review).order_by(Review.id.desc())).first()
    assert review is not None
    assert review.decision == "corrected"
    assert review.answer is not None
    assert (review.answer["start"], review.answer["end"]) == (0, 5)
    assert review.suggestion is not None


def test_a_chart_leads_to_the_contacts_behind_it(open_page: Open, server: Server) -> None:
    page = open_page()
    page.goto("/team")
    point = page.locator(".chart svg a").first
    name = point.get_attribute("aria-label") or ""
    point.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts?**")
    assert name
    assert page.locator("tbody tr").count() > 0
    expect(page.locator(".chips")).to_be_visible()


def test_the_language_is_switched_and_stays(open_page: Open) -> None:
    page = open_page("bruno")
    page.goto("/team")
    page.locator("#language").select_option("pl")
    page.locator(".bar form button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    assert page.url.endswith("/team")
    page.locator("#language").select_option("en")
    page.locator(".bar form button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_contacts_are_exported(open_page: Open) -> None:
    page = open_page()
    page.goto("/insights")
    with page.expect_download() as download:
        page.locator("a[href*='/export/contacts.csv'], a[download][href*='csv']").first.click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8"))))
    assert len(rows) > 200
    assert "transcript_id" in rows[0]


def test_an_agent_sees_the_own_contacts_and_comments_on_a_review(
    open_page: Open, server: Server
) -> None:
    page = open_page("dana")
    page.goto("/contacts")
    with server.store.read() as session:
        own = set(
            session.scalars(select(Contact.transcript_id).where(Contact.agent_id == "Dana")).all()
        )
    shown = page.locator("tbody").inner_text()
    assert sum(identity in shown for identity in own) == min(len(own), 50)
    for path in ("/queue", "/team", "/insights", "/agents/Ilze"):
        assert page.request.get(path, headers={"accept": "text/html"}).status in (403, 404)
