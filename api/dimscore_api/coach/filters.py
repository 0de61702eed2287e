"""A list's filters: read from an address, written to one, and shown as chips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from dimscore.errors import UsageError
from dimscore.store.listing import Filters
from dimscore_api.coach.address import days
from dimscore_api.coach.say import Say

#: What can be narrowed from both ends, by `NAME_min` and `NAME_max`.
RANGES = ("csat", "business", "human", "hidden")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Chip:
    """An active filter in words, and the address's query without it."""

    label: str
    without: dict[str, str]


def read(address: Mapping[str, str], zone: ZoneInfo) -> Filters:
    """The filters of an address; fields left empty count as absent.

    `from` and `to` are days in `zone`, both included, or moments as Filters has them. UsageError
    names the field that does not fit.
    """
    given: dict[str, Any] = {k: v.strip() for k, v in address.items() if v.strip()}
    named = {name: day for name in ("from", "to") if (day := _day(given.get(name)))}
    given = {k: v for k, v in given.items() if k not in named}
    given |= days(named.get("from"), named.get("to"), zone)
    try:
        return Filters.model_validate(given)
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        raise UsageError(f"the filter {field} does not fit; change or leave it out") from None


def write(filters: Filters, zone: ZoneInfo) -> dict[str, str]:
    """The fields of an address that `read` understands as `filters`."""
    given = filters.model_dump(mode="json", by_alias=True, exclude_none=True)
    fields = {name: _plain(value) for name, value in given.items()}
    for name, moment, back in (("from", filters.from_, 0), ("to", filters.to, 1)):
        if moment is not None:
            fields[name] = moment.isoformat()
            with suppress(OverflowError):  # no such day in the zone: the moment stays as it is
                local = moment.astimezone(zone)
                if local.time() == time():
                    fields[name] = str(local.date() - back * _ONE_DAY)
    return fields


def chips(filters: Filters, say: Say, zone: ZoneInfo) -> list[Chip]:
    """Every active filter, each with the way to take it away."""
    fields = write(filters, zone)
    return [
        Chip(label, {k: v for k, v in fields.items() if k not in names})
        for names, label in _labels(filters, say, fields)
    ]


def _labels(
    filters: Filters, say: Say, fields: Mapping[str, str]
) -> Iterator[tuple[set[str], str]]:
    for name in ("agent", "customer", "queue", "channel", "words"):
        if name in fields:
            yield {name}, say(f"contacts.chip_{name}", value=fields[name])
    if filters.language:
        named = dict(say.languages()).get(filters.language, filters.language)
        yield {"language"}, named
    for name in ("from", "to"):
        if name in fields:
            yield {name}, say(f"contacts.chip_{name}", value=_when(fields[name], say))
    if filters.signal:
        yield {"signal"}, say("contacts.chip_signal", value=say.words("signals", filters.signal))
    if filters.gap:
        yield {"gap"}, say("contacts.chip_gap", value=say.words("gaps", filters.gap))
    if filters.gap_state == "open":
        yield {"gap_state"}, say("contacts.state_open")
    elif filters.gap_state:
        state = say.words("states", filters.gap_state.value)
        yield {"gap_state"}, say("contacts.chip_state", value=state)
    for name in RANGES:
        low, high = getattr(filters, f"{name}_min"), getattr(filters, f"{name}_max")
        if low is not None or high is not None:
            value = _range(say, low, high, 1 if name == "csat" else 0)
            yield {f"{name}_min", f"{name}_max"}, say(f"contacts.chip_{name}", value=value)
    for name in ("level", "surveyed"):
        if name in fields:
            yield {name}, say(f"contacts.chip_{name}", value=fields[name])
    if filters.over_hold_limit is not None:
        key = "hold_over" if filters.over_hold_limit else "hold_within"
        yield {"over_hold_limit"}, say(f"contacts.{key}")


def _range(say: Say, low: float | None, high: float | None, digits: int) -> str:
    if high is None:
        return say("contacts.at_least", value=say.number(low, digits))
    if low is None:
        return say("contacts.at_most", value=say.number(high, digits))
    return say.range(low, high, digits)


def _when(field: str, say: Say) -> str:
    day = _day(field)
    return say.day(day) if day is not None else say.moment(datetime.fromisoformat(field))


def _day(field: str | None) -> date | None:
    if field is None or len(field) != len("2026-01-01"):
        return None
    try:
        return date.fromisoformat(field)
    except ValueError:
        return None


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
