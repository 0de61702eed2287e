"""Plain text as people paste it: "Klient: ...", one turn a line, stage directions in brackets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from dimscore.errors import ReadError, RoleError, Where
from dimscore.readers.base import MAX_RECORD_BYTES, Record, Source, decode, transcript_from
from dimscore.readers.directions import DIRECTION, event_turn
from dimscore.readers.roles import speaker_of
from dimscore.transcript import Speaker, Turn

_TIME = r"(?:[\[(]?(\d{1,2}(?::\d{2}){1,2})[\])]?[\s,-]*)?"
_LINE = re.compile(
    rf"^\s*{_TIME}([^\W\d_][\w .'’\-/]{{0,39}}?)\s*(?:\(([^()]{{1,40}})\))?\s*[:：]\s*(.*)$", re.S
)


class PlainReader:
    """One contact a file; a line that begins with no role goes on with the turn before it."""

    id = "plain"
    title = "Plain text, as pasted"
    suffixes: tuple[str, ...] = (".txt", ".text")

    def sniff(self, head: bytes) -> bool:
        """Some line begins with a word and a colon."""
        text = head.decode("utf-8", "replace").removeprefix("\ufeff")
        return any(_LINE.match(line) for line in text.splitlines())

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Record]:
        """The contact; RoleError where nobody can tell who speaks."""
        where = Where(file=source.name)
        data = stream.read(MAX_RECORD_BYTES + 1)
        if len(data) > MAX_RECORD_BYTES:
            raise ReadError("the file is too large for one contact", where, code="too_large")
        text = decode(data, where)
        if not text.strip():
            raise ReadError("the file is empty; nothing to analyse", where)
        turns = parse_plain(text, source)
        record = {"id": source.stem, "turns": [t.model_dump(exclude_none=True) for t in turns]}
        yield transcript_from(record, where, source)


def parse_plain(text: str, source: Source) -> list[Turn]:
    """The turns of a pasted transcript."""
    lines = [line.strip() for line in text.splitlines()]
    _check_labels(lines, source)
    turns: list[Turn] = []
    for line in filter(None, lines):
        whole = DIRECTION.fullmatch(line)
        if whole:
            event = event_turn(whole.group(1))
            turns.append(event or Turn(speaker=Speaker.SYSTEM, text=line))
            continue
        match = _LINE.match(line)
        speaker = _speaker(match, source) if match else None
        if match and speaker is not None:
            time, label, note, said = match.groups()
            start = _seconds(time) if time else None
            turns.extend(_split_events(said, speaker, _name(label, note), start))
        elif turns and turns[-1].speaker is not Speaker.SYSTEM:
            joined = f"{turns[-1].text}\n{line}".strip()
            turns[-1] = turns[-1].model_copy(update={"text": joined})
        else:
            turns.append(Turn(speaker=Speaker.SYSTEM, text=line))
    return turns


def _check_labels(lines: list[str], source: Source) -> None:
    """A label that comes back and that nobody knows would hide half of the contact."""
    known, unknown = 0, Counter[str]()
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        if _speaker(match, source) is None:
            unknown[match.group(2)] += 1
        else:
            known += 1
    if not known or any(count > 1 for count in unknown.values()):
        labels = [label for label, _ in unknown.most_common(4)]
        hint = ",".join(f"{label}=agent" for label in labels[:1]) or "Anna=agent"
        found = f"found the labels {', '.join(labels)}" if labels else "no line begins with a role"
        raise RoleError(
            f"can not tell who is the agent and who the customer ({found}); "
            f'say it with --roles "{hint},...=customer"',
            Where(file=source.name),
            transcript_id=source.stem,
        )


def _speaker(match: re.Match[str], source: Source) -> Speaker | None:
    _, label, note, _ = match.groups()
    return speaker_of(label, source.roles) or (speaker_of(note, source.roles) if note else None)


def _name(label: str, note: str | None) -> str | None:
    """The person's name where the line gives one beside the role."""
    if note is None:
        return None if speaker_of(label, {}) else label
    return note if speaker_of(label, {}) else label


def _split_events(said: str, speaker: Speaker, name: str | None, start: float | None) -> list[Turn]:
    """A turn, cut where a stage direction inside it speaks of an event."""
    turns: list[Turn] = []
    position = 0
    for match in DIRECTION.finditer(said):
        event = event_turn(match.group(1))
        if event is None:
            continue
        before = said[position : match.start()].strip()
        if before:
            turns.append(Turn(speaker=speaker, text=before, name=name, start=start))
            start = None
        turns.append(event)
        position = match.end()
    rest = said[position:].strip()
    if rest or not turns:
        turns.append(Turn(speaker=speaker, text=rest, name=name, start=start))
    return turns


def _seconds(time: str) -> float:
    total = 0
    for part in time.split(":"):
        total = total * 60 + int(part)
    return float(total)
