"""Fit the ordinal model: maximum likelihood with a ridge, weights kept to their declared sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from dimscore.csat import ordinal
from dimscore.csat.features import features

Array = NDArray[np.float64]
_LEVELS = 5


@dataclass(frozen=True)
class Fitted:
    """Means and weights per feature, thresholds between the ratings, temperature."""

    means: Array
    weights: Array
    thresholds: Array
    temperature: float = 1.0

    def linear(self, x: Array) -> Array:
        """The linear score of each row."""
        return (x - self.means) @ self.weights

    def expected(self, x: Array) -> Array:
        """The expected rating of each row."""
        return np.array(
            [ordinal.expected(s, list(self.thresholds), self.temperature) for s in self.linear(x)]
        )

    def distributions(self, x: Array) -> Array:
        """Rows x five probabilities."""
        return np.array(
            [
                ordinal.distribution(s, list(self.thresholds), self.temperature)
                for s in self.linear(x)
            ]
        )


def fit(x: Array, y: NDArray[np.int64], ridge: float) -> Fitted:
    """Fit on features `x` and ratings `y`; deterministic."""
    means = x.mean(axis=0)
    scale = np.maximum(x.std(axis=0), 0.1)
    z = (x - means) / scale
    n = z.shape[1]
    start = np.concatenate([np.zeros(n), _start_thresholds(y)])
    bounds = [_BOUNDS[f.sign] for f in features()] + [(None, None)] + [(-5.0, 5.0)] * 3
    result = minimize(_loss, start, args=(z, y, ridge), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = result.x[:n] / scale
    return Fitted(means, weights, _thresholds(result.x[n:]))


_BOUNDS = {1: (0.0, None), -1: (None, 0.0), 0: (None, None)}


def _start_thresholds(y: NDArray[np.int64]) -> Array:
    """Thresholds that give the ratings' shares, as a first one and the logs of three steps."""
    below = np.array([(np.sum(y <= k) + 0.5) / (len(y) + 1.0) for k in range(1, _LEVELS)])
    logits = np.log(below / (1 - below))
    return np.concatenate([logits[:1], np.log(np.maximum(np.diff(logits), 0.05))])


def _thresholds(parameters: Array) -> Array:
    return np.concatenate([parameters[:1], parameters[0] + np.cumsum(np.exp(parameters[1:]))])


def _loss(p: Array, z: Array, y: NDArray[np.int64], ridge: float) -> tuple[float, Array]:
    """Negative log likelihood per row plus the ridge, and its gradient."""
    n = z.shape[1]
    w, thresholds = p[:n], _thresholds(p[n:])
    s = z @ w
    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    upper, lower = edges[y] - s, edges[y - 1] - s
    above, below = _sigmoid(upper), _sigmoid(lower)
    likelihood = np.maximum(above - below, 1e-12)
    d_upper = above * (1 - above) / likelihood
    d_lower = below * (1 - below) / likelihood
    rows = len(y)
    loss = -np.log(likelihood).sum() / rows + ridge * float(w @ w)
    grad_w = z.T @ (d_upper - d_lower) / rows + 2 * ridge * w
    grad_t = np.zeros(_LEVELS - 1)
    for k in range(1, _LEVELS):
        grad_t[k - 1] = -(d_upper[y == k].sum() - d_lower[y == k + 1].sum()) / rows
    steps = np.exp(p[n + 1 :])
    grad_p = np.concatenate([[grad_t.sum()], [grad_t[i + 1 :].sum() * steps[i] for i in range(3)]])
    return float(loss), np.concatenate([grad_w, grad_p])


def _sigmoid(x: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * np.clip(x, -60, 60)))


def fit_temperature(linear: Array, thresholds: Array, y: NDArray[np.int64]) -> float:
    """The temperature that makes held-out ratings most likely (Guo et al. 2017)."""

    def loss(log_temperature: float) -> float:
        t = float(np.exp(log_temperature))
        p = [ordinal.distribution(s, list(th), t) for s, th in zip(linear, thresholds, strict=True)]
        return -float(np.log(np.maximum([q[r - 1] for q, r in zip(p, y, strict=True)], 1e-9)).sum())

    result = minimize_scalar(loss, bounds=(-1.5, 1.5), method="bounded")
    return float(np.exp(result.x))
