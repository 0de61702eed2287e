"""`/v1/transcripts`: hand in, list, read, delete."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, Field

from dimscore.report import Report
from dimscore.store import contacts, deletion, surveys
from dimscore.store.listing import Filters, Row, list_contacts
from dimscore.store.reviews import reviews_of
from dimscore.transcript import Survey, Transcript
from dimscore_api.auth import Admin, Ingest, Read, store_of
from dimscore_api.intake import take_in
from dimscore_api.problems import RefusedError, responses
from dimscore_api.v1.examples import TRANSCRIPT
from dimscore_api.v1.idempotency import IdempotencyHeader, use_of
from dimscore_api.v1.paths import Id
from dimscore_api.v1.reviews import ReviewOut

router = APIRouter(tags=["transcripts"], responses=responses(401, 403))
_POST = "POST /v1/transcripts"


class Item(BaseModel):
    """A contact in a list. Scores are null while it waits, and where there are none."""

    transcript_id: str
    at: datetime
    received_at: datetime
    agent_id: str | None
    customer_id: str | None
    queue: str | None
    channel: str | None
    language: str | None
    state: Literal["scored", "waiting", "failed"]
    csat: float | None
    csat_interval: tuple[float, float] | None
    business: float | None
    human: float | None
    hidden: float | None
    open_gaps: int | None
    survey: Survey | None


class Items(BaseModel):
    """A page of contacts, the newest first; `next` is the `cursor` of the page after it."""

    items: list[Item]
    next: str | None


class Contact(BaseModel):
    """Everything kept of a contact; the report is null while it waits to be scored."""

    transcript: Transcript
    report: Report | None
    survey: Survey | None
    reviews: list[ReviewOut]


class Deleted(BaseModel):
    """How many contacts were deleted."""

    deleted: int


class ListQuery(Filters):
    """The filters, and which page."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str | None, Field(max_length=200)] = None


@router.post(
    "/transcripts",
    summary="Hand in a transcript",
    status_code=201,
    response_model=Report,
    responses={
        200: {"model": Report, "description": "Known already; its report"},
        **responses(409),
    },
)
async def hand_in(
    request: Request,
    response: Response,
    caller: Ingest,
    transcript: Annotated[Transcript, Body(examples=[TRANSCRIPT])],
    idempotency_key: IdempotencyHeader = None,
) -> Report:
    """Masked, kept and scored; offsets of the report refer to the masked text that is kept."""
    app = request.app.state
    use = use_of(app.store, caller, _POST, idempotency_key)
    taken = await take_in(app.store, app.scorer, transcript, use)
    response.status_code = taken.status
    response.headers["location"] = f"/v1/transcripts/{quote(taken.report.transcript_id, safe='')}"
    if taken.replayed:
        response.headers["idempotency-replayed"] = "true"
    return taken.report


@router.get("/transcripts", summary="List contacts")
def list_(request: Request, caller: Read, query: Annotated[ListQuery, Query()]) -> Items:
    """Filters combine; pages are stable while contacts come in."""
    store = store_of(request)
    with store.read() as session:
        page = list_contacts(store, session, query, limit=query.limit, cursor=query.cursor)
    return Items(items=[_item(row) for row in page.rows], next=page.next)


@router.get("/transcripts/{id:any}", summary="Read a contact", responses=responses(404))
def read(request: Request, caller: Read, id: Id) -> Contact:
    """The transcript as it is kept, its report, survey and reviews."""
    store = store_of(request)
    with store.read() as session:
        contact = contacts.find(session, store.secret.disguise(id))
        if contact is None:
            raise _unknown()
        return Contact(
            transcript=contacts.transcript_of(contact),
            report=contacts.report_of(session, contact),
            survey=surveys.get(session, contact.transcript_id),
            reviews=[
                ReviewOut.of(review, contact.transcript_id)
                for review in reviews_of(session, contact)
            ],
        )


@router.delete("/transcripts/{id:any}", summary="Delete a contact", responses=responses(404))
async def delete(request: Request, caller: Admin, id: Id) -> Deleted:
    """With its report, survey and reviews, from every file."""
    store = store_of(request)
    count = await to_thread.run_sync(lambda: deletion.delete_transcript(store, id, by=caller.name))
    if not count:
        raise _unknown()
    return Deleted(deleted=count)


def _unknown() -> RefusedError:
    return RefusedError("there is no transcript of this id; see GET /v1/transcripts", "unknown")


def _item(row: Row) -> Item:
    contact, report = row.contact, row.report
    figures: dict[str, Any] = {
        name: getattr(report, name, None) for name in ("csat", "business", "human", "hidden")
    }
    low, high = getattr(report, "csat_low", None), getattr(report, "csat_high", None)
    return Item(
        transcript_id=contact.transcript_id,
        at=contact.at,
        received_at=contact.received_at,
        agent_id=contact.agent_id,
        customer_id=contact.customer_id,
        queue=contact.queue,
        channel=contact.channel,
        language=contact.language,
        state=contact.state,
        csat_interval=None if low is None or high is None else (low, high),
        open_gaps=report.open_gaps if report else None,
        survey=surveys.survey_of(row.survey) if row.survey else None,
        **figures,
    )
