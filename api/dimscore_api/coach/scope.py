"""What the pages of figures are narrowed to, as it stands in their address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dimscore.store.listing import Filters
from dimscore.store.tables import Contact
from dimscore_api.coach.address import Narrowed, Word, days


class Scope(Narrowed):
    """Filters as the forms of the pages of figures send them."""

    channel: Word | None = None

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
    pairs = session.execute(select(Contact.queue, Contact.channel).distinct()).all()
    queues, channels = {queue for queue, _ in pairs}, {channel for _, channel in pairs}
    return Choices(sorted(filter(None, queues)), sorted(filter(None, channels)))
