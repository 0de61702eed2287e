"""The `Idempotency-Key` header."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header

from dimscore.store.engine import Store
from dimscore.store.idempotency import Use
from dimscore_api.auth import Caller

IdempotencyHeader = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=64,
        pattern=r"^[\x20-\x7e]+$",
        description="Printable characters of your choice; a request sent again with the same key "
        "and body gets the same answer and does nothing more.",
    ),
]


def use_of(store: Store, caller: Caller, route: str, value: str | None) -> Use | None:
    """The use of a key, None where none was sent."""
    return None if value is None else Use.of(store.secret, caller.id, route, value)
