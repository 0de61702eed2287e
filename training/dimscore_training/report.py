"""What was measured in training: against baselines, with intervals by contact; the card."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dimscore.csat.features import features
from dimscore.evaluation.ratings import score_ratings
from dimscore_training.csat import Trained
from dimscore_training.dataset import Dataset
from dimscore_training.fit import Array


def held_out_metrics(trained: Trained, data: Dataset) -> dict[str, Any]:
    """Out-of-fold figures on the training contacts, baselines beside them."""
    half = trained.interval_scale * trained.held_out.spread
    return {
        "model": _score(trained.held_out.expected, half, data.y),
        "baselines": _baselines(data),
        "calibration": _calibration(trained.held_out.expected, data.y),
    }


def metrics_on(trained: Trained, data: Dataset) -> dict[str, Any]:
    """Figures on contacts that training never saw."""
    expected = trained.fitted.expected(data.x)
    half = trained.interval_scale * _spread(trained.fitted.distributions(data.x))
    by_language = {
        str(code): _score(expected[rows], half[rows], data.y[rows])
        for code in sorted(set(data.languages))
        if (rows := data.languages == code).any()
    }
    return {
        "model": _score(expected, half, data.y),
        "by_language": by_language,
        "baselines": _baselines(data),
        "calibration": _calibration(expected, data.y),
    }


def _spread(probabilities: Array) -> Array:
    ratings = np.arange(1, 6)
    mean = probabilities @ ratings
    return np.sqrt(((ratings - mean[:, None]) ** 2 * probabilities).sum(axis=1))


def _score(expected: Array, half: Array, y: NDArray[np.int64]) -> dict[str, Any] | None:
    intervals = [
        (max(1.0, float(e - h)), min(5.0, float(e + h)))
        for e, h in zip(expected, half, strict=True)
    ]
    score = score_ratings([float(e) for e in expected], intervals, [float(v) for v in y])
    return score.model_dump() if score else None


def _baselines(data: Dataset) -> dict[str, Any]:
    """Rank correlation of what any buyer could count by hand."""
    names = [f.name for f in features()]
    thanks = data.x[:, names.index("gratitude")]
    anger = data.x[:, names.index("frustration")] + data.x[:, names.index("unresolved")]
    zero = np.full(len(data), 4.0)
    return {
        "length": _score(-data.words, zero, data.y),
        "thanks_minus_complaints": _score(thanks - anger, zero, data.y),
    }


def _calibration(expected: Array, y: NDArray[np.int64]) -> list[dict[str, float]]:
    """Mean prediction and mean rating in five equally full bins."""
    order = np.argsort(expected, kind="stable")
    return [
        {
            "contacts": len(rows),
            "predicted": round(float(expected[rows].mean()), 3),
            "rated": round(float(y[rows].mean()), 3),
        }
        for rows in np.array_split(order, 5)
        if len(rows)
    ]


def card(
    name: str, trained: Trained, metrics: dict[str, Any], gold: str, calibrated_on: str | None
) -> str:
    """The model card, every figure from `metrics`."""
    calibrated = f"`{calibrated_on}`, by other writers" if calibrated_on else "the held-out folds"
    rows = sorted(zip(features(), trained.fitted.weights, strict=True), key=lambda r: -abs(r[1]))
    weights = "\n".join(
        f"| {f.name} | {f.dimension.value} | {'+' if f.sign > 0 else '-'} | {w:+.3f} |"
        for f, w in rows
        if abs(w) >= 0.0005
    )
    silent = ", ".join(f.name for f, w in rows if abs(w) < 0.0005) or "none"
    tables = "\n\n".join(
        f"### {title}\n\n{_table(part)}" for title, part in metrics["measured"].items()
    )
    return f"""# {name}

An ordinal model (proportional odds) on one linear score over counted signals, gaps and metrics.
It predicts the likely answer to a satisfaction survey, 1 to 5. It is a prediction, not a survey.

- **Trained on** {metrics["contacts"]} contacts of `{gold}`: dialogues written for this project in
  six languages and rated by another hand as that customer would rate. No customer ever rated them.
- **Use it for** groups, trends and for finding contacts worth reading. **Not for** decisions about
  a person, nor as the truth of a single call.
- **Intervals** are made to cover 90 % of contacts like those they were set on (split conformal);
  on other data they may not, so measure on your own surveys.
- **Chosen** by 10-fold cross-validation over whole contacts, seed {metrics["seed"]}: ridge
  {trained.ridge}. Temperature ({trained.fitted.temperature:.3f}) and interval were set on
  {calibrated}.

## Measured

{tables}

Constant's error is that of always giving the median rating.

## Weights

Per unit of the feature; the sign is kept in training. Without weight: {silent}.

| feature | dimension | sign | weight |
| --- | --- | --- | --- |
{weights}
"""


def _table(part: dict[str, Any]) -> str:
    head = "| | contacts | Spearman | interval | mean error | constant's error | covered | width |"
    lines = [head, "| --- " * 8 + "|"]
    named = {"model": part["model"], **part.get("by_language", {}), **part["baselines"]}
    for name, s in named.items():
        if s is None:
            continue
        baseline = name in part["baselines"]
        low, high = s["spearman_interval"] or (float("nan"), float("nan"))
        rho = "-" if s["spearman"] is None else f"{s['spearman']:.2f}"
        rest = (
            "| | | | |"
            if baseline
            else f"| {s['mae']:.2f} | {s['mae_of_constant']:.2f} | {s['covered']:.2f} "
            f"| {s['mean_width']:.2f} |"
        )
        lines.append(f"| {name} | {s['dialogues']} | {rho} | {low:.2f} to {high:.2f} {rest}")
    return "\n".join(lines)
