"""Filters as they stand in a page's address: empty fields are no filter, days are local days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dimscore.store.queue import QueueFilters
from dimscore.transcript import Text

Word = Annotated[Text, Field(max_length=256)]


class Narrowed(BaseModel):
    """What every form narrows by: empty fields are no filter, `from` and `to` are days, both
    included."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True, frozen=True)

    queue: Word | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, values: Any) -> Any:
        if isinstance(values, dict):
            return {k: v for k, v in values.items() if v not in ("", None)}
        return values


class QueueAddress(Narrowed):
    """The queue's filters as a form sends them.

    `item` is the open item, `done` the review that was written just before.
    """

    gap: Annotated[str, Field(max_length=64)] | None = None
    gap_state: Literal["late", "formulaic", "missed"] | None = None
    agent: Word | None = None
    order: Literal["worst", "sample"] = "worst"
    each: Annotated[int, Field(ge=1, le=50)] = 5
    draw: Annotated[int, Field(ge=1, le=9999)] = 1
    item: Annotated[str, Field(max_length=20)] | None = None
    done: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None

    def queue_filters(self, zone: ZoneInfo) -> QueueFilters:
        """As the store understands them."""
        values = self.model_dump(exclude={"from_", "to", "item", "done"})
        return QueueFilters(**values, **days(self.from_, self.to, zone))

    @property
    def query(self) -> str:
        """The filters as a query again, without what is as usual."""
        values = self.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, exclude={"item", "done"}
        )
        return urlencode(values)


def days(first: date | None, last: date | None, zone: ZoneInfo) -> dict[str, datetime]:
    """Local days, both included, as moments `from` and `to` (not included)."""
    bounds: dict[str, datetime] = {}
    if first is not None and first > date.min:
        bounds["from"] = datetime.combine(first, time.min, zone).astimezone(UTC)
    if last is not None and last < date.max:
        after = last + timedelta(days=1)
        bounds["to"] = datetime.combine(after, time.min, zone).astimezone(UTC)
    return bounds
