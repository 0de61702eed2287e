"""A figure as it is shown: a value, how sure it is, and from how many it comes.

A person gets no figure from fewer than 20 contacts: it would say more about chance than about the
person. The limit holds for each figure and the contacts behind it: surveys, for one, come from a
part of the contacts only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from dimscore.store.intervals import (
    Interval,
    deviation_interval,
    mean_interval,
    share_interval,
)
from dimscore.store.listing import Filters
from dimscore.transcript import Frozen

#: Contacts behind a figure of a person, and of a team, before it is given.
PERSON, TEAM = 20, 1

#: Ends of the scales, which no interval crosses.
RATING, SCORE, SHARE, SECONDS = (1.0, 5.0), (0.0, 100.0), (0.0, 1.0), (0.0, math.inf)


class Figure(Frozen):
    """A value with its 95 % interval (null from a single case), and `n`, its denominator.

    `enough` is false, and all else but `n` null, where too few contacts stand behind it.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int
    enough: bool = False


class Rate(Frozen):
    """`count` cases out of `of`, and how many that is in 100."""

    count: int
    of: int
    per_100: Figure


@dataclass(frozen=True)
class Moments:
    """Count, sum and sum of squares of a column: enough for mean and standard deviation."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """The mean; `n` must not be 0."""
        return self.total / self.n

    @property
    def deviation(self) -> float:
        """The standard deviation of the sample; `n` must be at least 2."""
        return math.sqrt(max(0.0, self.squares - self.total * self.mean) / (self.n - 1))


@dataclass(frozen=True)
class Clusters:
    """Cases within contacts: each contact has `of` cases, `count` of which came about.

    Sums over contacts: of both, of their squares and of their product.
    """

    contacts: int
    of: int
    count: int
    of_of: int
    count_count: int
    of_count: int

    @cached_property
    def share(self) -> float:
        """Of the cases, how many came about; there must be some."""
        return min(1.0, self.count / self.of)

    @property
    def independent(self) -> float:
        """How many independent cases these are worth.

        What happens twice in one contact tells less than what happens in two. Where nothing
        varies, or in one contact, this can not be measured, and the contacts are counted.
        """
        share, plain = self.share, self.share * (1 - self.share) / self.of
        residual = self.count_count - 2 * share * self.of_count + share**2 * self.of_of
        if plain == 0 or self.contacts < 2 or residual <= 0:
            return self.contacts
        variance = residual / self.of**2 * self.contacts / (self.contacts - 1)
        return min(self.of, share * (1 - share) / variance)


def least(filters: Filters) -> int:
    """Contacts that a figure of these filters needs."""
    return TEAM if filters.agent is None else PERSON


def mean_figure(moments: Moments, least: float, scale: Interval) -> Figure:
    """The mean of the values of contacts, one each."""
    if moments.n < least:
        return Figure(n=moments.n)
    if moments.n < 2:
        return Figure(value=moments.mean, n=moments.n, enough=True)
    low, high = mean_interval(moments.mean, moments.deviation, moments.n)
    low, high = max(low, scale[0]), min(high, scale[1])
    return Figure(value=moments.mean, low=low, high=high, n=moments.n, enough=True)


def deviation_figure(moments: Moments, least: float) -> Figure:
    """The standard deviation of the values of contacts; it takes two of them at least."""
    if moments.n < max(least, 2):
        return Figure(n=moments.n)
    low, high = deviation_interval(moments.deviation, moments.n)
    return Figure(value=moments.deviation, low=low, high=high, n=moments.n, enough=True)


def share_figure(part: int, whole: int, least: float) -> Figure:
    """The share, 0 to 1, of contacts of which something holds."""
    if whole < least:
        return Figure(n=whole)
    low, high = share_interval(part / whole, whole)
    return Figure(value=part / whole, low=low, high=high, n=whole, enough=True)


def rate(clusters: Clusters, least: float) -> Rate:
    """How many cases in 100 came about."""
    return Rate(count=clusters.count, of=clusters.of, per_100=_per_100(clusters, least))


def _per_100(clusters: Clusters, least: float) -> Figure:
    if clusters.contacts < least:
        return Figure(n=clusters.of)
    low, high = share_interval(clusters.share, clusters.independent)
    value = 100 * clusters.share
    return Figure(value=value, low=100 * low, high=100 * high, n=clusters.of, enough=True)
