"""The queue: one flagged gap after the other, decided on with the keyboard."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from dimscore.catalogue import load_catalogue
from dimscore.lang import languages
from dimscore.render.html import pieces
from dimscore.report import GapState
from dimscore.store import claims, reviews
from dimscore.store import queue as waiting
from dimscore.store.contacts import report_of, transcript_of
from dimscore.store.reviews import Reason, Verdict
from dimscore.store.tables import Review
from dimscore_api.coach import visitor as who
from dimscore_api.coach.address import QueueAddress
from dimscore_api.coach.page import page, see_other

router = APIRouter()
#: How many items the list beside the open one shows.
_AHEAD = 12
#: How many turns around a gap the excerpt shows.
_BEFORE, _AFTER = 2, 1


@router.get("/queue")
def queue(
    request: Request,
    coach: who.Coach,
    address: Annotated[QueueAddress, Query()],
) -> Response:
    """The first open item, or the one of the address, with the list of the next ones."""
    store = who.store_of(request)
    item, done = address.item, address.done
    filters = address.queue_filters(who.zone_of(request))
    with store.read() as session:
        ahead = waiting.queue(store, session, filters, coach.name, limit=_AHEAD)
        opened = waiting.item(session, item) if item else next(iter(ahead), None)
        if item and opened is None:
            raise HTTPException(404)
        context = {
            "ahead": ahead,
            "left": waiting.how_many(store, session, filters),
            "today": waiting.decided_today(session, coach.name),
            "choices": waiting.choices(session),
            "undo": _undoable(session, done, coach),
            "shown": _shown(session, opened) if opened else None,
        }
    if opened:
        with store.write() as session:
            claims.claim(session, opened.opportunity.report_id, _target(opened), coach.name)
    part = request.headers.get("x-part") == "1"
    return page(
        request,
        coach,
        "queue_part.html" if part else "queue.html",
        address=address,
        gaps=list(load_catalogue().gaps),
        codes=languages(),
        states=[s.value for s in GapState if s is not GapState.MET],
        reasons=[r.value for r in Reason],
        next=_following(ahead, opened),
        **context,
    )


@router.post("/queue/decide", dependencies=[who.Ours])
def decide(
    request: Request,
    coach: who.Coach,
    item: Annotated[str, Form(max_length=20)],
    decision: Annotated[Verdict, Form()],
    reason: Annotated[Reason | None, Form()] = None,
    note: Annotated[str, Form(max_length=4000)] = "",
    next: Annotated[str, Form(max_length=20)] = "",
    back: Annotated[str, Form(max_length=2000)] = "/queue",
) -> Response:
    """Keep the decision; a page of ours that has the next item already only hears its number."""
    store = who.store_of(request)
    with store.write() as session:
        opened = waiting.item(session, item)
        if opened is None:
            raise HTTPException(404)
        review = reviews.decide(
            session,
            opened.contact,
            _target(opened),
            decision,
            coach.reviewer,
            reason=reason if decision is Verdict.REJECTED else None,
            note=note,
        )
    if request.headers.get("x-part") == "1":
        return JSONResponse({"review": review.id}, 201)
    extra = f"done={review.id}" + (f"&item={next}" if next else "")
    return see_other(f"/queue?{back}&{extra}" if back else f"/queue?{extra}")


@router.post("/queue/undo", dependencies=[who.Ours])
def undo(
    request: Request,
    coach: who.Coach,
    review: Annotated[int, Form(ge=1, le=2**31 - 1)],
    back: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Take back a decision and show its item again."""
    with who.store_of(request).write() as session:
        row = session.get(Review, review)
        if row is None or not row.target.startswith("gap:"):
            raise HTTPException(404)
        reviews.undo(session, row, coach.reviewer)
        key = f"{row.contact_id}-{row.target.removeprefix('gap:')}"
    if request.headers.get("x-part") == "1":
        return JSONResponse({"item": key})
    return see_other(f"/queue?{back}&item={key}" if back else f"/queue?item={key}")


@router.post("/queue/keep", dependencies=[who.Ours])
def keep(request: Request, coach: who.Coach, item: Annotated[str, Form(max_length=20)]) -> Response:
    """Still reading: keep the item for this coach a little longer."""
    with who.store_of(request).write() as session:
        opened = waiting.item(session, item)
        mine = opened is not None and claims.claim(
            session, opened.opportunity.report_id, _target(opened), coach.name
        )
    return JSONResponse({"yours": mine})


def _target(item: waiting.Item) -> str:
    return f"gap:{item.opportunity.position}"


def _following(ahead: list[waiting.Item], opened: waiting.Item | None) -> waiting.Item | None:
    """The item after the open one; where that is not on the list, the first of the list."""
    keys = [i.key for i in ahead]
    place = keys.index(opened.key) + 1 if opened and opened.key in keys else 0
    return ahead[place] if place < len(ahead) else None


def _undoable(session: Session, done: int | None, coach: who.Visitor) -> Review | None:
    row = session.get(Review, done) if done else None
    return row if row and row.by == coach.name and reviews.stands(session, row) else None


def _shown(session: Session, item: waiting.Item) -> dict[str, Any]:
    """What the template needs of the open item: the gap, the turns around it, who decided."""
    report = report_of(session, item.contact)
    assert report is not None
    transcript = transcript_of(item.contact)
    gap = report.gaps[item.opportunity.position]
    last = max((gap.turn, *gap.turns_looked_at))
    first = max(0, gap.turn - _BEFORE)
    turns = list(enumerate(transcript.turns))[first : last + 1 + _AFTER]
    answers = {s.turn for s in report.signals if s.answers == gap.turn}
    return {
        "item": item,
        "report": report,
        "gap": gap,
        "last": last,
        "answers": answers if gap.state in (GapState.LATE, GapState.FORMULAIC) else set(),
        "turns": [
            (i, t, pieces(t, [s for s in report.signals if s.turn == i]), _found(report, i))
            for i, t in turns
        ],
        "before": first,
        "after": len(transcript.turns) - (turns[-1][0] + 1 if turns else 0),
        "decision": reviews.decision_on(session, item.opportunity.report_id, _target(item)),
    }


def _found(report: Any, turn: int) -> list[Any]:
    return [s for s in report.signals if s.turn == turn]
