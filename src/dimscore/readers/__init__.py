"""Bytes -> transcripts: one input format a file, found by what it looks like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from dimscore.errors import ReadError, Where
from dimscore.readers.base import Reader, Record, Source
from dimscore.readers.canonical import CanonicalReader
from dimscore.readers.plain import PlainReader
from dimscore.readers.roles import parse_roles
from dimscore.readers.rows import RowsReader
from dimscore.report import Failure

__all__ = ["READERS", "Reader", "Record", "Source", "parse_roles", "read_path", "read_stream"]

#: All readers, in the order in which they are asked.
READERS: tuple[Reader, ...] = (CanonicalReader(), RowsReader(), PlainReader())
_HEAD = 64 * 1024


def find_reader(head: bytes, name: str) -> Reader:
    """The reader for a file that begins with `head`; ReadError where there is none."""
    suffix = Path(name).suffix.lower()
    where = Where(file=name)
    if b"\x00" in head:
        raise ReadError("binary data, no text; export the transcript as text", where, code="binary")
    if not head.strip():
        raise ReadError("the file is empty; nothing to analyse", where, code="empty")
    by_suffix = [r for r in READERS if suffix in r.suffixes]
    for reader in (*by_suffix, *READERS):
        if reader.sniff(head):
            return reader
    if by_suffix:
        return by_suffix[0]
    known = "; ".join(r.title for r in READERS)
    raise ReadError(f"not a format dimscore knows ({known})", where, code="unknown_format")


def read_stream(stream: BinaryIO, source: Source) -> Iterator[Record]:
    """The records of a seekable stream; a file that can not be read at all is one failure."""
    try:
        head = stream.read(_HEAD)
        reader = find_reader(head, source.name)
        stream.seek(0)
        yield from reader.read(stream, source)
    except ReadError as error:
        yield Failure.from_error(error)


def read_path(path: Path, source: Source) -> Iterator[Record]:
    """The records of a file."""
    try:
        stream = path.open("rb")
    except OSError as error:
        message = f"can not open the file: {error.strerror or error}"
        yield Failure.from_error(ReadError(message, Where(file=source.name), code="not_found"))
        return
    with stream:
        yield from read_stream(cast(BinaryIO, stream), source)
