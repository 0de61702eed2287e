"""Lists of reviews, in the order they were written, pages by key and not by number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from dimscore.store.engine import Store
from dimscore.store.reviews import Verdict
from dimscore.store.tables import Contact, Review
from dimscore.transcript import Identifier, Text


class ReviewFilters(BaseModel):
    """What a list of reviews is narrowed to; all conditions must hold.

    `contact` is a transcript id; `from` and `to` bound when it was written (to: not included).
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True)

    contact: Identifier | None = None
    by: Annotated[Text, Field(max_length=64)] | None = None
    from_: Annotated[AwareDatetime | None, Field(alias="from")] = None
    to: AwareDatetime | None = None
    decision: Verdict | Literal["commented", "undone"] | None = None


@dataclass(frozen=True)
class ReviewRow:
    """A review, and the id of the transcript it is on."""

    review: Review
    transcript_id: str


def list_reviews(
    store: Store, session: Session, filters: ReviewFilters, *, limit: int, after: int = 0
) -> list[ReviewRow]:
    """At most `limit` reviews after the review `after`."""
    query = select(Review, Contact.transcript_id).join(Contact, Contact.id == Review.contact_id)
    if filters.contact is not None:
        kept_as = store.secret.disguise(filters.contact)
        query = query.where(Contact.transcript_id == kept_as)
    if filters.by is not None:
        query = query.where(Review.by.in_([filters.by, store.secret.disguise(filters.by)]))
    if filters.from_ is not None:
        query = query.where(Review.created_at >= filters.from_)
    if filters.to is not None:
        query = query.where(Review.created_at < filters.to)
    if filters.decision is not None:
        query = query.where(Review.decision == str(filters.decision))
    found = session.execute(query.where(Review.id > after).order_by(Review.id).limit(limit))
    return [ReviewRow(review, transcript_id) for review, transcript_id in found]
