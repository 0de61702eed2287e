"""An evaluation as Markdown tables: readable on a terminal, in the docs and in a browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dimscore.evaluation.agreement import Agreement
from dimscore.evaluation.counts import Score
from dimscore.evaluation.ratings import RatingScore
from dimscore.evaluation.run import Evaluation


def as_markdown(evaluation: Evaluation) -> str:
    """The whole evaluation, one table a question."""
    e = evaluation
    parts = [
        f"# Measured on {e.gold}",
        f"{e.dialogues} dialogues, {e.turns} turns. A signal counts once a turn. "
        "Intervals cover 95 %, resampling whole dialogues.",
        "## Signals, all languages",
        _table("", {"micro": e.micro, **e.signals}),
        f"Macro F1 over signals with at least 5 marks: {_number(e.macro_f1)}",
        "## Languages",
        _table("language", e.languages),
        "## Styles",
        _table("style", e.styles),
        "## Spans, over the hits that are right",
        f"Mean character IoU {_number(e.spans.mean_iou)}, median length ratio "
        f"{_number(e.spans.median_length_ratio)}, at most three times as long in "
        f"{_number(e.spans.at_most_three_times)} of {e.spans.hits} hits.",
        "## Confidence",
        f"{e.confidence.hits} hits, mean confidence {_number(e.confidence.mean_confidence)}, right "
        f"{_number(e.confidence.right)}, calibration error "
        f"{_number(e.confidence.calibration_error)} (ten equally full bins).",
        "## Gaps: opportunity and state",
        _table("gap", e.gaps),
        "## Gaps: those not met",
        _table("gap", e.open_gaps),
        "## Gap rules alone, on the labelled signals",
        _table("gap", {"micro": e.gaps_from_labels_micro, **e.gaps_from_labels}),
    ]
    if e.ratings:
        parts += ["## Ratings", _ratings({"all": e.ratings, **e.ratings_by_language})]
    for code, scores in e.by_language.items():
        parts += [f"## Signals, {code}", _table("", scores)]
    return "\n\n".join(parts) + "\n"


def agreement_as_markdown(agreement: Agreement, title: str) -> str:
    """How far two people agree: one table for signals, one for gaps, one line for ratings."""
    a = agreement
    rows = (
        (name, str(s.score.marks), _number(s.score.f1), _number(s.kappa))
        for name, s in a.signals.items()
    )
    parts = [
        f"# {title}",
        f"{a.dialogues} dialogues. Signals: micro F1 of one hand against the other "
        f"{_number(a.micro.f1)}. Ratings: {a.rated} pairs, quadratic kappa "
        f"{_number(a.rating_kappa)}.",
        "## Signals",
        _grid(("signal", "marks of the first", "F1", "kappa over turns"), rows),
        "## Gaps: opportunity and state",
        _table("gap", a.gaps),
    ]
    return "\n\n".join(parts) + "\n"


def _table(title: str, scores: Mapping[str, Score]) -> str:
    rows = (
        (
            name,
            str(s.marks),
            _number(s.precision),
            _number(s.recall),
            _number(s.f1),
            "" if s.interval is None else f"{s.interval[0]:.2f}-{s.interval[1]:.2f}",
        )
        for name, s in scores.items()
    )
    return _grid((title or "signal", "marks", "precision", "recall", "F1", "interval"), rows)


def _ratings(ratings: Mapping[str, RatingScore]) -> str:
    head = (
        "language",
        "dialogues",
        "Spearman",
        "interval",
        "mean error",
        "constant's error",
        "covered by 90 % interval",
        "mean width",
    )
    rows = (
        (
            name,
            str(r.dialogues),
            _number(r.spearman),
            "" if not r.spearman_interval else "{:.2f}-{:.2f}".format(*r.spearman_interval),
            _number(r.mae),
            _number(r.mae_of_constant),
            _number(r.covered),
            _number(r.mean_width),
        )
        for name, r in ratings.items()
    )
    return _grid(head, rows)


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, *rows]
    widths = [max(len(row[i]) for row in lines) for i in range(len(head))]
    rule = tuple("-" * w for w in widths)
    return "\n".join(
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in (head, rule, *lines[1:])
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
