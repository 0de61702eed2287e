"""How sure a figure is: 95 % intervals of a share, a mean, a median and a standard deviation.

Closed formulas over the normal distribution, so that serving needs no scipy; the tests hold them
against printed tables.
"""

from __future__ import annotations

import math
from statistics import NormalDist

Interval = tuple[float, float]

_UPPER = 0.975
_Z = NormalDist().inv_cdf(_UPPER)


def share_interval(share: float, n: float) -> Interval:
    """Wilson's interval of a share, 0 to 1, seen in `n` independent cases, more than 0.

    `n` may be a fraction: an effective number of cases.
    """
    middle = share + _Z**2 / (2 * n)
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    whole = 1 + _Z**2 / n
    # At 0 and 1 the formula gives the share itself; floats miss it by a hair.
    low = min(share, max(0.0, (middle - half) / whole))
    high = max(share, min(1.0, (middle + half) / whole))
    return low, high


def mean_interval(mean: float, deviation: float, n: int) -> Interval:
    """Student's interval of a mean of `n` values, at least 2, of that standard deviation."""
    half = t_quantile(_UPPER, n - 1) * deviation / math.sqrt(n)
    return mean - half, mean + half


def deviation_interval(deviation: float, n: int) -> Interval:
    """The interval of a standard deviation of `n` values, at least 2, spread as a bell."""
    free = n - 1
    low = deviation * math.sqrt(free / chi_square_quantile(_UPPER, free))
    high = deviation * math.sqrt(free / chi_square_quantile(1 - _UPPER, free))
    return low, high


def median_ranks(n: int) -> tuple[int, int]:
    """Ranks, 1 to `n`, of the ordered values that bound the median's interval (sign test).

    Under 6 values the whole range is narrower than 95 %; it is given all the same.
    """
    low = max(1, math.floor((n - _Z * math.sqrt(n) + 1) / 2))
    return low, n + 1 - low


def t_quantile(p: float, free: int) -> float:
    """Student's t for probability `p` and `free` degrees of freedom, at least 1.

    Exact for 1 and 2; from there the Cornish-Fisher expansion, 0.2 % off at 3 and less beyond.
    """
    if free == 1:
        return math.tan(math.pi * (p - 0.5))
    if free == 2:
        return (2 * p - 1) * math.sqrt(2 / (4 * p * (1 - p)))
    z = NormalDist().inv_cdf(p)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / free**power for power, term in enumerate(terms, start=1))


def chi_square_quantile(p: float, free: int) -> float:
    """Chi-square for probability `p` and `free` degrees of freedom, at least 1.

    Exact for 1 and 2; from there Wilson and Hilferty's: 0.2 % off at 20, in the lower tail 1 % at
    10 and 16 % at 3.
    """
    if free == 1:
        return NormalDist().inv_cdf((1 + p) / 2) ** 2
    if free == 2:
        return -2 * math.log(1 - p)
    spread = 2 / (9 * free)
    return free * (1 - spread + NormalDist().inv_cdf(p) * math.sqrt(spread)) ** 3
