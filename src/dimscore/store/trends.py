"""A figure week by week."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta

from dimscore.store.figures_cells import Cell, Measure
from dimscore.store.figures_model import (
    PERSON,
    RATING,
    SCORE,
    SECONDS,
    SHARE,
    TEAM,
    Figure,
    mean_figure,
    rate,
)
from dimscore.store.intervals import Interval
from dimscore.store.listing import Filters
from dimscore.transcript import Frozen

_WEEK = timedelta(days=7)
_PERSONS_WEEK = 5  # contacts behind a week of a person before it has a value
_SCALES: Mapping[Measure, Interval] = {
    Measure.CSAT: RATING,
    Measure.TOP_BOX: SHARE,
    Measure.SURVEYED_CSAT: RATING,
    Measure.BUSINESS: SCORE,
    Measure.HUMAN: SCORE,
    Measure.HIDDEN: SCORE,
    Measure.HANDLING_TIME: SECONDS,
}


class Week(Frozen):
    """A figure over the contacts of one ISO week; `start` is its Monday (UTC)."""

    start: date
    figure: Figure


def weekly(weeks: Mapping[date, Cell], filters: Filters, measure: Measure) -> list[Week]:
    """The measure in each week from the first that has a case of it to the last, in order.

    A week without cases stands in the list without a value. So does an agent's week of fewer
    than 5, and every week of an agent with fewer than 20 in all.
    """
    cases = {start: n for start, cell in weeks.items() if (n := _cases(cell, measure))}
    if not cases:
        return []
    limit = _limit(filters, sum(cases.values()))
    first, last = min(cases), max(cases)
    starts = [first + i * _WEEK for i in range((last - first) // _WEEK + 1)]
    return [Week(start=s, figure=_figure(weeks.get(s), measure, limit)) for s in starts]


def _cases(cell: Cell, measure: Measure) -> int:
    """Contacts that have the measure."""
    return cell.gaps.contacts if measure is Measure.GAPS_PER_100 else cell.means[measure].n


def _figure(cell: Cell | None, measure: Measure, limit: float) -> Figure:
    if cell is None:
        return Figure(n=0)
    if measure is Measure.GAPS_PER_100:
        return rate(cell.gaps, limit).per_100
    return mean_figure(cell.means[measure], limit, _SCALES[measure])


def _limit(filters: Filters, contacts: int) -> float:
    if filters.agent is None:
        return TEAM
    return _PERSONS_WEEK if contacts >= PERSON else math.inf
