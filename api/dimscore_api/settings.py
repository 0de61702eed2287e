"""What an installation may decide."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Count = Annotated[int, Field(gt=0)]


class Settings(BaseModel):
    """Places and limits of one server. Real contacts stay far below the limits.

    `store` is a SQLite file or a database URL; `host` the address that is bound, `names` the
    names a proxy in front of it answers to; `timezone` that of the dates on the page. Lengths
    are in bytes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str = "dimscore.db"
    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    timezone: str = "UTC"
    max_body_bytes: _Count = 8 * 2**20
    max_turns: _Count = 2_000
    max_characters: _Count = 400_000
    max_batch: _Count = 100
    max_upload_bytes: _Count = 2**30
    max_upload_records: _Count = 1_000_000
    max_line_bytes: _Count = 8 * 2**20
    max_uploads: _Count = 2
    workers: _Count = 2

    @property
    def on_loopback(self) -> bool:
        """Whether only programs on this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False
