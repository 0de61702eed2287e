"""Runs of digits: numbers that were said one after another, over fillers, asides and turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dimscore.redaction.digits import Item, Kind

#: Words of an aside that a run may go on after, where a card or phone was asked for.
ASIDE = 6
_WALL = 1000


@dataclass(slots=True)
class Run:
    """Numbers in a row; `gap` is how many words stand between this run and the one before."""

    items: list[Item] = field(default_factory=list[Item])
    gap: int = _WALL

    def parts(self, *, apart: bool = False) -> list[str]:
        """The digits, number by number, in the first or the second reading."""
        return [i.apart if apart else i.whole for i in self.items]

    @property
    def digits(self) -> str:
        """All digits in the first reading."""
        return "".join(self.parts())


def runs_of(
    turns: Sequence[list[Item]], own: Sequence[bool], *, together: bool = False
) -> Iterator[Run]:
    """The runs of the turns that are `own`; the others' turns between them count as asides.

    `together`: the turns are several people's, so that a lone count begins no turn's part.
    """
    run, gap = Run(), _WALL
    for items, mine in zip(turns, own, strict=True):
        if not mine:
            gap += sum(map(_weight, items))
            continue
        for at, item in enumerate(items):
            if item.kind is not Kind.DIGITS or _lone(items, at, together):
                gap += _weight(item)
                continue
            if gap and run.items:
                yield run
            if gap or not run.items:
                run = Run(gap=gap)
            run.items.append(item)
            gap = 0
    if run.items:
        yield run


def _weight(item: Item) -> int:
    """How much an item parts two runs."""
    if item.kind is Kind.WALL:
        return _WALL
    return 1 if item.kind is Kind.WORD else 0


def _lone(items: list[Item], at: int, together: bool) -> bool:
    """Whether a number by itself beside a word is an article, pronoun or count, not a digit."""
    item = items[at]
    if not (item.whole == "1" and item.said) and not (together and len(item.whole) < 3):
        return False
    before = items[at - 1] if at else None
    after = items[at + 1] if at + 1 < len(items) else None
    if any(i is not None and i.kind is Kind.DIGITS for i in (before, after)):
        return False
    return any(i is not None and i.kind is Kind.WORD for i in (before, after))
