"""One turn read for digits: its numbers, typed or said, and what stands between them."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from dimscore.redaction.groups import AND, read_group
from dimscore.redaction.harmless import amount_before, are_years, typed_spans
from dimscore.redaction.tokens import Token
from dimscore.redaction.vocabulary import Meaning, Piece

_LONG = 8  # digits of a number that no year before it makes an amount
_LISTED = 11  # digits of listed prices at most; more could be a card
#: Between a day or year and its month, after an ordinal for example.
_POINT = re.compile(r"[\s.\-/]{0,4}")


class Kind(Enum):
    """What an item of a turn is to a run of digits."""

    DIGITS = "digits"
    SOFT = "soft"  # a filler, backchannel or joiner: the run goes on
    WORD = "word"  # any other word: an aside, or the end of the run
    WALL = "wall"  # a date, an amount or a placeholder: the end


class Item(NamedTuple):
    """A piece of one turn; `whole` and `apart` are the two readings of its digits.

    `joined`: only blanks or dashes since the item before. `said`: in words, not typed. `fresh`: a
    sentence ends before it.
    """

    kind: Kind
    turn: int
    start: int
    end: int
    whole: str = ""
    apart: str = ""
    joined: bool = False
    said: bool = False
    fresh: bool = False
    plus: bool = False
    cue: bool = False


def read_turn(
    turn: int, text: str, tokens: list[Token], taken: list[tuple[int, int]]
) -> list[Item]:
    """The items of a turn; what lies in `taken` (addresses, accounts) is a wall."""
    walls = sorted(taken + typed_spans(text)) if any(t.digits for t in tokens) else sorted(taken)
    items: list[Item] = []
    i = wall = 0
    while i < len(tokens):
        token = tokens[i]
        while wall < len(walls) and walls[wall][1] <= token.start:
            wall += 1
        if token.mask or (wall < len(walls) and walls[wall][0] < token.end):
            items.append(Item(Kind.WALL, turn, token.start, token.end, cue=token.meaning.cue))
            i += 1
            continue
        limit = walls[wall][0] if wall < len(walls) else len(text)
        found, i = _numbers(turn, tokens, i, limit)
        if found:
            items += found
            _wall_amount(text, tokens, i, items, len(found))
        else:
            items.append(_other(turn, token))
            i += 1
    return _with_plus(text, items)


def _other(turn: int, token: Token) -> Item:
    meaning = token.meaning
    soft = meaning.filler or meaning.conjunction or meaning.char in (".", "-", "_")
    kind = Kind.SOFT if soft else Kind.WORD
    return Item(kind, turn, token.start, token.end, joined=token.joined, cue=meaning.cue)


def _numbers(turn: int, tokens: list[Token], i: int, limit: int) -> tuple[list[Item], int]:
    """The numbers that begin at token `i` before `limit`, and the token after them."""
    token = tokens[i]
    meaning = token.meaning
    after = tokens[i + 1] if i + 1 < len(tokens) and tokens[i + 1].end <= limit else None
    if meaning.repeat and after is not None and after.joined:
        digit = _one_digit(after)
        if digit:
            return [_item(turn, token, after, digit * meaning.repeat)], i + 2
    if token.digits:
        if after is not None and after.joined and len(token.digits) <= 4:
            scale = after.meaning.pieces
            if len(scale) == 1 and scale[0].scale and scale[0].value >= 1000:
                zeros = str(scale[0].value)[1:]
                return [_item(turn, token, after, token.digits + zeros)], i + 2
        return [_item(turn, token, token, token.digits)], i + 1
    if meaning.pieces:
        if after is not None and after.joined and after.meaning.noun:
            times = meaning.pieces[0].value
            if len(meaning.pieces) == 1 and 2 <= times <= 6:
                digit = after.meaning.noun
                return [_item(turn, token, after, digit * times, f"{times}{digit}")], i + 2
        return _said(turn, tokens, i, limit)
    if meaning.noun:
        return [_item(turn, token, token, meaning.noun)], i + 1
    return [], i


def _one_digit(token: Token) -> str:
    pieces = token.meaning.pieces
    if len(pieces) == 1 and pieces[0].value < 10:
        return str(pieces[0].value)
    return token.digits if len(token.digits) == 1 else token.meaning.noun


def _item(turn: int, first: Token, last: Token, whole: str, apart: str = "") -> Item:
    return Item(
        Kind.DIGITS,
        turn,
        first.start,
        last.end,
        whole,
        apart or whole,
        joined=first.joined,
        said=not first.digits,
        fresh=first.fresh,
    )


def _said(turn: int, tokens: list[Token], i: int, limit: int) -> tuple[list[Item], int]:
    """Numbers in words that follow each other without a comma, from token `i` on."""
    pieces: list[Piece] = []
    owners: list[int] = []
    end = i
    for at in range(i, len(tokens)):
        token = tokens[at]
        if token.end > limit or (at > i and not token.joined):
            break
        if token.meaning.pieces:
            noun = tokens[at + 1].meaning.noun if at + 1 < len(tokens) else ""
            # Written together it is a number of its own: "negyvenkettő ezeregyszáz" is 42 1100.
            own = len(token.meaning.pieces) > 1 and token.meaning.pieces[0].scale
            if (at > i and (noun or own)) or token.meaning.repeat:
                break
            pieces += token.meaning.pieces
            owners += [at] * len(token.meaning.pieces)
            end = at + 1
        elif token.meaning.conjunction:
            pieces.append(AND)
            owners.append(at)
        else:
            break
    items: list[Item] = []
    at, stop = 0, next((k for k in range(len(pieces), 0, -1) if pieces[k - 1] != AND), 0)
    pieces = pieces[:stop]
    while at < stop:
        if pieces[at] == AND:
            at += 1
            continue
        group = read_group(pieces, at)
        first, last = tokens[owners[at]], tokens[owners[group.end - 1]]
        item = _item(turn, first, last, group.whole, group.apart)
        if items and items[-1].end > item.start:  # both in one word, written together
            item = _glued(items.pop(), item)
        items.append(item)
        at = group.end
    return items, end


def _glued(first: Item, second: Item) -> Item:
    whole, apart = first.whole + second.whole, first.apart + second.apart
    return first._replace(end=second.end, whole=whole, apart=apart)


def _wall_amount(text: str, tokens: list[Token], after: int, items: list[Item], count: int) -> None:
    """Make the last of `items` a wall where a unit or month beside it makes it harmless.

    `count` items were read together just now. A number in the middle of others is no amount:
    "4242 4242 4242 4242 pounds" is a card, but "two thousand pounds" and "2-3 minutes" stay.
    """
    last = items[-1]
    before = _chained(items, -1)
    start = None
    if after < len(tokens) and tokens[after].joined and tokens[after].meaning.unit:
        if not last.said:
            start = amount_before(text, last.end)
        elif before is None or len(last.whole) > 3:
            start = last.start
        if start is None and before is not None and are_years([before.whole]):
            start = last.start if len(last.whole) < _LONG else None
        if start is None and before is not None and _chained(items, -2) is None:
            start = before.start if max(len(before.whole), len(last.whole)) <= 2 else None
    elif before is None and _by_month(text, tokens, after, count, last):
        start = last.start
    if start is not None:
        while items and items[-1].start >= start:
            items.pop()
        items.append(Item(Kind.WALL, last.turn, start, last.end))
        if not last.said:
            _wall_list(items)


def _wall_list(items: list[Item]) -> None:
    """Make the prices listed before the last amount walls too: "4990, 6990 and 8990 ft"."""
    listed: list[int] = []
    apart = False
    for at in range(len(items) - 2, -1, -1):
        item = items[at]
        if item.kind is Kind.SOFT:
            apart = True
        elif item.kind is not Kind.DIGITS:
            break
        elif item.said or not 3 <= len(item.whole) <= 5 or not (apart or not items[at + 1].joined):
            return  # rather the pieces of a longer number
        else:
            listed.append(at)
            apart = False
    if sum(len(items[at].whole) for at in listed) <= _LISTED:
        for at in listed:
            items[at] = items[at]._replace(kind=Kind.WALL)


def _chained(items: list[Item], at: int) -> Item | None:
    """The number right before item `at`, without a comma or word between."""
    if len(items) <= -at or not items[at].joined or items[at - 1].kind is not Kind.DIGITS:
        return None
    return items[at - 1]


def _by_month(text: str, tokens: list[Token], after: int, count: int, number: Item) -> bool:
    """Whether a day or year stands beside its month."""
    near: list[Meaning] = []
    if after < len(tokens) and _POINT.fullmatch(text, number.end, tokens[after].start):
        near.append(tokens[after].meaning)
    first = next(i for i in range(after - 1, -1, -1) if tokens[i].start <= number.start)
    if first and count == 1:
        near.append(tokens[first - 1].meaning)
    return len(number.whole) in (1, 2, 4) and any(meaning.month for meaning in near)


def _with_plus(text: str, items: list[Item]) -> list[Item]:
    """The items, numbers that a + stands before marked and beginning with it."""
    for i, item in enumerate(items):
        if item.kind is Kind.DIGITS and text[max(0, item.start - 1) : item.start] in ("+", "＋"):
            items[i] = item._replace(start=item.start - 1, joined=False, plus=True)
    return items
