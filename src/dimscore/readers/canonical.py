"""Canonical JSON: one transcript an object; JSON Lines for many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from pydantic_core import from_json

from dimscore.errors import ReadError, Where
from dimscore.readers.base import (
    MAX_RECORD_BYTES,
    Record,
    Source,
    decode,
    failure,
    transcript_from,
)

_BOM = b"\xef\xbb\xbf"
_JSON = re.compile(rb"\s*(?:\{|\[\s*[{\[\]\"])")


class CanonicalReader:
    """`.json` with one transcript, `.jsonl` with one a line; blank lines are no records."""

    id = "canonical"
    title = "Canonical JSON and JSON Lines"
    suffixes: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

    def sniff(self, head: bytes) -> bool:
        """A JSON object, or a list of something JSON, stands first."""
        return _JSON.match(head.removeprefix(_BOM)) is not None

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Record]:
        """Line by line; a first line that is no whole object means one object over many lines."""
        line_number, started = 0, False
        while line := stream.readline(MAX_RECORD_BYTES + 1):
            line_number += 1
            if line_number == 1:
                line = line.removeprefix(_BOM)
            if not line.strip():
                continue
            where = Where(file=source.name, line=line_number)
            if len(line) > MAX_RECORD_BYTES:
                _skip_line(stream)
                yield failure(_TOO_LARGE, where, code="too_large")
            elif not started and _opens_only(line):
                yield self._whole(line + stream.read(MAX_RECORD_BYTES + 1), source)
                return
            else:
                yield _record(line, where, source)
            started = True
        if not started:
            raise ReadError("the file is empty; nothing to analyse", Where(file=source.name))

    def _whole(self, data: bytes, source: Source) -> Record:
        where = Where(file=source.name)
        if len(data) > MAX_RECORD_BYTES:
            return failure(_TOO_LARGE, where, code="too_large")
        return _record(data, where, source)


_TOO_LARGE = f"a record over {MAX_RECORD_BYTES >> 20} MB; split the contact"


def _opens_only(line: bytes) -> bool:
    """Whether the first line opens an object that goes on in later lines."""
    text = line.strip()
    return text in (b"{", b"[") or (text[:1] in b"{[" and text[-1:] in b",{[:")


def _skip_line(stream: BinaryIO) -> None:
    while chunk := stream.readline(MAX_RECORD_BYTES):
        if chunk.endswith(b"\n"):
            return


def _record(data: bytes, where: Where, source: Source) -> Record:
    try:
        text = decode(data, where)
        value: Any = from_json(text, allow_inf_nan=False)
    except ReadError as error:
        return failure(error.message, error.where, code=error.code)
    except ValueError as error:
        reason = str(error).split(" at line ")[0]
        return failure(f"not valid JSON ({reason}); mend the record", where, code="invalid_json")
    if isinstance(value, list):
        return failure("a list, not a transcript; write one object a line", where)
    return transcript_from(value, where, source)
