"""Batches: many transcripts in one upload, what became of each, and how far the scoring is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from dimscore.errors import StoreError
from dimscore.store import contacts
from dimscore.store.contacts import Outcome
from dimscore.store.tables import Batch, BatchError, Contact
from dimscore.transcript import Transcript


class State(StrEnum):
    """Where a batch stands; an interrupted one keeps, and scores, what had come until then."""

    RECEIVING = "receiving"
    SCORING = "scoring"
    DONE = "done"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Refused:
    """A record that was not taken. `message` and `field` never hold what the record says."""

    line: int
    code: str
    message: str
    field: str | None = None
    transcript_id: str | None = None


@dataclass(frozen=True)
class Progress:
    """How many of a batch's contacts are scored, wait, or could not be scored."""

    scored: int
    waiting: int
    unscorable: int


def begin(session: Session, key_id: str) -> Batch:
    """A new batch that `key_id` sends; nothing is in it yet."""
    batch = Batch(
        id=str(uuid.uuid4()), created_at=datetime.now(UTC), key_id=key_id, state=State.RECEIVING
    )
    session.add(batch)
    session.flush()
    return batch


def keep(
    session: Session,
    batch_id: str,
    records: Sequence[tuple[int, Transcript]],
    refused: Sequence[Refused] = (),
) -> Batch:
    """Add records (line and masked transcript) and refusals; one whose id is taken is refused."""
    batch = session.get_one(Batch, batch_id)
    problems = list(refused)
    for line, transcript in records:
        try:
            accepted = contacts.accept(session, transcript, batch=batch, line=line)
        except StoreError as error:
            problems.append(Refused(line, error.code, str(error), "id", transcript.id))
        else:
            batch.accepted += accepted.outcome is Outcome.NEW
            batch.known += accepted.outcome is Outcome.KNOWN
    batch.records += len(records) + len(refused)
    batch.failed += len(problems)
    session.add_all(_error(batch_id, problem) for problem in problems)
    session.flush()
    return batch


def finish(session: Session, batch_id: str, *, whole: bool) -> Batch:
    """The upload is over: all of it came, or it broke off."""
    batch = session.get_one(Batch, batch_id)
    batch.state = State.SCORING if whole else State.INTERRUPTED
    session.flush()
    close_scored(session)
    session.refresh(batch)
    return batch


def interrupt_receiving(session: Session) -> None:
    """For a server that starts: uploads that went on when the last one died are over."""
    session.execute(
        update(Batch).where(Batch.state == State.RECEIVING).values(state=State.INTERRUPTED)
    )


def close_scored(session: Session) -> None:
    """Batches of which nothing waits any more are done."""
    waits = exists().where(
        Contact.batch_id == Batch.id, Contact.report_id.is_(None), Contact.failure.is_(None)
    )
    session.execute(
        update(Batch).where(Batch.state == State.SCORING, ~waits).values(state=State.DONE),
        execution_options={"synchronize_session": False},
    )


def unscorable(session: Session, contact_id: int, kind: str) -> None:
    """Scoring a contact failed with an error of `kind`; its batch says so."""
    contact = session.get(Contact, contact_id)
    if contact is None or contact.report_id is not None:
        return
    contact.failure = kind
    if contact.batch_id is not None and contact.batch_line is not None:
        message = f"kept, but it could not be scored ({kind}); please report this"
        problem = Refused(contact.batch_line, "unscorable", message, None, contact.transcript_id)
        session.add(_error(contact.batch_id, problem))


def progress(session: Session, batch_id: str) -> Progress:
    """How far the scoring of a batch is."""
    scored, failed, all_ = session.execute(
        select(
            func.count(Contact.report_id),
            func.count(Contact.failure),
            func.count(Contact.id),
        ).where(Contact.batch_id == batch_id)
    ).one()
    return Progress(scored, all_ - scored - failed, failed)


def errors_of(session: Session, batch_id: str, *, limit: int, after: int = 0) -> list[BatchError]:
    """At most `limit` errors of a batch after the error `after`, in the order they arose."""
    query = select(BatchError).where(BatchError.batch_id == batch_id, BatchError.id > after)
    return list(session.scalars(query.order_by(BatchError.id).limit(limit)))


def _error(batch_id: str, problem: Refused) -> BatchError:
    return BatchError(
        batch_id=batch_id,
        line=problem.line,
        transcript_id=problem.transcript_id,
        code=problem.code,
        message=problem.message,
        field=problem.field,
    )
