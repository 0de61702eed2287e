"""The transcript: what was said by whom, in order. The one vocabulary of the whole project.

A hold, transfer, silence or mute stands in the sequence as a turn of speaker `system` with
`event` and, where known, `seconds`. Times are seconds from the start of the contact.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    NaiveDatetime,
    field_validator,
    model_validator,
)

#: Version of the transcript's JSON Schema.
TRANSCRIPT_SCHEMA = "1"

#: Longer than any contact, small enough that sums of it stay finite.
_MOST_SECONDS = 1e12
Seconds = Annotated[float, Field(ge=0, lt=_MOST_SECONDS, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _whole(text: str) -> str:
    """Half a surrogate pair can be written in JSON, but neither stored nor sent on."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half a surrogate pair; send whole characters") from None
    return text


Text = Annotated[str, AfterValidator(_whole)]
_DEEPEST = 32  # levels of metadata
_LARGEST_NUMBER = 10**100
Identifier = Annotated[Text, Field(min_length=1, max_length=256)]
Label = Annotated[Text, Field(max_length=256)]


def _readable(metadata: dict[str, Any]) -> dict[str, Any]:
    """What is kept must be read back: JSON is not read from any depth, nor any number."""
    level: list[Any] = [metadata]
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, str):
                _whole(value)
            elif isinstance(value, int) and abs(value) >= _LARGEST_NUMBER:
                raise ValueError("a number longer than 100 digits; send it as text")
            elif isinstance(value, dict):
                inner += [*value.keys(), *value.values()]
            elif isinstance(value, list | tuple):
                inner += value
        level = inner
    if level:
        raise ValueError(f"deeper than {_DEEPEST} levels; send it flatter")
    return metadata


class Speaker(StrEnum):
    """Who holds the turn."""

    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Event(StrEnum):
    """What happens where nobody speaks."""

    HOLD = "hold"
    TRANSFER = "transfer"
    SILENCE = "silence"
    MUTE = "mute"


class Frozen(BaseModel):
    """Base of all records: immutable, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Turn(Frozen):
    """One turn of the contact.

    `text` may be empty. `start` and `end` are seconds from the start of the contact, `end` not
    before `start`; `confidence` is the recogniser's, 0 to 1; `event` and `seconds` belong to
    turns of speaker `system` only.
    """

    speaker: Speaker
    text: Text
    name: Text | None = None
    start: Seconds | None = None
    end: Seconds | None = None
    confidence: Share | None = None
    event: Event | None = None
    seconds: Seconds | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Turn:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError("end lies before start; give both in seconds from the contact's start")
        if self.event is not None and self.speaker is not Speaker.SYSTEM:
            raise ValueError("only a turn of speaker system can carry an event")
        if self.seconds is not None and self.event is None:
            raise ValueError("seconds belongs to an event; give start and end for speech")
        return self


class Survey(Frozen):
    """What the customer answered afterwards: CSAT 1-5, NPS 0-10, CES 1-7, resolved, comment."""

    csat: Annotated[int, Field(ge=1, le=5)] | None = None
    nps: Annotated[int, Field(ge=0, le=10)] | None = None
    ces: Annotated[int, Field(ge=1, le=7)] | None = None
    resolved: bool | None = None
    comment: Text | None = None
    answered_at: AwareDatetime | NaiveDatetime | None = None


class Transcript(Frozen):
    """One contact, whole.

    `language` is an ISO 639 code (a region is cut off: `pl-PL` becomes `pl`); missing means "find
    out". `waited` is seconds in the queue before the first turn.
    """

    id: Identifier
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    channel: Label | None = None
    started_at: AwareDatetime | NaiveDatetime | None = None
    waited: Seconds | None = None
    agent_id: Identifier | None = None
    customer_id: Identifier | None = None
    queue: Label | None = None
    metadata: Annotated[dict[str, Any], AfterValidator(_readable)] | None = None
    survey: Survey | None = None
    turns: tuple[Turn, ...]

    @field_validator("language", mode="before")
    @classmethod
    def _primary_language(cls, value: object) -> object:
        if isinstance(value, str):
            return value.strip().replace("_", "-").split("-", 1)[0].lower() or None
        return value

    def to_json(self) -> str:
        """Canonical JSON on one line: absent fields left out, non-ASCII as it is."""
        return self.model_dump_json(exclude_none=True)
