"""Figures followed over weeks: their units, their axis, and where they lead."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from dimscore.store.figures_model import Figure
from dimscore.store.trends import Week
from dimscore_api.coach.say import Say

#: Cases behind a figure before it is drawn: below, its range is nearly the whole scale.
LEAST = 5
_WEEK = timedelta(days=7)
_Z = 1.96  # half the width of a 95 % interval in standard errors
_TICKS = 6
_FEWEST = 4  # weeks, before a direction is named


@dataclass(frozen=True)
class Unit:
    """How a measure is written and drawn: the ends of its scale, the axis in whole `step`s over at
    least `span`, so that noise does not look like a mountain."""

    scale: tuple[float, float]
    step: float
    span: float
    show: Callable[[Say, float], str]


RATING = Unit((1, 5), 0.5, 1.5, lambda say, v: say.number(v, 1))
SCORE = Unit((0, 100), 10, 30, lambda say, v: say.number(v))
SHARE = Unit((0, 100), 10, 30, lambda say, v: say.number(v))
TIME = Unit((0, math.inf), 60, 240, lambda say, v: say.time(v))


@dataclass(frozen=True)
class Trend:
    """One line: weeks of a measure, and the filters of the contacts behind it.

    `beside` marks what the others are compared with; `filters` is None where its contacts are not
    for the reader.
    """

    title: str
    look: str
    weeks: Sequence[Week]
    filters: Mapping[str, str] | None
    beside: bool = False

    @cached_property
    def known(self) -> list[tuple[date, Figure]]:
        """The weeks that have a figure from cases enough to be drawn."""
        return [
            (w.start, w.figure)
            for w in self.weeks
            if w.figure.value is not None and w.figure.n >= LEAST
        ]


def weeks_of(trends: Iterable[Trend]) -> list[date]:
    """The Mondays from the first figure to the last."""
    known = [start for t in trends for start, _ in t.known]
    if not known:
        return []
    return [min(known) + i * _WEEK for i in range((max(known) - min(known)) // _WEEK + 1)]


def ticks(unit: Unit, figures: Sequence[Figure]) -> list[float]:
    """Where the axis has its lines: all intervals fit, whole steps, never beyond the scale."""
    ends = [e for f in figures for e in (f.value, f.low, f.high) if e is not None]
    spare = max(0.0, unit.span - (max(ends) - min(ends))) / 2
    low = max(unit.scale[0], min(ends) - spare)
    high = min(unit.scale[1], max(ends) + spare)
    step = unit.step
    while (high - low) / step > _TICKS:
        step *= 2
    whole = range(math.floor(low / step), math.ceil(high / step) + 1)
    return sorted({min(max(i * step, unit.scale[0]), unit.scale[1]) for i in whole})


def direction(trend: Trend) -> Literal["rising", "falling", "steady"] | None:
    """Where a straight line through the weeks leads, each weighted by how sure it is.

    Steady where the line's own 95 % interval holds zero; None for fewer than four weeks.
    """
    points = [
        (start.toordinal(), figure.value, ((figure.high - figure.low) / (2 * _Z)) ** -2)
        for start, figure in trend.known
        if figure.value is not None
        and figure.low is not None
        and figure.high is not None
        and figure.high > figure.low
    ]
    if len(points) < _FEWEST:
        return None
    total = sum(weight for _, _, weight in points)
    middle = sum(x * weight for x, _, weight in points) / total
    spread = sum(weight * (x - middle) ** 2 for x, _, weight in points)
    slope = sum(weight * (x - middle) * y for x, y, weight in points) / spread
    if abs(slope) <= _Z / math.sqrt(spread):
        return "steady"
    return "rising" if slope > 0 else "falling"
