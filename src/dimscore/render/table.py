"""A report as one row of a table."""

from __future__ import annotations

from functools import cache

from dimscore.catalogue import load_catalogue
from dimscore.report import Dimension, Failure, GapState, Outcome

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@cache
def header() -> tuple[str, ...]:
    """The columns."""
    catalogue = load_catalogue()
    return (
        "transcript_id",
        "language",
        "error",
        *(f"score_{d.value}" for d in Dimension),
        "csat_expected",
        "csat_low",
        "csat_high",
        "csat_p_satisfied",
        "csat_abstained",
        *(f"{gap}_{what}" for gap in catalogue.gaps for what in ("opportunities", "not_met")),
        *(f"signal_{signal}" for signal in catalogue.signals),
    )


def row_of(outcome: Outcome) -> list[str | float | int | None]:
    """The cells of one outcome in the order of `header()`; None is an empty cell."""
    if isinstance(outcome, Failure):
        where = outcome.error.where
        cells: list[str | float | int | None] = [None] * len(header())
        cells[0] = quoted(outcome.transcript_id or "")
        cells[2] = quoted(f"{where}: {outcome.error.message}")
        return cells
    csat = outcome.csat
    row: list[str | float | int | None] = [quoted(outcome.transcript_id), outcome.language, None]
    row += [
        None if (score := outcome.dimensions[d].score) is None else round(score, 1)
        for d in Dimension
    ]
    if csat is None:
        row += [None] * 5
    else:
        row += [round(csat.expected, 3), *(round(x, 3) for x in csat.interval)]
        row += [round(csat.p_satisfied, 4), csat.abstained]
    for gap in load_catalogue().gaps:
        of_kind = [g for g in outcome.gaps if g.gap == gap]
        row += [len(of_kind), sum(g.state is not GapState.MET for g in of_kind)]
    row += [sum(s.signal == signal for s in outcome.signals) for signal in load_catalogue().signals]
    return row


def quoted(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
