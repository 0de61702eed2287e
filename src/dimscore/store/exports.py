"""Contacts and reviews as flat rows, for a spreadsheet or a data frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dimscore.catalogue import load_catalogue
from dimscore.store.engine import Store
from dimscore.store.listing import Filters, condition, joined, list_contacts
from dimscore.store.listing import Row as Listed
from dimscore.store.tables import Contact, Opportunity, Review, StoredReport

Row = dict[str, Any]
_PAGE = 500
_CONTACT = (
    *("transcript_id", "at", "received_at", "agent_id", "customer_id"),
    *("queue", "channel", "language", "state"),
)
_REPORT = (
    *("csat", "csat_low", "csat_high", "p_satisfied", "business", "human", "hidden", "level"),
    *("handling_time", "hold_count", "holds_over"),
)
_SURVEY = ("csat", "nps", "ces", "resolved", "comment", "answered_at")
_REVIEW = ("id", "created_at", "by", "role", "target", "decision", "reason", "note")
_SUGGESTED = ("id", "turn", "start", "end", "text", "state", "severity")
_ANSWER = ("signal", "turn", "start", "end")
_KINDS: dict[str, type] = {
    **dict.fromkeys(_REPORT, float),
    **dict.fromkeys(("level", "hold_count", "holds_over", "id"), int),
    **dict.fromkeys(("survey_csat", "survey_nps", "survey_ces"), int),
    **dict.fromkeys(("suggested_turn", "suggested_start", "suggested_end"), int),
    **dict.fromkeys(("suggested_severity", "answer_turn", "answer_start", "answer_end"), int),
    "survey_resolved": bool,
}
_TIMES = frozenset({"at", "received_at", "created_at", "survey_answered_at"})


def contact_columns() -> tuple[str, ...]:
    """The columns of `contact_rows`: ids, figures, met and open opportunities a gap, survey."""
    gaps = (f"{gap}_{state}" for gap in load_catalogue().gaps for state in ("met", "open"))
    return (*_CONTACT, *_REPORT, *gaps, *(f"survey_{name}" for name in _SURVEY))


def review_columns() -> tuple[str, ...]:
    """The columns of `review_rows`: the review, what was suggested, what was answered."""
    return (
        *(*_REVIEW, "transcript_id", "agent_id", "language"),
        *(f"suggested_{name}" for name in _SUGGESTED),
        *(f"answer_{name}" for name in _ANSWER),
    )


def kind_of(column: str) -> str:
    """What a column holds: text, time, integer, number or boolean."""
    if column in _TIMES:
        return "time"
    kind = int if column.endswith(("_met", "_open")) else _KINDS.get(column, str)
    return {str: "text", int: "integer", float: "number", bool: "boolean"}[kind]


def count_contacts(store: Store, filters: Filters) -> int:
    """How many rows `contact_rows` has."""
    found = joined().with_only_columns(func.count()).where(condition(store, filters))
    with store.read() as session:
        return session.scalar(found) or 0


def contact_rows(store: Store, filters: Filters) -> Iterator[Row]:
    """One row a contact, the newest first. No transaction is held between pages of rows."""
    cursor: str | None = None
    while True:
        with store.read() as session:
            page = list_contacts(store, session, filters, limit=_PAGE, cursor=cursor)
            gaps = _gaps(session, page.rows)
        for listed in page.rows:
            yield _contact(listed, gaps)
        cursor = page.next
        if cursor is None:
            return


def count_reviews(store: Store, filters: Filters) -> int:
    """How many rows `review_rows` has."""
    with store.read() as session:
        return session.scalar(_reviewed(store, filters, func.count())) or 0


def review_rows(store: Store, filters: Filters) -> Iterator[Row]:
    """One row a review of the contacts that `filters` leave, in the order they were written."""
    last = 0
    while True:
        query = _reviewed(store, filters, Review, Contact)
        query = query.where(Review.id > last).order_by(Review.id).limit(_PAGE)
        with store.read() as session:
            found = session.execute(query).all()
        for review, contact in found:
            yield _review(review, contact)
        if len(found) < _PAGE:
            return
        last = found[-1][0].id


def _reviewed(store: Store, filters: Filters, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Review)
        .join(Contact, Contact.id == Review.contact_id)
        .outerjoin(StoredReport, StoredReport.id == Contact.report_id)
        .where(condition(store, filters))
    )


def _gaps(session: Session, rows: Any) -> dict[tuple[int, str], int]:
    """How many opportunities of each gap each report has, met and open."""
    met = Opportunity.severity == 0
    query = (
        select(Opportunity.report_id, Opportunity.gap, met, func.count())
        .where(Opportunity.report_id.in_([row.contact.report_id for row in rows]))
        .group_by(Opportunity.report_id, Opportunity.gap, met)
    )
    return {
        (report_id, f"{gap}_{'met' if was_met else 'open'}"): count
        for report_id, gap, was_met, count in session.execute(query)
    }


def _contact(listed: Listed, gaps: dict[tuple[int, str], int]) -> Row:
    contact, report, survey = listed.contact, listed.report, listed.survey
    row: Row = {name: getattr(contact, name) for name in _CONTACT}
    row |= {name: getattr(report, name, None) for name in _REPORT}
    for column in contact_columns()[len(row) : -len(_SURVEY)]:
        row[column] = gaps.get((report.id, column), 0) if report else None
    return row | {f"survey_{name}": getattr(survey, name, None) for name in _SURVEY}


def _review(review: Review, contact: Contact) -> Row:
    row: Row = {name: getattr(review, name) for name in _REVIEW}
    row |= {name: getattr(contact, name) for name in ("transcript_id", "agent_id", "language")}
    suggested: Row = review.suggestion or {}
    suggested = {**suggested, "id": suggested.get("gap") or suggested.get("signal")}
    row |= {f"suggested_{name}": suggested.get(name) for name in _SUGGESTED}
    return row | {f"answer_{name}": (review.answer or {}).get(name) for name in _ANSWER}
