"""Lines beside a conversation: each joins the row of a need with that of its answer.

Lines that would meet get lanes of their own, the shorter ones nearer to the conversation, so that
hardly any line crosses another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

#: More lines side by side than this nobody can follow; the rest is joined by links alone.
MOST = 7
#: So many lines can begin or end at one row, each at a height of its own.
_HEIGHTS = 5

Part = Literal["start", "through", "end"]


@dataclass(frozen=True)
class Line:
    """A line from row `first` to row `last`, which comes after it; `key` says whose."""

    key: int
    first: int
    last: int


@dataclass(frozen=True)
class Piece:
    """What a row draws of a line: in which lane (0 is nearest to the text), and how high its arm
    to the text stands."""

    key: int
    lane: int
    part: Part
    height: int = 0


def draw(lines: Sequence[Line], rows: int) -> list[list[Piece]]:
    """The pieces of every row, the outermost lane first."""
    placed = _place(lines)
    drawn: list[list[Piece]] = [[] for _ in range(rows)]
    begin: dict[int, list[tuple[int, Line]]] = {}
    end: dict[int, list[tuple[int, Line]]] = {}
    for lane, line in placed:
        begin.setdefault(line.first, []).append((lane, line))
        end.setdefault(line.last, []).append((lane, line))
        for row in range(line.first + 1, line.last):
            drawn[row].append(Piece(line.key, lane, "through"))
    for row, pieces in enumerate(drawn):
        # Arms of lines that end stand above those that begin, and none crosses a line's own end.
        ending = sorted(end.get(row, []), key=lambda p: p[0])
        beginning = sorted(begin.get(row, []), key=lambda p: -p[0])
        arms = [(p, "end") for p in ending] + [(p, "start") for p in beginning]
        pieces += [
            Piece(line.key, lane, part, min(height, _HEIGHTS - 1))
            for height, ((lane, line), part) in enumerate(arms)
        ]
        pieces.sort(key=lambda p: -p.lane)
    return drawn


def width(drawn: Sequence[Sequence[Piece]]) -> int:
    """How many lanes there are."""
    return 1 + max((p.lane for pieces in drawn for p in pieces), default=-1)


def _place(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    lanes: list[list[Line]] = []
    placed: list[tuple[int, Line]] = []
    for line in sorted(lines, key=lambda x: (x.last - x.first, x.first)):
        free = (i for i, lane in enumerate(lanes) if not any(_meet(line, x) for x in lane))
        lane = next(free, len(lanes))
        if lane == len(lanes):
            if lane == MOST:
                continue
            lanes.append([])
        lanes[lane].append(line)
        placed.append((lane, line))
    return placed


def _meet(one: Line, other: Line) -> bool:
    return one.first <= other.last and other.first <= one.last
