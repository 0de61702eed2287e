"""Contacts, reviews and ideas as files, narrowed by the filters of the address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from dimscore.store import audit, exports
from dimscore.store.engine import Store
from dimscore.store.insights import ideas
from dimscore.store.listing import Filters
from dimscore_api.coach import filters
from dimscore_api.coach import visitor as who
from dimscore_api.download import Kind, download

router = APIRouter()
What = Literal["contacts", "reviews", "ideas"]
_IDEA = ("department", "text", "transcript_id", "at", "language")


@router.get("/export/{what}.{kind}")
def export(request: Request, coach: who.Coach, what: What, kind: Kind) -> StreamingResponse:
    """The file; who took it, and how many rows, is written down."""
    store = who.store_of(request)
    chosen = filters.read(dict(request.query_params), who.zone_of(request))
    columns, count, rows = _rows(store, what, chosen)
    with store.write() as session:
        audit.note(session, coach.name, f"export {what}", count=count)
    return download(what, kind, columns, rows)


def _rows(
    store: Store, what: What, chosen: Filters
) -> tuple[tuple[str, ...], int, Iterator[exports.Row]]:
    """Columns, number of rows, and the rows."""
    if what == "contacts":
        count = exports.count_contacts(store, chosen)
        return exports.contact_columns(), count, exports.contact_rows(store, chosen)
    if what == "reviews":
        count = exports.count_reviews(store, chosen)
        return exports.review_columns(), count, exports.review_rows(store, chosen)
    with store.read() as session:
        found = [
            {"department": group.department.value, **idea.model_dump(include=set(_IDEA))}
            for group in ideas(store, session, chosen)
            for idea in group.ideas
        ]
    return _IDEA, len(found), iter(found)
