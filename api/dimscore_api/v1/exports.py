"""`/v1/exports`: contacts and reviews as CSV and Parquet."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from dimscore.store import audit, exports
from dimscore.store.engine import Store
from dimscore.store.listing import Filters
from dimscore_api.auth import Admin, Caller, store_of
from dimscore_api.download import MEDIA_TYPES, Kind, download
from dimscore_api.problems import responses

router = APIRouter(tags=["exports"], responses=responses(401, 403))
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {
            kind.split(";")[0]: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()
        },
    }
}


@router.get("/exports/contacts.{kind}", responses=_FILE, response_class=StreamingResponse)
def contacts(
    request: Request, caller: Admin, kind: Kind, filters: Annotated[Filters, Query()]
) -> StreamingResponse:
    """One row a contact: ids, figures, met and open opportunities a gap, survey."""
    store = store_of(request)
    _note(store, caller, "contacts", exports.count_contacts(store, filters))
    rows = exports.contact_rows(store, filters)
    return download("contacts", kind, exports.contact_columns(), rows)


@router.get("/exports/reviews.{kind}", responses=_FILE, response_class=StreamingResponse)
def reviews(
    request: Request, caller: Admin, kind: Kind, filters: Annotated[Filters, Query()]
) -> StreamingResponse:
    """One row a review of the contacts that the filters leave, with what was suggested."""
    store = store_of(request)
    _note(store, caller, "reviews", exports.count_reviews(store, filters))
    rows = exports.review_rows(store, filters)
    return download("reviews", kind, exports.review_columns(), rows)


def _note(store: Store, caller: Caller, what: str, count: int) -> None:
    with store.write() as session:
        audit.note(session, caller.name, f"export {what}", count=count)
