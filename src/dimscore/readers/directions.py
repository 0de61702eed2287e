"""Stage directions in pasted transcripts: "(customer on hold 2 min)" becomes an event."""

from __future__ import annotations

import re
from functools import cache

from dimscore.lang.pack import languages, load_pack
from dimscore.lang.pattern import Pattern, compile_pattern
from dimscore.transcript import Event, Speaker, Turn

#: Brackets of any kind, with dots, dashes or stars around them as people type them.
DIRECTION = re.compile(r"[.…*\-–— ]*[(\[<{*]([^()\[\]<>{}*]{2,120})[)\]>}*][.…*\-–— ]*")
_AMOUNT = re.compile(r"(\d+:\d{2}|\d+(?:[.,]\d+)?)\s*(\w+)?")


def event_turn(direction: str) -> Turn | None:
    """The event that `direction` (without brackets) speaks of, or None."""
    for code, event, pattern in _patterns():
        if pattern.regex.search(load_pack(code).folder()(direction).text):
            return Turn(
                speaker=Speaker.SYSTEM,
                text=direction.strip(),
                event=event,
                seconds=_seconds(direction),
            )
    return None


def _seconds(direction: str) -> float | None:
    total: float | None = None
    for match in _AMOUNT.finditer(direction):
        amount, unit = match.groups()
        if ":" in amount:
            minutes, seconds = amount.split(":")
            return int(minutes) * 60.0 + int(seconds)
        factor = _unit(unit or "")
        if factor is not None:
            total = (total or 0.0) + float(amount.replace(",", ".")) * factor
    return total


def _unit(word: str) -> float | None:
    for code in languages():
        pack = load_pack(code)
        folded = pack.folder()(word).text
        for units, factor in (
            (pack.file.events.units.minute, 60),
            (pack.file.events.units.second, 1),
        ):
            for unit in units:
                stem = pack.folder()(unit.rstrip("*")).text
                if folded == stem or (unit.endswith("*") and folded.startswith(stem)):
                    return float(factor)
    return None


@cache
def _patterns() -> tuple[tuple[str, Event, Pattern], ...]:
    out: list[tuple[str, Event, Pattern]] = []
    for code in languages():
        pack = load_pack(code)
        fold = pack.folder()
        for event in Event:
            for source in getattr(pack.file.events, event.value):
                where = f"{code}/pack.toml [events] {event}"
                out.append(
                    (
                        code,
                        event,
                        compile_pattern(
                            source, lambda s, f=fold: f(s).text, pack.file.lists, where
                        ),
                    )
                )
    return tuple(out)
