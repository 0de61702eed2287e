"""Surveys, joined to contacts by transcript id; a survey may come before its transcript."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from dimscore.redaction import mask_text
from dimscore.store import tables
from dimscore.transcript import Survey


def put(session: Session, transcript_id: str, survey: Survey) -> None:
    """Keep what the customer answered; a later answer for the same contact replaces it."""
    values = survey.model_dump()
    if survey.comment is not None:
        values["comment"] = mask_text(survey.comment)
    row = tables.Survey(transcript_id=transcript_id, received_at=datetime.now(UTC), **values)
    session.merge(row)


def get(session: Session, transcript_id: str) -> Survey | None:
    """The survey of a contact, or None."""
    row = session.get(tables.Survey, transcript_id)
    return survey_of(row) if row else None


def survey_of(row: tables.Survey) -> Survey:
    """The survey that a row holds."""
    return Survey.model_validate({name: getattr(row, name) for name in Survey.model_fields})
