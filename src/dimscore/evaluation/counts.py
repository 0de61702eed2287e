"""Precision, recall and F1 from counts by dialogue, with bootstrap intervals over dialogues."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dimscore.transcript import Frozen

_ROUNDS = 1000
_SEED = 7
_LOW, _HIGH = 2.5, 97.5

Interval = tuple[float, float]


class Score(Frozen):
    """Right, wrong and missed decisions, and what follows; the interval of F1 covers 95 %."""

    marks: int
    right: int
    wrong: int
    missed: int
    precision: float | None
    recall: float | None
    f1: float | None
    interval: Interval | None


def score_counts(by_dialogue: Sequence[tuple[int, int, int]]) -> Score:
    """From (right, wrong, missed) of each dialogue; resamples whole dialogues 1,000 times."""
    counts = np.array(by_dialogue, dtype=np.int64).reshape(-1, 3)
    right, wrong, missed = (int(x) for x in counts.sum(axis=0))
    return Score(
        marks=right + missed,
        right=right,
        wrong=wrong,
        missed=missed,
        precision=_ratio(right, right + wrong),
        recall=_ratio(right, right + missed),
        f1=_ratio(2 * right, 2 * right + wrong + missed),
        interval=_bootstrap(counts) if right + wrong + missed else None,
    )


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _bootstrap(counts: NDArray[np.int64]) -> Interval | None:
    rng = np.random.default_rng(_SEED)
    picks = rng.integers(0, len(counts), size=(_ROUNDS, len(counts)))
    sums = counts[picks].sum(axis=1).astype(float)
    whole = 2 * sums[:, 0] + sums[:, 1] + sums[:, 2]
    values = 2 * sums[whole > 0, 0] / whole[whole > 0]
    return percentiles(values)


def percentiles(values: NDArray[np.float64]) -> Interval | None:
    """The middle 95 % of resampled values."""
    if not len(values):
        return None
    low, high = np.percentile(values, [_LOW, _HIGH])
    return round(float(low), 4), round(float(high), 4)


def resample(n: int) -> NDArray[np.int64]:
    """Indices of 1,000 bootstrap samples of `n` dialogues; the same every time."""
    return np.random.default_rng(_SEED).integers(0, n, size=(_ROUNDS, n))
