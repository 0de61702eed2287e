"""What every reader is: it recognises one input format and gives canonical transcripts.

A record that can not be read becomes a `Failure` in its place, with file, line and field; the
rest goes on. Nothing in a message quotes what a transcript says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from pydantic import ValidationError

from dimscore.errors import ReadError, Where
from dimscore.report import Failure
from dimscore.transcript import Speaker, Transcript

Record = Transcript | Failure

#: A record larger than this is refused; real contacts stay under a thousandth of it.
MAX_RECORD_BYTES = 32 * 2**20
MAX_TURNS = 20_000


@dataclass(frozen=True)
class Source:
    """Where the bytes come from and what the caller knows about them.

    `name` is the file's name for messages, `roles` maps a label ("Anna") to a speaker,
    `language` is set where the caller knows it.
    """

    name: str
    roles: Mapping[str, Speaker] = field(default_factory=dict[str, Speaker])
    language: str | None = None

    @property
    def stem(self) -> str:
        """The file's name without folder and ending: the id of a file that holds one contact."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0] or self.name


class Reader(Protocol):
    """One input format."""

    id: str
    title: str
    suffixes: tuple[str, ...]

    def sniff(self, head: bytes) -> bool:
        """Whether a file that begins with `head` (up to 64 KiB) may be of this format."""
        ...

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Record]:
        """The records of `stream` in order; ReadError where the file as a whole is unreadable."""
        ...


def transcript_from(data: object, where: Where, source: Source) -> Record:
    """Check one parsed record against the transcript's schema."""
    identifier = _id_of(data)
    try:
        transcript = Transcript.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        message = f"{first['msg']}. See `dimscore schema transcript` for what is expected here"
        return failure(message, Where(file=where.file, line=where.line, field=place), identifier)
    if len(transcript.turns) > MAX_TURNS:
        message = f"more than {MAX_TURNS} turns; split the contact"
        return failure(message, where, identifier, code="too_large")
    if source.language and transcript.language is None:
        transcript = transcript.model_copy(update={"language": source.language})
    return transcript


def failure(
    message: str, where: Where, transcript_id: str | None = None, *, code: str = "invalid_record"
) -> Failure:
    """The failure of one record."""
    return Failure.from_error(ReadError(message, where, code=code, transcript_id=transcript_id))


def decode(data: bytes, where: Where) -> str:
    """`data` as text; ReadError where it is binary or not UTF-8."""
    if b"\x00" in data:
        raise ReadError("binary data, no text; export the transcript as text", where, code="binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = where.line or data.count(b"\n", 0, error.start) + 1
        raise ReadError(
            "not UTF-8; save the file as UTF-8 (an editor's 'Save with encoding') and try again",
            Where(file=where.file, line=line),
            code="wrong_encoding",
        ) from None


def _id_of(data: object) -> str | None:
    if isinstance(data, dict):
        value: object = data.get("id")  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType]
        if isinstance(value, str) and 0 < len(value) <= 256:
            return value
    return None
