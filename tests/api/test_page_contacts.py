"""The list of contacts: filters, chips, pages, and what an agent's account sees of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dimscore_api.app import create_app
from dimscore_api.coach import filters
from dimscore_api.coach.say import Say
from dimscore_api.settings import Settings
from fastapi.testclient import TestClient

from dimscore.analyzer import Analyzer
from dimscore.errors import UsageError
from dimscore.store import contacts
from dimscore.store.engine import Store
from dimscore.transcript import Survey
from tests.api.page import HTML, keep, people, sign_in, transcript_of
from tests.conftest import transcript

RIGA = ZoneInfo("Europe/Riga")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(store=str(tmp_path / "c.db"), timezone="Europe/Riga")
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        people(client.app.state.store)
        yield client


def waiting(store: Store, identity: str, **fields: Any) -> None:
    """A contact that is not scored yet."""
    with store.write() as session:
        kept = contacts.masked(
            store.secret, transcript(("customer", "hello"), id=identity, **fields)
        )
        contacts.accept(session, kept)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_the_first_and_last_moments_there_are_break_no_page(tmp_path: Path, zone: str) -> None:
    app = create_app(Settings(store=str(tmp_path / "z.db"), timezone=zone))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        people(client.app.state.store)
        for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
            waiting(client.app.state.store, f"c-{moment[0]}", started_at=moment)
        sign_in(client, "anna", "anna's password")
        for address in (
            "/contacts",
            "/contacts/1",
            "/contacts/2",
            "/contacts?from=0001-01-01&to=9999-12-30",
            "/contacts?from=0001-01-01T00:00:00%2B14:00&to=9999-12-31T23:59:59-14:00",
            "/team?from=0001-01-01&to=9999-12-31",
            "/queue?from=0001-01-01&to=9999-12-31",
        ):
            assert client.get(address, headers=HTML).status_code == 200, address


def shown(client: TestClient, query: str = "") -> list[str]:
    page = client.get(f"/contacts{query}", headers=HTML)
    assert page.status_code == 200, page.text
    return re.findall(r'<small class="quiet">(c-[^<]+)</small>', page.text)


def test_an_empty_store_says_that_there_is_nothing_yet(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    assert "No contact yet" in client.get("/contacts", headers=HTML).text
    assert "No contact fits" in client.get("/contacts?queue=none", headers=HTML).text


def test_a_row_shows_scores_prediction_survey_and_gaps(
    client: TestClient, analyzer: Analyzer
) -> None:
    answered = transcript_of("c-1").model_copy(update={"survey": Survey(csat=2)})
    number = keep(client.app.state.store, analyzer, answered)
    sign_in(client, "anna", "anna's password")
    page = client.get("/contacts", headers=HTML).text
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert f'href="/contacts/{number}"' in row
    assert 'class="span"' in row
    assert 'class="survey"' in row
    assert "●" in row


def test_days_are_those_of_the_page_and_both_are_included(client: TestClient) -> None:
    store = client.app.state.store
    for name, moment in {
        "c-before": "2026-09-06T20:59:59Z",
        "c-first": "2026-09-06T21:00:00Z",
        "c-last": "2026-09-07T20:59:59Z",
        "c-after": "2026-09-07T21:00:00Z",
    }.items():
        waiting(store, name, started_at=moment)
    sign_in(client, "anna", "anna's password")
    assert shown(client, "?from=2026-09-07&to=2026-09-07") == ["c-last", "c-first"]


def test_fields_left_empty_are_no_filter(client: TestClient) -> None:
    waiting(client.app.state.store, "c-1")
    sign_in(client, "anna", "anna's password")
    assert shown(client, "?agent=&queue=&from=&csat_min=&gap_state=&words=") == ["c-1"]


@pytest.mark.parametrize("query", ["csat_min=7", "from=yesterday", "nonsense=1", "level=x"])
def test_an_address_that_does_not_fit_is_answered_by_a_page(client: TestClient, query: str) -> None:
    sign_in(client, "anna", "anna's password")
    page = client.get(f"/contacts?{query}", headers=HTML)
    assert page.status_code == 422
    assert "That could not be read" in page.text


def test_each_chip_takes_its_own_filter_away(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    page = client.get(
        "/contacts?gap=empathy_gap&gap_state=open&csat_min=1&csat_max=3", headers=HTML
    )
    away = re.findall(r'class="chip" href="/contacts\?([^"]*)"', page.text)
    assert away == [
        "gap_state=open&amp;csat_min=1&amp;csat_max=3",
        "gap=empathy_gap&amp;csat_min=1&amp;csat_max=3",
        "gap=empathy_gap&amp;gap_state=open",
    ]


def test_pages_hold_every_contact_once(client: TestClient) -> None:
    begin = datetime(2026, 9, 7, tzinfo=UTC)
    for n in range(120):
        at = (begin + timedelta(hours=n // 3)).isoformat()
        waiting(client.app.state.store, f"c-{n}", started_at=at, queue="q")
    sign_in(client, "anna", "anna's password")
    seen: list[str] = []
    address: str | None = "/contacts?queue=q"
    while address:
        page = client.get(address, headers=HTML).text
        seen += re.findall(r'<small class="quiet">(c-[^<]+)</small>', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 120


def test_an_agents_account_sees_its_own_contacts_whatever_it_asks_for(client: TestClient) -> None:
    store = client.app.state.store
    waiting(store, "c-own", agent_id="dana")
    waiting(store, "c-other", agent_id="a2")
    waiting(store, "c-nobody")
    sign_in(client, "dana", "dana's password")
    assert shown(client) == ["c-own"]
    assert shown(client, "?agent=a2") == ["c-own"]


def test_hostile_ids_and_filters_stay_text(client: TestClient) -> None:
    hostile = "<script>alert(1)</script>"
    waiting(client.app.state.store, "c-1", agent_id=hostile, queue=hostile)
    sign_in(client, "anna", "anna's password")
    page = client.get("/contacts", params={"queue": hostile, "words": '"><img>'}, headers=HTML)
    assert hostile not in page.text
    assert "<img>" not in page.text


EVERY_FILTER = {
    "agent": "a1",
    "customer": "k1",
    "queue": "billing",
    "channel": "voice",
    "language": "en",
    "from": "2026-09-01",
    "to": "2026-09-30",
    "signal": "empathy",
    "gap": "hold_gap",
    "gap_state": "late",
    "csat_min": "1.5",
    "csat_max": "4",
    "business_min": "10",
    "human_max": "90",
    "hidden_min": "20",
    "level": "3",
    "surveyed": "2",
    "over_hold_limit": "true",
    "words": "late parcel",
}


def test_every_filter_is_a_chip_and_survives_the_address() -> None:
    chosen = filters.read(EVERY_FILTER, RIGA)
    assert filters.write(chosen, RIGA) == EVERY_FILTER
    labels = [chip.label for chip in filters.chips(chosen, Say("en", RIGA), RIGA)]
    assert "Predicted satisfaction 1.5–4.0" in labels
    assert "Human 90 or less" in labels
    assert "A hold over the limit" in labels
    assert len(labels) == len(EVERY_FILTER) - 1  # two bounds of one range are one chip


def test_a_moment_in_the_address_stays_that_moment() -> None:
    moment = "2026-09-07T10:30:00+03:00"
    assert filters.write(filters.read({"from": moment}, RIGA), RIGA) == {"from": moment}


def test_what_does_not_fit_is_named_by_its_field() -> None:
    with pytest.raises(UsageError, match="csat_min"):
        filters.read({"csat_min": "9"}, RIGA)
