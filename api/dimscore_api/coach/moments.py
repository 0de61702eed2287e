"""Moments worth a look: the most serious open gaps of a kind, and those that were met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from dimscore.report import GapState
from dimscore.store.engine import Store
from dimscore.store.figures import AgentFigures
from dimscore.store.listing import Filters, condition
from dimscore.store.tables import Contact, Opportunity, StoredReport
from dimscore_api.coach.scope import turn_link

_MOST, _READ = 6, 60


@dataclass(frozen=True)
class Moment:
    """A turn of a contact where an opportunity was met or not."""

    link: str
    at: datetime
    turn: int
    state: str
    severity: int


@dataclass(frozen=True)
class Moments:
    """Moments of one kind of gap."""

    gap: str
    moments: Sequence[Moment]


def missed(
    store: Store, session: Session, filters: Filters, figures: AgentFigures
) -> Moments | None:
    """Open gaps of the kind that `figures` count most often, the most serious first."""
    counts = {gap: rate.count for gap, rate in figures.gaps_by_id.items()}
    return _of_most(store, session, filters, counts, Opportunity.severity > 0)


def met(store: Store, session: Session, filters: Filters, figures: AgentFigures) -> Moments | None:
    """The newest opportunities met, of the kind that was met most often."""
    counts = {gap: rate.of - rate.count for gap, rate in figures.gaps_by_id.items()}
    state = Opportunity.state == GapState.MET.value
    return _of_most(store, session, filters, counts, state)


def _of_most(
    store: Store,
    session: Session,
    filters: Filters,
    counts: dict[str, int],
    which: ColumnElement[bool],
) -> Moments | None:
    gap = max(counts, key=lambda g: counts[g], default=None)
    if gap is None or not counts[gap]:
        return None
    query = (
        select(Contact.id, Contact.at, Opportunity.turn, Opportunity.state, Opportunity.severity)
        .join(StoredReport, StoredReport.id == Contact.report_id)
        .join(Opportunity, Opportunity.report_id == Contact.report_id)
        .where(condition(store, filters), Opportunity.gap == gap, which)
        .order_by(Opportunity.severity.desc(), Contact.at.desc(), Contact.id, Opportunity.turn)
        .limit(_READ)
    )
    found: dict[int, Moment] = {}  # one a contact, so that a single long one does not fill the list
    for number, at, turn, state, severity in session.execute(query):
        link = turn_link(number, turn)
        found.setdefault(number, Moment(link, at, turn, state, severity))
    return Moments(gap, list(found.values())[:_MOST])
