"""The forms to judge, correct or add a signal: each a page, which a script shows in a dialog."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from dimscore.catalogue import SignalKind, load_catalogue
from dimscore.report import Dimension, Signal
from dimscore.store import reviews
from dimscore.store.contacts import report_of, transcript_of
from dimscore.store.reviews import Reason
from dimscore.transcript import Speaker, Turn
from dimscore_api.coach import visitor as who
from dimscore_api.coach.page import page
from dimscore_api.coach.spans import words
from dimscore_api.coach.visible import visible

router = APIRouter()


@router.get("/contacts/{number}/signals/{position}")
def signal(request: Request, coach: who.Coach, number: str, position: int) -> Response:
    """A signal of the contact's report: whether it is right, and what it should be."""
    with who.store_of(request).read() as session:
        contact = visible(request, session, coach, number)
        report = report_of(session, contact)
        if report is None or not 0 <= position < len(report.signals):
            raise HTTPException(404)
        target = f"signal:{position}"
        standing = reviews.decision_on(session, contact.report_id or 0, target)
    found = report.signals[position]
    turn = transcript_of(contact).turns[found.turn]
    return _form(request, coach, number, found.turn, turn, target, found, standing)


@router.get("/contacts/{number}/turns/{index}")
def turn(request: Request, coach: who.Coach, number: str, index: int) -> Response:
    """Mark a signal in a turn that the machine missed."""
    with who.store_of(request).read() as session:
        contact = visible(request, session, coach, number)
    turns = transcript_of(contact).turns
    if not 0 <= index < len(turns) or contact.report_id is None:
        raise HTTPException(404)
    if not turns[index].text or not load_catalogue().said_by(turns[index].speaker):
        raise HTTPException(404)
    return _form(request, coach, number, index, turns[index], "signal:new")


def _form(
    request: Request,
    coach: who.Visitor,
    number: str,
    index: int,
    turn: Turn,
    target: str,
    found: Signal | None = None,
    standing: reviews.Review | None = None,
) -> Response:
    places = words(turn.text)
    part = request.headers.get("x-part") == "1"
    return page(
        request,
        coach,
        "contact_mark_form.html" if part else "contact_mark.html",
        number=number,
        index=index,
        turn=turn,
        target=target,
        found=found,
        standing=standing,
        places=places,
        first=_holding(places, found.start) if found else None,
        last=_holding(places, found.end - 1) if found else None,
        kinds=_sayable(turn.speaker),
        catalogue=load_catalogue(),
        reasons=[r.value for r in Reason],
    )


def _sayable(speaker: Speaker) -> dict[str, list[SignalKind]]:
    """The signals that the turn's speaker can give, by dimension."""
    catalogue = load_catalogue()
    said = [catalogue.signals[name] for name in catalogue.said_by(speaker)]
    return {d.value: [k for k in said if k.dimension is d] for d in Dimension}


def _holding(places: list[tuple[int, int]], offset: int) -> int | None:
    """Which word the character at `offset` stands in."""
    return next((i for i, (_, end) in enumerate(places) if offset < end), None)
