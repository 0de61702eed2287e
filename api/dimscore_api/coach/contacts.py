"""The list of contacts, filtered by what stands in the address."""

from __future__ import annotations

from collections import defaultdict

from fastapi import APIRouter, Request, Response

from dimscore.catalogue import load_catalogue
from dimscore.report import Dimension, GapState
from dimscore.store import queue
from dimscore.store.listing import list_contacts, open_gaps
from dimscore_api.coach import filters
from dimscore_api.coach import visitor as who
from dimscore_api.coach.page import page

router = APIRouter()
_ROWS = 50
#: The filters that stand folded away, unless one of them is active.
_FURTHER = {"signal", "level", "surveyed"} | {
    f"{name}_{bound}" for name in filters.RANGES for bound in ("min", "max")
}


@router.get("/contacts")
def contact_list(request: Request, somebody: who.Somebody) -> Response:
    """Contacts that fit the address's filters, the newest first; an agent's account: its own."""
    store, zone = who.store_of(request), who.zone_of(request)
    address = dict(request.query_params)
    cursor = address.pop("cursor", None) or None
    shown = chosen = filters.read(address, zone)
    if not somebody.coaches:
        shown = chosen.model_copy(update={"agent": None})
        chosen = chosen.model_copy(update={"agent": somebody.agent_id})
    with store.read() as session:
        found = list_contacts(store, session, chosen, limit=_ROWS, cursor=cursor)
        agents, queues = queue.choices(session) if somebody.coaches else ([], [])
        gaps = open_gaps(session, (r.report.id for r in found.rows if r.report))
    fields = filters.write(shown, zone)
    return page(
        request,
        somebody,
        "contacts.html",
        rows=found.rows,
        next=found.next,
        cursor=cursor,
        gaps=gaps,
        agents=agents,
        queues=queues,
        fields=defaultdict(str, fields),
        further=bool(fields.keys() & _FURTHER),
        chips=filters.chips(shown, somebody.say, zone),
        catalogue=load_catalogue(),
        dimensions=[d.value for d in Dimension],
        states=[s.value for s in GapState],
    )
