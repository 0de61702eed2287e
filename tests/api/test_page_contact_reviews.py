"""Deciding on a contact's page: gaps, signals, words that were missed, undoing, comments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from dimscore_api.app import create_app
from dimscore_api.coach.spans import words
from dimscore_api.settings import Settings
from fastapi.testclient import TestClient
from sqlalchemy import select

from dimscore.analyzer import Analyzer
from dimscore.store.tables import Review
from tests.api.page import HTML, keep, people, sign_in, transcript_of

EMOJI = "I am furious 😡😡 and my \r\nfather is ill"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(Settings(store=str(tmp_path / "c.db")))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        people(app.state.store)
        yield client


@pytest.fixture
def number(client: TestClient, analyzer: Analyzer) -> int:
    return keep(client.app.state.store, analyzer, transcript_of("c", need=EMOJI))


def send(client: TestClient, number: int, csrf: str, **form: str | int) -> httpx.Response:
    return client.post(f"/contacts/{number}/reviews", data={"csrf": csrf, **form}, headers=HTML)


def rows(client: TestClient) -> list[Review]:
    with client.app.state.store.read() as session:
        return list(session.scalars(select(Review).order_by(Review.id)))


def test_a_gap_is_rejected_with_a_reason_and_the_decision_shown(
    client: TestClient, number: int
) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    page = send(
        client,
        number,
        csrf,
        target="gap:0",
        decision="rejected",
        reason="answered",
        note="two turns on",
    )
    assert page.status_code == 200
    assert "anna disagrees" in page.text
    assert "It was answered" in page.text
    [row] = rows(client)
    assert row.suggestion is not None
    assert (row.decision, row.reason, row.note) == ("rejected", "answered", "two turns on")


def test_who_comes_second_is_told_who_decided(client: TestClient, number: int) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    send(client, number, csrf, target="gap:0", decision="accepted")
    csrf = sign_in(client, "bruno", "bruno's password")
    answer = send(client, number, csrf, target="gap:0", decision="rejected", reason="no_need")
    assert answer.status_code == 409
    assert "anna has decided on this already" in answer.text
    assert len(rows(client)) == 1


def test_nothing_is_kept_without_the_pages_own_token(client: TestClient, number: int) -> None:
    sign_in(client, "anna", "anna's password")
    answer = send(client, number, "x" * 43, target="gap:0", decision="accepted")
    assert answer.status_code == 403
    assert rows(client) == []


@pytest.mark.parametrize("target", ["gap:99", "signal:x", "nonsense", ""])
def test_a_target_that_is_not_there_is_refused(
    client: TestClient, number: int, target: str
) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    assert send(client, number, csrf, target=target, decision="accepted").status_code in (409, 422)
    assert rows(client) == []


def test_a_missed_signal_is_added_by_selected_words(client: TestClient, number: int) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    start = EMOJI.index("😡")  # code points; a browser counts each of these as two
    marked = {"signal": "distress", "turn": 1, "start": start, "end": start + 2, "text": "😡😡"}
    page = send(client, number, csrf, target="signal:new", decision="added", **marked)
    assert page.status_code == 200
    assert "<q>😡😡</q>" in page.text
    [row] = rows(client)
    assert row.suggestion is None
    assert row.answer == {"signal": "distress", "turn": 1, "start": start, "end": start + 2}


def test_a_selection_over_a_line_break_fits_though_forms_rewrite_it(
    client: TestClient, number: int
) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    start = EMOJI.index("my")
    seen = EMOJI[start : start + 11].replace("\r", "�").replace("\n", "\r\n")
    marked = {"signal": "distress", "turn": 1, "start": start, "end": start + 11, "text": seen}
    assert (
        send(client, number, csrf, target="signal:new", decision="added", **marked).status_code
        == 200
    )


def test_words_that_are_not_in_the_turn_are_refused(client: TestClient, number: int) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    marked = {"signal": "distress", "turn": 1, "start": 5, "end": 12, "text": "am furi"}
    answer = send(client, number, csrf, target="signal:new", decision="added", **marked)
    assert answer.status_code == 422
    assert "did not fit" in answer.text
    nothing = send(
        client, number, csrf, target="signal:new", decision="added", signal="distress", turn=1
    )
    assert nothing.status_code == 422
    assert "Select the words first" in nothing.text
    assert rows(client) == []


def test_a_signal_the_speaker_can_not_give_is_refused(client: TestClient, number: int) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    marked = {"signal": "empathy", "turn": 1, "first": 0, "last": 1}
    answer = send(client, number, csrf, target="signal:new", decision="added", **marked)
    assert answer.status_code == 422


def test_a_signal_is_corrected_by_counting_words_without_a_script(
    client: TestClient, number: int, analyzer: Analyzer
) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    page = client.get(f"/contacts/{number}/signals/0", headers=HTML).text
    assert "1 · Good" in page
    marked = {"signal": "courtesy", "turn": 0, "first": 0, "last": 1}
    answer = send(client, number, csrf, target="signal:0", decision="corrected", **marked)
    assert answer.status_code == 200
    [row] = rows(client)
    assert row.answer is not None
    assert (row.answer["start"], row.answer["end"]) == (0, len("Good morning,"))
    assert "anna corrected it" in client.get(f"/contacts/{number}/signals/0", headers=HTML).text


def test_only_signals_of_the_turns_speaker_are_offered(client: TestClient, number: int) -> None:
    sign_in(client, "anna", "anna's password")
    page = client.get(f"/contacts/{number}/turns/1", headers=HTML).text
    assert 'value="frustration"' in page
    assert 'value="empathy"' not in page


def test_a_module_of_the_page_gets_the_form_alone(client: TestClient, number: int) -> None:
    sign_in(client, "anna", "anna's password")
    part = client.get(f"/contacts/{number}/turns/1", headers=HTML | {"x-part": "1"}).text
    assert "<html" not in part
    assert "<textarea" in part


@pytest.mark.parametrize("place", ["turns/99", "turns/5", "signals/999", "turns/-1"])
def test_there_is_no_form_for_what_is_not_there(
    client: TestClient, number: int, place: str
) -> None:
    sign_in(client, "anna", "anna's password")
    assert client.get(f"/contacts/{number}/{place}", headers=HTML).status_code == 404


def test_undoing_is_for_whoever_decided_and_frees_the_gap(client: TestClient, number: int) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    send(client, number, csrf, target="gap:0", decision="accepted")
    [review] = rows(client)
    address = f"/reviews/{review.id}/undo"
    csrf = sign_in(client, "bruno", "bruno's password")
    assert address not in client.get(f"/contacts/{number}", headers=HTML).text
    assert client.post(address, data={"csrf": csrf}, headers=HTML).status_code == 403
    csrf = sign_in(client, "anna", "anna's password")
    page = client.post(address, data={"csrf": csrf}, headers=HTML)
    assert "Taken back by anna" in page.text
    again = send(client, number, csrf, target="gap:0", decision="rejected", reason="no_need")
    assert again.status_code == 200
    assert [r.decision for r in rows(client)] == ["accepted", "undone", "rejected"]


def test_an_agent_comments_on_decisions_about_own_contacts(
    client: TestClient, number: int, analyzer: Analyzer
) -> None:
    other = keep(client.app.state.store, analyzer, transcript_of("x", agent="marek"))
    csrf = sign_in(client, "anna", "anna's password")
    send(client, number, csrf, target="gap:0", decision="accepted")
    send(client, other, csrf, target="gap:0", decision="accepted")
    own, foreign = rows(client)
    csrf = sign_in(client, "dana", "dana's password")
    form = {"csrf": csrf, "note": "<b>The line was bad</b>"}
    page = client.post(f"/reviews/{own.id}/comments", data=form, headers=HTML)
    assert "&lt;b&gt;The line was bad&lt;/b&gt;" in page.text
    refused = client.post(f"/reviews/{foreign.id}/comments", data=form, headers=HTML)
    assert refused.status_code == 404
    empty = client.post(f"/reviews/{own.id}/comments", data=form | {"note": " "}, headers=HTML)
    assert empty.status_code == 422


def test_words_are_counted_as_a_reader_counts_them() -> None:
    text = "  so,  it's 😡 broken\n"
    assert [text[a:b] for a, b in words(text)] == ["so,", "it's", "😡", "broken"]
