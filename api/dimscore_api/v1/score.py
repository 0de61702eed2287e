"""`POST /v1/score` and `POST /v1/score/batch`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dimscore.errors import DimscoreError, Where
from dimscore.report import Failure, Problem, Report
from dimscore.transcript import Transcript
from dimscore_api.problems import TooLargeError, field_problems
from dimscore_api.records import known_id
from dimscore_api.v1.examples import TRANSCRIPT
from dimscore_api.work import Scorer

router = APIRouter(tags=["score"])


class Batch(BaseModel):
    """Transcripts to be scored together; each is checked by itself."""

    model_config = ConfigDict(extra="forbid")

    transcripts: Annotated[
        list[dict[str, Any]],
        Field(description="Transcripts as for /v1/score.", examples=[[TRANSCRIPT]]),
    ]


class BatchResult(BaseModel):
    """One outcome a transcript, in the order given: a report, or why there is none."""

    outcomes: list[Report | Failure]


def _scorer(request: Request) -> Scorer:
    return request.app.state.scorer


@router.post("/score", summary="Score one transcript")
async def score(
    request: Request, transcript: Annotated[Transcript, Body(examples=[TRANSCRIPT])]
) -> Report:
    """Signals, gaps, the three dimensions, predicted satisfaction, each with its evidence."""
    return await _scorer(request).score(transcript)


@router.post("/score/batch", summary="Score up to 100 transcripts")
async def score_batch(request: Request, batch: Batch) -> BatchResult:
    """A transcript that does not fit becomes a failure in its place; the others are scored."""
    most = request.app.state.settings.max_batch
    if len(batch.transcripts) > most:
        raise TooLargeError(f"more than {most} transcripts; send them in several requests")
    scorer = _scorer(request)
    return BatchResult(
        outcomes=[await _outcome(scorer, i, item) for i, item in enumerate(batch.transcripts)]
    )


async def _outcome(scorer: Scorer, index: int, item: dict[str, Any]) -> Report | Failure:
    field = f"transcripts.{index}"
    try:
        return await scorer.score(Transcript.model_validate(item))
    except ValidationError as error:
        first = field_problems(error.errors())[0]
        return _failure(item, "invalid_record", first.message, f"{field}.{first.field}")
    except DimscoreError as error:
        return _failure(item, error.code, str(error), field)


def _failure(item: dict[str, Any], code: str, message: str, field: str) -> Failure:
    return Failure(
        transcript_id=known_id(item),
        error=Problem(code=code, message=message, where=Where(field=field)),
    )
