"""The queue: order, samples, decisions, two coaches at the same time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from dimscore_api.app import create_app
from dimscore_api.settings import Settings
from fastapi.testclient import TestClient

from dimscore.analyzer import Analyzer
from dimscore.store import claims, reviews
from dimscore.store import queue as waiting
from dimscore.store.queue import QueueFilters
from dimscore.store.tables import Review
from tests.api.page import HTML, keep, people, sign_in, transcript_of

PART = {"x-part": "1", "accept": "application/json"}


@pytest.fixture
def client(tmp_path: Path, analyzer: Analyzer) -> Iterator[TestClient]:
    app = create_app(Settings(store=str(tmp_path / "q.db")))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        people(app.state.store)
        for number in range(3):
            keep(app.state.store, analyzer, transcript_of(f"c{number}", agent=f"a{number % 2}"))
        yield client


def items(client: TestClient, query: str = "") -> list[str]:
    page = client.get(f"/queue{query}", headers=HTML).text
    ahead = page[page.index('id="ahead"') :]
    return re.findall(r'data-item="(\d+-\d+)"', ahead)


def test_the_queue_is_for_coaches_only(client: TestClient) -> None:
    assert (
        client.get("/queue", headers=HTML, follow_redirects=False)
        .headers["location"]
        .startswith("/signin?next=")
    )
    sign_in(client, "dana", "dana's password")
    assert client.get("/queue", headers=HTML).status_code == 403


def test_the_worst_gap_stands_first_and_shows_need_and_better_sentence(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    page = client.get("/queue?gap=empathy_gap", headers=HTML).text
    assert "how am I supposed to work now" in re.sub(r"<[^>]+>", "", page)
    assert "Nobody answers this here" in page
    assert 'class="better"' in page


def test_a_decision_takes_its_item_off_the_queue_and_undoing_brings_it_back(
    client: TestClient,
) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    first, second = items(client)[:2]
    form = {"csrf": csrf, "item": first, "decision": "accepted", "note": "Good one", "next": second}
    page = client.post("/queue/decide", data=form, headers=HTML)
    assert page.url.path == "/queue"
    assert f'data-item="{second}"' in page.text
    assert first not in items(client)
    review = re.search(r'name="review" value="(\d+)"', page.text)
    assert review
    client.post("/queue/undo", data={"csrf": csrf, "review": review[1]}, headers=HTML)
    assert first in items(client)


def test_a_rejection_keeps_its_reason_beside_what_the_machine_said(client: TestClient) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    [first, *_] = items(client)
    form = {"csrf": csrf, "item": first, "decision": "rejected", "reason": "answered"}
    number = client.post("/queue/decide", data=form, headers=PART).json()["review"]
    with client.app.state.store.read() as session:
        review = session.get_one(Review, number)
        assert (review.by, review.decision, review.reason) == ("anna", "rejected", "answered")
        assert review.suggestion is not None
        assert review.suggestion["state"] in ("missed", "late", "formulaic")


def test_two_coaches_are_not_offered_the_same_item(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    [first, *_] = items(client)
    sign_in(client, "bruno", "bruno's password")
    assert first not in items(client)


def test_of_two_decisions_on_one_item_the_first_counts(client: TestClient) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    [first, *_] = items(client)
    form = {"item": first, "decision": "accepted"}
    assert (
        client.post("/queue/decide", data={"csrf": csrf, **form}, headers=PART).status_code == 201
    )
    csrf = sign_in(client, "bruno", "bruno's password")
    late = client.post("/queue/decide", data={"csrf": csrf, **form}, headers=PART)
    assert late.status_code == 409
    assert "anna has decided" in late.json()["detail"]
    shown = client.get(f"/queue?item={first}", headers=HTML).text
    assert "Accepted by anna" in shown


def test_only_who_decided_can_undo(client: TestClient) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    form = {"csrf": csrf, "item": items(client)[0], "decision": "accepted"}
    number = client.post("/queue/decide", data=form, headers=PART).json()["review"]
    csrf = sign_in(client, "bruno", "bruno's password")
    assert (
        client.post("/queue/undo", data={"csrf": csrf, "review": number}, headers=PART).status_code
        == 403
    )


def test_a_change_without_the_forms_token_is_refused(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    form = {"csrf": "forged", "item": items(client)[0], "decision": "accepted"}
    assert client.post("/queue/decide", data=form, headers=PART).status_code == 403


def test_a_sample_takes_the_same_number_of_every_agent_and_can_be_drawn_again(
    client: TestClient,
) -> None:
    store = client.app.state.store
    with store.read() as session:
        drawn = waiting.queue(
            store, session, QueueFilters(order="sample", each=2, draw=3), "anna", limit=50
        )
        again = waiting.queue(
            store, session, QueueFilters(order="sample", each=2, draw=3), "anna", limit=50
        )
    assert [i.key for i in drawn] == [i.key for i in again]
    per_agent = [i.contact.agent_id for i in drawn]
    assert per_agent.count("a0") == per_agent.count("a1") == 2


def test_deciding_on_a_sample_draws_nothing_in_its_place(client: TestClient) -> None:
    store = client.app.state.store
    filters = QueueFilters(order="sample", each=1)
    with store.read() as session:
        before = waiting.queue(store, session, filters, "anna", limit=50)
    with store.write() as session:
        chosen = before[0]
        by = reviews.Reviewer("anna", "coach")
        target = f"gap:{chosen.opportunity.position}"
        reviews.decide(session, chosen.contact, target, reviews.Verdict.ACCEPTED, by)
    with store.read() as session:
        after = waiting.queue(store, session, filters, "anna", limit=50)
        assert waiting.how_many(store, session, filters) == len(after)
    assert [i.key for i in after] == [i.key for i in before[1:]]


def test_filters_narrow_the_queue_and_stay_in_the_address(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    everything, some = items(client), items(client, "?gap=hold_gap&agent=a0&language=&from=&to=")
    assert 0 < len(some) < len(everything)
    page = client.get("/queue?gap=hold_gap", headers=HTML).text
    assert "gap=hold_gap&amp;item=" in page


@pytest.mark.parametrize("query", ["?item=999-0", "?item=1-99", "?item=x", "?item=1"])
def test_an_item_that_is_not_there_is_a_404(client: TestClient, query: str) -> None:
    sign_in(client, "anna", "anna's password")
    assert client.get(f"/queue{query}", headers=HTML).status_code == 404


@pytest.mark.parametrize("review", ["999", str(2**31), str(2**70)])
def test_undoing_what_is_not_there_is_no_fault_of_ours(client: TestClient, review: str) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    answer = client.post("/queue/undo", data={"csrf": csrf, "review": review}, headers=HTML)
    assert answer.status_code in (404, 422)


def test_hostile_words_stay_words(client: TestClient, analyzer: Analyzer) -> None:
    hostile = "</script><img src=x onerror=alert(1)> I have a deadline \u202e and nobody helps me!"
    keep(client.app.state.store, analyzer, transcript_of("x", agent="<b>evil</b>", need=hostile))
    sign_in(client, "anna", "anna's password")
    for key in items(client, "?agent=%3Cb%3Eevil%3C%2Fb%3E"):
        page = client.get(f"/queue?item={key}", headers=HTML)
        assert "<img src=x" not in page.text
        assert "<b>evil" not in page.text
        assert "\u202e" not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]


def test_an_item_that_was_kept_too_long_is_offered_again(client: TestClient) -> None:
    store = client.app.state.store
    with store.write() as session:
        [first, *_] = waiting.queue(store, session, QueueFilters(), "anna", limit=5)
        target = f"gap:{first.opportunity.position}"
        assert claims.claim(session, first.opportunity.report_id, target, "anna")
        assert not claims.claim(session, first.opportunity.report_id, target, "bruno")
        claims.release(session, "anna")
        assert claims.claim(session, first.opportunity.report_id, target, "bruno")


def test_an_empty_store_says_that_nothing_waits(tmp_path: Path) -> None:
    app = create_app(Settings(store=str(tmp_path / "empty.db")))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        people(app.state.store)
        sign_in(client, "anna", "anna's password")
        assert "Nothing is waiting" in client.get("/queue", headers=HTML).text
