"""What people decided on a contact: what stands, what was undone, what was said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dimscore.store.reviews import Verdict
from dimscore.store.tables import Contact, Review

_VERDICTS = frozenset(Verdict)


@dataclass(frozen=True)
class Entry:
    """A decision with everything written about it since; `current` as long as the contact's
    report is the one it was made on."""

    review: Review
    undone: Review | None
    comments: Sequence[Review]
    current: bool


@dataclass(frozen=True)
class Decisions:
    """All entries in the order they were written, and those that stand on the current report."""

    entries: Sequence[Entry]
    standing: Mapping[str, Review]
    added: Sequence[Review]


def decisions(contact: Contact, rows: Sequence[Review]) -> Decisions:
    """`rows` are all reviews of `contact`."""
    about: dict[str, list[Review]] = {}
    for row in rows:
        about.setdefault(row.target, []).append(row)
    entries = [_entry(row, about, contact) for row in rows if row.decision in _VERDICTS]
    stand = [e.review for e in entries if e.current and e.undone is None]
    return Decisions(
        entries=entries,
        standing={r.target: r for r in stand if r.decision != Verdict.ADDED},
        added=[r for r in stand if r.decision == Verdict.ADDED],
    )


def _entry(review: Review, about: Mapping[str, Sequence[Review]], contact: Contact) -> Entry:
    since = about.get(f"review:{review.id}", ())
    return Entry(
        review=review,
        undone=next((r for r in since if r.decision == "undone"), None),
        comments=[r for r in since if r.decision == "commented"],
        current=review.report_id == contact.report_id,
    )
