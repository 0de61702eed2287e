"""What can go wrong, as one tree.

::

    DimscoreError
    ├── ReadError          an input file or record can not be read
    │   └── RoleError      nobody can tell who is the agent and who the customer
    ├── PackError          a language pack or the catalogue is broken
    ├── ScorecardError     a scorecard file is broken; names line and key
    ├── ModelError         a model artefact is missing, altered or does not fit
    ├── StoreError         the store can not be opened, or does not take what it is given
    └── UsageError         the call itself makes no sense

Every message says what to do next. A message never quotes transcript text: file, record and
field are enough to find the place.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Where(BaseModel):
    """The place of a problem: file name, line (from 1) and field path, as far as known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str | None = None
    line: Annotated[int, Field(ge=1)] | None = None
    field: str | None = None

    def __str__(self) -> str:
        parts = [self.file or "input"]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.field:
            parts.append(f"field {self.field}")
        return ", ".join(parts)


class DimscoreError(Exception):
    """Root of all errors of this library; `code` is stable and machine readable."""

    code = "error"


class ReadError(DimscoreError):
    """An input file or record can not be read; `where` says which, `transcript_id` whose."""

    code = "unreadable"

    def __init__(
        self,
        message: str,
        where: Where | None = None,
        *,
        code: str | None = None,
        transcript_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where or Where()
        self.transcript_id = transcript_id
        if code:
            self.code = code

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class RoleError(ReadError):
    """Nobody can tell who is the agent and who the customer; pass a role map."""

    code = "unknown_roles"


class PackError(DimscoreError):
    """A language pack or the catalogue is broken; the message names file and key."""

    code = "broken_pack"


class ScorecardError(DimscoreError):
    """A scorecard is broken; the message names file, line and key."""

    code = "broken_scorecard"


class ModelError(DimscoreError):
    """A model artefact is missing, altered, or made for another feature schema."""

    code = "unusable_model"


class StoreError(DimscoreError):
    """The store can not be opened, or does not take what it is given; `code` says which."""

    code = "store"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class UsageError(DimscoreError):
    """The call itself makes no sense; the message says what to change."""

    code = "usage"
