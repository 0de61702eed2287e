"""Two coaches, one queue: what one has on the screen is not offered to the other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from dimscore.store.tables import Claim

#: How long an item is kept for whoever has it open.
LEASE = timedelta(minutes=3)


def claim(session: Session, report_id: int, target: str, by: str) -> bool:
    """Keep a target for `by`; False where somebody else has it open."""
    now = datetime.now(UTC)
    held = session.get(Claim, (report_id, target))
    if held is not None and held.by != by and held.until > now:
        return False
    session.merge(Claim(report_id=report_id, target=target, by=by, until=now + LEASE))
    return True


def release(session: Session, by: str) -> None:
    """Give back everything `by` has open, and what was kept too long."""
    session.execute(delete(Claim).where((Claim.by == by) | (Claim.until < datetime.now(UTC))))
