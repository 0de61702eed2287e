"""The figures of the team and of each agent: trends, gaps, consistency, moments to talk about."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy.orm import Session

from dimscore.store.board import Board
from dimscore.store.engine import Store
from dimscore.store.figures import AgentFigures
from dimscore.store.figures_model import PERSON
from dimscore.store.listing import Filters
from dimscore.store.tables import Agent
from dimscore_api.coach import moments
from dimscore_api.coach import visitor as who
from dimscore_api.coach.cards import cards
from dimscore_api.coach.figures import balance_rows, rate_rows
from dimscore_api.coach.page import page, see_other
from dimscore_api.coach.people_tables import agent_rows, agent_spread, few, team_spread
from dimscore_api.coach.people_trends import agent_charts, team_charts
from dimscore_api.coach.scope import Scope, choices, contacts_link

router = APIRouter()


@router.get("/team")
def team(request: Request, coach: who.Coach, scope: Annotated[Scope, Query()]) -> Response:
    """The team as a whole, then its agents by name."""
    store, say = who.store_of(request), coach.say
    filters = scope.filters(who.zone_of(request))
    with store.read() as session:
        board = Board(store, session, filters)
        own = board.figures()
        context: dict[str, Any] = {"contacts": own.contacts, "choices": choices(session)}
        if own.contacts:
            context |= {
                "cards": cards(say, own, None, scope.values),
                "charts": team_charts(say, board, scope.values),
                "gaps": rate_rows(say, own, None, scope.values),
                "spread": team_spread(say, board.spread()),
                "agents": agent_rows(say, board.agents(), scope.values),
            }
    return page(request, coach, "team.html", scope=scope, **context)


@router.get("/agents/{agent:path}")
def agent(
    request: Request, coach: who.Coach, agent: str, scope: Annotated[Scope, Query()]
) -> Response:
    """One agent, for a coach."""
    store = who.store_of(request)
    with store.read() as session:
        if not agent or session.get(Agent, store.secret.disguise(agent)) is None:
            raise HTTPException(404)
    return _agent(request, coach, agent, scope)


@router.get("/me")
def me(request: Request, somebody: who.Somebody, scope: Annotated[Scope, Query()]) -> Response:
    """The own figures of an agent; for anybody else there are the team's."""
    if somebody.agent_id is None:
        return see_other("/team")
    return _agent(request, somebody, somebody.agent_id, scope)


def _agent(request: Request, reader: who.Visitor, agent: str, scope: Scope) -> Response:
    store = who.store_of(request)
    filters = scope.filters(who.zone_of(request), agent)
    where = {**scope.values, "agent": store.secret.disguise(agent)}
    with store.read() as session:
        board = Board(store, session, filters)
        own = board.figures()
        context: dict[str, Any] = {"few": few(reader.say, own.contacts)}
        if own.contacts >= PERSON:
            context |= _figures(reader, store, session, filters, scope, where, board, own)
        context["choices"] = choices(session)
    return page(
        request,
        reader,
        "agent.html",
        scope=scope,
        agent=agent,
        own=not reader.coaches,
        contacts=own.contacts,
        contacts_link=contacts_link(where),
        **context,
    )


def _figures(
    reader: who.Visitor,
    store: Store,
    session: Session,
    filters: Filters,
    scope: Scope,
    where: dict[str, str],
    board: Board,
    own: AgentFigures,
) -> dict[str, Any]:
    """What the page shows of an agent with contacts enough, the team's beside."""
    say = reader.say
    everybody = Board(store, session, filters.model_copy(update={"agent": None}))
    team = everybody.figures()
    theirs = scope.values if reader.coaches else None
    return {
        "cards": cards(say, own, team, where),
        "charts": agent_charts(say, board, everybody, where, theirs),
        "balance": balance_rows(say, own, team),
        "even": own.balance,
        "gaps": rate_rows(say, own, team, where),
        "least": PERSON,
        "spread": agent_spread(say, own, team),
        "moments": {
            "moments": moments.missed(store, session, filters, own),
            "strengths": moments.met(store, session, filters, own),
        },
    }
