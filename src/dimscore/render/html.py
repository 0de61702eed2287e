"""Reports as one HTML file: readable offline, on paper, in the dark; no script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dimscore.readers.base import Record
from dimscore.render.words import Words, printable, top_reasons
from dimscore.report import Failure, Gap, GapState, Outcome, Report, Signal
from dimscore.transcript import Transcript, Turn


@dataclass(frozen=True)
class Piece:
    """A stretch of a turn's text, with the signals that are marked on it."""

    text: str
    signals: tuple[Signal, ...]


class HtmlPage:
    """Writes a page contact by contact, so that memory stays flat however many there are."""

    def __init__(self, write: Callable[[str], Any]) -> None:
        self._write = write
        self._begun = False

    def add(self, outcome: Outcome, record: Record) -> None:
        """Append one outcome."""
        if not self._begun:
            self._begin(outcome.language if isinstance(outcome, Report) else "en")
        if isinstance(outcome, Failure):
            self._write(_template("failure.html").render(error=outcome.error, text=printable))
            return
        transcript = record if isinstance(record, Transcript) else None
        self._write(_contact(outcome, transcript))

    def finish(self) -> None:
        """Close the page."""
        if not self._begun:
            self._begin("en")
        self._write("</main>\n</body>\n</html>\n")

    def _begin(self, language: str) -> None:
        words = Words(language)
        style = (resources.files("dimscore.render") / "report.css").read_text("utf-8")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        head = _template("head.html").render(
            language=words.language, style=style, digest=digest, say=words
        )
        self._write(head)
        self._begun = True


def _contact(report: Report, transcript: Transcript | None) -> str:
    words = Words(report.language)
    turns = transcript.turns if transcript else ()
    return _template("contact.html").render(
        report=report,
        say=words,
        text=printable,
        letters=words.letters,
        turns=[
            (i, t, pieces(t, [s for s in report.signals if s.turn == i]))
            for i, t in enumerate(turns)
        ],
        gaps_at=_by_turn(_open(report)),
        open_gaps=_open(report),
        met_gaps=[g for g in report.gaps if g.state is GapState.MET],
        reasons=top_reasons(report),
        widest=max((abs(r.value) for r in top_reasons(report)), default=1.0),
    )


def _open(report: Report) -> list[Gap]:
    unmet = [g for g in report.gaps if g.state is not GapState.MET]
    return sorted(unmet, key=lambda g: (-(g.severity or 0), g.turn))


def _by_turn(gaps: list[Gap]) -> dict[int, list[Gap]]:
    by_turn: dict[int, list[Gap]] = {}
    for gap in gaps:
        by_turn.setdefault(gap.turn, []).append(gap)
    return by_turn


def pieces(turn: Turn, signals: list[Signal]) -> list[Piece]:
    """The turn's text cut at every edge of a signal."""
    edges = sorted({0, len(turn.text), *(p for s in signals for p in (s.start, s.end))})
    return [
        Piece(
            printable(turn.text[a:b]),
            tuple(s for s in signals if s.start <= a and b <= s.end),
        )
        for a, b in itertools.pairwise(edges)
    ]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dimscore.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> Any:
    return _environment().get_template(name)
