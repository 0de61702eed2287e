"""What customers come for, what they would do better, and the levels of service reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from dimscore.store.figures import levels
from dimscore.store.insights import DepartmentIdeas, Reasons, ideas, reasons
from dimscore.store.tables import Contact
from dimscore_api.coach import visitor as who
from dimscore_api.coach.insight_blocks import idea_blocks, level_chart, reason_rows
from dimscore_api.coach.page import page
from dimscore_api.coach.scope import Scope, choices

router = APIRouter()
#: Ideas of a department that stand on the page; the export holds them all.
_IDEAS = 8


@router.get("/insights")
def insights(request: Request, coach: who.Coach, scope: Annotated[Scope, Query()]) -> Response:
    """Reasons for contact, ideas by department, levels reached, and the files to take along."""
    store, say = who.store_of(request), coach.say
    filters = scope.filters(who.zone_of(request))
    with store.read() as session:
        why = reasons(store, session, filters)
        better = ideas(store, session, filters)
        reached = levels(store, session, filters)
        numbers = _numbers(session, _ids(why, better))
        offered = choices(session)
    return page(
        request,
        coach,
        "insights.html",
        scope=scope,
        choices=offered,
        reasons=reason_rows(say, why, numbers),
        reasons_contacts=why.contacts,
        reasons_read=(why.read, why.of),
        ideas=idea_blocks(say, better, numbers, _IDEAS),
        levels=level_chart(say, reached, scope.values),
        files=("contacts", "reviews", "ideas"),
    )


def _ids(why: Reasons, better: Sequence[DepartmentIdeas]) -> set[str]:
    """The transcripts that the page quotes."""
    quoted = {e.transcript_id for reason in why.reasons for e in reason.examples}
    return quoted | {i.transcript_id for group in better for i in group.ideas[:_IDEAS]}


def _numbers(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """The contacts' numbers, which their pages are found by."""
    query = select(Contact.transcript_id, Contact.id).where(Contact.transcript_id.in_(ids))
    return {row.transcript_id: row.id for row in session.execute(query)}
