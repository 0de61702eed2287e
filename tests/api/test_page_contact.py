"""The page of one contact: what it shows, and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from dimscore_api.app import create_app
from dimscore_api.settings import Settings
from fastapi.testclient import TestClient
from sqlalchemy import select

from dimscore.analyzer import Analyzer
from dimscore.store import contacts
from dimscore.store.engine import Store
from dimscore.store.tables import Audit, Contact
from dimscore.transcript import Survey, Transcript
from tests.api.page import HTML, keep, people, sign_in, transcript_of
from tests.conftest import transcript


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(Settings(store=str(tmp_path / "c.db")))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        people(app.state.store)
        yield client


def store_of(client: TestClient) -> Store:
    return client.app.state.store


def show(client: TestClient, number: int | str, status: int = 200) -> str:
    answer = client.get(f"/contacts/{number}", headers=HTML)
    assert answer.status_code == status, answer.text
    return answer.text


def test_the_page_shows_scores_with_reasons_that_lead_to_turns(
    client: TestClient, analyzer: Analyzer
) -> None:
    number = keep(store_of(client), analyzer, transcript_of("c"))
    sign_in(client, "anna", "anna's password")
    page = show(client, number)
    figures = page[page.index('class="cards figures"') : page.index('id="conversation"')]
    leads_to = set(re.findall(r'href="#(t\d+)"', figures))
    assert leads_to
    assert all(f'id="{turn}"' in page for turn in leads_to)


def test_an_unmet_gap_stands_where_its_answer_was_looked_for(
    client: TestClient, analyzer: Analyzer
) -> None:
    number = keep(store_of(client), analyzer, transcript_of("c"))
    sign_in(client, "anna", "anna's password")
    page = show(client, number)
    talk = page[page.index('<ol class="talk"') :]
    places = re.findall(r'<li class="row [^"]*" id="([^"]+)"', talk)
    [box] = [p for p in places if p.startswith("gap-") and "Empathy gap" in gap_box(talk, p)]
    looked_at = [
        int(t) for t in re.findall(r"#t(\d+)", gap_box(talk, box).split("Looked for in")[1])
    ]
    before = places[: places.index(box)]
    assert f"t{max(looked_at)}" in before
    assert f"t{max(looked_at) + 1}" not in before
    assert 'class="better"' in gap_box(talk, box)


def gap_box(talk: str, identity: str) -> str:
    begin = talk.index(f'id="{identity}"')
    return talk[begin : talk.index("</section>", begin)]


def test_holds_are_drawn_to_scale_and_break_beyond_three_minutes(
    client: TestClient, analyzer: Analyzer
) -> None:
    holds = (
        ("hold", "60"),
        ("agent", "still here"),
        ("hold", "120"),
        ("agent", "yes"),
        ("hold", "900"),
    )
    number = keep(store_of(client), analyzer, transcript(("agent", "please hold"), *holds))
    sign_in(client, "anna", "anna's password")
    talk = show(client, number).split('<ol class="talk"')[1]
    one, two, long = [int(h) for h in re.findall(r'class="wait" width="16" height="(\d+)"', talk)]
    assert two == 2 * one
    assert long == 3 * one
    assert talk.count('class="break"') == 1


def test_the_wait_in_the_queue_stands_on_top(client: TestClient, analyzer: Analyzer) -> None:
    waited = transcript(("agent", "hello"), ("customer", "hello"), waited=130)
    number = keep(store_of(client), analyzer, waited)
    sign_in(client, "anna", "anna's password")
    talk = show(client, number).split('<ol class="talk"')[1]
    assert talk.index("2:10") < talk.index('id="t0"')


@pytest.mark.parametrize("rating", [1, 3, 5])
def test_the_survey_stands_beside_the_prediction(
    client: TestClient, analyzer: Analyzer, rating: int
) -> None:
    unhappy = transcript_of("c").model_copy(update={"survey": Survey(csat=rating)})
    number = keep(store_of(client), analyzer, unhappy)
    report = analyzer.analyze(unhappy)
    assert report.csat is not None
    inside = report.csat.interval[0] <= rating <= report.csat.interval[1]
    sign_in(client, "anna", "anna's password")
    page = show(client, number)
    assert f"Satisfaction {rating} of 5" in page
    assert ("Inside the predicted range" if inside else "Outside the predicted range") in page


def test_hostile_text_stays_text(client: TestClient, analyzer: Analyzer) -> None:
    hostile = '<script>alert(1)</script> </textarea><img src=x onerror=alert(1)> \x1b[2J "quoted"'
    written = transcript(
        ("agent", hostile),
        ("customer", f"I am so angry {hostile}"),
        ("hold", "90"),
        ("agent", "sorry"),
        agent_id='a"><b>',
        customer_id="<i>",
        queue="{{ 7 * 7 }}",
    )
    number = keep(store_of(client), analyzer, written)
    sign_in(client, "anna", "anna's password")
    for page in (show(client, number), show(client, f"{number}/turns/0")):
        assert "<script>alert" not in page
        assert "<img" not in page.split("<main")[1]
        assert "\x1b" not in page
    assert "{{ 7 * 7 }}" in show(client, number)


def test_a_contact_without_times_ids_or_findings_looks_right(
    client: TestClient, analyzer: Analyzer
) -> None:
    bare = Transcript.model_validate(
        {
            "id": "bare",
            "turns": [{"speaker": "unknown", "text": ""}, {"speaker": "bot", "text": "x"}],
        }
    )
    number = keep(store_of(client), analyzer, bare)
    sign_in(client, "anna", "anna's password")
    page = show(client, number)
    assert "No prediction" in page
    assert "not known" in page
    assert "no opportunity" in page


def test_a_contact_of_300_turns_is_shown_whole(client: TestClient, analyzer: Analyzer) -> None:
    said = [("customer", "I am so angry, nothing works"), ("agent", "what is your number")] * 150
    number = keep(store_of(client), analyzer, transcript(*said))
    sign_in(client, "anna", "anna's password")
    page = show(client, number)
    assert 'id="t299"' in page


def test_a_contact_that_waits_or_failed_says_so(client: TestClient) -> None:
    store = store_of(client)
    with store.write() as session:
        contact = contacts.accept(
            session, contacts.masked(store.secret, transcript_of("c"))
        ).contact
    sign_in(client, "anna", "anna's password")
    page = show(client, contact.id)
    assert "waits to be scored" in page
    assert "deadline at four" in page
    with store.write() as session:
        session.get_one(Contact, contact.id).failure = "out of memory"
    assert "could not be scored" in show(client, contact.id)


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "9" * 30, "%C2%B2"])
def test_no_such_contact(client: TestClient, number: str) -> None:
    sign_in(client, "anna", "anna's password")
    assert "There is nothing here" in show(client, number, 404)


def test_an_agent_sees_own_contacts_only_and_cannot_decide(
    client: TestClient, analyzer: Analyzer
) -> None:
    own = keep(store_of(client), analyzer, transcript_of("own"))
    other = keep(store_of(client), analyzer, transcript_of("other", agent="marek"))
    csrf = sign_in(client, "dana", "dana's password")
    page = show(client, own)
    assert 'name="decision"' not in page
    assert "data-mark" not in page
    show(client, other, 404)
    show(client, f"{own}/turns/1", 403)
    form = {"csrf": csrf, "target": "gap:0", "decision": "accepted"}
    assert client.post(f"/contacts/{own}/reviews", data=form, headers=HTML).status_code == 403


def test_earlier_contacts_of_the_customer_stand_beside_it(
    client: TestClient, analyzer: Analyzer
) -> None:
    numbers = []
    for day, agent in ((1, "marek"), (3, "dana"), (8, "dana")):
        at = {"customer_id": "k", "started_at": f"2026-09-0{day}T10:00:00Z", "id": f"c{day}"}
        values = transcript_of("c", agent=agent).model_dump(mode="json") | at
        numbers.append(keep(store_of(client), analyzer, Transcript.model_validate(values)))
    sign_in(client, "anna", "anna's password")
    beside = show(client, numbers[2]).split('id="history"')[1].split("</section>")[0]
    assert "5 days before" in beside
    assert re.findall(r'<li><a href="/contacts/(\d+)"', beside) == [str(n) for n in numbers[1::-1]]
    sign_in(client, "dana", "dana's password")
    beside = show(client, numbers[2]).split('id="history"')[1].split("</section>")[0]
    assert f"/contacts/{numbers[0]}" not in beside


def test_only_an_admin_deletes_and_the_deletion_is_written_down(
    client: TestClient, analyzer: Analyzer
) -> None:
    number = keep(store_of(client), analyzer, transcript_of("c"))
    csrf = sign_in(client, "anna", "anna's password")
    assert "/delete" not in show(client, number)
    gone = f"/contacts/{number}/delete"
    assert client.post(gone, data={"csrf": csrf}, headers=HTML).status_code == 403
    csrf = sign_in(client, "ada", "ada's password")
    assert client.post(gone, data={"csrf": "x" * 43}, headers=HTML).status_code == 403
    assert gone in show(client, number)
    client.post(gone, data={"csrf": csrf}, headers=HTML)
    show(client, number, 404)
    with store_of(client).read() as session:
        notes = session.scalars(select(Audit).where(Audit.action == "delete transcript")).all()
        assert [(n.by, n.count) for n in notes] == [("ada", 1)]
