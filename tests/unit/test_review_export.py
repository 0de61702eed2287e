"""What coaches decide becomes training data, in the one format for labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from dimscore.analyzer import Analyzer
from dimscore.errors import UsageError
from dimscore.evaluation import labelled_in_full, read_gold
from dimscore.labels import Labelled, SignalLabel
from dimscore.report import GapState
from dimscore.store import contacts, reviews, surveys
from dimscore.store.engine import Store, open_store
from dimscore.store.reviews import Reason, Reviewer, Span, Verdict
from dimscore.store.tables import Contact
from dimscore.store.training import labelled
from dimscore.transcript import Survey
from tests.conftest import transcript

ANNA = Reviewer("anna", "coach")
CONTACT = transcript(
    ("agent", "Good morning, Dana speaking."),
    ("customer", "I have a deadline at four, how am I supposed to work now?"),
    ("agent", "What is your account number?"),
    ("customer", "It is four two one."),
    ("agent", "I will fix that for you."),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "s.db")


@pytest.fixture
def contact(store: Store, analyzer: Analyzer) -> Contact:
    kept = contacts.masked(store.secret, CONTACT)
    with store.write() as session:
        contact = contacts.accept(session, kept).contact
        contacts.save_report(session, contact.id, analyzer.analyze(kept))
        return contact


def decide(store: Store, contact: Contact, target: str, verdict: Verdict, **more: object) -> int:
    with store.write() as session:
        here = session.get_one(Contact, contact.id)
        return reviews.decide(session, here, target, verdict, ANNA, **more).id  # type: ignore[arg-type]


def exported(store: Store) -> Labelled:
    [item] = labelled(store)
    return Labelled.model_validate_json(item.model_dump_json(exclude_none=True))


def position(store: Store, contact: Contact, signal: str) -> int:
    with store.read() as session:
        report = contacts.report_of(session, session.get_one(Contact, contact.id))
    assert report is not None
    return next(i for i, s in enumerate(report.signals) if s.signal == signal)


def test_a_contact_that_nobody_reviewed_or_rated_is_left_out(
    store: Store, contact: Contact
) -> None:
    assert list(labelled(store)) == []


def test_a_rejected_signal_falls_out_and_an_added_one_comes_in(
    store: Store, contact: Contact
) -> None:
    greeting = position(store, contact, "greeting")
    decide(store, contact, f"signal:{greeting}", Verdict.REJECTED, reason=Reason.MISHEARD)
    span = Span(signal="need_discovery", turn=2, start=0, end=28)
    decide(store, contact, "signal:new", Verdict.ADDED, answer=span)
    item = exported(store)
    with store.read() as session:
        report = contacts.report_of(session, session.get_one(Contact, contact.id))
    assert report is not None
    gone = report.signals[greeting]
    assert (gone.turn, gone.start, gone.end) not in {
        (s.turn, s.start, s.end) for s in item.signals if s.signal == "greeting"
    }
    assert SignalLabel(turn=2, start=0, end=28, signal="need_discovery") in item.signals
    assert item.reviewed == (f"signal:{greeting}", "signal:new")
    assert item.labeller == "anna"


def test_a_corrected_span_moves(store: Store, contact: Contact) -> None:
    ownership = position(store, contact, "ownership")
    span = Span(signal="ownership", turn=4, start=0, end=10)
    decide(store, contact, f"signal:{ownership}", Verdict.CORRECTED, answer=span)
    [found] = [s for s in exported(store).signals if s.signal == "ownership"]
    assert (found.start, found.end) == (0, 10)


def test_a_gap_rejected_as_answered_is_met_and_for_another_reason_none(
    store: Store, contact: Contact
) -> None:
    first = decide(store, contact, "gap:0", Verdict.REJECTED, reason=Reason.ANSWERED)
    assert exported(store).gaps[0].state is GapState.MET
    before = len(exported(store).gaps)
    with store.write() as session:
        reviews.undo(session, session.get_one(reviews.Review, first), ANNA)
    decide(store, contact, "gap:0", Verdict.REJECTED, reason=Reason.NO_NEED)
    assert len(exported(store).gaps) == before - 1


def test_what_was_undone_does_not_count(store: Store, contact: Contact) -> None:
    greeting = position(store, contact, "greeting")
    number = decide(store, contact, f"signal:{greeting}", Verdict.REJECTED, reason=Reason.MISHEARD)
    with store.write() as session:
        reviews.undo(session, session.get_one(reviews.Review, number), ANNA)
        surveys.put(session, contact.transcript_id, Survey(csat=2))
    item = exported(store)
    assert "greeting" in {s.signal for s in item.signals}
    assert item.ratings[0].csat == 2


def test_training_reads_the_export_and_measuring_refuses_it(
    store: Store, contact: Contact, tmp_path: Path
) -> None:
    decide(store, contact, "gap:0", Verdict.ACCEPTED)
    file = tmp_path / "reviews.jsonl"
    file.write_text(exported(store).model_dump_json(exclude_none=True) + "\n", "utf-8")
    gold = read_gold(file)
    assert gold[0].transcript.id == "t"
    with pytest.raises(UsageError, match="nobody decided"):
        labelled_in_full(gold)


def test_a_review_can_not_be_changed_afterwards(store: Store, contact: Contact) -> None:
    number = decide(store, contact, "gap:0", Verdict.ACCEPTED)
    with pytest.raises(Exception, match="append-only"), store.write() as session:
        session.get_one(reviews.Review, number).decision = "rejected"
