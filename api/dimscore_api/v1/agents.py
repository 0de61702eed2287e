"""`/v1/agents`: the figures of one agent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from dimscore.store.board import Board
from dimscore.store.figures import AgentFigures
from dimscore.store.listing import Filters
from dimscore_api.auth import Read, store_of
from dimscore_api.problems import responses
from dimscore_api.v1.paths import Id

router = APIRouter(tags=["agents"], responses=responses(401, 403))


@router.get("/agents/{id:any}", summary="The figures of an agent")
def read(
    request: Request, caller: Read, id: Id, filters: Annotated[Filters, Query()]
) -> AgentFigures:
    """Over the contacts that the filters leave; all zero or null where there are none.

    The filter `agent` is the one of the address, whatever the query says.
    """
    store = store_of(request)
    with store.read() as session:
        return Board(store, session, filters.model_copy(update={"agent": id})).figures()
