"""Contacts in: accepted masked, scored once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from dimscore.errors import StoreError
from dimscore.redaction import mask_transcript
from dimscore.report import Report
from dimscore.store import surveys
from dimscore.store.derived import opportunities, quotes, signal_counts, stored
from dimscore.store.search import searchable
from dimscore.store.secret import Secret
from dimscore.store.tables import (
    Agent,
    Batch,
    Contact,
    ContactWords,
    Customer,
    StoredReport,
)
from dimscore.transcript import Transcript


class Outcome(StrEnum):
    """What became of a transcript that was handed in."""

    NEW = "new"
    KNOWN = "known"


@dataclass(frozen=True)
class Accepted:
    """A contact that is in the store."""

    contact: Contact
    outcome: Outcome


def masked(secret: Secret, transcript: Transcript) -> Transcript:
    """`transcript` as the store keeps it: private data masked, ids that are such disguised."""
    ids = {
        name: secret.disguise(value)
        for name in ("id", "agent_id", "customer_id")
        if (value := getattr(transcript, name)) is not None
    }
    return mask_transcript(transcript).model_copy(update=ids)


def accept(
    session: Session, kept: Transcript, *, batch: Batch | None = None, line: int | None = None
) -> Accepted:
    """Keep `kept`, which is masked already; the same content again is the contact it was.

    StoreError with code `id_taken` where the id stands for another content.
    """
    text = kept.to_json()
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = find(session, kept.id)
    if known is not None:
        if known.digest != digest:
            raise StoreError(
                "this transcript id is taken by another content; send it under an id of its own, "
                "or delete the kept one first",
                code="id_taken",
            )
        return Accepted(known, Outcome.KNOWN)
    now = datetime.now(UTC)
    if kept.agent_id is not None and session.get(Agent, kept.agent_id) is None:
        session.add(Agent(id=kept.agent_id))
    if kept.customer_id is not None and session.get(Customer, kept.customer_id) is None:
        session.add(Customer(id=kept.customer_id))
    session.flush()
    contact = Contact(
        transcript_id=kept.id,
        digest=digest,
        transcript=text,
        language=kept.language,
        channel=kept.channel,
        queue=kept.queue,
        agent_id=kept.agent_id,
        customer_id=kept.customer_id,
        at=kept.started_at or now,
        received_at=now,
        batch_id=batch.id if batch else None,
        batch_line=line,
    )
    session.add(contact)
    session.flush()
    session.add(ContactWords(contact_id=contact.id, words=searchable(kept)))
    if kept.survey is not None:
        surveys.put(session, kept.id, kept.survey)
    return Accepted(contact, Outcome.NEW)


def find(session: Session, transcript_id: str) -> Contact | None:
    """The contact of a transcript id (as kept), or None."""
    return session.scalar(select(Contact).where(Contact.transcript_id == transcript_id))


def transcript_of(contact: Contact) -> Transcript:
    """The transcript as it is kept."""
    return Transcript.model_validate_json(contact.transcript)


def report_of(session: Session, contact: Contact) -> Report | None:
    """The contact's current report; None while it waits to be scored."""
    row = session.get(StoredReport, contact.report_id) if contact.report_id else None
    return Report.model_validate_json(row.report) if row else None


def save_report(session: Session, contact_id: int, report: Report) -> bool:
    """Make `report` the contact's current one; False where it has one by the same rules already,
    or was deleted meanwhile."""
    contact = session.get(Contact, contact_id, with_for_update=True)
    if contact is None:
        return False
    provenance = json.dumps(report.provenance, sort_keys=True)
    rules = hashlib.sha256(provenance.encode()).hexdigest()
    same = StoredReport.contact_id == contact_id, StoredReport.rules == rules
    if session.scalar(select(StoredReport.id).where(*same)) is not None:
        return False
    row = stored(report, contact_id, rules, datetime.now(UTC))
    session.add(row)
    session.flush()
    session.add_all(signal_counts(report, row.id))
    session.add_all(quotes(report, row.id, contact_id))
    session.add_all(opportunities(report, row.id, contact_id))
    contact.report_id, contact.failure = row.id, None
    contact.language = report.language
    return True


def pending(session: Session, most: int, batch_id: str | None = None) -> Sequence[Contact]:
    """Contacts that wait to be scored, the oldest first; of one batch where it is named."""
    query = select(Contact).where(Contact.report_id.is_(None), Contact.failure.is_(None))
    if batch_id is not None:
        query = query.where(Contact.batch_id == batch_id)
    return session.scalars(query.order_by(Contact.id).limit(most)).all()
