"""CSV with one row a turn; rows of one contact stand together."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from dimscore.errors import ReadError, RoleError, Where
from dimscore.readers.base import Record, Source, failure, transcript_from
from dimscore.readers.roles import speaker_of

_COLUMNS = {
    "id": ("id", "transcript_id", "conversation_id", "contact_id", "call_id"),
    "speaker": ("speaker", "role", "participant"),
    "text": ("text", "content", "utterance", "transcript"),
    "start": ("start", "start_time"),
    "end": ("end", "end_time"),
    "confidence": ("confidence",),
    "event": ("event",),
    "seconds": ("seconds",),
    "name": ("name", "speaker_name"),
    "language": ("language", "lang"),
    "channel": ("channel",),
    "agent_id": ("agent_id",),
    "customer_id": ("customer_id",),
    "queue": ("queue",),
}
_NUMBERS = ("start", "end", "confidence", "seconds")
_OF_CONTACT = ("language", "channel", "agent_id", "customer_id", "queue")
_MAX_FIELD = 4 * 2**20


class RowsReader:
    """CSV, comma, semicolon or tab; the columns id, speaker and text are needed."""

    id = "csv"
    title = "CSV, one row a turn"
    suffixes: tuple[str, ...] = (".csv", ".tsv")

    def sniff(self, head: bytes) -> bool:
        """The first line names the columns speaker and text."""
        first = head.decode("utf-8", "replace").removeprefix("\ufeff").split("\n", 1)[0]
        return {"speaker", "text"} <= set(_columns(_cells(first)))

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Record]:
        """One record a contact; a bad row spoils its contact only."""
        where = Where(file=source.name)
        csv.field_size_limit(_MAX_FIELD)
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        try:
            first = text.readline()
            header = _cells(first)
            columns = _columns(header)
            for needed in ("id", "speaker", "text"):
                if needed not in columns:
                    names = " or ".join(_COLUMNS[needed])
                    raise ReadError(f"the header has no column {names}", where)
            yield from self._contacts(csv.reader(text, _dialect(first)), columns, source)
        except UnicodeDecodeError:
            raise ReadError(
                "not UTF-8; save the file as UTF-8 and try again", where, code="wrong_encoding"
            ) from None
        except csv.Error as error:
            raise ReadError(f"not valid CSV ({error})", where, code="invalid_csv") from None

    def _contacts(
        self, rows: Iterator[list[str]], columns: dict[str, int], source: Source
    ) -> Iterator[Record]:
        current: _Contact | None = None
        closed: set[str] = set()
        for number, row in enumerate(rows, 2):
            if not any(cell.strip() for cell in row):
                continue
            cells = {key: row[i].strip() for key, i in columns.items() if i < len(row)}
            identifier = cells.get("id", "")
            if current is None or identifier != current.id:
                if current is not None:
                    closed.add(current.id)
                    yield current.record(source)
                current = _Contact(identifier, number, again=identifier in closed)
            current.add(cells, number, source)
        if current is None:
            raise ReadError("no row below the header; nothing to analyse", Where(file=source.name))
        yield current.record(source)


class _Contact:
    """The rows of one contact, and the first thing wrong with them."""

    def __init__(self, identifier: str, line: int, *, again: bool) -> None:
        self.id = identifier
        self._line = line
        self._data: dict[str, object] = {"id": identifier}
        self._turns: list[dict[str, object]] = []
        self._problem: tuple[str, int, str, str] | None = None
        if again:
            message = "rows of this contact stood further up; keep one contact's rows together"
            self._problem = (message, line, "id", "invalid_record")

    def add(self, cells: dict[str, str], line: int, source: Source) -> None:
        """One row."""
        turn: dict[str, object] = {"text": cells.get("text", "")}
        speaker = speaker_of(cells.get("speaker", ""), source.roles)
        if speaker is None:
            label = cells.get("speaker", "")
            message = f'nobody knows the role {label!r}; say it with --roles "{label}=agent"'
            self._note(message, line, "speaker", RoleError.code)
            return
        turn["speaker"] = speaker
        for key in (*_NUMBERS, "event", "name"):
            if value := cells.get(key):
                turn[key] = self._number(key, value, line) if key in _NUMBERS else value
        for key in _OF_CONTACT:
            if value := cells.get(key):
                self._data.setdefault(key, value)
        self._turns.append(turn)

    def _number(self, key: str, value: str, line: int) -> float | None:
        try:
            return float(value.replace(",", "."))
        except ValueError:
            self._note("not a number; give seconds", line, key, "invalid_record")
            return None

    def _note(self, message: str, line: int, field: str, code: str) -> None:
        self._problem = self._problem or (message, line, field, code)

    def record(self, source: Source) -> Record:
        """The contact, or why it can not be read."""
        if self._problem:
            message, line, field, code = self._problem
            place = Where(file=source.name, line=line, field=field)
            return failure(message, place, self.id or None, code=code)
        where = Where(file=source.name, line=self._line)
        return transcript_from({**self._data, "turns": self._turns}, where, source)


def _cells(line: str) -> list[str]:
    """The cells of the header line."""
    for row in csv.reader([line], _dialect(line)):
        return row
    return []


def _dialect(header: str) -> type[csv.Dialect]:
    delimiter_ = max(",;\t", key=header.count)

    class Dialect(csv.excel):
        delimiter = delimiter_

    return Dialect


def _columns(header: list[str]) -> dict[str, int]:
    names = {name.strip().casefold(): i for i, name in reversed(list(enumerate(header)))}
    found: dict[str, int] = {}
    for key, aliases in _COLUMNS.items():
        for alias in aliases:
            if alias in names:
                found[key] = names[alias]
                break
    return found
