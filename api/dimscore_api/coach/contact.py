"""One contact: the conversation, what was found in it, and what people decided about it."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request, Response

from dimscore.catalogue import load_catalogue
from dimscore.render.words import top_reasons
from dimscore.report import Contribution, Contributions, CsatPrediction, Report
from dimscore.store import deletion, surveys
from dimscore.store.contacts import report_of, transcript_of
from dimscore.store.reviews import Reason, reviews_of
from dimscore.transcript import Survey
from dimscore_api.coach import marking, reviewing
from dimscore_api.coach import visitor as who
from dimscore_api.coach.conversation import conversation
from dimscore_api.coach.decisions import decisions
from dimscore_api.coach.page import page, see_other
from dimscore_api.coach.past import past
from dimscore_api.coach.visible import visible

router = APIRouter()
router.include_router(reviewing.router)
router.include_router(marking.router)

#: Holds and silences are drawn with so many points a second, up to so many seconds.
_POINT, _LONGEST = 0.8, 180
#: A contribution smaller than this says nothing to a reader; of the rest, the largest.
_WORTH_SAYING, _MOST = 0.5, 6


@router.get("/contacts/{number}")
def contact(request: Request, number: str, somebody: who.Somebody) -> Response:
    """The page of a contact; agents' accounts: of their own ones."""
    store = who.store_of(request)
    with store.read() as session:
        row = visible(request, session, somebody, number)
        transcript, report = transcript_of(row), report_of(session, row)
        survey = surveys.get(session, row.transcript_id)
        decided = decisions(row, reviews_of(session, row))
        before = past(request, session, somebody, row)
    kinds = load_catalogue()
    names = dict(somebody.say.languages())
    return page(
        request,
        somebody,
        "contact.html",
        contact=row,
        transcript=transcript,
        report=report,
        survey=survey,
        outside=_outside(report, survey),
        decided=decided,
        talk=conversation(transcript, report, decided.standing, decided.added),
        past=before,
        language_name=names.get(
            row.language or "", row.language or somebody.say("contact.unknown")
        ),
        prediction_reasons=_reasons(report),
        moved={d.value: _largest(s.contributions) for d, s in report.dimensions.items()}
        if report
        else {},
        catalogue=kinds,
        limits={
            "hold": kinds.gaps["hold_gap"].settings["limit_seconds"],
            "mute": kinds.gaps["hold_gap"].settings["limit_seconds"],
            "silence": kinds.gaps["silence_gap"].settings["limit_seconds"],
            "pause": kinds.gaps["silence_gap"].settings["limit_seconds"],
            "transfer": None,
            "waited": None,
        },
        point=_POINT,
        longest=_LONGEST,
        minute=round(60 * _POINT),
        reasons=[r.value for r in Reason],
    )


@router.post("/contacts/{number}/delete", dependencies=[who.Ours])
def delete(request: Request, number: str, admin: who.Admin) -> Response:
    """Delete the contact with everything derived from it."""
    store = who.store_of(request)
    with store.read() as session:
        identity = visible(request, session, admin, number).transcript_id
    if deletion.delete_transcript(store, identity, by=admin.name) == 0:
        raise HTTPException(404)
    return see_other("/contacts")


def _prediction(report: Report | None) -> CsatPrediction | None:
    """The prediction that may be relied on."""
    csat = report.csat if report else None
    return csat if csat and not csat.abstained else None


def _outside(report: Report | None, survey: Survey | None) -> bool | None:
    """Whether the customer's answer lies outside of the interval; None where one is missing."""
    csat = _prediction(report)
    if csat is None or survey is None or survey.csat is None:
        return None
    low, high = csat.interval
    return not low <= survey.csat <= high


def _reasons(report: Report | None) -> dict[str, list[Contribution]]:
    """What moved the prediction, by whether it helps or hurts."""
    if report is None or _prediction(report) is None:
        return {}
    top = top_reasons(report)
    return {
        "helps": [c for c in top if c.value > 0],
        "hurts": [c for c in top if c.value < 0],
    }


def _largest(parts: Contributions | None) -> Sequence[Contribution]:
    """The contributions that moved a score most, what hurt first."""
    worth = [c for c in parts.items if abs(c.value) >= _WORTH_SAYING] if parts else []
    return sorted(sorted(worth, key=lambda c: -abs(c.value))[:_MOST], key=lambda c: c.value)
