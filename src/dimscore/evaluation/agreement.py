"""How far two people agree on the same dialogues, chance taken off.

Per signal Cohen's kappa (1960) over the turns of the side that can say it, beside the F1 of one
hand against the other; ratings by kappa with quadratic weights (Cohen 1968).
"""

from __future__ import annotations

from collections.abc import Sequence

from dimscore.catalogue import load_catalogue
from dimscore.errors import UsageError
from dimscore.evaluation.counts import Score, score_counts
from dimscore.labels import GapLabel, Labelled
from dimscore.transcript import Frozen

_LEVELS = 5


class SignalAgreement(Frozen):
    """Two hands on one signal: F1 of one against the other, and kappa over turns."""

    score: Score
    kappa: float | None


class Agreement(Frozen):
    """Two hands on the same dialogues."""

    dialogues: int
    micro: Score
    signals: dict[str, SignalAgreement]
    gaps: dict[str, Score]
    rated: int
    rating_kappa: float | None


def agreement(first: Sequence[Labelled], second: Sequence[Labelled]) -> Agreement:
    """Compare the dialogues that both hands labelled; UsageError where there are none."""
    other = {item.transcript.id: item for item in second}
    pairs = [(a, other[a.transcript.id]) for a in first if a.transcript.id in other]
    if not pairs:
        raise UsageError("the two files have no transcript in common; compare by equal ids")
    marks = [({(x.signal, x.turn) for x in a.signals}, {(x.signal, x.turn) for x in b.signals})
             for a, b in pairs]  # fmt: skip
    ratings = [(a.ratings[0].csat, b.ratings[0].csat) for a, b in pairs if a.ratings and b.ratings]
    return Agreement(
        dialogues=len(pairs),
        micro=score_counts([_compare(a, b) for a, b in marks]),
        signals={
            signal: SignalAgreement(
                score=score_counts(
                    [_compare(_only(a, signal), _only(b, signal)) for a, b in marks]
                ),
                kappa=_signal_kappa([a for a, _ in pairs], marks, signal),
            )
            for signal in load_catalogue().signals
        },
        gaps={
            gap: score_counts([_compare(_rows(a.gaps, gap), _rows(b.gaps, gap)) for a, b in pairs])
            for gap in load_catalogue().gaps
        },
        rated=len(ratings),
        rating_kappa=quadratic_kappa(ratings),
    )


Marks = set[tuple[str, int]]


def _compare(a: Marks, b: Marks) -> tuple[int, int, int]:
    return len(a & b), len(b - a), len(a - b)


def _only(marks: Marks, signal: str) -> Marks:
    return {m for m in marks if m[0] == signal}


def _rows(gaps: Sequence[GapLabel], gap: str) -> Marks:
    return {(g.state.value, g.turn) for g in gaps if g.gap == gap}


def _signal_kappa(
    items: Sequence[Labelled], marks: Sequence[tuple[Marks, Marks]], signal: str
) -> float | None:
    by = load_catalogue().signals[signal].by
    turns = sum(t.speaker is by for item in items for t in item.transcript.turns)
    both = sum(len(_only(a, signal) & _only(b, signal)) for a, b in marks)
    one = sum(len(_only(a, signal)) for a, _ in marks)
    two = sum(len(_only(b, signal)) for _, b in marks)
    if not turns or not one + two:
        return None
    observed = (both + turns - one - two + both) / turns
    chance = (one * two + (turns - one) * (turns - two)) / turns**2
    return None if chance == 1 else round((observed - chance) / (1 - chance), 4)


def quadratic_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Weighted kappa of ratings 1-5 with quadratic weights; None where it is not defined."""
    if not pairs:
        return None
    n = len(pairs)
    one = [sum(a == r for a, _ in pairs) for r in range(1, _LEVELS + 1)]
    two = [sum(b == r for _, b in pairs) for r in range(1, _LEVELS + 1)]
    observed = sum((a - b) ** 2 for a, b in pairs) / n
    chance = (
        sum(one[i] * two[j] * (i - j) ** 2 for i in range(_LEVELS) for j in range(_LEVELS)) / n**2
    )
    return None if chance == 0 else round(1 - observed / chance, 4)
