"""Who deleted, exported, made a key or an account: rows that are only ever added."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from dimscore.store.tables import Audit


def note(
    session: Session, by: str, action: str, *, subject: str | None = None, count: int = 1
) -> None:
    """Write down that `by` did `action`; never with an id of a customer or a contact."""
    session.add(Audit(at=datetime.now(UTC), by=by, action=action, subject=subject, count=count))
