"""What the pages of figures are narrowed to, as it stands in their address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from dimscore.store.listing import Filters
from dimscore.store.tables import Contact
from dimscore.transcript import Text
from dimscore_api.coach.address import days

_Word = Annotated[Text, Field(max_length=256)]


class Scope(BaseModel):
    """Filters as a form sends them: empty fields are none, `from` and `to` are days, both
    included."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True, frozen=True)

    queue: _Word | None = None
    channel: _Word | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, values: Any) -> Any:
        if isinstance(values, dict):
            return {k: v for k, v in values.items() if v not in ("", None)}
        return values

    @property
    def values(self) -> dict[str, str]:
        """What is set, as in an address."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def filters(self, zone: ZoneInfo, agent: str | None = None) -> Filters:
        """As the store understands them; of one agent where it is named."""
        values = self.model_dump(exclude={"from_", "to"})
        return Filters.model_validate({**values, "agent": agent, **days(self.from_, self.to, zone)})


def contacts_link(values: Mapping[str, Any]) -> str:
    """The address of the contacts that fit `values`."""
    query = urlencode(values)
    return f"/contacts?{query}" if query else "/contacts"


def turn_link(number: int, turn: int) -> str:
    """The address of a turn on a contact's page."""
    return f"/contacts/{number}#t{turn}"


@dataclass(frozen=True)
class Choices:
    """What occurs in the store, for the fields of a form."""

    queues: Sequence[str]
    channels: Sequence[str]


def choices(session: Session) -> Choices:
    """The queues and channels there are contacts of."""
    queues, channels = (
        [value for value in session.scalars(select(column).distinct()) if value]
        for column in (Contact.queue, Contact.channel)
    )
    return Choices(sorted(queues), sorted(channels))
