"""`/v1/batches`: many transcripts in one upload."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from anyio import CapacityLimiter, WouldBlock, to_thread
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from dimscore.store import batches, idempotency
from dimscore.store.batches import State
from dimscore.store.engine import Store
from dimscore.store.idempotency import Use
from dimscore.store.keys import Scope
from dimscore.store.tables import Batch, BatchError
from dimscore_api.auth import Anybody, Ingest, settings_of, store_of
from dimscore_api.problems import RefusedError, TooLargeError, responses
from dimscore_api.upload import ACCEPTED, Upload, digest_of
from dimscore_api.v1.examples import JSON_LINES
from dimscore_api.v1.idempotency import IdempotencyHeader, use_of

PATH = "/v1/batches"
_POST = f"POST {PATH}"
_TYPES = ("application/x-ndjson", "application/jsonl")
_ERRORS_SHOWN = 100
_LARGEST_ID = 2**31 - 1
router = APIRouter(tags=["batches"], responses=responses(401, 403))
_BODY = {
    "required": True,
    "content": {kind: {"schema": {"type": "string"}, "example": JSON_LINES} for kind in _TYPES},
}


class BatchProblem(BaseModel):
    """Why a record was not taken, or not scored. `line` counts from 1, blank lines included."""

    line: int
    transcript_id: str | None
    code: str
    message: str
    field: str | None


class BatchOut(BaseModel):
    """A batch. Every record is new (accepted), known already, or failed.

    `scored` and `waiting` count accepted contacts that are still kept. Of those that could not
    be scored, `errors` tells as well. `errors_next` is the `errors_after` of the next errors.
    """

    id: str
    created_at: datetime
    state: State
    records: int
    accepted: int
    known: int
    failed: int
    scored: int
    waiting: int
    unscorable: int
    errors: list[BatchProblem]
    errors_next: int | None


@router.post(
    "/batches",
    summary="Hand in many transcripts",
    status_code=ACCEPTED,
    responses=responses(408, 409, 415, 429),
    openapi_extra={"requestBody": _BODY},
)
async def hand_in(
    request: Request,
    response: Response,
    caller: Ingest,
    idempotency_key: IdempotencyHeader = None,
) -> BatchOut:
    """JSON Lines, one transcript a line. The answer comes when all is kept; scoring follows.

    A record that can not be taken becomes an error of the batch; the others are taken.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() not in _TYPES:
        raise RefusedError(f"send JSON Lines as {_TYPES[0]}", "media_type")
    _check_announced(request)
    store = store_of(request)
    with _Place(request.app.state.uploads):
        use = use_of(store, caller, _POST, idempotency_key)
        before = await to_thread.run_sync(_earlier, store, use)
        if before is not None:
            digest = await digest_of(store, request.stream())
            idempotency.same(before, digest)
            response.headers["idempotency-replayed"] = "true"
            batch_id = before.resource
        else:
            batch_id = await to_thread.run_sync(_begin, store, caller.id, use)
            check = request.app.state.scorer.check
            upload = Upload(store, settings_of(request), check, batch_id, use)
            try:
                await upload.receive(request.stream())
            finally:
                await to_thread.run_sync(request.app.state.queue.put, batch_id)
    response.headers["location"] = f"{PATH}/{batch_id}"
    return await to_thread.run_sync(_show, store, batch_id)


@router.get("/batches/{id}", summary="How far a batch is", responses=responses(404))
def read(
    request: Request,
    caller: Anybody,
    id: str,
    errors_after: Annotated[int, Query(ge=0, le=_LARGEST_ID)] = 0,
) -> BatchOut:
    """A key of scope ingest sees the batches it handed in itself."""
    store = store_of(request)
    with store.read() as session:
        batch = session.get(Batch, id)
        if batch is None or (caller.scope is Scope.INGEST and batch.key_id != caller.id):
            raise RefusedError(
                "there is no batch of this id, or another key handed it in", "unknown"
            )
    return _show(store, id, errors_after)


class _Place:
    """One of the few uploads that run at the same time; RefusedError where all are taken."""

    def __init__(self, places: CapacityLimiter) -> None:
        self._places = places

    def __enter__(self) -> None:
        try:
            self._places.acquire_on_behalf_of_nowait(self)
        except WouldBlock:
            most = int(self._places.total_tokens)
            raise RefusedError(f"{most} uploads are running; try again soon", "busy") from None

    def __exit__(self, *_: object) -> None:
        self._places.release_on_behalf_of(self)


def _check_announced(request: Request) -> None:
    most = settings_of(request).max_upload_bytes
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise TooLargeError(f"over {most} bytes; nothing was kept, send it in several batches")


def _earlier(store: Store, use: Use | None) -> idempotency.IdempotencyKey | None:
    if use is None:
        return None
    with store.read() as session:
        return idempotency.earlier(session, use)


def _begin(store: Store, key_id: str, use: Use | None) -> str:
    with store.write() as session:
        if use is not None and idempotency.earlier(session, use) is not None:
            raise idempotency.running()
        batch = batches.begin(session, key_id)
        if use is not None:
            idempotency.begin(session, use, batch.id)
        return batch.id


def _show(store: Store, batch_id: str, errors_after: int = 0) -> BatchOut:
    with store.read() as session:
        batch = session.get_one(Batch, batch_id)
        so_far = batches.progress(session, batch_id)
        found = batches.errors_of(session, batch_id, limit=_ERRORS_SHOWN + 1, after=errors_after)
    errors = found[:_ERRORS_SHOWN]
    return BatchOut(
        id=batch.id,
        created_at=batch.created_at,
        state=State(batch.state),
        records=batch.records,
        accepted=batch.accepted,
        known=batch.known,
        failed=batch.failed,
        scored=so_far.scored,
        waiting=so_far.waiting,
        unscorable=so_far.unscorable,
        errors=[_problem(error) for error in errors],
        errors_next=errors[-1].id if len(found) > len(errors) else None,
    )


def _problem(error: BatchError) -> BatchProblem:
    return BatchProblem(
        line=error.line,
        transcript_id=error.transcript_id,
        code=error.code,
        message=error.message,
        field=error.field,
    )
