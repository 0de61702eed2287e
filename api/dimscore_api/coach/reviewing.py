"""Deciding on a contact's gaps and signals, taking it back, and commenting."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dimscore.errors import StoreError
from dimscore.store import reviews
from dimscore.store.contacts import transcript_of
from dimscore.store.reviews import Reason, Span, Verdict
from dimscore.store.tables import Review
from dimscore.transcript import Transcript
from dimscore_api.coach import visitor as who
from dimscore_api.coach.page import page, see_other
from dimscore_api.coach.spans import Marked, Marking, SpanError, chosen
from dimscore_api.coach.visible import visible

router = APIRouter()
_Note = Annotated[str, Form(max_length=2000)]


@router.post("/contacts/{number}/reviews", dependencies=[who.Ours])
def review(
    request: Request,
    coach: who.Coach,
    number: str,
    target: Annotated[str, Form(max_length=64)],
    decision: Annotated[Verdict, Form()],
    marked: Marked,
    reason: Annotated[Reason | None, Form()] = None,
    note: _Note = "",
    back: Annotated[str, Form(max_length=64)] = "reviews",
) -> Response:
    """Keep a decision and show the contact again; 409 where somebody was quicker."""
    store = who.store_of(request)
    try:
        with store.write() as session:
            contact = visible(request, session, coach, number)
            kept = reviews.decide(
                session,
                contact,
                target,
                decision,
                coach.reviewer,
                reason=reason if decision is Verdict.REJECTED else None,
                note=note,
                answer=_answer(decision, marked, transcript_of(contact)),
            )
            place = back if back != "reviews" else f"review-{kept.id}"
    except SpanError as error:
        text = coach.say(f"contact.{error.text}")
        return _problem(request, coach, 422, number, text)
    except IntegrityError:
        return _decided(request, coach, number, target)
    except StoreError as error:
        if error.code != "decided":
            raise
        return _decided(request, coach, number, target)
    return see_other(f"/contacts/{number}#{place}")


@router.post("/reviews/{number}/undo", dependencies=[who.Ours])
def undo(request: Request, coach: who.Coach, number: str) -> Response:
    """Take back a decision of one's own."""
    with who.store_of(request).write() as session:
        row = _review(request, session, coach, number)
        reviews.undo(session, row, coach.reviewer)
        contact = row.contact_id
    return see_other(f"/contacts/{contact}#review-{number}")


@router.post("/reviews/{number}/comments", dependencies=[who.Ours])
def comment(request: Request, somebody: who.Somebody, number: str, note: _Note = "") -> Response:
    """Say something about a decision; agents' accounts: about those on their own contacts."""
    with who.store_of(request).write() as session:
        row = _review(request, session, somebody, number)
        reviews.comment(session, row, somebody.reviewer, note)
        contact = row.contact_id
    return see_other(f"/contacts/{contact}#review-{number}")


def _review(request: Request, session: Session, visitor: who.Visitor, number: str) -> Review:
    """The decision of that number, on a contact that the visitor may see."""
    known = number.isdecimal() and len(number) < len(str(2**63))
    row = session.get(Review, int(number)) if known else None
    if row is None:
        raise HTTPException(404)
    visible(request, session, visitor, row.contact_id)
    return row


def _answer(decision: Verdict, marking: Marking, transcript: Transcript) -> Span | None:
    if decision not in (Verdict.ADDED, Verdict.CORRECTED):
        return None
    return chosen(marking, transcript)


def _decided(request: Request, coach: who.Visitor, number: str, target: str) -> Response:
    """Says who was quicker."""
    with who.store_of(request).read() as session:
        contact = visible(request, session, coach, number)
        standing = reviews.decision_on(session, contact.report_id or 0, target)
    by = standing.by if standing else ""
    return _problem(request, coach, 409, number, coach.say("contact.conflict", by=by))


def _problem(request: Request, coach: who.Visitor, status: int, number: str, text: str) -> Response:
    """What went wrong, with the way back; the page's own module takes the text out of it."""
    return page(request, coach, "contact_problem.html", status=status, number=number, text=text)
