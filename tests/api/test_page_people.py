"""The team's and an agent's figures: who sees them, from how many contacts, what lies behind."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from dimscore_api.app import create_app
from dimscore_api.settings import Settings
from fastapi.testclient import TestClient

from dimscore.analyzer import Analyzer
from dimscore.store import surveys
from dimscore.store.engine import Store
from dimscore.transcript import Survey
from tests.api.page import HTML, keep, people, sign_in, transcript_of

BEGIN = datetime(2026, 9, 7, 9, tzinfo=UTC)
KIND = 3  # contacts in which the customer's stake is taken up
SORRY = "I am so sorry, a power cut right before a deadline at four is awful."
HOST = "http://127.0.0.1:8000"


def fill(store: Store, analyzer: Analyzer) -> None:
    """24 contacts of Dana over four weeks, 3 of an agent with an odd name."""
    for number in range(24):
        at = BEGIN + timedelta(days=7 * (number % 4), minutes=number)
        one = transcript_of(f"d{number}").model_copy(update={"started_at": at})
        if number < KIND:
            turns = list(one.turns)
            turns[2] = turns[2].model_copy(update={"text": f"{SORRY} {turns[2].text}"})
            one = one.model_copy(update={"turns": tuple(turns)})
        keep(store, analyzer, one)
        if number % 2:
            with store.write() as session:
                surveys.put(session, one.id, Survey(csat=4))
    for number in range(3):
        odd = transcript_of(f"o{number}", agent="<b>Zoë</b>/2")
        keep(store, analyzer, odd.model_copy(update={"started_at": BEGIN, "queue": '"><i>'}))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> Iterator[TestClient]:
    app = create_app(Settings(store=str(tmp_path_factory.mktemp("people") / "p.db")))
    with TestClient(app, base_url=HOST) as client:
        people(app.state.store)
        fill(app.state.store, analyzer)
        yield client


@pytest.fixture
def coach(client: TestClient) -> TestClient:
    sign_in(client, "anna", "anna's password")
    return client


def words(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def read(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, path
    return answer.text


def links(page: str) -> list[tuple[str, str]]:
    """Points of charts: what they are called, and where they lead."""
    found = re.findall(r'<a aria-label="([^"]+)" href="([^"]+)"', page)
    return [(html.unescape(name), html.unescape(link)) for name, link in found]


def test_the_team_and_its_agents_are_for_coaches_only(client: TestClient) -> None:
    client.cookies.clear()
    for path in ("/team", "/agents/dana", "/me"):
        answer = client.get(path, headers=HTML, follow_redirects=False)
        assert answer.headers["location"].startswith("/signin?next=")
    sign_in(client, "dana", "dana's password")
    assert client.get("/team", headers=HTML).status_code == 403
    assert client.get("/agents/dana", headers=HTML).status_code == 403


def test_an_agent_sees_the_own_figures_and_no_contacts_of_others(client: TestClient) -> None:
    sign_in(client, "dana", "dana's password")
    page = read(client, "/me")
    assert "<h1>My figures</h1>" in page
    assert "24 contacts" in words(page)
    assert all("agent=dana" in link for _, link in links(page))
    assert "All agents" not in page


def test_a_coach_has_no_figures_of_the_own(coach: TestClient) -> None:
    assert coach.get("/me", headers=HTML, follow_redirects=False).headers["location"] == "/team"


def test_figures_stand_with_range_and_number(coach: TestClient) -> None:
    text = words(read(coach, "/team"))
    assert "27 contacts" in text
    assert re.search(r"Predicted satisfaction [\d.]+ of 5 [\d.]+ to [\d.]+, 95% range", text)
    assert re.search(r"Surveyed satisfaction 4.0 of 5 .*? 12 survey answers", text)
    assert re.search(r"Gaps per 100 opportunities \d+ \d+ to \d+, .*? \d+ gaps in \d+", text)
    assert "27 of 27 holds" in text
    assert "Predicted satisfaction is a prediction, not a survey." in text


def test_agents_stand_by_name_and_without_figures_under_twenty_contacts(coach: TestClient) -> None:
    page = read(coach, "/team")
    table = words(page[page.index('<h2 id="agents">') :])
    assert table.index("<b>Zoë</b>/2") < table.index("dana")
    assert re.search(r"<b>Zoë</b>/2 3 fewer than 20 contacts", table)
    assert "Predictions do not rank people" in table


def test_an_agent_with_few_contacts_has_no_figures(coach: TestClient) -> None:
    page = read(coach, "/agents/%3Cb%3EZo%C3%AB%3C/b%3E/2")
    text = words(page)
    assert "3 contacts so far; 20 are needed." in text
    assert "of 5" not in text
    assert "<svg" not in page


def test_an_agents_page_puts_the_team_beside(coach: TestClient) -> None:
    text = words(read(coach, "/agents/dana"))
    assert re.search(r"Human \d+ of 100 .*? 24 contacts Team: \d+", text)
    assert "never for a decision about a person" in text


def test_moments_and_strengths_lead_to_their_turn(coach: TestClient) -> None:
    page = read(coach, "/agents/dana")
    begin, middle, end = (page.index(f'<h2 id="{n}">') for n in ("moments", "strengths", "trends"))
    missed, met = (
        re.findall(r'href="(/contacts/\d+)(#t\d+)"', block)
        for block in (page[begin:middle], page[middle:end])
    )
    assert (len(missed), len(met)) == (6, KIND)
    assert "Feeling taken up" in page[middle:end]
    for contact, turn in (missed[0], met[0]):
        assert f'id="{turn[1:]}"' in read(coach, contact)


def test_a_point_leads_to_as_many_contacts_as_it_says(coach: TestClient) -> None:
    found = [link for link in links(read(coach, "/agents/dana")) if link[0].startswith("Predicted")]
    assert len(found) == 4
    for name, link in found:
        n = re.search(r", (\d+) contacts?$", name)
        assert n
        listed = re.findall(r'href="/contacts/(\d+)"', read(coach, link))
        assert len(set(listed)) == int(n[1]) == 6


def test_filters_narrow_everything_and_stay_in_the_links(coach: TestClient) -> None:
    page = read(coach, "/team?queue=power&from=2026-09-14&to=&language=en")
    assert "18 contacts" in words(page)
    found = links(page)
    assert found
    assert all("queue=power" in link and "language=en" in link for _, link in found)
    assert 'href="/agents/dana?queue=power&amp;language=en&amp;from=2026-09-14"' in page


def test_filters_that_leave_nothing_say_so(coach: TestClient) -> None:
    assert "No scored contact fits this" in read(coach, "/team?queue=nobody")
    assert "No scored contact fits this" in read(coach, "/agents/dana?queue=nobody")


def test_an_address_that_can_not_be_read_is_refused(coach: TestClient) -> None:
    assert coach.get("/team?from=yesterday", headers=HTML).status_code == 422
    assert coach.get("/agents/nobody", headers=HTML).status_code == 404


@pytest.mark.parametrize("path", ["/team", "/agents/dana", "/insights"])
def test_hostile_names_stay_text_and_nothing_is_inline(coach: TestClient, path: str) -> None:
    answer = coach.get(path, headers=HTML)
    assert "<b>Zoë" not in answer.text
    assert '"><i>' not in answer.text
    assert not re.search(
        r'<[^>]+ (style|on\w+)="|<style|<script(?! type="module" src)', answer.text
    )
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/team", "/agents/dana", "/me"])
def test_headings_descend_step_by_step_and_ids_are_unique(coach: TestClient, path: str) -> None:
    page = read(coach, path)
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_an_empty_store_has_pages_too(tmp_path: Path) -> None:
    app = create_app(Settings(store=str(tmp_path / "empty.db")))
    with TestClient(app, base_url=HOST) as client:
        people(app.state.store)
        sign_in(client, "anna", "anna's password")
        assert "No contacts yet" in read(client, "/team")
        assert "No contact here states a need yet" in read(client, "/insights")
        assert client.get("/agents/dana", headers=HTML).status_code == 404
        sign_in(client, "dana", "dana's password")
        assert "No contacts yet" in read(client, "/me")


def test_one_contact_has_figures_without_ranges(tmp_path: Path, analyzer: Analyzer) -> None:
    app = create_app(Settings(store=str(tmp_path / "one.db")))
    with TestClient(app, base_url=HOST) as client:
        people(app.state.store)
        keep(app.state.store, analyzer, transcript_of("only"))
        sign_in(client, "anna", "anna's password")
        text = words(read(client, "/team"))
        assert re.search(r"Predicted satisfaction [\d.]+ of 5 .*? 1 contact ", text)
        assert "No week has enough contacts" in text
        assert "1 contact so far; 20 are needed." in words(read(client, "/agents/dana"))
