"""Analyse labelled transcripts and compare: signals, spans, gaps, ratings, per language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean, median
from typing import TypeVar

from pydantic import ValidationError

from dimscore.analyzer import Analyzer
from dimscore.errors import ReadError, UsageError, Where
from dimscore.evaluation.counts import Score, score_counts
from dimscore.evaluation.ratings import RatingScore, score_ratings
from dimscore.gaps import find_gaps
from dimscore.labels import GapLabel, Labelled, SignalLabel
from dimscore.report import GapState, Report, Signal
from dimscore.transcript import Frozen

Marks = set[tuple[str, int]]
T = TypeVar("T")
K = TypeVar("K", bound=tuple[object, ...])


class SpanScore(Frozen):
    """Overlap of the marked with the annotator's characters, over the hits that are right."""

    hits: int
    mean_iou: float | None
    median_length_ratio: float | None
    at_most_three_times: float | None


class ConfidenceScore(Frozen):
    """Whether confidences are what they say: mean confidence beside the share that is right."""

    hits: int
    mean_confidence: float | None
    right: float | None
    calibration_error: float | None


class Evaluation(Frozen):
    """Everything that was measured on one gold file."""

    gold: str
    dialogues: int
    turns: int
    signals: dict[str, Score]
    micro: Score
    macro_f1: float | None
    languages: dict[str, Score]
    styles: dict[str, Score]
    by_language: dict[str, dict[str, Score]]
    spans: SpanScore
    confidence: ConfidenceScore
    gaps: dict[str, Score]
    open_gaps: dict[str, Score]
    gaps_from_labels: dict[str, Score]
    gaps_from_labels_micro: Score
    ratings: RatingScore | None
    ratings_by_language: dict[str, RatingScore]


def read_gold(path: Path) -> list[Labelled]:
    """Labelled transcripts from JSON Lines; ReadError names the line and field of a bad one."""
    out: list[Labelled] = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"can not read the labels: {error}", Where(file=str(path))) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            out.append(Labelled.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            field = ".".join(map(str, first["loc"])) or None
            raise ReadError(first["msg"], Where(file=str(path), line=number, field=field)) from None
    return out


def labelled_in_full(gold: Sequence[Labelled]) -> Sequence[Labelled]:
    """`gold`; UsageError where parts of it are the machine's own marks that nobody looked at."""
    if any(item.reviewed is not None for item in gold):
        raise UsageError(
            "the gold file holds exported reviews: what nobody decided on there is the machine's "
            "own, so it can train a satisfaction model but not measure the tagger; "
            "give transcripts that people labelled in full"
        )
    return gold


def evaluate_gold(gold: Sequence[Labelled], analyzer: Analyzer, name: str) -> Evaluation:
    """Run `analyzer` over the gold transcripts and compare with what people marked."""
    reports = [analyzer.analyze(g.transcript) for g in gold]
    derived = [
        [
            GapLabel(gap=x.gap, turn=x.turn, state=x.state)
            for x in find_gaps(g.transcript.turns, g.as_signals(), r.language)
        ]
        for g, r in zip(gold, reports, strict=True)
    ]
    said = [_marks(g.signals) for g in gold]
    found = [_marks(r.signals) for r in reports]
    per_signal = _by_key(said, found)
    rows = [{(x.gap, x.turn, x.state) for x in g.gaps} for g in gold]
    language_of = [r.language for r in reports]
    micro = score_counts([_compare(s, f) for s, f in zip(said, found, strict=True)])
    return Evaluation(
        gold=name,
        dialogues=len(gold),
        turns=sum(len(g.transcript.turns) for g in gold),
        signals=per_signal,
        micro=micro,
        macro_f1=_macro(per_signal),
        languages=_grouped(language_of, said, found),
        styles=_grouped([g.style or "unknown" for g in gold], said, found),
        by_language={
            code: _by_key(_of(language_of, code, said), _of(language_of, code, found))
            for code in sorted(set(language_of))
        },
        spans=_spans(gold, reports),
        confidence=_confidence(said, reports),
        gaps=_by_key(rows, [{(x.gap, x.turn, x.state) for x in r.gaps} for r in reports]),
        open_gaps=_by_key(
            [_open(g.gaps) for g in gold],
            [
                _open([GapLabel(gap=x.gap, turn=x.turn, state=x.state) for x in r.gaps])
                for r in reports
            ],
        ),
        gaps_from_labels=_by_key(rows, [{(x.gap, x.turn, x.state) for x in d} for d in derived]),
        gaps_from_labels_micro=score_counts(
            [
                _compare(r, {(x.gap, x.turn, x.state) for x in d})
                for r, d in zip(rows, derived, strict=True)
            ]
        ),
        ratings=_ratings(gold, reports),
        ratings_by_language={
            code: rating
            for code in sorted(set(language_of))
            if (rating := _ratings(_of(language_of, code, gold), _of(language_of, code, reports)))
        },
    )


def _marks(labels: Iterable[SignalLabel | Signal]) -> Marks:
    return {(label.signal, label.turn) for label in labels}


def _open(rows: Iterable[GapLabel]) -> set[tuple[str, int]]:
    return {(x.gap, x.turn) for x in rows if x.state is not GapState.MET}


def _compare(said: set[T], found: set[T]) -> tuple[int, int, int]:
    return len(said & found), len(found - said), len(said - found)


def _by_key(said: Sequence[set[K]], found: Sequence[set[K]]) -> dict[str, Score]:
    """Scores per signal or gap: the first element of what is compared."""
    keys = sorted({str(x[0]) for part in (*said, *found) for x in part})
    out: dict[str, Score] = {}
    for key in keys:
        pairs = zip(said, found, strict=True)
        out[key] = score_counts(
            [
                _compare({x for x in s if x[0] == key}, {x for x in f if x[0] == key})
                for s, f in pairs
            ]
        )
    return out


def _of(groups: Sequence[str], wanted: str, items: Sequence[T]) -> list[T]:
    return [item for group, item in zip(groups, items, strict=True) if group == wanted]


def _grouped(
    groups: Sequence[str], said: Sequence[Marks], found: Sequence[Marks]
) -> dict[str, Score]:
    by_group: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for group, s, f in zip(groups, said, found, strict=True):
        by_group[group].append(_compare(s, f))
    return {group: score_counts(counts) for group, counts in sorted(by_group.items())}


def _macro(scores: dict[str, Score], least: int = 5) -> float | None:
    """Mean F1 over the signals with at least five marks."""
    values = [s.f1 or 0.0 for s in scores.values() if s.marks >= least]
    return round(mean(values), 4) if values else None


def _spans(gold: Sequence[Labelled], reports: Sequence[Report]) -> SpanScore:
    overlaps: list[float] = []
    ratios: list[float] = []
    for labelled, report in zip(gold, reports, strict=True):
        said, found = _characters(labelled.signals), _characters(report.signals)
        for key in said.keys() & found.keys():
            overlaps.append(len(said[key] & found[key]) / len(said[key] | found[key]))
            ratios.append(len(found[key]) / len(said[key]))
    if not overlaps:
        return SpanScore(hits=0, mean_iou=None, median_length_ratio=None, at_most_three_times=None)
    return SpanScore(
        hits=len(overlaps),
        mean_iou=round(mean(overlaps), 4),
        median_length_ratio=round(median(ratios), 4),
        at_most_three_times=round(sum(r <= 3 for r in ratios) / len(ratios), 4),
    )


def _confidence(said: Sequence[Marks], reports: Sequence[Report]) -> ConfidenceScore:
    """Expected calibration error in ten equally full bins (Naeini et al. 2015)."""
    hits = sorted(
        (signal.confidence, (signal.signal, signal.turn) in marks)
        for marks, report in zip(said, reports, strict=True)
        for signal in report.signals
    )
    if not hits:
        return ConfidenceScore(hits=0, mean_confidence=None, right=None, calibration_error=None)
    bins = [hits[i * len(hits) // 10 : (i + 1) * len(hits) // 10] for i in range(10)]
    error = sum(
        abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in bins if part
    ) / len(hits)
    return ConfidenceScore(
        hits=len(hits),
        mean_confidence=round(mean(c for c, _ in hits), 4),
        right=round(mean(r for _, r in hits), 4),
        calibration_error=round(error, 4),
    )


def _characters(labels: Iterable[SignalLabel | Signal]) -> dict[tuple[str, int], set[int]]:
    out: dict[tuple[str, int], set[int]] = defaultdict(set)
    for label in labels:
        out[label.signal, label.turn].update(range(label.start, label.end))
    return out


def _ratings(gold: Sequence[Labelled], reports: Sequence[Report]) -> RatingScore | None:
    rated = [
        (r.csat, mean(x.csat for x in g.ratings))
        for g, r in zip(gold, reports, strict=True)
        if g.ratings and r.csat is not None
    ]
    return score_ratings(
        [c.expected for c, _ in rated], [c.interval for c, _ in rated], [g for _, g in rated]
    )
