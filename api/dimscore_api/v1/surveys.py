"""`/v1/surveys`: what customers answered afterwards."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field

from dimscore.store import contacts, surveys
from dimscore.transcript import Identifier, Survey
from dimscore_api.auth import Ingest, store_of
from dimscore_api.problems import responses

router = APIRouter(tags=["surveys"], responses=responses(401, 403))
_EXAMPLE = {"surveys": [{"transcript_id": "call-1", "csat": 5, "comment": "Quick and kind."}]}


class SurveyIn(Survey):
    """What the customer of a transcript answered."""

    transcript_id: Identifier


class SurveysIn(BaseModel):
    """Answers; a later one for the same transcript replaces the earlier."""

    model_config = ConfigDict(extra="forbid")

    surveys: Annotated[list[SurveyIn], Field(min_length=1, max_length=1000)]


class Joined(BaseModel):
    """Whether the transcript has come yet; if not, the survey waits for it."""

    transcript_id: str
    known: bool


class JoinedAll(BaseModel):
    """One entry a survey, in the order given."""

    surveys: list[Joined]


@router.post("/surveys", summary="Hand in survey answers")
def hand_in(
    request: Request, caller: Ingest, body: Annotated[SurveysIn, Body(examples=[_EXAMPLE])]
) -> JoinedAll:
    """Joined to contacts by transcript id, whichever comes first. Comments are masked."""
    store = store_of(request)
    out: list[Joined] = []
    with store.write() as session:
        for item in body.surveys:
            kept_as = store.secret.disguise(item.transcript_id)
            answers = Survey.model_validate(item.model_dump(exclude={"transcript_id"}))
            surveys.put(session, kept_as, answers)
            known = contacts.find(session, kept_as) is not None
            out.append(Joined(transcript_id=kept_as, known=known))
    return JoinedAll(surveys=out)
