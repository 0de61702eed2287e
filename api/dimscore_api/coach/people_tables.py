"""The tables of the team's and an agent's page: consistency, agents by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from dimscore.report import Dimension
from dimscore.store.figures import AgentFigures
from dimscore.store.figures_model import PERSON
from dimscore.store.figures_spread import Spread
from dimscore.store.figures_table import AgentRow
from dimscore_api.coach.figures import Cell, ScoreRow, cell, rating
from dimscore_api.coach.say import Say


@dataclass(frozen=True)
class Table:
    """Headings of the columns, and the rows under them."""

    columns: Sequence[str]
    rows: Sequence[ScoreRow | AgentLine]


@dataclass(frozen=True)
class AgentLine:
    """An agent in the team's table; without cells, `few` says why."""

    id: str
    link: str
    contacts: int
    cells: Sequence[Cell]
    few: str


def team_spread(say: Say, found: Mapping[Dimension, Spread]) -> Table:
    """Where the spread of each dimension comes from."""
    columns = (
        "over_contacts",
        "within_agents",
        "between_agents",
        "between_customers",
        "over_weeks",
    )
    rows = [
        _row(
            say,
            dimension,
            [
                cell(figure, lambda v: say.number(v, 1))
                for figure in (
                    one.contacts,
                    one.agents.within,
                    one.agents.between,
                    one.customers.between,
                    one.weeks.between,
                )
            ],
        )
        for dimension, one in found.items()
    ]
    return Table([say(f"people.{c}") for c in columns], rows)


def agent_spread(say: Say, own: AgentFigures, team: AgentFigures) -> Table:
    """How far an agent's contacts spread, and the team's."""
    rows = [
        _row(
            say,
            dimension,
            [
                cell(figures.consistency[dimension], lambda v: say.number(v, 1))
                for figures in (own, team)
            ],
        )
        for dimension in own.consistency
    ]
    return Table([say("people.over_contacts"), say("people.team_column")], rows)


def agent_rows(say: Say, rows: Sequence[AgentRow], where: Mapping[str, str]) -> Table | None:
    """The agents by name with their main figures; None where there are none."""
    if not rows:
        return None
    columns = [
        *(say.words("dimensions", d.value) for d in Dimension),
        say("people.gaps_column"),
        say("people.handling_title"),
        say("people.surveyed"),
        say("people.predicted"),
    ]
    query = f"?{urlencode(where)}" if where else ""
    return Table(columns, [_agent(say, row, query) for row in rows])


def few(say: Say, contacts: int) -> str:
    """How many contacts there are and how many it takes; empty where they are enough."""
    return "" if contacts >= PERSON else say("people.have", n=contacts, needed=PERSON)


def _agent(say: Say, row: AgentRow, query: str) -> AgentLine:
    cells = [
        *(cell(row.dimensions[d], say.number) for d in Dimension),
        cell(row.gaps.per_100, say.number),
        cell(row.handling_time, say.time),
        cell(row.surveyed_csat, rating(say)),
        cell(row.csat, rating(say)),
    ]
    enough = row.contacts >= PERSON
    return AgentLine(
        id=row.agent,
        link=f"/agents/{quote(row.agent, safe='/')}{query}",
        contacts=row.contacts,
        cells=cells if enough else (),
        few="" if enough else say("people.fewer_than", n=PERSON),
    )


def _row(say: Say, dimension: Dimension, cells: Sequence[Cell]) -> ScoreRow:
    title = say.words("dimensions", dimension.value)
    return ScoreRow(title=title, look=dimension.value, cells=cells)
