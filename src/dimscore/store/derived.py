"""A report as rows: the figures that lists, filters and charts read."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime

from dimscore.report import Dimension, GapState, Report
from dimscore.store.tables import Opportunity, Quote, SignalCount, StoredReport

_LEVELS = "five-levels"
_QUOTED = frozenset({"need_stated", "improvement_idea"})


def stored(report: Report, contact_id: int, rules: str, at: datetime) -> StoredReport:
    """The report's own row."""
    csat = report.csat if report.csat and not report.csat.abstained else None
    levels = report.scorecards.get(_LEVELS)
    time = report.metrics.get("handling_time")
    holds = report.metrics.get("hold_count")
    return StoredReport(
        contact_id=contact_id,
        rules=rules,
        created_at=at,
        report=report.to_json(),
        csat=csat.expected if csat else None,
        csat_low=csat.interval[0] if csat else None,
        csat_high=csat.interval[1] if csat else None,
        p_satisfied=csat.p_satisfied if csat else None,
        business=report.dimensions[Dimension.BUSINESS].score,
        human=report.dimensions[Dimension.HUMAN].score,
        hidden=report.dimensions[Dimension.HIDDEN].score,
        level=levels.level if levels else None,
        handling_time=time,
        hold_count=None if holds is None else int(holds),
        holds_over=sum("too_long" in gap.cause for gap in report.gaps),
        opportunities=len(report.gaps),
        open_gaps=sum(gap.state is not GapState.MET for gap in report.gaps),
    )


def signal_counts(report: Report, report_id: int) -> list[SignalCount]:
    """One row a signal that occurs."""
    counts = Counter(s.signal for s in report.signals)
    return [SignalCount(report_id=report_id, signal=s, count=n) for s, n in counts.items()]


def quotes(report: Report, report_id: int, contact_id: int) -> list[Quote]:
    """The spans that insights group, in the customer's words."""
    return [
        Quote(
            report_id=report_id,
            contact_id=contact_id,
            signal=s.signal,
            turn=s.turn,
            start=s.start,
            end=s.end,
            text=s.text,
        )
        for s in report.signals
        if s.signal in _QUOTED
    ]


def opportunities(report: Report, report_id: int, contact_id: int) -> list[Opportunity]:
    """One row an entry of `gaps`, met or not."""
    return [
        Opportunity(
            report_id=report_id,
            contact_id=contact_id,
            position=position,
            gap=gap.gap,
            turn=gap.turn,
            state=gap.state.value,
            severity=0 if gap.state is GapState.MET else gap.severity or 1,
            draw=_draw(report.transcript_id, position),
        )
        for position, gap in enumerate(report.gaps)
    ]


def _draw(transcript_id: str, position: int) -> int:
    """A number of 31 bits that looks random and is the same every time."""
    digest = hashlib.sha256(f"{transcript_id}\0{position}".encode()).digest()
    return int.from_bytes(digest[:4]) >> 1
