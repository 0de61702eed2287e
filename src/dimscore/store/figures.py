"""The figures of one agent and of the team, as the coaches' page and the API show them."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from dimscore.catalogue import load_catalogue
from dimscore.report import Dimension
from dimscore.store.engine import Store
from dimscore.store.figures_cells import Cell, Measure
from dimscore.store.figures_model import (
    RATING,
    SCORE,
    SECONDS,
    SHARE,
    Figure,
    Rate,
    deviation_figure,
    least,
    mean_figure,
    rate,
    share_figure,
)
from dimscore.store.figures_query import Sums, chosen, clusters
from dimscore.store.intervals import median_ranks
from dimscore.store.listing import Filters
from dimscore.store.tables import Contact, Opportunity, StoredReport
from dimscore.transcript import Frozen

#: What is followed of each dimension.
SCORES = {dimension: Measure(dimension) for dimension in Dimension}
_LEVELS = (1, 2, 3, 4, 5)
# An alias, as the filters look into the table on their own account.
_Case = aliased(Opportunity)


class Level(Frozen):
    """Contacts that reached this of the five levels, and their share of those with a level."""

    level: int
    contacts: int
    share: Figure


class Holds(Frozen):
    """Contacts with a hold, and holds over the limit of the catalogue among all holds."""

    contacts: int
    share: Figure
    over_limit: Rate


class AgentFigures(Frozen):
    """All figures of one agent, or of the team where `agent` is null.

    `csat` and `top_box` are predicted, `surveyed_*` are what customers answered; ratings are
    1 to 5, top boxes the share (0 to 1) of satisfied customers (4 or 5). `dimensions` are mean
    scores, 0 to 100, and `consistency` their standard deviations over contacts: lower is
    steadier. `balance` is the lowest of the three means as a share of the highest: 1 is even.
    `gaps` are opportunities not met, in total and by gap. Handling times are seconds.
    """

    agent: str | None
    contacts: int
    csat: Figure
    top_box: Figure
    surveyed_csat: Figure
    surveyed_top_box: Figure
    dimensions: dict[Dimension, Figure]
    balance: float | None
    consistency: dict[Dimension, Figure]
    gaps: Rate
    gaps_by_id: dict[str, Rate]
    holds: Holds
    handling_time: Figure
    handling_time_median: Figure
    levels: tuple[Level, ...]


def figures(store: Store, session: Session, filters: Filters, cell: Cell) -> AgentFigures:
    """The figures of `filters.agent`, or of the team; `cell` has the sums of all its contacts."""
    limit = least(filters)
    means = {d: mean_figure(cell.means[m], limit, SCORE) for d, m in SCORES.items()}
    rated, time = cell.means[Measure.SURVEYED_CSAT], cell.means[Measure.HANDLING_TIME]
    return AgentFigures(
        agent=None if filters.agent is None else store.secret.disguise(filters.agent),
        contacts=cell.contacts,
        csat=mean_figure(cell.means[Measure.CSAT], limit, RATING),
        top_box=mean_figure(cell.means[Measure.TOP_BOX], limit, SHARE),
        surveyed_csat=mean_figure(rated, limit, RATING),
        surveyed_top_box=share_figure(cell.satisfied, rated.n, limit),
        dimensions=means,
        balance=_balance(means),
        consistency={d: deviation_figure(cell.means[m], limit) for d, m in SCORES.items()},
        gaps=rate(cell.gaps, limit),
        gaps_by_id=_gaps(store, session, filters),
        holds=Holds(
            contacts=cell.held,
            share=share_figure(cell.held, cell.timed, limit),
            over_limit=rate(cell.holds, limit),
        ),
        handling_time=mean_figure(time, limit, SECONDS),
        handling_time_median=_median(store, session, filters, time.n),
        levels=levels(store, session, filters),
    )


def levels(store: Store, session: Session, filters: Filters) -> tuple[Level, ...]:
    """How many contacts reached each of the five levels."""
    level = StoredReport.level
    query = chosen(store, filters, level, func.count()).where(level.is_not(None)).group_by(level)
    counts = dict.fromkeys(_LEVELS, 0) | {row[0]: row[1] for row in session.execute(query)}
    whole = sum(counts.values())
    return tuple(
        Level(level=level, contacts=count, share=share_figure(count, whole, least(filters)))
        for level, count in counts.items()
    )


def _balance(means: Mapping[Dimension, Figure]) -> float | None:
    values = [mean.value for mean in means.values() if mean.value is not None]
    if len(values) < len(means) or max(values) == 0:
        return None
    return min(values) / max(values)


def _gaps(store: Store, session: Session, filters: Filters) -> dict[str, Rate]:
    """One by one in the order of the catalogue."""
    count = func.sum(case((_Case.severity > 0, 1), else_=0)).label("count")
    query = chosen(store, filters, _Case.gap, func.count().label("of"), count)
    query = query.join(_Case, _Case.report_id == Contact.report_id)
    kinds = query.group_by(_Case.report_id, _Case.gap).subquery().c
    sums = select(kinds.gap, *clusters(kinds.of, kinds.count)).group_by(kinds.gap)
    found = {gap: Sums(row).clusters() for gap, *row in session.execute(sums)}
    limit = least(filters)
    return {gap: rate(found[gap], limit) for gap in load_catalogue().gaps if gap in found}


def _median(store: Store, session: Session, filters: Filters, n: int) -> Figure:
    if n < least(filters):
        return Figure(n=n)
    low, high = median_ranks(n)
    time = StoredReport.handling_time
    query = chosen(store, filters, time).where(time.is_not(None)).order_by(time)
    # The middle of the ranking alone, from the interval's lower end to its upper.
    times = session.scalars(query.offset(low - 1).limit(high - low + 1)).all()
    return Figure(value=median(times), low=times[0], high=times[-1], n=n, enough=True)
