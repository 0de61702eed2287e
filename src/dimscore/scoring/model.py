"""A scorecard as a company writes it: criteria over signals, gaps and metrics.

A criterion looks at exactly one of ``gap``, ``signals``, ``avoid`` or ``metric`` and gets a value
from 0 to 1. It counts only where it applies: always, or where one of its ``when`` conditions
holds (``signal:ID``, ``gap:ID``, ``metric:ID``, ``agent``); a ``bonus`` counts only where it is
earned.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dimscore.report import Dimension, GapState
from dimscore.transcript import Frozen

_VALUES = {GapState.MET: 1.0, GapState.LATE: 0.5, GapState.FORMULAIC: 0.3, GapState.MISSED: 0.0}

Part = Annotated[float, Field(ge=0, le=1)]


class CriterionSpec(Frozen):
    """One criterion."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    title: str
    weight: Annotated[float, Field(gt=0)] = 1.0
    dimension: Dimension | None = None
    level: Annotated[int, Field(ge=1, le=5)] | None = None
    when: tuple[str, ...] = ()
    bonus: bool = False
    auto_fail: bool = False

    gap: str | None = None
    values: dict[GapState, Part] = Field(default_factory=lambda: dict(_VALUES))
    cause: str | None = None

    signals: tuple[str, ...] = ()
    needed: Annotated[int, Field(ge=1)] = 1

    avoid: tuple[str, ...] = ()
    each: Part = 0.5

    metric: str | None = None
    best: float | None = None
    worst: float | None = None

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> Self:
        chosen = [k for k in ("gap", "signals", "avoid", "metric") if getattr(self, k)]
        if len(chosen) != 1:
            raise ValueError("a criterion looks at exactly one of gap, signals, avoid, metric")
        if self.metric and (self.best is None or self.worst is None or self.best == self.worst):
            raise ValueError("a metric needs two different numbers best and worst")
        return self


class Scorecard(Frozen):
    """A scorecard; in mode `levels` the score is the highest level whose criteria are reached."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    description: str = ""
    version: Annotated[int, Field(ge=1)] = 1
    mode: Literal["weighted", "levels"] = "weighted"
    criteria: Annotated[tuple[CriterionSpec, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [c.id for c in self.criteria]
        for identifier in ids:
            if ids.count(identifier) > 1:
                raise ValueError(f"two criteria have the id {identifier!r}")
        if self.mode == "levels" and any(c.level is None for c in self.criteria):
            raise ValueError("in mode levels every criterion needs a level")
        return self
