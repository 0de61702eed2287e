"""How near predicted ratings are to people's: rank order, error, and a baseline beside them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dimscore.evaluation.counts import Interval, percentiles, resample
from dimscore.transcript import Frozen


class RatingScore(Frozen):
    """Spearman's rank correlation, mean absolute error, interval coverage, all by dialogue."""

    dialogues: int
    spearman: float | None
    spearman_interval: Interval | None
    mae: float
    mae_interval: Interval | None
    mae_of_constant: float
    covered: float
    mean_width: float


def score_ratings(
    predicted: Sequence[float], intervals: Sequence[tuple[float, float]], gold: Sequence[float]
) -> RatingScore | None:
    """Compare; None where nobody rated. The constant baseline is the gold median."""
    if not gold:
        return None
    p, g = np.array(predicted, dtype=float), np.array(gold, dtype=float)
    low, high = np.array(intervals, dtype=float).T
    picks = resample(len(g))
    error = np.abs(p - g)
    ranks = [r for i in picks if (r := spearman(p[i], g[i])) is not None]
    whole = spearman(p, g)
    return RatingScore(
        dialogues=len(g),
        spearman=None if whole is None else round(whole, 4),
        spearman_interval=percentiles(np.array(ranks)),
        mae=round(float(error.mean()), 4),
        mae_interval=percentiles(error[picks].mean(axis=1)),
        mae_of_constant=round(float(np.abs(g - np.median(g)).mean()), 4),
        covered=round(float(((low <= g) & (g <= high)).mean()), 4),
        mean_width=round(float((high - low).mean()), 4),
    )


def spearman(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    """Spearman's rho with ties at their mean rank; None where one side is constant."""
    x, y = _ranks(a), _ranks(b)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        rho = np.corrcoef(x, y)[0, 1] if len(x) > 1 else np.nan
    return None if np.isnan(rho) else float(rho)


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    mean_rank = last - (counts - 1) / 2.0
    return mean_rank[inverse]
