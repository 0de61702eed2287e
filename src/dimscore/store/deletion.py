"""Contacts out: a deletion takes everything that was derived with it, from every file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, text
from sqlalchemy.orm import Session

from dimscore.store import audit
from dimscore.store.engine import Store, checkpoint
from dimscore.store.tables import (
    Agent,
    Batch,
    BatchError,
    Contact,
    Customer,
    IdempotencyKey,
    Survey,
)

_OVER = ("done", "interrupted")


def delete_transcript(store: Store, transcript_id: str, *, by: str) -> int:
    """Delete a contact with its reports, survey and reviews; how many contacts (0 or 1)."""
    kept_as = store.secret.disguise(transcript_id)
    with store.write() as session:
        count = _delete(session, Contact.transcript_id == kept_as)
        session.execute(delete(Survey).where(Survey.transcript_id == kept_as))
        session.execute(delete(BatchError).where(BatchError.transcript_id == kept_as))
        audit.note(session, by, "delete transcript", count=count)
    _clean(store)
    return count


def delete_customer(store: Store, customer_id: str, *, by: str) -> int:
    """Delete every contact of a customer; how many contacts that were."""
    kept_as = store.secret.disguise(customer_id)
    with store.write() as session:
        count = _delete(session, Contact.customer_id == kept_as)
        audit.note(session, by, "delete customer", count=count)
    _clean(store)
    return count


def purge(store: Store, older_than_days: int, *, by: str) -> int:
    """Delete what is older than so many days, with everything derived; how many contacts."""
    before = datetime.now(UTC) - timedelta(days=older_than_days)
    with store.write() as session:
        count = _delete(session, Contact.at < before)
        lone = ~exists().where(Contact.transcript_id == Survey.transcript_id)
        session.execute(delete(Survey).where(Survey.received_at < before, lone))
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))
        session.execute(delete(Batch).where(Batch.created_at < before, Batch.state.in_(_OVER)))
        audit.note(session, by, "purge", count=count)
    _clean(store)
    return count


def _delete(session: Session, which: ColumnElement[bool]) -> int:
    """Reports, words, opportunities and reviews go by the database's own cascade."""
    names = select(Contact.transcript_id).where(which)
    session.execute(delete(Survey).where(Survey.transcript_id.in_(names)))
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.resource.in_(names)))
    session.execute(delete(BatchError).where(BatchError.transcript_id.in_(names)))
    ids = session.scalars(delete(Contact).where(which).returning(Contact.id)).all()
    session.execute(delete(Customer).where(~exists().where(Contact.customer_id == Customer.id)))
    session.execute(delete(Agent).where(~exists().where(Contact.agent_id == Agent.id)))
    return len(ids)


def _clean(store: Store) -> None:
    """SQLite keeps words of deleted texts in its index until it is merged."""
    if store.dialect == "sqlite":
        with store.write() as session:
            session.execute(text("INSERT INTO contact_search (contact_search) VALUES ('optimize')"))
    checkpoint(store)
