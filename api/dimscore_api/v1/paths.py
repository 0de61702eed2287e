"""Ids in addresses: whatever an id may hold, percent-encoded, slashes and line ends too."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.convertors import Convertor, register_url_convertor

Id = Annotated[
    str,
    Path(
        min_length=1,
        max_length=256,
        description="The id as it was sent, percent-encoded (`/` as `%2F`).",
    ),
]


class IdConvertor(Convertor[str]):
    """All of the rest of an address; Starlette's own `path` ends at a line end."""

    regex = "(?s:.+)"

    def convert(self, value: str) -> str:
        """As it is."""
        return value

    def to_string(self, value: str) -> str:
        """As it is."""
        return value


# Routes are compiled where they are declared, so their convertor must be known before.
register_url_convertor("any", IdConvertor())
