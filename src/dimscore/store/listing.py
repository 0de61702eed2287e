"""Lists of contacts: filters that combine, newest first, pages by key and not by number."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from dimscore.errors import UsageError
from dimscore.report import GapState
from dimscore.store.engine import Store
from dimscore.store.search import contains
from dimscore.store.tables import Contact, Opportunity, SignalCount, StoredReport, Survey
from dimscore.transcript import Identifier, Text

Score = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Rating = Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)]


class Filters(BaseModel):
    """What a list, a chart or an export is narrowed to; all conditions must hold.

    `from` and `to` bound the contact's beginning (to: not included). `gap_state` is `open` for
    all but met. Score bounds are included; a contact without the score falls out.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True)

    agent: Identifier | None = None
    customer: Identifier | None = None
    queue: Text | None = None
    channel: Text | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    from_: Annotated[AwareDatetime | None, Field(alias="from")] = None
    to: AwareDatetime | None = None
    signal: Annotated[Text, Field(max_length=64)] | None = None
    gap: Annotated[Text, Field(max_length=64)] | None = None
    gap_state: GapState | Literal["open"] | None = None
    csat_min: Rating | None = None
    csat_max: Rating | None = None
    business_min: Score | None = None
    business_max: Score | None = None
    human_min: Score | None = None
    human_max: Score | None = None
    hidden_min: Score | None = None
    hidden_max: Score | None = None
    level: Annotated[int, Field(ge=1, le=5)] | None = None
    surveyed: Annotated[int, Field(ge=1, le=5)] | None = None
    over_hold_limit: bool | None = None
    words: Annotated[Text, Field(max_length=200)] | None = None


_LARGEST_ID = 2**31 - 1
_SCORES = {
    "csat": StoredReport.csat,
    "business": StoredReport.business,
    "human": StoredReport.human,
    "hidden": StoredReport.hidden,
}


def condition(store: Store, filters: Filters) -> ColumnElement[bool]:
    """The filters as one SQL condition on contacts joined with their current reports."""
    parts: list[ColumnElement[bool]] = [true()]
    if filters.agent is not None:
        parts.append(Contact.agent_id == store.secret.disguise(filters.agent))
    if filters.customer is not None:
        parts.append(Contact.customer_id == store.secret.disguise(filters.customer))
    for name in ("queue", "channel", "language"):
        if (value := getattr(filters, name)) is not None:
            parts.append(getattr(Contact, name) == value)
    if filters.from_ is not None:
        parts.append(Contact.at >= filters.from_)
    if filters.to is not None:
        parts.append(Contact.at < filters.to)
    if filters.signal is not None:
        same = SignalCount.report_id == Contact.report_id
        parts.append(_has(same, SignalCount.signal == filters.signal))
    if filters.gap is not None or filters.gap_state is not None:
        parts.append(_has(Opportunity.report_id == Contact.report_id, _gap(filters)))
    for name, score in _SCORES.items():
        if (low := getattr(filters, f"{name}_min")) is not None:
            parts.append(score >= low)
        if (high := getattr(filters, f"{name}_max")) is not None:
            parts.append(score <= high)
    if filters.level is not None:
        parts.append(StoredReport.level == filters.level)
    if filters.over_hold_limit is not None:
        over = StoredReport.holds_over > 0
        parts.append(over if filters.over_hold_limit else ~over)
    if filters.surveyed is not None:
        same_id = Survey.transcript_id == Contact.transcript_id
        parts.append(_has(same_id, Survey.csat == filters.surveyed))
    if filters.words is not None:
        found = contains(filters.words, store.dialect)
        if found is not None:
            parts.append(found)
    return and_(*parts)


def _has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A row beside the contact's, whatever else the query around it joins."""
    return exists().where(*conditions).correlate(Contact)


def _gap(filters: Filters) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [true()]
    if filters.gap is not None:
        parts.append(Opportunity.gap == filters.gap)
    if filters.gap_state == "open":
        parts.append(Opportunity.severity > 0)
    elif filters.gap_state is not None:
        parts.append(Opportunity.state == filters.gap_state.value)
    return and_(*parts)


@dataclass(frozen=True)
class Row:
    """A contact in a list, with the report and survey it has so far."""

    contact: Contact
    report: StoredReport | None
    survey: Survey | None


@dataclass(frozen=True)
class Page:
    """Some rows, and the cursor that leads on; None where there are no more."""

    rows: Sequence[Row]
    next: str | None


def list_contacts(
    store: Store, session: Session, filters: Filters, *, limit: int, cursor: str | None = None
) -> Page:
    """At most `limit` contacts after `cursor`, the newest first.

    UsageError where the cursor is none that this function gave.
    """
    query = joined().where(condition(store, filters))
    if cursor is not None:
        at, identity = _read(cursor)
        query = query.where(or_(Contact.at < at, and_(Contact.at == at, Contact.id < identity)))
    found = session.execute(
        query.order_by(Contact.at.desc(), Contact.id.desc()).limit(limit + 1)
    ).all()
    rows = [Row(*row) for row in found[:limit]]
    more = len(found) > limit
    return Page(rows, _write(rows[-1].contact) if more else None)


def open_gaps(session: Session, reports: Iterable[int]) -> dict[int, tuple[int, int]]:
    """By report: how many gaps are not met, and how bad the worst of them is (1 to 3)."""
    query = (
        select(Opportunity.report_id, func.count(Opportunity.id), func.max(Opportunity.severity))
        .where(Opportunity.report_id.in_(reports), Opportunity.severity > 0)
        .group_by(Opportunity.report_id)
    )
    return {report: (count, worst) for report, count, worst in session.execute(query)}


def joined() -> Select[Contact, StoredReport, Survey]:
    """Contacts with their current report and survey, where they have them."""
    return (
        select(Contact, StoredReport, Survey)
        .outerjoin(StoredReport, StoredReport.id == Contact.report_id)
        .outerjoin(Survey, Survey.transcript_id == Contact.transcript_id)
    )


def _write(contact: Contact) -> str:
    key = json.dumps([contact.at.isoformat(), contact.id])
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        at, identity = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return datetime.fromisoformat(at), min(int(identity), _LARGEST_ID)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise UsageError("the cursor is none of ours; begin again without it") from None
