"""Reports to a file: JSON Lines, JSON, CSV or one HTML page; written as they come."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from dimscore.readers.base import Record
from dimscore.render.html import HtmlPage
from dimscore.render.table import header, row_of
from dimscore.report import Outcome

SUFFIXES = (".jsonl", ".json", ".html", ".csv")


class ReportWriter(Protocol):
    """Takes outcomes one by one; the file appears whole, when all is written."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def write(self, outcome: Outcome, record: Record) -> None:
        """Add one outcome."""
        ...


class _FileWriter:
    """Writes beside the target and moves into place at the end, so that no half file is left."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._file: IO[str] = self._part.open("w", encoding="utf-8", newline="")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._finish()
        self._file.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)

    def _finish(self) -> None:
        """What stands after the last outcome."""


class _JsonLines(_FileWriter):
    def write(self, outcome: Outcome, record: Record) -> None:
        self._file.write(outcome.to_json() + "\n")


class _Json(_FileWriter):
    """One outcome as an object, several as a list."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._first: str | None = None
        self._many = False

    def write(self, outcome: Outcome, record: Record) -> None:
        text = outcome.to_json()
        if self._first is None and not self._many:
            self._first = text
            return
        if not self._many:
            self._file.write(f"[{self._first}")
            self._first, self._many = None, True
        self._file.write(",\n" + text)

    def _finish(self) -> None:
        self._file.write("]\n" if self._many else (self._first or "[]") + "\n")


class _Csv(_FileWriter):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._rows = csv.writer(self._file)
        self._rows.writerow(header())

    def write(self, outcome: Outcome, record: Record) -> None:
        self._rows.writerow(row_of(outcome))


class _Html(_FileWriter):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._page = HtmlPage(self._file.write)

    def write(self, outcome: Outcome, record: Record) -> None:
        self._page.add(outcome, record)

    def _finish(self) -> None:
        self._page.finish()


_WRITERS = {".jsonl": _JsonLines, ".json": _Json, ".csv": _Csv, ".html": _Html}


def open_writer(path: Path) -> ReportWriter:
    """A writer for `path`, by its ending (one of SUFFIXES); OSError where it can not be opened."""
    return _WRITERS[path.suffix](path)
