"""What an installation may decide."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Limits of one server. Real contacts stay far below them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_body_bytes: Annotated[int, Field(gt=0)] = 8 * 2**20
    max_turns: Annotated[int, Field(gt=0)] = 2_000
    max_characters: Annotated[int, Field(gt=0)] = 400_000
    max_batch: Annotated[int, Field(gt=0)] = 100
    workers: Annotated[int, Field(gt=0)] = 2
