"""Reviews and surveys as labelled transcripts: what people decided becomes what is learned from.

The machine's signals and gaps are the starting point; rejected ones fall out, corrected ones move,
added ones come in. `reviewed` names what a person decided on, for the rest nobody looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from dimscore.labels import GapLabel, Labelled, Rating, SignalLabel
from dimscore.report import GapState, Report
from dimscore.store import surveys
from dimscore.store.contacts import report_of, transcript_of
from dimscore.store.engine import Store
from dimscore.store.reviews import Reason, Verdict
from dimscore.store.tables import Contact, Decision, Review, Survey

_PAGE = 200


def labelled(store: Store) -> Iterator[Labelled]:
    """Every contact with a standing decision or a surveyed rating, the oldest first."""
    after = 0
    while True:
        with store.read() as session:
            contacts = session.scalars(_wanted(after)).all()
            items = [_labelled(session, contact) for contact in contacts]
        yield from items
        if len(contacts) < _PAGE:
            return
        after = contacts[-1].id


def _wanted(after: int) -> Select[Contact]:
    decided = exists().where(Decision.report_id == Contact.report_id)
    added = exists().where(Review.report_id == Contact.report_id, Review.target == "signal:new")
    rated = exists().where(Survey.transcript_id == Contact.transcript_id, Survey.csat.is_not(None))
    return (
        select(Contact)
        .where(Contact.id > after, Contact.report_id.is_not(None), or_(decided, added, rated))
        .order_by(Contact.id)
        .limit(_PAGE)
    )


def _labelled(session: Session, contact: Contact) -> Labelled:
    report = report_of(session, contact)
    assert report is not None
    reviews = _standing(session, contact)
    survey = surveys.get(session, contact.transcript_id)
    csat = survey.csat if survey else None
    return Labelled(
        transcript=transcript_of(contact).model_copy(update={"language": report.language}),
        signals=tuple(_signals(report, reviews)),
        gaps=tuple(_gaps(report, reviews)),
        ratings=(Rating(by="survey", csat=csat),) if csat else (),
        labeller=", ".join(sorted({r.by for r in reviews})) or None,
        reviewed=tuple(r.target for r in reviews),
    )


def _standing(session: Session, contact: Contact) -> Sequence[Review]:
    """The decisions on the current report that nobody took back, in the order they were taken."""
    undone = select(Review.target).where(
        Review.contact_id == contact.id, Review.decision == "undone"
    )
    gone = {int(target.removeprefix("review:")) for target in session.scalars(undone)}
    rows = session.scalars(
        select(Review)
        .where(
            Review.report_id == contact.report_id,
            Review.contact_id == contact.id,
            Review.decision.in_([v.value for v in Verdict]),
        )
        .order_by(Review.id)
    )
    return [row for row in rows if row.id not in gone]


def _signals(report: Report, reviews: Sequence[Review]) -> Iterator[SignalLabel]:
    decided = {r.target: r for r in reviews}
    for position, signal in enumerate(report.signals):
        review = decided.get(f"signal:{position}")
        if review is not None and review.decision == Verdict.REJECTED:
            continue
        if review is not None and review.answer is not None:
            yield SignalLabel.model_validate(review.answer)
        else:
            yield SignalLabel(
                turn=signal.turn,
                start=signal.start,
                end=signal.end,
                signal=signal.signal,
                answers=signal.answers,
            )
    for review in reviews:
        if review.decision == Verdict.ADDED:
            yield SignalLabel.model_validate(review.answer)


def _gaps(report: Report, reviews: Sequence[Review]) -> Iterator[GapLabel]:
    """A gap that was rejected because it had been answered is met; for another reason, none."""
    decided = {r.target: r for r in reviews}
    for position, gap in enumerate(report.gaps):
        review = decided.get(f"gap:{position}")
        state = gap.state
        if review is not None and review.decision == Verdict.REJECTED:
            if review.reason != Reason.ANSWERED:
                continue
            state = GapState.MET
        yield GapLabel(gap=gap.gap, turn=gap.turn, state=state)
