"""Which runs of digits are private: the long ones, and what repeats them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from dimscore.redaction.digits import Item, Kind
from dimscore.redaction.harmless import are_times, are_years, is_date
from dimscore.redaction.numbers import LONG, find_number
from dimscore.redaction.runs import ASIDE, Run, runs_of
from dimscore.redaction.spans import Span
from dimscore.transcript import Speaker

Turns = Sequence[list[Item]]
#: A card or phone that was spoken of counts for so many turns.
_CUE_REACH = 4
#: A shorter piece is taken for a repetition only near the number that it repeats.
_PIECE, _NEAR_PIECE, _NEAR = 4, 2, 2


def number_spans(turns: Turns, speakers: Sequence[Speaker], regions: Sequence[str]) -> list[Span]:
    """The spans of private numbers in `turns`, over neighbouring turns, with what repeats them."""
    cued = _cued(turns)
    private: list[tuple[Run, list[Span]]] = []
    for own, together in _streams(speakers):
        runs = list(runs_of(turns, own, together=together))
        for whole in runs if together else _joined(runs, cued, regions):
            run = _without_count(whole)
            spans = _judge(run, regions, together=together, cued=cued[run.items[0].turn])
            if spans:
                private.append((run, spans + _between(run, turns, own, spans[0].kind)))
    found = [span for _, spans in private for span in spans]
    if found:
        found += _echoes(turns, [(run, spans[0].kind) for run, spans in private], found)
    return found


def _cued(turns: Turns) -> list[bool]:
    """Per turn, whether a card, phone or account was spoken of shortly before or in it."""
    told = [any(item.cue for item in items) for items in turns]
    return [any(told[max(0, i - _CUE_REACH) : i + 1]) for i in range(len(turns))]


def _streams(speakers: Sequence[Speaker]) -> Iterator[tuple[list[bool], bool]]:
    """Whose turns are read as one: each speaker's, then all together, as a name may be wrong."""
    sides = list(dict.fromkeys(speakers))
    for side in sides:
        yield [speaker is side for speaker in speakers], False
    if len(sides) > 1:
        yield [True] * len(speakers), True


def _joined(runs: list[Run], cued: Sequence[bool], regions: Sequence[str]) -> list[Run]:
    """Runs that only an aside parts made one where a card or phone was spoken of before."""
    out: list[Run] = []
    aside = 0
    for run in runs:
        aside += run.gap
        if (
            out
            and aside <= ASIDE
            and _dictated(run)
            and _dictated(out[-1])
            and cued[out[-1].items[0].turn]
            and find_number(out[-1].parts(), regions) is None
        ):
            out[-1].items += run.items
            aside = 0
        elif _dictated(run) or aside > ASIDE or len(run.digits) >= LONG:
            out.append(run)
            aside = 0
    return out


def _dictated(run: Run) -> bool:
    """Whether the run sounds like a piece of a longer number: no lone count, amount or year."""
    if len(run.items) > 1:
        return not are_years(run.parts())
    item = run.items[0]
    if item.whole[0] == "0":
        return len(item.whole) > 1
    if item.said:
        return len(item.whole) == 3 and item.whole[-1] != "0"
    return len(item.whole) == 4 and not are_years([item.whole])


def _judge(run: Run, regions: Sequence[str], *, together: bool, cued: bool) -> list[Span]:
    """The spans of `run` if it is private, else none."""
    if together:
        run = _without_echo(run)
    elif _repeated(run):
        return []
    parts, apart = run.parts(), run.parts(apart=True)
    readings = [r for r in (parts, apart) if sum(map(len, r)) >= LONG and (cued or r is parts)]
    if not readings or are_years(parts) or (not cued and (is_date(parts) or _are_times(run))):
        return []
    for reading in readings:
        found = find_number(reading, regions, plus=run.items[0].plus)
        if found is not None:
            return [Span(i.turn, i.start, i.end, found.kind_of(n)) for n, i in enumerate(run.items)]
    if len(run.digits) < LONG:
        return []
    return [Span(i.turn, i.start, i.end, "NUMBER") for i in run.items]


def _are_times(run: Run) -> bool:
    """Whether the run is times of day in words, with a word between each and the next."""
    between = [b.turn == a.turn and b.start - a.end > 1 for a, b in pairwise(run.items)]
    return (
        all(item.said for item in run.items)
        and not any(between[::2])
        and all(between[1::2])
        and are_times(run.parts())
    )


def _without_count(run: Run) -> Run:
    """The run less a short number that ends the sentence before: "the blue one. 4242 ..."."""
    first, rest = run.items[0], run.items[1:]
    if rest and rest[0].fresh and rest[0].turn == first.turn and len(first.whole) < 3:
        return Run(rest)
    return run


def _by_turn(run: Run) -> list[tuple[int, str]]:
    """The digits of the run, turn by turn."""
    return [
        (turn, "".join(item.whole for item in items))
        for turn, items in groupby(run.items, key=lambda item: item.turn)
    ]


def _repeated(run: Run) -> bool:
    """Whether somebody only said the same short number again in a later turn."""
    pieces = {digits for _, digits in _by_turn(run)}
    return len(pieces) == 1 and len(_by_turn(run)) in (2, 3) and len(pieces.pop()) < LONG


def _without_echo(run: Run) -> Run:
    """The run less the turns that only say again what was said in it before."""
    said, kept = "", set[int]()
    for turn, digits in _by_turn(run):
        if digits not in said and not (said and said in digits and len(said) < LONG):
            kept.add(turn)
            said += digits
        elif digits not in said:
            kept, said = {turn}, digits
    return Run([item for item in run.items if item.turn in kept])


def _between(run: Run, turns: Turns, own: Sequence[bool], kind: str) -> list[Span]:
    """What others said of the number between its parts and nothing else: repeated, put right."""
    return [
        Span(turn, item.start, item.end, kind)
        for turn in range(run.items[0].turn + 1, run.items[-1].turn)
        if not own[turn] and all(item.kind is not Kind.WORD for item in turns[turn])
        for item in turns[turn]
        if item.kind is Kind.DIGITS
    ]


def _echoes(turns: Turns, private: list[tuple[Run, str]], found: list[Span]) -> list[Span]:
    """Pieces of the private numbers wherever they are said again."""
    values = [
        (reading, run.items[0].turn, run.items[-1].turn, kind)
        for run, kind in private
        for reading in {run.digits, "".join(run.parts(apart=True))}
        if len(reading) <= 64
    ]
    taken = {(span.turn, span.start) for span in found}
    spans: list[Span] = []
    for turn, items in enumerate(turns):
        for run in map(_without_count, runs_of([items], [True])):
            if all((turn, i.start) in taken for i in run.items):
                continue
            for value, first, last, kind in values:
                near = first - 1 <= turn <= last + _NEAR
                alone = len(run.items) == 1 and any(i.kind is Kind.WORD for i in items)
                least = _NEAR_PIECE if near and not alone else _PIECE
                if len(run.digits) >= least and run.digits in value:
                    spans += [Span(turn, i.start, i.end, kind) for i in run.items]
                    break
    return spans
