"""One check for every kind of store: SQLite always, PostgreSQL where a server is told.

DIMSCORE_TEST_POSTGRES is the URL of an empty database that the tests may fill and drop.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from dimscore.analyzer import Analyzer
from dimscore.errors import StoreError, UsageError
from dimscore.report import Dimension
from dimscore.store import (
    batches,
    claims,
    contacts,
    deletion,
    exports,
    history,
    idempotency,
    insights,
    queue,
    surveys,
)
from dimscore.store.accounts import FREE_FAILURES, Role, add_user, sign_in, signed_in, wait_left
from dimscore.store.board import Board
from dimscore.store.contacts import Outcome
from dimscore.store.engine import Store, open_store, store_url
from dimscore.store.figures_cells import Measure
from dimscore.store.keys import Scope, any_key, create_key, find_key, revoke_key
from dimscore.store.listing import Filters, list_contacts
from dimscore.store.reviews import Reason, Reviewer, Span, Verdict, comment, decide, stands, undo
from dimscore.store.secret import Secret
from dimscore.store.tables import Audit, Base, Contact, Customer, Review, StoredReport
from dimscore.transcript import Survey, Transcript
from tests.conftest import ROOT, read_one, transcript

POSTGRES = os.environ.get("DIMSCORE_TEST_POSTGRES")
ANNA, BEN = Reviewer("anna", "coach"), Reviewer("ben", "coach")
DAY = datetime(2025, 3, 1, tzinfo=UTC)
AVERAGE, TOP = (read_one(ROOT / f"data/samples/en/{name}.txt") for name in ("average", "top"))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    where = str(tmp_path / "dimscore.db")
    if request.param == "postgresql":
        if not POSTGRES:
            pytest.skip("DIMSCORE_TEST_POSTGRES names no PostgreSQL server")
        where = POSTGRES
        with _alone(where) as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            connection.commit()
            yield from _opened(where, tmp_path)
        return
    yield from _opened(where, tmp_path)


@contextmanager
def _alone(where: str) -> Iterator[Connection]:
    """The database for one test at a time, however many processes test."""
    engine = create_engine(store_url(where))
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(1)"))
        yield connection
    engine.dispose()


def _opened(where: str, tmp_path: Path) -> Iterator[Store]:
    store = open_store(where, tmp_path / "dimscore.key")
    yield store
    store.close()


def keep(store: Store, talk: Transcript, analyzer: Analyzer | None = None) -> Contact:
    """Accept `talk`, and score it where an analyzer is given."""
    kept = contacts.masked(store.secret, talk)
    with store.write() as session:
        contact = contacts.accept(session, kept).contact
        if analyzer is not None:
            contacts.save_report(session, contact.id, analyzer.analyze(kept))
    return contact


def say(text: str, id: str = "1", **fields: Any) -> Transcript:
    return transcript(("customer", text)).model_copy(update={"id": id, **fields})


def ids(store: Store, **filters: Any) -> list[str]:
    with store.read() as session:
        page = list_contacts(store, session, Filters(**filters), limit=200)
    return [row.contact.transcript_id for row in page.rows]


def count(store: Store, table: type[Base]) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def top(language: str = "en") -> Transcript:
    """A call with signals, opportunities and a hold."""
    return read_one(ROOT / f"data/samples/{language}/top.txt")


def test_the_same_content_is_known_and_another_is_refused(store: Store):
    first = keep(store, say("hello"))
    with store.write() as session:
        again = contacts.accept(session, contacts.masked(store.secret, say("hello")))
        assert again.outcome is Outcome.KNOWN
        assert again.contact.id == first.id
        with pytest.raises(StoreError, match="taken") as error:
            contacts.accept(session, contacts.masked(store.secret, say("good bye")))
    assert error.value.code == "id_taken"
    assert count(store, Contact) == 1


def test_private_ids_are_disguised_and_still_found(store: Store):
    keep(store, say("hello", id="1", customer_id="+48 600 700 800", agent_id="anna@example.com"))
    keep(store, say("hello", id="2", customer_id="+48 600 700 800", agent_id="agent-7"))
    keep(store, say("hello", id="3", agent_id="priv 1 anna@example.com"))
    assert ids(store, agent="priv 1 anna@example.com") == ["3"]
    assert ids(store, customer="+48 600 700 800") == ["2", "1"]
    assert ids(store, agent="anna@example.com") == ["1"]
    with store.read() as session:
        first, second, third = session.scalars(select(Contact).order_by(Contact.id))
    assert first.customer_id == second.customer_id
    assert re.fullmatch(r"phone-[0-9a-f]{20}", str(first.customer_id))
    for agent in (first.agent_id, third.agent_id):
        assert re.fullmatch(r"email-[0-9a-f]{20}", str(agent))
    assert second.agent_id == "agent-7"


def test_what_is_kept_is_masked(store: Store):
    keep(store, say("my card is 4242 4242 4242 4242", survey=Survey(comment="call 600 700 800")))
    with store.read() as session:
        [contact] = session.scalars(select(Contact))
        survey = surveys.get(session, "1")
    assert "4242" not in contact.transcript
    assert survey
    assert "600" not in str(survey.comment)


def test_a_contact_is_scored_once(store: Store, analyzer: Analyzer):
    contact = keep(store, top())
    report = analyzer.analyze(contacts.transcript_of(contact))
    with store.read() as session:
        assert [c.id for c in contacts.pending(session, 10)] == [contact.id]
    with store.write() as session:
        assert contacts.save_report(session, contact.id, report)
    with store.write() as session:
        assert not contacts.save_report(session, contact.id, report)
        assert contacts.report_of(session, contacts.find(session, contact.transcript_id)) == report  # type: ignore[arg-type]
        assert not contacts.pending(session, 10)
    assert count(store, StoredReport) == 1


def test_two_threads_scoring_the_same_leave_one_report(store: Store, analyzer: Analyzer):
    contact = keep(store, top())
    report = analyzer.analyze(contacts.transcript_of(contact))
    saved: list[bool] = []

    def save() -> None:
        with store.write() as session:
            saved.append(contacts.save_report(session, contact.id, report))

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(saved) == [False, False, False, True]


FIELDS = {"agent_id": "a1", "customer_id": "c1", "queue": "billing", "channel": "chat"}
FILTERS: list[dict[str, Any]] = [
    {"agent": "a1"},
    {"customer": "c1"},
    {"queue": "billing"},
    {"channel": "chat"},
    {"language": "en"},
    {"from": DAY},
    {"to": DAY + timedelta(days=1)},
    {"signal": "hold_request"},
    {"gap": "hold_gap"},
    {"gap_state": "met"},
    {"csat_min": 1},
    {"csat_max": 5},
    {"business_min": 0},
    {"human_max": 100},
    {"hidden_min": 0},
    {"level": 3},
    {"surveyed": 4},
    {"over_hold_limit": False},
    {"words": "hold"},
]


@pytest.fixture
def one_of_two(store: Store, analyzer: Analyzer) -> str:
    """A contact that every filter above fits, and an empty one that is far away."""
    fields = {**FIELDS, "started_at": DAY, "survey": Survey(csat=4)}
    talk = top().model_copy(update=fields)
    keep(store, talk, analyzer)
    keep(store, transcript(language="pl").model_copy(update={"id": "empty", "channel": "mail"}))
    return talk.id


def test_the_catalogue_of_filters_is_tried_whole():
    tried = {name.removesuffix("_min").removesuffix("_max") for f in FILTERS for name in f}
    fields = {f.alias or name for name, f in Filters.model_fields.items()}
    assert {name.removesuffix("_min").removesuffix("_max") for name in fields} <= tried


@pytest.mark.parametrize("narrowed", FILTERS, ids=lambda f: next(iter(f)))
def test_each_filter_finds_what_fits(store: Store, one_of_two: str, narrowed: dict[str, Any]):
    found = ids(store, **narrowed)
    assert one_of_two in found
    assert "empty" not in found or "from" in narrowed


def test_filters_combine(store: Store, one_of_two: str):
    assert ids(store, agent="a1", queue="billing", words="hold", csat_min=1) == [one_of_two]
    assert ids(store, agent="a1", queue="sales") == []
    assert ids(store, gap_state="open", gap="no_such_gap") == []


def test_pages_have_no_holes_and_no_doubles_while_contacts_come_in(store: Store):
    for n in range(25):
        keep(store, say("x", id=f"old-{n}", started_at=DAY + timedelta(minutes=n // 3)))
    seen: list[str] = []
    cursor = None
    for round in range(100):
        with store.read() as session:
            page = list_contacts(store, session, Filters(), limit=4, cursor=cursor)
        seen += [row.contact.transcript_id for row in page.rows]
        keep(store, say("x", id=f"new-{round}", started_at=DAY + timedelta(days=1, minutes=round)))
        if page.next is None:
            break
        cursor = page.next
    assert sorted(seen) == sorted(f"old-{n}" for n in range(25))


@pytest.mark.parametrize("cursor", ["x", "%%", "W10", "bnVsbA", "WyIyMDI1IiwgSW5maW5pdHld", "é"])
def test_a_foreign_cursor_is_refused(store: Store, cursor: str):
    with store.read() as session, pytest.raises(UsageError, match="cursor"):
        list_contacts(store, session, Filters(), limit=4, cursor=cursor)


WORDS = [
    ("en", "The washing machine leaks", "WASH mach"),
    ("pl", "Zepsuła się pralka łazienkowa", "lazienk pralka"),
    ("hu", "Elromlott a mosógépem tegnap", "mosogep"),
    ("el", "Χάλασε το πλυντήριο ρούχων", "πλυντηριο ΡΟΥΧ"),
    ("uk", "Зламалася пральна машинка їхня", "пральн маш"),
    ("lv", "Salūza veļas mašīna šodien", "velas masin"),
]


@pytest.mark.parametrize(("language", "said", "typed"), WORDS)
def test_words_are_found_by_their_beginning_however_typed(
    store: Store, language: str, said: str, typed: str
):
    keep(store, say(said, id="found", language=language))
    keep(store, say("something else", id="other"))
    assert ids(store, words=typed) == ["found"]
    assert ids(store, words=f"{typed} zzz") == []


@pytest.mark.parametrize("typed", ["", "\"'*", "a:b & !c | (d)", "_", "\0", "NOT", "x" * 200, "½"])
def test_any_words_can_be_asked_for(store: Store, typed: str):
    keep(store, say("a plain word"))
    assert ids(store, words=typed) in ([], ["1"])


def test_odd_text_is_kept(store: Store):
    odd = say("nul \0 and \x1b", id="a/b ../%2F\0", queue="q\0", metadata={"k\0": ["\0", 1e300]})
    contact = keep(store, odd)
    assert contacts.transcript_of(contact).turns[0].text == "nul \0 and \x1b"
    assert ids(store, queue="q\0") == ids(store)


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_the_calendar_are_kept(store: Store, when: str):
    talk = say("x").model_dump() | {"started_at": when}
    keep(store, Transcript.model_validate(talk))
    assert ids(store, **{"from": when}) in ([], ["1"])


def test_a_deletion_takes_everything_that_was_derived(store: Store, analyzer: Analyzer):
    talk = top().model_copy(update={"customer_id": "c1", "survey": Survey(csat=1)})
    contact = keep(store, talk, analyzer)
    keep(store, say("stays", id="other", customer_id="c2"), analyzer)
    use = idempotency.Use.of(store.secret, "k", "r", "v")
    with store.write() as session:
        kept = contacts.find(session, contact.transcript_id)
        assert kept
        decide(session, kept, "gap:0", Verdict.ACCEPTED, ANNA)
        idempotency.answer(session, use, "d", contact.transcript_id, 201)
    assert deletion.delete_transcript(store, talk.id, by="test") == 1
    assert deletion.delete_transcript(store, talk.id, by="test") == 0
    assert ids(store) == ["other"]
    kept_tables = {"contacts", "contact_words", "customers", "reports", "signal_counts"}
    kept_tables |= {"audit", "key_marks"}
    with store.read() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.scalar(select(func.count()).select_from(table)) or 0
            if table.name not in kept_tables:
                assert rows == 0, table.name
        assert session.scalars(select(Customer.id)).all() == ["c2"]


def test_a_customer_is_deleted_whole(store: Store):
    for n in range(3):
        keep(store, say("x", id=str(n), customer_id="600 700 800" if n else "other"))
    assert deletion.delete_customer(store, "600 700 800", by="test") == 2
    assert ids(store) == ["0"]
    assert count(store, Customer) == 1


def test_purge_deletes_what_is_old(store: Store):
    now = datetime.now(UTC)
    keep(store, say("x", id="old", started_at=now - timedelta(days=31)))
    keep(store, say("x", id="new", started_at=now - timedelta(days=29)))
    assert deletion.purge(store, 30, by="test") == 1
    assert ids(store) == ["new"]


@pytest.mark.parametrize("table", ["reviews", "audit"])
def test_rows_of_decisions_and_of_the_audit_are_never_changed(
    store: Store, analyzer: Analyzer, table: str
):
    contact = keep(store, top(), analyzer)
    with store.write() as session:
        kept = session.get_one(Contact, contact.id)
        decide(session, kept, "gap:0", Verdict.ACCEPTED, ANNA)
        create_key(session, "k", Scope.READ)
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.execute(text(f"UPDATE {table} SET \"by\" = 'somebody else'"))


@pytest.mark.parametrize("target", ["gap:00", "gap:\u0660", "signal:00", "gap:", "gap:+0"])
def test_a_target_is_written_in_one_way_only(store: Store, analyzer: Analyzer, target: str):
    contact = keep(store, top(), analyzer)
    with store.write() as session:
        kept = session.get_one(Contact, contact.id)
        with pytest.raises(StoreError, match="the report has no"):
            decide(session, kept, target, Verdict.ACCEPTED, ANNA)


def test_a_target_is_decided_once_and_again_after_undoing(store: Store, analyzer: Analyzer):
    contact = keep(store, top(), analyzer)
    with store.write() as session:
        kept = session.get_one(Contact, contact.id)
        first = decide(session, kept, "gap:0", Verdict.REJECTED, ANNA, reason=Reason.ANSWERED)
        assert first.suggestion
        assert first.suggestion["gap"]
        with pytest.raises(StoreError, match="anna") as error:
            decide(session, kept, "gap:0", Verdict.ACCEPTED, BEN)
        assert error.value.code == "decided"
        with pytest.raises(StoreError, match="anna"):
            undo(session, first, BEN)
        undo(session, first, ANNA)
        assert not stands(session, first)
        with pytest.raises(StoreError, match="stand"):
            undo(session, first, ANNA)
        second = decide(session, kept, "gap:0", Verdict.ACCEPTED, BEN, note="call 600 700 800")
        assert stands(session, second)
        assert "600" not in str(second.note)
        assert comment(session, second, ANNA, "I see").target == f"review:{second.id}"
    assert count(store, Review) == 4


def test_a_decision_must_fit_the_report(store: Store, analyzer: Analyzer):
    contact = keep(store, top(), analyzer)
    span = Span(signal="empathy", turn=1, start=0, end=4)
    with store.write() as session:
        kept = session.get_one(Contact, contact.id)
        for target, verdict, answer in [
            ("gap:999", Verdict.ACCEPTED, None),
            ("gap:x", Verdict.ACCEPTED, None),
            ("gap:0", Verdict.REJECTED, None),
            ("signal:new", Verdict.ADDED, None),
            ("signal:new", Verdict.ACCEPTED, None),
            ("gap:0", Verdict.CORRECTED, span),
            ("signal:new", Verdict.ADDED, span.model_copy(update={"turn": 999})),
            ("signal:new", Verdict.ADDED, span.model_copy(update={"end": 99_999})),
            ("signal:new", Verdict.ADDED, span.model_copy(update={"signal": "nothing"})),
        ]:
            with pytest.raises(StoreError):
                decide(session, kept, target, verdict, ANNA, answer=answer)
        decide(session, kept, "signal:new", Verdict.ADDED, ANNA, answer=span)
        decide(session, kept, "signal:new", Verdict.ADDED, BEN, answer=span)


def test_an_item_is_on_one_screen_at_a_time(store: Store, analyzer: Analyzer):
    contact = keep(store, top(), analyzer)
    with store.write() as session:
        report_id = session.get_one(Contact, contact.id).report_id
        assert report_id
        assert claims.claim(session, report_id, "gap:0", "anna")
        assert claims.claim(session, report_id, "gap:0", "anna")
        assert not claims.claim(session, report_id, "gap:0", "ben")
        claims.release(session, "anna")
        assert claims.claim(session, report_id, "gap:0", "ben")


@pytest.mark.parametrize("order", ["worst", "sample"])
def test_the_queue_holds_flagged_gaps_until_somebody_decides(
    store: Store, analyzer: Analyzer, order: Any
):
    whose = {"agent_id": "ann", "customer_id": "c"}
    for number, talk in enumerate((AVERAGE, TOP)):
        keep(store, talk.model_copy(update=whose | {"id": str(number)}), analyzer)
    filters = queue.QueueFilters(order=order, each=50)
    with store.read() as session:
        waiting = queue.queue(store, session, filters, "anna", limit=100)
        assert len(waiting) == queue.how_many(store, session, filters) > 0
    with store.write() as session:
        first = session.get_one(Contact, waiting[0].contact.id)
        target = f"gap:{waiting[0].opportunity.position}"
        decide(session, first, target, Verdict.ACCEPTED, ANNA)
    with store.read() as session:
        left = queue.queue(store, session, filters, "anna", limit=100)
    assert [i.key for i in left] == [i.key for i in waiting[1:]]


def test_figures_and_insights_are_the_same_sums(store: Store, analyzer: Analyzer):
    whose = {"agent_id": "ann", "customer_id": "c"}
    for number, talk in enumerate((AVERAGE, TOP)):
        kept = keep(store, talk.model_copy(update=whose | {"id": str(number)}), analyzer)
    with store.read() as session:
        board = Board(store, session, Filters())
        figures = board.figures()
        assert figures.contacts == 2
        assert figures.csat.value is not None
        assert figures.gaps.of == sum(rate.of for rate in figures.gaps_by_id.values())
        assert [row.agent for row in board.agents()] == ["ann"]
        assert sum(week.figure.n for week in board.weekly(Measure.CSAT)) == 2
        assert set(board.spread()) == set(Dimension)
        assert insights.reasons(store, session, Filters()).contacts <= 2
        before = history.earlier(session, session.get_one(Contact, kept.id))
        assert [one.transcript_id for one in before] == ["0"]


def test_wrong_passwords_cost_a_wait_for_names_known_and_unknown(store: Store):
    with store.write() as session:
        password = add_user(session, "anna", Role.COACH)
    for name in ("anna", "nobody"):
        for _ in range(FREE_FAILURES):
            with store.read() as session:
                assert not wait_left(session, name)
            with store.write() as session:
                assert sign_in(session, name, "wrong") is None
        with store.read() as session:
            assert wait_left(session, name)
    with store.write() as session:
        entered = sign_in(session, "anna", password)
        assert entered
        assert signed_in(session, entered.token)
        assert not wait_left(session, "anna")


def test_keys_are_kept_as_hashes_and_end_when_revoked(store: Store):
    with store.write() as session:
        assert not any_key(session)
        key = create_key(session, "crm", Scope.INGEST)
        with pytest.raises(StoreError, match="already"):
            create_key(session, "crm", Scope.READ)
    with store.read() as session:
        row = find_key(session, key)
        assert row
        assert row.hash not in key
        for wrong in ("", "dsk_", key[:-1], f"{key}x", key.replace("dsk", "abc")):
            assert find_key(session, wrong) is None
    with store.write() as session:
        revoke_key(session, "crm")
    with store.read() as session:
        assert find_key(session, key) is None
        assert not any_key(session)
        assert session.scalars(select(Audit.action)).all() == ["create key", "revoke key"]


def test_a_batch_counts_what_became_of_its_records(store: Store, analyzer: Analyzer):
    keep(store, say("known", id="known"))
    talks = [say("new", id="new"), say("known", id="known"), say("other", id="known")]
    with store.write() as session:
        batch = batches.begin(session, "key")
        lines = list(enumerate(talks, start=1))
        batches.keep(session, batch.id, lines, [batches.Refused(4, "invalid_json", "not JSON")])
        batch = batches.finish(session, batch.id, whole=True)
        assert (batch.records, batch.accepted, batch.known, batch.failed) == (4, 1, 1, 2)
        assert batch.state == batches.State.SCORING
        assert {(e.line, e.code) for e in batches.errors_of(session, batch.id, limit=9)} == {
            (3, "id_taken"),
            (4, "invalid_json"),
        }
        new = contacts.find(session, "new")
        assert new
        batches.unscorable(session, new.id, "ValueError")
        batches.close_scored(session)
        session.refresh(batch)
        assert batch.state == batches.State.DONE
        assert batches.progress(session, batch.id) == batches.Progress(0, 0, 1)


def test_an_upload_nobody_finished_is_interrupted(store: Store):
    with store.write() as session:
        batch = batches.begin(session, "key")
        batches.interrupt_receiving(session)
        session.refresh(batch)
        assert batch.state == batches.State.INTERRUPTED


def test_exports_have_a_row_each_and_every_column(store: Store, analyzer: Analyzer):
    contact = keep(store, top(), analyzer)
    keep(store, say("waits", id="waits"))
    with store.write() as session:
        decide(session, session.get_one(Contact, contact.id), "gap:0", Verdict.ACCEPTED, ANNA)
    rows = list(exports.contact_rows(store, Filters()))
    assert [tuple(row) for row in rows] == [exports.contact_columns()] * 2
    assert [row["state"] for row in rows] == ["waiting", "scored"]
    assert exports.count_contacts(store, Filters()) == 2
    [review] = exports.review_rows(store, Filters())
    assert tuple(review) == exports.review_columns()
    assert review["suggested_id"]
    assert exports.count_reviews(store, Filters(agent="nobody")) == 0


def test_the_migrations_lead_to_the_tables(store: Store):
    engine = create_engine(store.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda o, name, *_: "contact_search" not in str(name)},
        )
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert [d for d in differences if "ix_contact_words_words" not in str(d)] == []


def test_a_store_is_not_opened_with_another_key(store: Store, tmp_path: Path):
    Secret.load(tmp_path / "other.key")
    with pytest.raises(StoreError, match=r"other.key is not the key"):
        open_store(store.url.render_as_string(hide_password=False), tmp_path / "other.key")


def test_opening_again_changes_nothing(store: Store, tmp_path: Path):
    keep(store, say("x"))
    url = store.url.render_as_string(hide_password=False)
    again = open_store(url, tmp_path / "dimscore.key")
    assert ids(again) == ["1"]
    again.close()
