"""Spans of private data, and how neighbours become one placeholder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_NO_WORD = re.compile(r"\W*")
#: Capitals before or after a number that are a part of it: "CN-12345678", "12345678/KB".
_SERIES_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]{1,3}[-/]?\Z")
_SERIES_AFTER = re.compile(r"[-/]?[^\W\d_]{1,3}(?![^\W_])")
_OPENING = re.compile(r"[+＋(\[][+＋(\[ ]{0,2}\Z")


class Span(NamedTuple):
    """Private data in one turn: where it stands in the text as given, and its kind."""

    turn: int
    start: int
    end: int
    kind: str


def merged(spans: Iterable[Span], texts: Sequence[str]) -> list[Span]:
    """`spans` in order without overlaps; those with no word between become one.

    Where two overlap, the one that comes first in `spans` gives the kind.
    """
    ranked = [(_with_series(s, texts[s.turn]), rank) for rank, s in enumerate(spans)]
    ranked.sort(key=lambda pair: (pair[0].turn, pair[0].start, pair[1]))
    out: list[tuple[Span, int]] = []
    for span, rank in ranked:
        if out and out[-1][0].turn == span.turn:
            last, best = out[-1]
            overlap = span.start < last.end
            text = texts[span.turn]
            near = span.kind == last.kind and _NO_WORD.fullmatch(text, last.end, span.start)
            if overlap or near:
                kind = span.kind if rank < best and overlap else last.kind
                end = max(last.end, span.end)
                out[-1] = (Span(span.turn, last.start, end, kind), min(rank, best))
                continue
        out.append((span, rank))
    return [_with_brackets(span, texts[span.turn]) for span, _ in out]


def _with_brackets(span: Span, text: str) -> Span:
    """The span with the bracket before it that it closes itself, as in "(0043) 1"."""
    inner = text[span.start : span.end]
    if inner.count(")") <= inner.count("("):
        return span
    before = _OPENING.search(text, max(0, span.start - 3), span.start)
    start = before.start() if before else span.start
    return Span(span.turn, start, span.end, span.kind)


def _with_series(span: Span, text: str) -> Span:
    """The span with the capitals that are written together with its number."""
    if span.kind == "EMAIL":
        return span
    start, end = span.start, span.end
    before = _SERIES_BEFORE.search(text, max(0, start - 5), start)
    if before and before.group().isupper():
        start = before.start()
    after = _SERIES_AFTER.match(text, end)
    if after and after.group().isupper():
        end = after.end()
    return Span(span.turn, start, end, span.kind)
