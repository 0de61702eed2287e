"""The report: what was found in one transcript, and why each number is what it is.

A report depends on the transcript, the language packs, the scorecards and the model only.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from dimscore.errors import ReadError, Where
from dimscore.transcript import Frozen, Speaker

#: Version of the report's JSON Schema, written to `provenance.schema`.
REPORT_SCHEMA = "1"

Index = Annotated[int, Field(ge=0)]
Probability = Annotated[float, Field(ge=0, le=1)]
Rating = Annotated[float, Field(ge=1, le=5)]


class Dimension(StrEnum):
    """The three dimensions of a contact."""

    BUSINESS = "business"
    HUMAN = "human"
    HIDDEN = "hidden"


class Signal(Frozen):
    """One asserted signal: a span of one turn.

    `start` and `end` are Unicode code points into the turn's text as given, so that
    `text == turn.text[start:end]`. `confidence` is the calibrated probability that the assertion
    is right. `answers` is the customer's turn whose stake or feeling this span takes up. `rule`
    names the pattern that found it, where a rule did.
    """

    signal: str
    dimension: Dimension
    turn: Index
    start: Index
    end: Index
    text: str
    speaker: Speaker
    confidence: Probability
    source: Literal["rules", "model", "both"]
    answers: Index | None = None
    rule: str | None = None


class GapState(StrEnum):
    """How an opportunity was used. `late` and `formulaic` occur for the empathy gap only."""

    MET = "met"
    LATE = "late"
    FORMULAIC = "formulaic"
    MISSED = "missed"


class Gap(Frozen):
    """One opportunity and what became of it.

    `turn` opened it, `turns_looked_at` were read for an answer, `severity` is 1 to 3 (null where
    it was met), `cause` names what was missing where several things can be, `suggestion` is a
    better sentence in the transcript's language (null where it was met).
    """

    gap: str
    dimension: Dimension | Literal["all"]
    turn: Index
    turns_looked_at: tuple[Index, ...] = ()
    state: GapState
    severity: Annotated[int, Field(ge=1, le=3)] | None = None
    cause: tuple[str, ...] = ()
    suggestion: str | None = None


class Contribution(Frozen):
    """What moved a number: `source` is `signal:ID`, `gap:ID`, `metric:ID` or `criterion:ID`."""

    source: Annotated[str, Field(alias="from")]
    dimension: Dimension | None = None
    turns: tuple[Index, ...] = ()
    value: float

    model_config = Frozen.model_config | {"populate_by_name": True, "serialize_by_alias": True}


class Contributions(Frozen):
    """`base` plus the sum of the items' values is the explained number, to 1e-6."""

    base: float
    items: tuple[Contribution, ...] = ()

    @property
    def total(self) -> float:
        """The number these contributions explain."""
        return self.base + sum(item.value for item in self.items)


class DimensionScore(Frozen):
    """A dimension's score, 0 to 100; null where the contact held no opportunity for it."""

    score: Annotated[float, Field(ge=0, le=100)] | None
    contributions: Contributions | None


class CsatPrediction(Frozen):
    """The likely answer to "how satisfied were you?", 1 to 5. A prediction, not a survey.

    `distribution` holds the probabilities of ratings 1 to 5; `p_satisfied` is that of 4 or 5;
    `interval` covers the rating in 90 % of contacts like those of the training data;
    `abstained` is the reason not to rely on the numbers, or null.
    """

    expected: Rating
    distribution: Annotated[tuple[Probability, ...], Field(min_length=5, max_length=5)]
    p_satisfied: Probability
    interval: tuple[Rating, Rating]
    contributions: Contributions
    abstained: str | None = None


class Criterion(Frozen):
    """One criterion of a scorecard on one contact: value 0 to 1, or null where not applicable."""

    id: str
    title: str
    state: Literal["present", "absent", "partial", "not_applicable", "uncertain"]
    value: Probability | None
    weight: Annotated[float, Field(ge=0)]
    points: float
    turns: tuple[Index, ...] = ()
    evidence: tuple[str, ...] = ()


class ScorecardResult(Frozen):
    """A scorecard on one contact: 0-100, the same on 1-5, and its criteria."""

    score: Annotated[float, Field(ge=0, le=100)] | None
    level: Annotated[int, Field(ge=1, le=5)] | None
    criteria: tuple[Criterion, ...]
    failed: str | None = None


class Report(Frozen):
    """Everything found in one transcript."""

    transcript_id: str
    language: str
    signals: tuple[Signal, ...]
    gaps: tuple[Gap, ...]
    dimensions: dict[Dimension, DimensionScore]
    csat: CsatPrediction | None
    metrics: dict[str, float | int | None]
    scorecards: dict[str, ScorecardResult]
    provenance: dict[str, Any]

    def to_json(self) -> str:
        """The report as JSON on one line, keys in the order of the contract."""
        return self.model_dump_json(by_alias=True)


class Problem(Frozen):
    """Why a record could not be analysed, and where it is."""

    code: str
    message: str
    where: Where


class Failure(Frozen):
    """Stands in the output in place of the report of a record that could not be read."""

    transcript_id: str | None
    error: Problem

    @classmethod
    def from_error(cls, error: ReadError) -> Failure:
        """The failure that reports `error`."""
        return cls(
            transcript_id=error.transcript_id,
            error=Problem(code=error.code, message=error.message, where=error.where),
        )

    def to_json(self) -> str:
        """The failure as JSON on one line."""
        return self.model_dump_json()


Outcome = Report | Failure
