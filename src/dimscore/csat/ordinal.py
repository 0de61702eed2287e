"""The ordinal model: one linear score, four thresholds, five ratings.

Proportional odds (McCullagh 1980): P(rating <= k) = sigmoid((threshold_k - s) / temperature) with
s = sum of w_i (x_i - mean_i); a constant would only move the thresholds. The expected rating
f(s) rises with s, so a weight's sign is the sign of its effect.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

RATINGS = (1, 2, 3, 4, 5)


def distribution(s: float, thresholds: Sequence[float], temperature: float) -> list[float]:
    """Probabilities of ratings 1 to 5 at linear score `s`; they sum to 1."""
    below = [_sigmoid((t - s) / temperature) for t in thresholds]
    edges = [0.0, *below, 1.0]
    return [max(0.0, high - low) for low, high in itertools.pairwise(edges)]


def expected(s: float, thresholds: Sequence[float], temperature: float) -> float:
    """The expected rating at linear score `s`, between 1 and 5."""
    return 1.0 + sum(1.0 - _sigmoid((t - s) / temperature) for t in thresholds)


def slope(s: float, thresholds: Sequence[float], temperature: float) -> float:
    """The derivative of `expected` at `s`."""
    total = 0.0
    for threshold in thresholds:
        p = _sigmoid((threshold - s) / temperature)
        total += p * (1.0 - p) / temperature
    return total


def spread(probabilities: Sequence[float]) -> float:
    """Standard deviation of the rating under `probabilities`."""
    mean = sum(r * p for r, p in zip(RATINGS, probabilities, strict=True))
    second = sum((r - mean) ** 2 * p for r, p in zip(RATINGS, probabilities, strict=True))
    return math.sqrt(second)


def _sigmoid(x: float) -> float:
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    z = math.exp(x)
    return z / (1.0 + z)
