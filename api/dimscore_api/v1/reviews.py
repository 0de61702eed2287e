"""`/v1/reviews`: what people decided beside what the machine suggested."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from dimscore.redaction import mask_text
from dimscore.store import contacts
from dimscore.store.engine import Store
from dimscore.store.review_list import ReviewFilters, list_reviews
from dimscore.store.reviews import Reason, Reviewer, Span, Verdict, decide
from dimscore.store.tables import Review
from dimscore.transcript import Identifier, Text
from dimscore_api.auth import Admin, Read, store_of
from dimscore_api.problems import RefusedError, responses

router = APIRouter(tags=["reviews"], responses=responses(401, 403))
_ROLE = "api"
_NAME = 64  # characters of a reviewer's name that are kept
_LARGEST_ID = 2**31 - 1
_EXAMPLE = {
    "transcript_id": "call-1",
    "target": "gap:0",
    "decision": "rejected",
    "reason": "answered",
    "by": "quality team",
}


class ReviewOut(BaseModel):
    """A review as it was written; reviews are never changed, only added."""

    id: int
    transcript_id: str
    created_at: datetime
    by: str
    role: str
    target: str
    decision: str
    reason: str | None
    note: str | None
    suggestion: dict[str, Any] | None
    answer: dict[str, Any] | None

    @classmethod
    def of(cls, review: Review, transcript_id: str) -> ReviewOut:
        """The answer for a row."""
        values = {
            name: getattr(review, name) for name in cls.model_fields if name != "transcript_id"
        }
        return cls(transcript_id=transcript_id, **values)


class Reviews(BaseModel):
    """Reviews in the order they were written; `next` is the `after` of the page that follows."""

    items: list[ReviewOut]
    next: int | None


class ReviewQuery(ReviewFilters):
    """The filters, and which page."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[int, Field(ge=0, le=_LARGEST_ID)] = 0


class ReviewIn(BaseModel):
    """A decision. `target` is `gap:POSITION` or `signal:POSITION` in the report, or `signal:new`.

    `answer` is the span, given to add or correct a signal; `by` is who decided, the key's name
    unless given.
    """

    model_config = ConfigDict(extra="forbid")

    transcript_id: Identifier
    target: Annotated[str, Field(pattern=r"^((gap|signal):[0-9]{1,6}|signal:new)$")]
    decision: Verdict
    reason: Reason | None = None
    note: Annotated[Text | None, Field(max_length=4000)] = None
    answer: Span | None = None
    by: Annotated[Text | None, Field(min_length=1, max_length=64)] = None


@router.get("/reviews", summary="List reviews")
def list_(request: Request, caller: Read, query: Annotated[ReviewQuery, Query()]) -> Reviews:
    """Everything that was decided, commented and undone."""
    store = store_of(request)
    with store.read() as session:
        rows = list_reviews(store, session, query, limit=query.limit + 1, after=query.after)
    items = [ReviewOut.of(row.review, row.transcript_id) for row in rows[: query.limit]]
    return Reviews(items=items, next=items[-1].id if len(rows) > len(items) else None)


@router.post("/reviews", summary="Add a review", status_code=201, responses=responses(404, 409))
def add(
    request: Request, caller: Admin, body: Annotated[ReviewIn, Body(examples=[_EXAMPLE])]
) -> ReviewOut:
    """From a review tool of your own. One decision stands for a target: 409 for a second."""
    store = store_of(request)
    by = Reviewer(_name(store, body.by) if body.by else caller.name, _ROLE)
    with store.write() as session:
        contact = contacts.find(session, store.secret.disguise(body.transcript_id))
        if contact is None:
            raise RefusedError("there is no transcript of this id; hand it in first", "unknown")
        review = decide(
            session,
            contact,
            body.target,
            body.decision,
            by,
            reason=body.reason,
            note=body.note,
            answer=body.answer,
        )
    return ReviewOut.of(review, contact.transcript_id)


def _name(store: Store, by: str) -> str:
    """A reviewer's name, which may be an e-mail address."""
    disguised = store.secret.disguise(by)
    return disguised if disguised != by else mask_text(by)[:_NAME]
