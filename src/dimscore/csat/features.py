"""What the satisfaction model sees: counts and worst states, in a fixed order with declared signs.

No feature is a rate: a rate can rise because its denominator fell, and no sign would hold.
Training and serving take their features from `extract`; the schema's hash is in every model.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from dimscore.report import Dimension, Gap, GapState, Signal
from dimscore.scoring.engine import Evidence

#: A count stops here: the fourth thank-you says no more than the third.
_CAP = 3
#: Signals in the last turns of the contact weigh by themselves.
_END_SHARE = 0.3


@dataclass(frozen=True)
class Feature:
    """One feature: its name, what it is traced to, its sign (+1, -1, 0 for free)."""

    name: str
    source: str
    dimension: Dimension
    sign: int
    value: Callable[[Evidence], float]
    turns: Callable[[Evidence], tuple[int, ...]]


def _count(ids: Sequence[str], *, end: bool = False) -> Callable[[Evidence], list[Signal]]:
    def found(evidence: Evidence) -> list[Signal]:
        first = len(evidence.turns) * (1 - _END_SHARE) if end else 0
        return [s for s in evidence.signals if s.signal in ids and s.turn >= first]

    return found


def _signal_feature(
    name: str, ids: Sequence[str], dimension: Dimension, sign: int, *, end: bool = False
) -> Feature:
    found = _count(ids, end=end)
    return Feature(
        name,
        f"signal:{ids[0]}",
        dimension,
        sign,
        lambda e: float(min(_CAP, len(found(e)))),
        lambda e: tuple(sorted({s.turn for s in found(e)})),
    )


def _gap_feature(gap: str, dimension: Dimension, states: Sequence[GapState]) -> Feature:
    return _gaps_that(f"{gap}_{states[0].value}", gap, dimension, lambda g: g.state in states)


def _hold_feature(cause: str, *causes: str) -> Feature:
    """Holds fall short in several ways at once, and customers mind them differently."""
    return _gaps_that(
        f"hold_gap_{cause}",
        "hold_gap",
        Dimension.HIDDEN,
        lambda g: g.state is GapState.MISSED and bool({cause, *causes} & set(g.cause)),
    )


def _gaps_that(name: str, gap: str, dimension: Dimension, fits: Callable[[Gap], bool]) -> Feature:
    def found(evidence: Evidence) -> list[Gap]:
        return [g for g in evidence.gaps if g.gap == gap and fits(g)]

    return Feature(
        name,
        f"gap:{gap}",
        dimension,
        -1,
        lambda e: float(min(_CAP, len(found(e)))),
        lambda e: tuple(sorted({t for g in found(e) for t in (g.turn, *g.turns_looked_at)})),
    )


def _hold_minutes(evidence: Evidence) -> float:
    seconds = evidence.metrics.get("hold_total") or 0.0
    return math.log1p(float(seconds) / 60.0)


@cache
def features() -> tuple[Feature, ...]:
    """All features in the order of the model's weights."""
    business, human, hidden = Dimension.BUSINESS, Dimension.HUMAN, Dimension.HIDDEN
    missed = (GapState.MISSED,)
    return (
        _signal_feature("resolution_confirmed", ["resolution_confirmed"], business, +1),
        _signal_feature(
            "resolution_confirmed_end", ["resolution_confirmed"], business, +1, end=True
        ),
        _signal_feature("unresolved", ["unresolved"], business, -1),
        _signal_feature("unresolved_end", ["unresolved"], business, -1, end=True),
        _signal_feature("solution", ["solution_offered"], business, +1),
        _signal_feature("proactive_help", ["proactive_help"], business, +1),
        _signal_feature("escalation_request", ["escalation_request"], business, -1),
        _signal_feature("repeat_contact", ["repeat_contact"], business, -1),
        _signal_feature("gratitude", ["gratitude"], human, +1),
        _signal_feature("gratitude_end", ["gratitude"], human, +1, end=True),
        _signal_feature("frustration", ["frustration"], human, -1),
        _signal_feature("frustration_end", ["frustration"], human, -1, end=True),
        _signal_feature("resignation", ["resignation"], human, -1),
        _signal_feature("empathy", ["empathy", "apology"], human, +1),
        _signal_feature("hand_on_it", ["ownership", "assurance"], human, +1),
        _signal_feature("personalisation", ["personalisation"], human, +1),
        _signal_feature("dismissive", ["dismissive", "blame"], human, -1),
        _signal_feature("negative_wording", ["negative_wording"], human, -1),
        _signal_feature("expectation_set", ["expectation_set"], hidden, +1),
        _signal_feature("hold_courtesy", ["hold_thanks", "hold_apology"], hidden, +1),
        _signal_feature("hold_explained", ["hold_reason", "hold_duration"], hidden, +1),
        _signal_feature("warm_transfer", ["warm_transfer"], hidden, +1),
        _signal_feature("cold_transfer", ["cold_transfer"], hidden, -1),
        _signal_feature("effort_shift", ["effort_shift", "hedging"], hidden, -1),
        _signal_feature("broken_promise", ["broken_promise"], hidden, -1),
        _signal_feature("customer_repeats", ["customer_repeats"], hidden, -1),
        _signal_feature("wait_complaint", ["wait_complaint"], hidden, -1),
        _signal_feature("churn_risk", ["churn_risk"], hidden, -1),
        _gap_feature("empathy_gap", human, missed),
        _gap_feature("empathy_gap", human, (GapState.FORMULAIC, GapState.LATE)),
        _gap_feature("ownership_gap", human, missed),
        _gap_feature("balance_gap", human, missed),
        _gap_feature("understanding_gap", business, missed),
        _gap_feature("resolution_gap", business, missed),
        _hold_feature("bare", "unannounced"),
        _hold_feature("no_return"),
        _hold_feature("too_long"),
        _gap_feature("transfer_gap", hidden, missed),
        _gap_feature("expectation_gap", hidden, missed),
        Feature("hold_minutes", "metric:hold_total", hidden, -1, _hold_minutes, lambda e: ()),
    )


@cache
def schema_hash() -> str:
    """Changes whenever a feature's name, source or sign does; models of another are refused."""
    rows = [(f.name, f.source, f.dimension.value, f.sign, _CAP, _END_SHARE) for f in features()]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def extract(evidence: Evidence) -> list[float]:
    """The feature vector of one contact, in the order of `features()`."""
    return [f.value(evidence) for f in features()]
