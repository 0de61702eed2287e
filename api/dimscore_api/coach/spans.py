"""Words of a turn that a person marks: by selecting them, or by counting words without a script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form

from dimscore.render.words import printable
from dimscore.store.reviews import Span
from dimscore.transcript import Transcript

_WORD = re.compile(r"\S+")
_Number = Annotated[int | None, Form(ge=0)]


class SpanError(Exception):
    """The marking names no words of the turn; `text` is what the page says about it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True)
class Marking:
    """What the form says: a signal in a turn, by code points with the words there, or by the
    first and last word, counted from 0."""

    signal: str
    turn: int | None
    start: int | None
    end: int | None
    text: str
    first: int | None
    last: int | None


def _marking(
    signal: Annotated[str, Form(max_length=64)] = "",
    turn: _Number = None,
    start: _Number = None,
    end: _Number = None,
    text: Annotated[str, Form(max_length=100_000)] = "",
    first: _Number = None,
    last: _Number = None,
) -> Marking:
    return Marking(signal, turn, start, end, text.replace("\r\n", "\n"), first, last)


Marked = Annotated[Marking, Depends(_marking)]


def words(text: str) -> list[tuple[int, int]]:
    """Where each word of a turn begins and ends, in code points."""
    return [m.span() for m in _WORD.finditer(text)]


def chosen(marking: Marking, transcript: Transcript) -> Span:
    """The span that was marked; SpanError where no words were chosen, or they are not there."""
    if marking.turn is None or marking.turn >= len(transcript.turns):
        raise SpanError("span_changed")
    said = transcript.turns[marking.turn].text
    if marking.start is not None and marking.end is not None:
        start, end = marking.start, marking.end
        # The browser shows, and so selects, the text without its control characters.
        if printable(said)[start:end] != marking.text:
            raise SpanError("span_changed")
    elif marking.first is not None and marking.last is not None:
        places = words(said)
        if max(marking.first, marking.last) >= len(places):
            raise SpanError("span_changed")
        start, end = places[marking.first][0], places[marking.last][1]
    else:
        raise SpanError("choose_words")
    if start >= end:
        raise SpanError("choose_words")
    return Span(signal=marking.signal, turn=marking.turn, start=start, end=end)
