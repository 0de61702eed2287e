"""The coaches' queue: flagged gaps that nobody decided on, worst first or as a sample.

A sample takes the same number of every agent's gaps, in an order that the draw's number fixes:
anybody can draw it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session

from dimscore.store.engine import Store
from dimscore.store.figures_query import chosen
from dimscore.store.listing import Filters
from dimscore.store.tables import (
    Claim,
    Contact,
    Decision,
    Opportunity,
    Review,
    StoredReport,
)

_PRIME = 2_147_483_647


class QueueFilters(Filters):
    """Which gaps, of which contacts, in which order; `each` is a sample's size per agent."""

    order: Literal["worst", "sample"] = "worst"
    each: Annotated[int, Field(ge=1, le=50)] = 5
    draw: Annotated[int, Field(ge=1, le=9999)] = 1


@dataclass(frozen=True)
class Item:
    """A flagged gap with its contact."""

    opportunity: Opportunity
    contact: Contact
    report: StoredReport

    @property
    def key(self) -> str:
        """How addresses name it: contact and position."""
        return f"{self.contact.id}-{self.opportunity.position}"


def queue(
    store: Store, session: Session, filters: QueueFilters, by: str, *, limit: int
) -> list[Item]:
    """The first items that are open to `by`: not decided, not on somebody else's screen."""
    # Found by number first: whole rows hold the conversations, and all would go through the sort.
    query = _ordered(store, filters).where(~exists().where(_decides()), ~_claimed(by))
    found = list(session.scalars(query.limit(limit)))
    rows = session.execute(_items().where(Opportunity.id.in_(found)))
    items = {row[0].id: Item(*row) for row in rows}
    return [items[number] for number in found]


def item(session: Session, key: str) -> Item | None:
    """The item of an address, decided or not; None where there is none."""
    contact, _, position = key.partition("-")
    if not (contact.isdecimal() and position.isdecimal()) or len(key) > 20:
        return None
    found = session.execute(
        _items().where(Contact.id == int(contact), Opportunity.position == int(position))
    ).first()
    return Item(*found) if found else None


def how_many(store: Store, session: Session, filters: QueueFilters) -> int:
    """How many gaps are still to be decided on, whoever has them open."""
    flagged = _flagged(store, filters, func.count(Opportunity.id))
    if filters.order == "sample":
        drawn = flagged.where(_drawn(store, filters), ~exists().where(_decides()))
        return session.scalar(drawn) or 0
    # Two plain counts take half the time of asking of every gap whether it is decided on.
    decided = flagged.join(Decision, _decides())
    return (session.scalar(flagged) or 0) - (session.scalar(decided) or 0)


def decided_today(session: Session, by: str) -> int:
    """How many standing decisions on gaps `by` took in the last 24 hours."""
    since = datetime.now(UTC) - timedelta(hours=24)
    query = select(func.count()).select_from(Decision).join(Review, Review.id == Decision.review_id)
    mine = and_(Review.by == by, Review.created_at >= since, Review.target.startswith("gap:"))
    return session.scalar(query.where(mine)) or 0


def choices(session: Session) -> tuple[Sequence[str], Sequence[str]]:
    """Agents and queues that occur, for the filters."""
    agents = session.scalars(select(Contact.agent_id).distinct().order_by(Contact.agent_id))
    queues = session.scalars(select(Contact.queue).distinct().order_by(Contact.queue))
    return [a for a in agents if a], [q for q in queues if q]


def _items() -> Select[*tuple[Any, ...]]:
    return (
        select(Opportunity, Contact, StoredReport)
        .select_from(Contact)
        .join(StoredReport, StoredReport.id == Contact.report_id)
        .join(Opportunity, Opportunity.report_id == Contact.report_id)
    )


def _flagged(store: Store, filters: QueueFilters, *columns: Any) -> Select[*tuple[Any, ...]]:
    """`columns` of the gaps that fit the filters, decided on or not."""
    contact = filters.model_copy(update={"gap": None, "gap_state": None})
    query = chosen(store, contact, *columns)
    query = query.join(Opportunity, Opportunity.report_id == Contact.report_id)
    query = query.where(Opportunity.severity > 0)
    if filters.gap is not None:
        query = query.where(Opportunity.gap == filters.gap)
    if filters.gap_state not in (None, "open"):
        query = query.where(Opportunity.state == filters.gap_state)
    return query


def _target() -> ColumnElement[str]:
    return literal("gap:") + cast(Opportunity.position, String)


def _decides() -> ColumnElement[bool]:
    return and_(Decision.report_id == Opportunity.report_id, Decision.target == _target())


def _claimed(by: str) -> ColumnElement[bool]:
    return exists().where(
        Claim.report_id == Opportunity.report_id,
        Claim.target == _target(),
        Claim.by != by,
        Claim.until > datetime.now(UTC),
    )


def _ordered(store: Store, filters: QueueFilters) -> Select[*tuple[Any, ...]]:
    """The numbers of the flagged gaps, in the order of the queue."""
    number = Opportunity.id
    if filters.order == "sample":
        drawn = _flagged(store, filters, number).where(_drawn(store, filters))
        return drawn.order_by(Opportunity.draw, number)
    csat = StoredReport.csat
    return _flagged(store, filters, number, csat).order_by(
        Opportunity.severity.desc(), csat.is_(None), csat, Contact.at.desc(), number
    )


def _drawn(store: Store, filters: QueueFilters) -> ColumnElement[bool]:
    """The sample is drawn from all flagged gaps: deciding on one draws no other in its place."""
    # The product needs more than the 32 bits that PostgreSQL keeps `draw` in.
    shuffled = (cast(Opportunity.draw, BigInteger) * (2 * filters.draw + 1)) % _PRIME
    # By an expression: SQLite would else go through all contacts by agent, flagged or not.
    place = func.row_number().over(
        partition_by=func.coalesce(Contact.agent_id, ""), order_by=shuffled
    )
    ranked = _flagged(store, filters, Opportunity.id.label("id"), place.label("place")).subquery()
    return Opportunity.id.in_(select(ranked.c.id).where(ranked.c.place <= filters.each))
