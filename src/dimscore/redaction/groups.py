"""Number words to the digits a listener would write down.

"five hundred and twelve" is 512, "twenty five" is 25 or 20 5: a group has two readings, the
first as one number, the second piece by piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dimscore.redaction.vocabulary import Piece

#: Stands between pieces where "and" was said.
AND = Piece(-1)


@dataclass(frozen=True, slots=True)
class Group:
    """One number as said: its end among the pieces and its two readings in digits."""

    end: int
    whole: str
    apart: str


def read_group(pieces: Sequence[Piece], start: int) -> Group:
    """The group that begins at `start`, which is no AND."""
    value, end, parts = _below_thousand(pieces, start)
    for _ in range(2):  # thousands and millions; nobody says more
        if end >= len(pieces) or not pieces[end].scale or pieces[end].value < 1000:
            break
        value, end = max(value, 1) * pieces[end].value, end + 1
        rest = _skip_and(pieces, end)
        if rest < len(pieces) and not pieces[rest].scale and pieces[rest].value > 0:
            more, end, _ = _below_thousand(pieces, rest)
            if end < len(pieces) and pieces[end] == Piece(1000, scale=True):
                more, end = more * 1000, end + 1
            value += more
        parts = [str(value)]  # nobody dictates digits in thousands
    return Group(end, str(value), "".join(parts))


def _below_thousand(pieces: Sequence[Piece], start: int) -> tuple[int, int, list[str]]:
    """Value, end and parts of up to hundreds, tens and units from `start` on."""
    value, end, parts = 0, start, list[str]()
    first = pieces[start]
    if not first.scale and 0 < first.value < 10 and _is_hundred(pieces, start + 1):
        value, end = first.value * 100, start + 2
        parts = [str(value)]
    elif _is_hundred(pieces, start):
        value, end, parts = 100, start + 1, ["100"]
    elif first.scale:
        return 1, start, parts
    elif first.value >= 100:
        value, end, parts = first.value, start + 1, [str(first.value)]
    if value % 100 == 0:
        rest = _skip_and(pieces, end) if value else end
        small, after, more = _below_hundred(pieces, rest)
        if more and (small or not value):
            return value + small, after, parts + more
    return value, end, parts


def _below_hundred(pieces: Sequence[Piece], start: int) -> tuple[int, int, list[str]]:
    if start >= len(pieces) or pieces[start].scale or not 0 <= pieces[start].value < 100:
        return 0, start, []
    value = pieces[start].value
    if value >= 20 and value % 10 == 0:
        after = _skip_and(pieces, start + 1)
        unit = pieces[after].value if after < len(pieces) and not pieces[after].scale else 0
        if 0 < unit < 10 and not _is_hundred(pieces, after + 1):  # "thirty, two hundred"
            return value + unit, after + 1, [str(value), str(unit)]
    return value, start + 1, [str(value)]


def _is_hundred(pieces: Sequence[Piece], at: int) -> bool:
    return at < len(pieces) and pieces[at] == Piece(100, scale=True)


def _skip_and(pieces: Sequence[Piece], at: int) -> int:
    return at + 1 if at + 1 < len(pieces) and pieces[at] == AND else at
