"""Signals, gaps and metrics -> scores. Pure functions; every point leads back to its evidence.

A scorecard's score is 50 plus, for every criterion that applies, 100 * w * (value - 0.5) / W,
where W is the weight of all that apply: the weighted mean of the values on 0-100, written as a
sum so that each part can be shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dimscore.report import (
    Contribution,
    Contributions,
    Criterion,
    Dimension,
    DimensionScore,
    Gap,
    ScorecardResult,
    Signal,
)
from dimscore.scoring.model import CriterionSpec, Scorecard
from dimscore.transcript import Speaker, Turn

NEUTRAL = 50.0
_SURE = 0.5  # evidence less sure than this makes a criterion uncertain


@dataclass(frozen=True)
class Evidence:
    """What a scorecard looks at."""

    turns: Sequence[Turn]
    signals: Sequence[Signal]
    gaps: Sequence[Gap]
    metrics: Mapping[str, float | int | None]

    def of(self, ids: Sequence[str]) -> list[Signal]:
        """The signals of `ids`."""
        return [s for s in self.signals if s.signal in ids]


@dataclass(frozen=True)
class Judged:
    """A criterion on one contact; `value` is None where it does not apply."""

    spec: CriterionSpec
    value: float | None
    sources: tuple[tuple[str, tuple[int, ...]], ...] = ()
    uncertain: bool = False

    @property
    def turns(self) -> tuple[int, ...]:
        """All turns of the evidence."""
        return tuple(sorted({t for _, turns in self.sources for t in turns}))


def judge(spec: CriterionSpec, evidence: Evidence) -> Judged:
    """The value of one criterion on one contact."""
    if not _applies(spec, evidence):
        return Judged(spec, None)
    if spec.gap:
        judged = _judge_gap(spec, evidence)
    elif spec.signals:
        judged = _judge_signals(spec, evidence)
    elif spec.avoid:
        judged = _judge_avoid(spec, evidence)
    else:
        judged = _judge_metric(spec, evidence)
    if spec.bonus and judged.value == 0:
        return Judged(spec, None)
    return judged


def _applies(spec: CriterionSpec, evidence: Evidence) -> bool:
    return not spec.when or any(_holds(c, evidence) for c in spec.when)


def _holds(condition: str, evidence: Evidence) -> bool:
    if condition == "agent":
        return any(t.speaker is Speaker.AGENT for t in evidence.turns)
    kind, _, name = condition.partition(":")
    if kind == "signal":
        return any(s.signal == name for s in evidence.signals)
    if kind == "gap":
        return any(g.gap == name for g in evidence.gaps)
    return evidence.metrics.get(name) is not None


def _judge_gap(spec: CriterionSpec, evidence: Evidence) -> Judged:
    gaps = [g for g in evidence.gaps if g.gap == spec.gap]
    if not gaps:
        return Judged(spec, None)
    if spec.cause:
        values = [0.0 if spec.cause in g.cause else 1.0 for g in gaps]
    else:
        values = [spec.values.get(g.state, 0.0) for g in gaps]
    turns = {t for g in gaps for t in (g.turn, *g.turns_looked_at)}
    return Judged(spec, sum(values) / len(values), ((f"gap:{spec.gap}", tuple(sorted(turns))),))


def _judge_signals(spec: CriterionSpec, evidence: Evidence) -> Judged:
    found = evidence.of(spec.signals)
    value = min(1.0, len(found) / spec.needed)
    unsure = bool(found) and max(s.confidence for s in found) < _SURE
    return Judged(spec, value, _by_signal(found), uncertain=unsure)


def _judge_avoid(spec: CriterionSpec, evidence: Evidence) -> Judged:
    found = evidence.of(spec.avoid)
    return Judged(spec, max(0.0, 1.0 - spec.each * len(found)), _by_signal(found))


def _judge_metric(spec: CriterionSpec, evidence: Evidence) -> Judged:
    value = evidence.metrics.get(spec.metric or "")
    if value is None or spec.best is None or spec.worst is None:
        return Judged(spec, None)
    part = (float(value) - spec.worst) / (spec.best - spec.worst)
    return Judged(spec, min(1.0, max(0.0, part)), ((f"metric:{spec.metric}", ()),))


def _by_signal(found: Sequence[Signal]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    turns: dict[str, list[int]] = {}
    for signal in found:
        turns.setdefault(f"signal:{signal.signal}", []).append(signal.turn)
    return tuple((source, tuple(sorted(set(where)))) for source, where in turns.items())


def score(card: Scorecard, evidence: Evidence) -> ScorecardResult:
    """A scorecard on one contact."""
    judged = [judge(spec, evidence) for spec in card.criteria]
    points = _points(judged)
    failed = next(
        (j.spec.id for j in judged if j.spec.auto_fail and j.value is not None and j.value < 0.5),
        None,
    )
    if not points:
        total: float | None = None
    elif failed:
        total = 0.0
    elif card.mode == "levels":
        total = (_level_reached(judged) - 1) * 25.0
    else:
        total = _bounded(NEUTRAL + sum(points.values()))
    return ScorecardResult(
        score=None if total is None else round(total, 6),
        level=None if total is None else level_of(total),
        criteria=tuple(_criterion(j, points.get(j.spec.id, 0.0)) for j in judged),
        failed=failed,
    )


def level_of(total: float) -> int:
    """A score of 0-100 on the scale of 1 (poor) to 5 (excellent): fifths of the range."""
    return min(5, 1 + int(total // 20))


def dimension_scores(card: Scorecard, evidence: Evidence) -> dict[Dimension, DimensionScore]:
    """The score of each dimension with what moved it; null where no criterion applies."""
    out: dict[Dimension, DimensionScore] = {}
    for dimension in Dimension:
        judged = [judge(c, evidence) for c in card.criteria if c.dimension is dimension]
        points = _points(judged)
        if not points:
            out[dimension] = DimensionScore(score=None, contributions=None)
            continue
        items = tuple(
            item
            for j in judged
            if j.value is not None
            for item in _contributions(j, points[j.spec.id], dimension)
        )
        contributions = Contributions(base=NEUTRAL, items=items)
        out[dimension] = DimensionScore(
            score=_bounded(contributions.total), contributions=contributions
        )
    return out


def _bounded(total: float) -> float:
    """Rounding may leave a score a hair outside its range."""
    return min(100.0, max(0.0, total))


def _points(judged: Sequence[Judged]) -> dict[str, float]:
    counted = [(j, j.value) for j in judged if j.value is not None]
    weight = sum(j.spec.weight for j, _ in counted)
    return {j.spec.id: 100.0 * j.spec.weight * (v - 0.5) / weight for j, v in counted}


def _contributions(judged: Judged, points: float, dimension: Dimension) -> list[Contribution]:
    """A criterion's points, shared by the signals that earned them."""
    sources = judged.sources or ((f"criterion:{judged.spec.id}", ()),)
    share = points / len(sources)
    return [
        Contribution(source=source, dimension=dimension, turns=turns, value=share)
        for source, turns in sources
    ]


def _level_reached(judged: Sequence[Judged]) -> int:
    """The highest level up to which at least half of each level's weight is earned."""
    reached = 1
    for level in range(1, 6):
        here = [(j.spec.weight, j.value) for j in judged if j.spec.level == level]
        counted = [(w, v) for w, v in here if v is not None]
        if not counted:
            if any(here):
                break
            continue
        if sum(w * v for w, v in counted) < 0.5 * sum(w for w, _ in counted):
            break
        reached = level
    return reached


def _criterion(judged: Judged, points: float) -> Criterion:
    value = judged.value
    if value is None:
        state = "not_applicable"
    elif judged.uncertain:
        state = "uncertain"
    else:
        state = "present" if value >= 1 else "absent" if value <= 0 else "partial"
    return Criterion(
        id=judged.spec.id,
        title=judged.spec.title,
        state=state,
        value=value,
        weight=judged.spec.weight,
        points=points,
        turns=judged.turns,
        evidence=tuple(source for source, _ in judged.sources),
    )
