"""Rows as a file that is sent while it is read: CSV or Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Literal

from fastapi.responses import StreamingResponse

from dimscore.store.export_files import as_csv, as_parquet
from dimscore.store.exports import Row

Kind = Literal["csv", "parquet"]
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
_PIECE = 2**16


def download(
    name: str, kind: Kind, columns: tuple[str, ...], rows: Iterator[Row]
) -> StreamingResponse:
    """The answer that a browser saves as `name.kind`, and nobody else keeps."""
    parts = as_csv(columns, rows) if kind == "csv" else _pieces(as_parquet(columns, rows))
    headers = {
        "content-disposition": f'attachment; filename="{name}.{kind}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(parts, media_type=MEDIA_TYPES[kind], headers=headers)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
