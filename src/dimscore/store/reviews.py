"""Reviews: what people decided beside what the machine suggested. Rows are only ever added.

A target is `gap:POSITION` or `signal:POSITION` of a report, or `signal:new`. One decision stands
for a target at a time; undoing it adds a row and frees the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dimscore.catalogue import load_catalogue
from dimscore.errors import StoreError
from dimscore.redaction import mask_text
from dimscore.report import Report
from dimscore.store.contacts import report_of, transcript_of
from dimscore.store.tables import Claim, Contact, Decision, Review
from dimscore.transcript import Frozen, Transcript


class Verdict(StrEnum):
    """What a person decided on a target."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    ADDED = "added"


class Reason(StrEnum):
    """Why a suggestion was rejected."""

    NO_NEED = "no_need"
    ANSWERED = "answered"
    WRONG_PLACE = "wrong_place"
    NOT_AGENTS_PART = "not_agents_part"
    MISHEARD = "misheard"
    OTHER = "other"


class Span(Frozen):
    """A signal as a person marks it; offsets are code points into the turn's kept text."""

    signal: str
    turn: int
    start: int
    end: int


@dataclass(frozen=True)
class Reviewer:
    """Who decides: the account or key, and in which role."""

    name: str
    role: str


def decide(
    session: Session,
    contact: Contact,
    target: str,
    verdict: Verdict,
    by: Reviewer,
    *,
    reason: Reason | None = None,
    note: str | None = None,
    answer: Span | None = None,
) -> Review:
    """Write down a decision. StoreError says what does not fit: code `decided` where somebody
    decided on this target first, `no_target` where the report has none such, `bad_answer`."""
    report = report_of(session, contact)
    if report is None or contact.report_id is None:
        raise StoreError("the contact is not scored yet; review it later", code="no_target")
    suggestion = _suggestion(report, target)
    if (verdict in (Verdict.ADDED, Verdict.CORRECTED)) != (answer is not None):
        raise StoreError("a span is given to add or correct one, and only then", code="bad_answer")
    if (verdict is Verdict.REJECTED) != (reason is not None):
        raise StoreError("a reason is given to reject, and only then", code="bad_answer")
    if (verdict is Verdict.ADDED) != (target == "signal:new"):
        raise StoreError("only a new signal can be added", code="bad_answer")
    if verdict is Verdict.CORRECTED and not target.startswith("signal:"):
        raise StoreError("only a signal's span can be corrected", code="bad_answer")
    if answer is not None:
        _check(answer, transcript_of(contact))
    standing = decision_on(session, contact.report_id, target)
    if standing is not None and target != "signal:new":
        raise StoreError(f"{standing.by} has decided on this already", code="decided")
    review = _row(contact, by, target, verdict.value, note)
    review.suggestion = suggestion
    review.answer = answer.model_dump() if answer else None
    review.reason = reason.value if reason else None
    session.add(review)
    session.flush()
    if target != "signal:new":
        session.add(Decision(report_id=contact.report_id, target=target, review_id=review.id))
        session.execute(
            delete(Claim).where(Claim.report_id == contact.report_id, Claim.target == target)
        )
        session.flush()
    return review


def undo(session: Session, review: Review, by: Reviewer) -> Review:
    """Take back a decision of one's own; StoreError where it is another's or no longer stands."""
    if review.by != by.name and by.role != "admin":
        raise StoreError(f"this is {review.by}'s decision; only they can undo it", code="not_yours")
    contact = session.get_one(Contact, review.contact_id)
    if not stands(session, review):
        raise StoreError("this decision does not stand any more", code="no_target")
    session.execute(delete(Decision).where(Decision.review_id == review.id))
    row = _row(contact, by, f"review:{review.id}", "undone", None, review.report_id)
    session.add(row)
    session.flush()
    return row


def comment(session: Session, review: Review, by: Reviewer, note: str) -> Review:
    """Add words to a review: how an agent has a say in it."""
    if not note.strip():
        raise StoreError("a comment needs words", code="bad_answer")
    contact = session.get_one(Contact, review.contact_id)
    row = _row(contact, by, f"review:{review.id}", "commented", note, review.report_id)
    session.add(row)
    session.flush()
    return row


def decision_on(session: Session, report_id: int, target: str) -> Review | None:
    """The review that stands for a target, or None."""
    row = session.get(Decision, (report_id, target))
    return session.get(Review, row.review_id) if row else None


def stands(session: Session, review: Review) -> bool:
    """Whether a review's decision has not been undone."""
    if review.decision not in set(Verdict):
        return False
    undone = select(Review.id).where(
        Review.target == f"review:{review.id}", Review.decision == "undone"
    )
    return session.scalar(undone) is None


def reviews_of(session: Session, contact: Contact) -> Sequence[Review]:
    """Every row on a contact, in the order they were written."""
    query = select(Review).where(Review.contact_id == contact.id).order_by(Review.id)
    return session.scalars(query).all()


def _row(
    contact: Contact,
    by: Reviewer,
    target: str,
    decision: str,
    note: str | None,
    report_id: int | None = None,
) -> Review:
    return Review(
        contact_id=contact.id,
        report_id=report_id or contact.report_id,
        created_at=datetime.now(UTC),
        by=by.name,
        role=by.role,
        target=target,
        decision=decision,
        note=mask_text(note.strip(), contact.language) if note and note.strip() else None,
    )


def _suggestion(report: Report, target: str) -> dict[str, Any] | None:
    """What the machine said, kept beside the answer."""
    kind, _, place = target.partition(":")
    if target == "signal:new":
        return None
    entries = {"gap": report.gaps, "signal": report.signals}.get(kind, ())
    # As the number is written: `gap:00` would be a second name of `gap:0`.
    if place not in map(str, range(len(entries))):
        raise StoreError(f"the report has no {target[:40]}", code="no_target")
    return entries[int(place)].model_dump(mode="json")


def _check(answer: Span, transcript: Transcript) -> None:
    kind = load_catalogue().signals.get(answer.signal)
    if kind is None:
        raise StoreError("the catalogue has no such signal; see /v1/signals", code="bad_answer")
    if not 0 <= answer.turn < len(transcript.turns):
        raise StoreError("the contact has no such turn", code="bad_answer")
    turn = transcript.turns[answer.turn]
    if not 0 <= answer.start < answer.end <= len(turn.text):
        raise StoreError("the span lies outside of its turn", code="bad_answer")
    if turn.speaker is not kind.by:
        raise StoreError(f"this signal is said by the {kind.by.value}", code="bad_answer")
