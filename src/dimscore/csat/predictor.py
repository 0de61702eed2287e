"""From a contact's evidence to a predicted rating with interval, reasons and doubts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dimscore.csat import ordinal
from dimscore.csat.features import extract, features, schema_hash
from dimscore.errors import ModelError
from dimscore.report import Contribution, Contributions, CsatPrediction
from dimscore.scoring.engine import Evidence
from dimscore.transcript import Frozen, Speaker, Transcript

_MIN_CUSTOMER_WORDS = 3
_MIN_TURNS = 2
_UNKNOWN_SHARE = 0.5
_WIDEST = (1.0, 5.0)


class Weights(Frozen):
    """`weights.json` of a model: everything the prediction needs, as plain numbers."""

    schema_hash: str
    names: tuple[str, ...]
    means: tuple[float, ...]
    weights: tuple[float, ...]
    thresholds: Annotated[tuple[float, ...], Field(min_length=4, max_length=4)]
    temperature: Annotated[float, Field(gt=0)]
    interval_scale: Annotated[float, Field(gt=0)]


class CsatModel:
    """A trained model; `id` names it in reports."""

    def __init__(self, identifier: str, weights: Weights) -> None:
        if weights.schema_hash != schema_hash():
            raise ModelError(
                f"model {identifier} was trained on another feature schema; train it again with "
                "`dimscore train csat` or use the model that came with this version"
            )
        self.id = identifier
        self._w = weights

    def predict(self, transcript: Transcript, evidence: Evidence, *, known: bool) -> CsatPrediction:
        """The prediction for one contact; `known` is whether its language is."""
        return self.predict_features(
            extract(evidence),
            turns=[f.turns(evidence) for f in features()],
            abstained=_abstain(transcript, known=known),
        )

    def predict_features(
        self,
        x: list[float],
        *,
        turns: list[tuple[int, ...]] | None = None,
        abstained: str | None = None,
    ) -> CsatPrediction:
        """The prediction for a feature vector in the order of `features()`."""
        w = self._w
        parts = [
            weight * (value - mean)
            for weight, value, mean in zip(w.weights, x, w.means, strict=True)
        ]
        s = sum(parts)
        probabilities = ordinal.distribution(s, w.thresholds, w.temperature)
        rating = ordinal.expected(s, w.thresholds, w.temperature)
        half = w.interval_scale * ordinal.spread(probabilities)
        interval = (max(1.0, rating - half), min(5.0, rating + half))
        return CsatPrediction(
            expected=rating,
            distribution=tuple(probabilities),
            p_satisfied=min(1.0, probabilities[3] + probabilities[4]),
            interval=_WIDEST if abstained else interval,
            contributions=self._contributions(s, rating, parts, turns),
            abstained=abstained,
        )

    def _contributions(
        self, s: float, rating: float, parts: list[float], turns: list[tuple[int, ...]] | None
    ) -> Contributions:
        """Each part of the linear score in rating points; they sum exactly."""
        w = self._w
        base = ordinal.expected(0.0, w.thresholds, w.temperature)
        if abs(s) > 1e-9:
            rate = (rating - base) / s
        else:
            rate = ordinal.slope(0.0, w.thresholds, w.temperature)
        items = tuple(
            Contribution(
                source=f.source,
                dimension=f.dimension,
                turns=turns[i] if turns else (),
                value=parts[i] * rate,
            )
            for i, f in enumerate(features())
            if parts[i] != 0.0
        )
        return Contributions(base=base, items=items)


def _abstain(transcript: Transcript, *, known: bool) -> str | None:
    """Why the numbers should not be relied on, or None."""
    if not known:
        return "unknown_language"
    spoken = [t for t in transcript.turns if t.speaker is not Speaker.SYSTEM and t.text.strip()]
    unknown = sum(t.speaker is Speaker.UNKNOWN for t in spoken)
    if spoken and unknown >= _UNKNOWN_SHARE * len(spoken):
        return "unknown_speakers"
    customer = [t for t in spoken if t.speaker is Speaker.CUSTOMER]
    words = sum(len(t.text.split()) for t in customer)
    agents = any(t.speaker is Speaker.AGENT for t in spoken)
    if len(spoken) < _MIN_TURNS or words < _MIN_CUSTOMER_WORDS or not agents:
        return "too_short"
    return None
