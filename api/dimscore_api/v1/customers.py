"""`/v1/customers`: delete all that is kept of one."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel

from dimscore.store import deletion
from dimscore_api.auth import Admin, store_of
from dimscore_api.problems import responses
from dimscore_api.v1.paths import Id

router = APIRouter(tags=["customers"], responses=responses(401, 403))


class Deleted(BaseModel):
    """How many contacts were deleted; 0 where nothing was kept of this customer."""

    deleted: int


@router.delete("/customers/{id:any}", summary="Delete all contacts of a customer")
async def delete(request: Request, caller: Admin, id: Id) -> Deleted:
    """With their reports, surveys and reviews, from every file."""
    store = store_of(request)
    count = await to_thread.run_sync(lambda: deletion.delete_customer(store, id, by=caller.name))
    return Deleted(deleted=count)
