"""Reasons for contact, ideas, levels, and the files to take along."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest
from dimscore_api.app import create_app
from dimscore_api.settings import Settings
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from dimscore.analyzer import Analyzer
from dimscore.store import reviews
from dimscore.store.reviews import Reviewer, Verdict
from dimscore.store.tables import Audit, Contact
from tests.api.page import HTML, keep, people, sign_in, transcript_of

RESULTS = "Hello, I would like my blood results."
IDEA = "=You should really put the phone number on the website <script>."


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> Iterator[TestClient]:
    app = create_app(Settings(store=str(tmp_path_factory.mktemp("insights") / "i.db")))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        store = app.state.store
        people(store)
        numbers = [
            keep(store, analyzer, transcript_of(f"r{n}", need=RESULTS, agent="+44 20"))
            for n in range(3)
        ]
        keep(store, analyzer, transcript_of("idea", need=IDEA))
        with store.write() as session:
            reviewed = session.get_one(Contact, numbers[0])
            reviews.decide(
                session, reviewed, "gap:0", Verdict.ACCEPTED, Reviewer("anna", "coach"), note="+1"
            )
        yield client


@pytest.fixture
def coach(client: TestClient) -> TestClient:
    sign_in(client, "anna", "anna's password")
    return client


def rows(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def notes(client: TestClient) -> list[tuple[str, str, int]]:
    """Who exported what, as it was written down."""
    assert isinstance(client.app, FastAPI)
    with client.app.state.store.read() as session:
        found = session.scalars(select(Audit).order_by(Audit.id)).all()
        return [(a.by, a.action, a.count) for a in found if a.action.startswith("export")]


def test_insights_and_exports_are_for_coaches_only(client: TestClient) -> None:
    client.cookies.clear()
    answer = client.get("/insights", headers=HTML, follow_redirects=False)
    assert answer.headers["location"] == "/signin?next=%2Finsights"
    assert client.get("/export/contacts.csv").status_code == 401
    sign_in(client, "dana", "dana's password")
    for path in ("/insights", "/export/contacts.csv", "/export/ideas.parquet"):
        assert client.get(path, headers=HTML).status_code == 403


def test_reasons_stand_with_their_share_and_lead_to_the_customers_words(coach: TestClient) -> None:
    page = coach.get("/insights", headers=HTML).text
    assert 'class="reason">Health, medicines and results<' in page
    assert '<span lang="en">blood results</span> (3)' in page
    quoted = re.search(r'<a href="([^"]+)"><q lang="en">([^<]+)</q>', page)
    assert quoted
    link, quote = quoted.groups()
    assert "blood results" in quote
    contact = coach.get(link, headers=HTML).text
    assert f'id="{link.partition("#")[2]}"' in contact


def test_ideas_stand_under_the_department_that_can_act(coach: TestClient) -> None:
    page = coach.get("/insights", headers=HTML).text
    block = page[page.index("Website and app") :]
    assert "phone number on the website" in html.unescape(block[: block.index("</article>")])
    assert "<script>." not in page


def test_levels_lead_to_the_contacts_that_reached_them(coach: TestClient) -> None:
    page = coach.get("/insights", headers=HTML).text
    found = re.findall(r'<a aria-label="(\d) \w+: [^"]*, (\d+) contacts?" href="([^"]+)"', page)
    assert [level for level, _, _ in found] == ["1", "2", "3", "4", "5"]
    assert sum(int(count) for _, count, _ in found) == 4
    for level, count, link in found:
        assert link == f"/contacts?level={level}"
        listed = set(re.findall(r'href="/contacts/(\d+)"', coach.get(link, headers=HTML).text))
        assert len(listed) == int(count)


def test_the_files_hold_what_the_filters_leave(coach: TestClient) -> None:
    page = coach.get("/insights?queue=power&language=en", headers=HTML).text
    assert 'href="/export/ideas.csv?queue=power&amp;language=en" download' in page
    assert len(rows(coach, "/export/contacts.csv?queue=power")) == 4
    assert rows(coach, "/export/contacts.csv?queue=none") == []
    assert [r["transcript_id"] for r in rows(coach, "/export/contacts.csv?gap=&agent=dana")] == [
        "idea"
    ]
    assert [r["decision"] for r in rows(coach, "/export/reviews.csv")] == ["accepted"]


def test_ideas_come_as_department_words_contact_and_date(coach: TestClient) -> None:
    (idea,) = rows(coach, "/export/ideas.csv")
    assert (idea["department"], idea["transcript_id"]) == ("website_app", "idea")
    assert idea["at"].endswith("+00:00")
    assert not idea["text"].startswith("=")


def test_parquet_holds_the_same_as_csv(coach: TestClient) -> None:
    table = pq.read_table(io.BytesIO(coach.get("/export/contacts.parquet").content))
    assert table.num_rows == 4
    assert set(table.column_names) == set(rows(coach, "/export/contacts.csv")[0])


def test_a_text_that_a_spreadsheet_would_run_is_defused(coach: TestClient) -> None:
    assert rows(coach, "/export/reviews.csv")[0]["note"] == "'+1"


def test_every_export_is_written_down(coach: TestClient) -> None:
    before = len(notes(coach))
    coach.get("/export/contacts.parquet?queue=power")
    coach.get("/export/ideas.csv")
    assert notes(coach)[before:] == [("anna", "export contacts", 4), ("anna", "export ideas", 1)]


def test_unknown_files_and_filters_are_refused(coach: TestClient) -> None:
    assert coach.get("/export/passwords.csv").status_code == 422
    assert coach.get("/export/contacts.xml").status_code == 422
    assert coach.get("/export/contacts.csv?csat_min=9").status_code == 422
