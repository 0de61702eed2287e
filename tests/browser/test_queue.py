"""A coach works the queue without touching the mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from dimscore.store.tables import Review
from tests.browser.conftest import Open, Server

pytestmark = pytest.mark.xdist_group("browser")


def shown(page: Page) -> str:
    return page.locator("#item article").get_attribute("data-item") or ""


def last_review(server: Server) -> Review:
    with server.store.read() as session:
        review = session.scalars(select(Review).order_by(Review.id.desc())).first()
    assert review is not None
    return review


def next_after(page: Page, item: str) -> None:
    expect(page.locator(f'#item article[data-item="{item}"]')).to_have_count(0)


def test_accept_reject_note_and_undo_by_keyboard(open_page: Open, server: Server) -> None:
    page = open_page()
    page.goto("/queue?gap=empathy_gap")
    first = shown(page)
    page.keyboard.press("a")
    next_after(page, first)
    expect(page.locator("#toast")).to_contain_text("Accepted")
    assert (last_review(server).by, last_review(server).decision) == ("anna", "accepted")

    second = shown(page)
    page.keyboard.press("n")
    page.keyboard.type("She was answered, a turn later.")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#toast")).to_contain_text("Choose why")
    page.keyboard.press("2")
    next_after(page, second)
    expect(page.locator("#toast")).to_contain_text("Rejected")
    review = last_review(server)
    assert (review.reason, review.note) == ("answered", "She was answered, a turn later.")

    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("Taken back")
    assert shown(page) == second
    assert last_review(server).decision == "undone"


def test_forward_back_and_into_the_whole_contact(open_page: Open) -> None:
    page = open_page()
    page.goto("/queue")
    first = shown(page)
    page.keyboard.press("j")
    next_after(page, first)
    second = shown(page)
    assert f"item={second}" in page.url
    page.keyboard.press("k")
    next_after(page, second)
    assert shown(page) == first
    page.keyboard.press("o")
    page.wait_for_url("**/contacts/**")


def test_keys_can_be_switched_off_and_stay_off(open_page: Open) -> None:
    page = open_page()
    page.goto("/queue")
    page.locator("#keys-on").uncheck()
    page.reload()
    first = shown(page)
    page.keyboard.press("j")
    assert shown(page) == first
    assert not page.locator("#keys-on").is_checked()


def test_two_coaches_at_once_do_not_get_the_same_item(open_page: Open) -> None:
    anna, bruno = open_page("anna"), open_page("bruno")
    anna.goto("/queue?gap=hold_gap")
    bruno.goto("/queue?gap=hold_gap")
    assert shown(anna) != shown(bruno)
    bruno.goto(f"/queue?gap=hold_gap&item={shown(anna)}")
    contested = shown(bruno)
    anna.keyboard.press("a")
    next_after(anna, contested)
    expect(anna.locator("#toast")).to_contain_text("Accepted")


def test_the_queue_works_without_scripts(open_page: Open, server: Server) -> None:
    page = open_page("bruno", script=False)
    page.goto("/queue?gap=understanding_gap")
    first = shown(page)
    page.get_by_role("button", name="Accept the gap").click()
    expect(page.locator("#undo")).to_be_visible()
    assert shown(page) != first
    assert last_review(server).by == "bruno"
