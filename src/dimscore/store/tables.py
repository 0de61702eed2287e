"""The tables. Times are UTC; texts are masked before they come here.

A contact is a transcript with at most one current report. Reviews and the audit are append-only:
the database itself refuses to change a row of theirs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_ID = String(300)
_NAME = String(64)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC without a zone; what has no zone is taken for UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None or value.tzinfo is None:
            return value
        try:
            return value.astimezone(UTC).replace(tzinfo=None)
        except OverflowError:  # hours from the beginning or end of the calendar
            return value.replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Root of all tables."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012


def _contact_key(**options: Any) -> Mapped[int]:
    return mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), **options)


def _report_key(**options: Any) -> Mapped[int]:
    return mapped_column(ForeignKey("reports.id", ondelete="CASCADE"), **options)


class Agent(Base):
    """An agent, known by the id that transcripts carry."""

    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)


class Customer(Base):
    """A customer, known by the id that transcripts carry."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)


class Batch(Base):
    """An upload of many transcripts; `state` is receiving, scoring, done or interrupted."""

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    created_at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(_NAME)
    state: Mapped[str] = mapped_column(String(16))
    records: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)


class BatchError(Base):
    """Why a record of a batch was not taken or not scored."""

    __tablename__ = "batch_errors"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"), index=True)
    line: Mapped[int]
    transcript_id: Mapped[str | None] = mapped_column(_ID)
    code: Mapped[str] = mapped_column(_NAME)
    message: Mapped[str] = mapped_column(Text)
    field: Mapped[str | None] = mapped_column(Text)


class Contact(Base):
    """A transcript as it was accepted, masked; `at` is when it began, or else when it came.

    `digest` tells the same content from another under one id. `report_id` is the current report
    (no foreign key: each of the two tables would need the other first). Without `report_id` and
    `failure` the contact waits to be scored.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        Index("ix_contacts_at_id", "at", "id"),
        Index("ix_contacts_agent_at", "agent_id", "at", "id"),
        Index("ix_contacts_customer_at", "customer_id", "at"),
        Index("ix_contacts_report", "report_id", "failure", "agent_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[str] = mapped_column(_ID, unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(3))
    channel: Mapped[str | None] = mapped_column(Text)
    queue: Mapped[str | None] = mapped_column(Text)
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("agents.id"))
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"))
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    batch_id: Mapped[str | None] = mapped_column(
        ForeignKey("batches.id", ondelete="SET NULL"), index=True
    )
    batch_line: Mapped[int | None]
    report_id: Mapped[int | None]
    failure: Mapped[str | None] = mapped_column(Text)
    # Last, so that SQLite reaches the rest of a row without reading through it.
    transcript: Mapped[str] = mapped_column(Text)

    @property
    def state(self) -> Literal["scored", "waiting", "failed"]:
        """How far its scoring is."""
        if self.report_id is not None:
            return "scored"
        return "waiting" if self.failure is None else "failed"


class ContactWords(Base):
    """Everything said in a contact, folded: what the search for words reads."""

    __tablename__ = "contact_words"

    contact_id: Mapped[int] = _contact_key(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)


class StoredReport(Base):
    """A report as JSON, with the figures that lists, charts and filters read.

    `rules` is the digest of the report's provenance: the same contact under the same rules has
    one report. `csat` is the expected rating (null where the model abstained); `business`,
    `human`, `hidden` are 0 to 100; `level` is that of the five levels, 1 to 5; `holds_over`
    counts holds over the limit of the catalogue, `open_gaps` the `opportunities` that were not met.
    """

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("contact_id", "rules"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = _contact_key(index=True)
    rules: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    csat: Mapped[float | None]
    csat_low: Mapped[float | None]
    csat_high: Mapped[float | None]
    p_satisfied: Mapped[float | None]
    business: Mapped[float | None]
    human: Mapped[float | None]
    hidden: Mapped[float | None]
    level: Mapped[int | None]
    handling_time: Mapped[float | None]
    hold_count: Mapped[int | None]
    holds_over: Mapped[int] = mapped_column(default=0)
    opportunities: Mapped[int]
    open_gaps: Mapped[int]
    # Last, so that SQLite reaches the figures of a row without reading through it.
    report: Mapped[str] = mapped_column(Text)


class SignalCount(Base):
    """How often a signal stands in a report."""

    __tablename__ = "signal_counts"
    __table_args__ = (Index("ix_signal_counts_signal", "signal", "report_id"),)

    report_id: Mapped[int] = _report_key(primary_key=True)
    signal: Mapped[str] = mapped_column(_NAME, primary_key=True)
    count: Mapped[int]


class Quote(Base):
    """What a customer said by way of a need or an idea: the words that insights group."""

    __tablename__ = "quotes"
    __table_args__ = (Index("ix_quotes_report", "report_id", "signal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = _report_key()
    contact_id: Mapped[int] = _contact_key(index=True)
    signal: Mapped[str] = mapped_column(_NAME)
    turn: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class Opportunity(Base):
    """One entry of a report's `gaps`, met or not; `position` is its index there.

    `severity` is 0 where it was met. `draw` is a number from the contact's id, for samples that
    anybody can draw again.
    """

    __tablename__ = "opportunities"
    __table_args__ = (
        UniqueConstraint("report_id", "position"),
        Index("ix_opportunities_report", "report_id", "gap", "severity"),
        # With all that the queue's sample is drawn by.
        Index("ix_opportunities_severity", "severity", "report_id", "gap", "draw"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = _report_key()
    contact_id: Mapped[int] = _contact_key(index=True)
    position: Mapped[int]
    gap: Mapped[str] = mapped_column(_NAME)
    turn: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    severity: Mapped[int]
    draw: Mapped[int] = mapped_column(Integer)


class Survey(Base):
    """What the customer answered, joined to a contact by transcript id, whichever came first."""

    __tablename__ = "surveys"

    transcript_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    csat: Mapped[int | None]
    nps: Mapped[int | None]
    ces: Mapped[int | None]
    resolved: Mapped[bool | None]
    comment: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(index=True)


class Review(Base):
    """What a person decided, beside what the machine had suggested. Never changed, only added.

    `target` is `gap:POSITION` or `signal:POSITION` in the report, `signal:new`, or `review:ID`
    for a comment on or the undoing of a review. `decision` is accepted, rejected, corrected,
    added, commented or undone.
    """

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = _contact_key(index=True)
    report_id: Mapped[int] = _report_key(index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(_NAME)
    role: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(_NAME)
    suggestion: Mapped[dict[str, Any] | None]
    decision: Mapped[str] = mapped_column(String(16))
    answer: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None] = mapped_column(_NAME)
    note: Mapped[str | None] = mapped_column(Text)


class Decision(Base):
    """The review that stands for a target; its key makes two coaches' decisions one."""

    __tablename__ = "decisions"

    report_id: Mapped[int] = _report_key(primary_key=True, autoincrement=False)
    target: Mapped[str] = mapped_column(_NAME, primary_key=True)
    review_id: Mapped[int] = mapped_column(
        ForeignKey("reviews.id", ondelete="CASCADE"), unique=True
    )


class Claim(Base):
    """Who has a target open on the screen, and until when it is kept for that person."""

    __tablename__ = "claims"

    report_id: Mapped[int] = _report_key(primary_key=True, autoincrement=False)
    target: Mapped[str] = mapped_column(_NAME, primary_key=True)
    by: Mapped[str] = mapped_column(_NAME)
    until: Mapped[datetime]


class KeyMark(Base):
    """By what the store knows its key file again; one row."""

    __tablename__ = "key_marks"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)


class ApiKey(Base):
    """A key of the API: only its hash is kept. `scope` is ingest, read or admin."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(_NAME, primary_key=True)
    name: Mapped[str] = mapped_column(_NAME, unique=True)
    scope: Mapped[str] = mapped_column(String(16))
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """An `Idempotency-Key` that was used, what for, and the resource it led to.

    `value` and `digest` are keyed hashes of the key and of what was sent with it; `status` is
    how the request was answered, null as long as it was not.
    """

    __tablename__ = "idempotency_keys"

    key_id: Mapped[str] = mapped_column(_NAME, primary_key=True)
    route: Mapped[str] = mapped_column(_NAME, primary_key=True)
    value: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    resource: Mapped[str] = mapped_column(_ID)
    status: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class User(Base):
    """An account of the page. `role` is coach, agent or admin; an agent has an `agent_id`.

    `one_time` says that the password was printed by the command line and must be replaced.
    """

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(_NAME, primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    agent_id: Mapped[str | None] = mapped_column(_ID)
    password: Mapped[str] = mapped_column(Text)
    one_time: Mapped[bool]
    language: Mapped[str | None] = mapped_column(String(3))
    created_at: Mapped[datetime]


class PageSession(Base):
    """Somebody signed in; only the hash of the cookie's token is kept."""

    __tablename__ = "page_sessions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(ForeignKey("users.name", ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(index=True)


class SignInFailure(Base):
    """Failed sign-ins under a name (by its hash, known or not) since the last good one."""

    __tablename__ = "sign_in_failures"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class Audit(Base):
    """Who did what, for deletions, exports, keys and accounts. Never changed, only added."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(_NAME)
    action: Mapped[str] = mapped_column(_NAME)
    subject: Mapped[str | None] = mapped_column(_ID)
    count: Mapped[int] = mapped_column(default=1)
