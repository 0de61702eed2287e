"""Exported rows as CSV and Parquet."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

import pyarrow  # pyright: ignore[reportMissingTypeStubs]
from pyarrow import parquet  # pyright: ignore[reportMissingTypeStubs]

from dimscore.store.exports import Row, kind_of

pa: Any = pyarrow
pq: Any = parquet
_GROUP = 5_000  # rows of a row group of Parquet
_IN_MEMORY = 8 * 2**20
# A spreadsheet takes these for the beginning of a formula.
_FORMULA = frozenset("=+-@")
_TYPES: dict[str, Any] = {
    "text": pa.string(),
    "time": pa.timestamp("us", tz="UTC"),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """CSV as text, a piece at a time: a header, a line a row, times in ISO 8601 with UTC.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
        if buffer.tell() > 2**16:
            yield _emptied(buffer)
    yield _emptied(buffer)


def as_parquet(columns: Sequence[str], rows: Iterable[Row]) -> IO[bytes]:
    """Parquet in a temporary file that is gone when it is closed; values as they are."""
    schema = pa.schema([(column, _TYPES[kind_of(column)]) for column in columns])
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    waiting = iter(rows)
    with pq.ParquetWriter(file, schema) as writer:
        while group := list(islice(waiting, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema))
    file.seek(0)
    return file


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value and (value[0] in _FORMULA or ord(value[0]) < 32):
        return f"'{value}"
    return value


def _emptied(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
