"""An upload cut into lines as it comes, within limits."""

from __future__ import annotations

from collections.abc import Iterator

from dimscore_api.problems import TooLargeError
from dimscore_api.settings import Settings

Line = tuple[int, bytes]
_BOM = b"\xef\xbb\xbf"


class Lines:
    """Numbered lines (from 1) without the blank ones; no more than one line is held."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = bytearray()
        self._number = 0
        self._bytes = 0
        self._records = 0

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that end in `chunk`; TooLargeError at the place where a limit is passed."""
        most = self._settings.max_upload_bytes
        head, *more = chunk[: most - self._bytes].split(b"\n")
        self._bytes += len(chunk)
        self._add(head)
        for part in more:
            yield from self._end()
            self._add(part)
        if self._bytes > most:
            raise TooLargeError(f"over {most} bytes")

    def rest(self) -> Iterator[Line]:
        """The last line, where no line end follows it."""
        yield from self._end()

    def _add(self, part: bytes) -> None:
        self._open += part
        if len(self._open) > self._settings.max_line_bytes:
            raise TooLargeError(
                f"line {self._number + 1} is over {self._settings.max_line_bytes} bytes"
            )

    def _end(self) -> Iterator[Line]:
        line = bytes(self._open)
        self._open.clear()
        self._number += 1
        if self._number == 1:
            line = line.removeprefix(_BOM)
        if not line.strip():
            return
        self._records += 1
        if self._records > self._settings.max_upload_records:
            raise TooLargeError(f"over {self._settings.max_upload_records} records")
        yield self._number, line
