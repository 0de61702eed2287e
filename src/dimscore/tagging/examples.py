"""Check a pack's example lines against its rules: does each say what it should?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dimscore.catalogue import load_catalogue
from dimscore.errors import PackError
from dimscore.lang.pack import ExampleLine, Examples
from dimscore.tagging.tagger import tag
from dimscore.tagging.view import OTHER_SIDE
from dimscore.transcript import Event, Speaker, Transcript, Turn


@dataclass(frozen=True)
class ExampleFailure:
    """A line that was not read as it should be."""

    signal: str
    kind: str
    line: str
    rule: str | None

    def __str__(self) -> str:
        what = f"matched by {self.rule}" if self.rule else "not matched"
        return f"[{self.signal}] {self.kind}: {self.line!r} {what}"


def check_examples(language: str, examples: Mapping[str, Examples]) -> Iterator[ExampleFailure]:
    """The lines that match and should not, or should and do not."""
    catalogue = load_catalogue().signals
    for signal, lines in examples.items():
        if signal not in catalogue:
            raise PackError(f"[{signal}]: the catalogue has no such signal")
        by = catalogue[signal].by
        for kind in ("match", "no_match", "near_miss"):
            for line in getattr(lines, kind):
                rule = _rule_that_matches(language, signal, line, by)
                if (rule is not None) != (kind == "match"):
                    yield ExampleFailure(signal, kind, line.text, rule)


def _rule_that_matches(language: str, signal: str, line: ExampleLine, by: Speaker) -> str | None:
    turns, at = contact_around(line, by)
    transcript = Transcript(id="example", language=language, turns=tuple(turns))
    for found in tag(transcript, language):
        if found.turn == at and found.signal == signal:
            return found.rule
    return None


def contact_around(line: ExampleLine, by: Speaker) -> tuple[list[Turn], int]:
    """A contact in which the line stands where it says, and the line's turn."""
    other = OTHER_SIDE[by]
    blank = [Turn(speaker=by, text=""), Turn(speaker=other, text="")]
    turns = [] if line.first else blank * 2
    if line.before is not None:
        turns = [*turns, Turn(speaker=other, text=line.before)]
    if line.event is not None:
        turns = [*turns, Turn(speaker=Speaker.SYSTEM, text="", event=Event(line.event))]
    at = len(turns)
    turns = [*turns, Turn(speaker=by, text=line.text)]
    if not line.last:
        turns = [*turns, Turn(speaker=other, text=""), *blank * 2]
    return turns, at
