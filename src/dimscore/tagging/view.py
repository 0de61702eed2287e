"""A turn as the rules see it: folded text, sentences, clauses, and what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from dimscore.lang.fold import Folded
from dimscore.transcript import Speaker, Turn

_SENTENCE_END = re.compile(r"[.!?;…]+(?=\s|$)|\n")
_PUNCTUATED = re.compile(r"[.!?;…]")
_WORD = re.compile(r"\w[\w']*")
_MASK = re.compile(r"\[(?:CARD|IBAN|EMAIL|PHONE|NUMBER)\]")
_REACH = 120


def unmask(text: str) -> str:
    """`text` with zeros, as many letters long, where private data was masked.

    A read-back is one with or without its digits, and "[PHONE]" does not speak of a phone.
    """
    return _MASK.sub(lambda found: "0" * len(found[0]), text) if "[" in text else text


@dataclass
class TurnView:
    """One turn, folded, with its index in the transcript and the signals found so far.

    `holds` remembers whether a pattern occurs anywhere in the turn.
    """

    index: int
    turn: Turn
    folded: Folded
    found: set[str] = field(default_factory=set[str])
    holds: dict[str, bool] = field(default_factory=dict[str, bool])

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Folded positions where sentences begin, the first one included."""
        return [0] + [m.end() for m in _SENTENCE_END.finditer(self.text)]

    @cached_property
    def word_count(self) -> int:
        """How many words the turn has."""
        return len(_WORD.findall(self.text))

    @cached_property
    def punctuated(self) -> bool:
        """Whether sentence marks can be relied on in this turn."""
        return _PUNCTUATED.search(self.text) is not None

    def sentence(self, position: int) -> tuple[int, int]:
        """The sentence that holds folded `position`, as start and end."""
        starts = self.sentence_starts
        i = bisect_right(starts, position) - 1
        end = starts[i + 1] if i + 1 < len(starts) else len(self.text)
        return starts[i], end

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The sentence of the span `start:end`, at most 120 characters to each side.

        Recognised speech has no full stops: what was said half a minute ago is another sentence.
        """
        sentence_start, sentence_end = self.sentence(start)
        return (
            max(sentence_start, start - _REACH),
            max(end, min(sentence_end, end + _REACH)),
        )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the conditions of a rule can ask about a turn's place in the contact."""

    previous: TurnView | None
    """The last turn of the other side."""
    after_hold: bool
    """A hold, pause or its announcement stands between this turn and the customer's last."""
    nth_of_speaker: int
    """0 for the speaker's first turn."""
    from_end: int
    """0 for the last turn of the contact."""


OTHER_SIDE = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT}
