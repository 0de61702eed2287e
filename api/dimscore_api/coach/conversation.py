"""A contact as the page shows it: rows of turns, waits and gaps, and the lines that join them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dimscore.catalogue import load_catalogue
from dimscore.render.html import Piece as Marked
from dimscore.render.html import pieces
from dimscore.report import Gap, GapState, Report, Signal
from dimscore.store.tables import Review
from dimscore.transcript import Speaker, Transcript, Turn
from dimscore_api.coach import lanes

#: A pause between two turns is shown from so many seconds on.
_PAUSE = 5.0
#: What comes last settles these, not the first thing that helps.
_SETTLED_LAST = frozenset({"resolution_gap", "balance_gap"})


@dataclass(frozen=True)
class GapView:
    """A gap (met or not) with the turn its answer stands in, and the decision on it.

    `place` is the turn after which its box stands where it is not met.
    """

    position: int
    gap: Gap
    asked_by_customer: bool
    answer: int | None
    place: int
    review: Review | None

    @property
    def target(self) -> str:
        """As reviews name it."""
        return f"gap:{self.position}"

    @property
    def met(self) -> bool:
        """Whether the opportunity was used."""
        return self.gap.state is GapState.MET


@dataclass(frozen=True)
class SignalView:
    """A signal the machine found, with the decision on it."""

    position: int
    signal: Signal
    review: Review | None


@dataclass
class Row:
    """A row of the conversation; what of it is set depends on `kind`.

    A wait (an event, a pause, the queue) has `seconds`, where known. `opened` are the gaps that
    the turn opens, `answered` those it meets.
    """

    kind: Literal["turn", "wait", "gap"]
    index: int | None = None
    turn: Turn | None = None
    name: str = ""
    seconds: float | None = None
    marked: Sequence[Marked] = ()
    signals: Sequence[SignalView] = ()
    added: Sequence[Review] = ()
    opened: Sequence[GapView] = ()
    answered: Sequence[GapView] = ()
    gap: GapView | None = None
    lines: Sequence[lanes.Piece] = ()


@dataclass(frozen=True)
class Conversation:
    """All rows, all gaps, and how many lanes of lines stand beside the rows."""

    rows: Sequence[Row]
    gaps: Sequence[GapView]
    lanes: int
    timed: bool


def conversation(
    transcript: Transcript,
    report: Report | None,
    decisions: Mapping[str, Review],
    added: Sequence[Review],
) -> Conversation:
    """The rows of a contact; without a report, what was said alone.

    `decisions` are the standing ones by target, `added` the signals that people added.
    """
    gaps = _views(report, transcript, decisions) if report else []
    rows = list(_rows(transcript, report, gaps, decisions, added))
    drawn = lanes.draw(_lines(rows, gaps), len(rows))
    for row, lines in zip(rows, drawn, strict=True):
        row.lines = lines
    timed = any(row.kind == "wait" and row.seconds is not None for row in rows)
    return Conversation(rows, gaps, lanes.width(drawn), timed)


def _rows(
    transcript: Transcript,
    report: Report | None,
    gaps: Sequence[GapView],
    decisions: Mapping[str, Review],
    added: Sequence[Review],
) -> Iterator[Row]:
    if transcript.waited:
        yield Row("wait", name="waited", seconds=transcript.waited)
    signals: dict[int, list[SignalView]] = {}
    for i, signal in enumerate(report.signals if report else ()):
        view = SignalView(i, signal, decisions.get(f"signal:{i}"))
        signals.setdefault(signal.turn, []).append(view)
    before: Turn | None = None
    for i, turn in enumerate(transcript.turns):
        if (pause := _pause(before, turn)) is not None:
            yield Row("wait", name="pause", seconds=pause)
        before = turn
        here = signals.get(i, [])
        yield Row(
            "wait" if turn.event else "turn",
            index=i,
            turn=turn,
            name=turn.event.value if turn.event else "",
            seconds=_lasts(turn) if turn.event else None,
            marked=pieces(turn, [s.signal for s in here]),
            signals=here,
            added=[r for r in added if r.answer and r.answer["turn"] == i],
            opened=[g for g in gaps if g.gap.turn == i],
            answered=[g for g in gaps if g.answer == i and (g.met or i != g.gap.turn)],
        )
        for gap in gaps:
            if gap.place == i and not gap.met:
                yield Row("gap", gap=gap)


def _views(
    report: Report, transcript: Transcript, decisions: Mapping[str, Review]
) -> list[GapView]:
    return [
        GapView(
            position=i,
            gap=gap,
            asked_by_customer=transcript.turns[gap.turn].speaker is Speaker.CUSTOMER,
            answer=_answer(gap, report) if gap.state is not GapState.MISSED else None,
            place=max(gap.turn, *gap.turns_looked_at, 0),
            review=decisions.get(f"gap:{i}"),
        )
        for i, gap in enumerate(report.gaps)
    ]


def _answer(gap: Gap, report: Report) -> int | None:
    """The turn that met the gap (or came late, or by rote), among those the report looked at."""
    kind = load_catalogue().gaps[gap.gap]
    there = [s for s in report.signals if s.turn in gap.turns_looked_at]
    linked = [s.turn for s in there if s.answers == gap.turn]
    able = sorted({s.turn for s in there if s.signal in kind.answers} | set(linked))
    if not able:
        return gap.turns_looked_at[-1] if gap.turns_looked_at else None
    if gap.gap in _SETTLED_LAST:
        return able[-1]
    return min(linked) if linked else able[0]


def _lines(rows: Sequence[Row], gaps: Sequence[GapView]) -> list[lanes.Line]:
    """One line a gap, from the row that opened it to the row of the answer or of its box."""
    turns = {row.index: i for i, row in enumerate(rows) if row.index is not None}
    boxes = {row.gap.position: i for i, row in enumerate(rows) if row.gap is not None}
    lines: list[lanes.Line] = []
    for gap in gaps:
        start = turns[gap.gap.turn]
        other = boxes.get(gap.position, turns.get(gap.answer, start))
        if start != other:
            lines.append(lanes.Line(gap.position, min(start, other), max(start, other)))
    return lines


def _pause(before: Turn | None, turn: Turn) -> float | None:
    """Seconds in which nobody spoke before `turn`, where that is worth a row."""
    if before is None or before.event or turn.event or before.end is None or turn.start is None:
        return None
    pause = turn.start - before.end
    return pause if pause >= _PAUSE else None


def _lasts(turn: Turn) -> float | None:
    if turn.seconds is not None:
        return turn.seconds
    return None if turn.start is None or turn.end is None else turn.end - turn.start
