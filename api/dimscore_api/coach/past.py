"""Earlier contacts of the same customer, for whoever may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.orm import Session

from dimscore.store import history
from dimscore.store.contacts import find
from dimscore.store.history import Earlier, Repeat
from dimscore.store.tables import Contact
from dimscore_api.coach.visible import may_see
from dimscore_api.coach.visitor import Visitor


@dataclass(frozen=True)
class Past:
    """The contacts before, with the number in their address, and the one this repeats."""

    earlier: Sequence[tuple[int, Earlier]]
    repeat: tuple[int, Repeat] | None


def past(request: Request, session: Session, visitor: Visitor, contact: Contact) -> Past:
    """What happened before `contact`; agents' accounts: in their own contacts."""

    def number(transcript_id: str) -> int | None:
        row = find(session, transcript_id)
        return row.id if row and may_see(request, visitor, row) else None

    before = [(number(e.transcript_id), e) for e in history.earlier(session, contact)]
    repeat = history.repeat_of(session, contact)
    same = number(repeat.transcript_id) if repeat else None
    return Past(
        earlier=[(n, e) for n, e in before if n is not None],
        repeat=(same, repeat) if repeat and same is not None else None,
    )
