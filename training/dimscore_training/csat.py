"""Train the satisfaction model: choose the ridge out of fold, then calibrate.

Temperature and interval are set on contacts by another writer where there are such. People wrote
the rules with the training contacts before them, so that features are cleaner there than
anywhere else; out-of-fold residuals alone would give intervals that are too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from dimscore.csat import ordinal
from dimscore.csat.features import features, schema_hash
from dimscore.csat.predictor import Weights
from dimscore_training.dataset import Dataset
from dimscore_training.fit import Array, Fitted, fit, fit_temperature

_RIDGES = (0.003, 0.01, 0.03, 0.1, 0.3)
_FOLDS = 10
_COVERAGE = 0.9
_DIGITS = 6


@dataclass(frozen=True)
class OutOfFold:
    """What models that had not seen a contact say of it."""

    linear: Array
    thresholds: Array
    expected: Array
    spread: Array


@dataclass(frozen=True)
class Trained:
    """The model, and its predictions for the training contacts made without them."""

    fitted: Fitted
    ridge: float
    interval_scale: float
    held_out: OutOfFold

    def weights(self) -> Weights:
        """The numbers that are shipped."""
        return Weights(
            schema_hash=schema_hash(),
            names=tuple(f.name for f in features()),
            means=_rounded(self.fitted.means),
            weights=_rounded(self.fitted.weights),
            thresholds=_rounded(self.fitted.thresholds),
            temperature=round(self.fitted.temperature, _DIGITS),
            interval_scale=round(self.interval_scale, _DIGITS),
        )


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(v), _DIGITS) + 0.0 for v in values)


def train(data: Dataset, seed: int, calibration: Dataset | None = None) -> Trained:
    """Train on `data`, folds holding whole contacts together; calibrate on `calibration`."""
    folds = _folds(data, seed)
    by_ridge = {ridge: _out_of_fold(data, folds, ridge) for ridge in _RIDGES}
    ridge = min(_RIDGES, key=lambda r: _absolute_error(by_ridge[r], data.y))
    held_out = by_ridge[ridge]
    whole = fit(data.x, data.y, ridge)
    unseen, ratings = held_out, data.y
    if calibration is not None:
        thresholds = np.tile(whole.thresholds, (len(calibration), 1))
        unseen, ratings = _at(whole.linear(calibration.x), thresholds, 1.0), calibration.y
    temperature = fit_temperature(unseen.linear, unseen.thresholds, ratings)
    scale = _interval_scale(_at(unseen.linear, unseen.thresholds, temperature), ratings)
    fitted = Fitted(whole.means, whole.weights, whole.thresholds, temperature)
    return Trained(fitted, ridge, scale, _at(held_out.linear, held_out.thresholds, temperature))


def _folds(data: Dataset, seed: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    count = min(_FOLDS, len(set(data.groups)))
    splitter = GroupKFold(n_splits=count, shuffle=True, random_state=seed)
    return list(splitter.split(data.x, data.y, data.groups))


def _out_of_fold(
    data: Dataset, folds: list[tuple[NDArray[np.int64], NDArray[np.int64]]], ridge: float
) -> OutOfFold:
    n = len(data)
    linear, thresholds = np.zeros(n), np.zeros((n, 4))
    for train_rows, test_rows in folds:
        fitted = fit(data.x[train_rows], data.y[train_rows], ridge)
        linear[test_rows] = fitted.linear(data.x[test_rows])
        thresholds[test_rows] = fitted.thresholds
    return _at(linear, thresholds, 1.0)


def _at(linear: Array, thresholds: Array, temperature: float) -> OutOfFold:
    """Expectation and spread of each contact at a temperature."""
    pairs = list(zip(linear, thresholds, strict=True))
    expected = np.array([ordinal.expected(s, list(t), temperature) for s, t in pairs])
    spread = np.array(
        [ordinal.spread(ordinal.distribution(s, list(t), temperature)) for s, t in pairs]
    )
    return OutOfFold(linear, thresholds, expected, spread)


def _absolute_error(held_out: OutOfFold, y: NDArray[np.int64]) -> float:
    return float(np.abs(held_out.expected - y).mean())


def _interval_scale(held_out: OutOfFold, y: NDArray[np.int64]) -> float:
    """Split-conformal on normalised residuals (Lei et al. 2018) of contacts not trained on."""
    scores = np.sort(np.abs(held_out.expected - y) / np.maximum(held_out.spread, 0.05))
    rank = int(np.ceil((len(scores) + 1) * _COVERAGE)) - 1
    return float(scores[min(rank, len(scores) - 1)])
