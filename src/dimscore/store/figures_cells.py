"""The sums behind the figures: one scan of the contacts, by agent and week."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, case, func
from sqlalchemy.orm import Session

from dimscore.store.engine import Store
from dimscore.store.figures_model import Clusters, Moments
from dimscore.store.figures_query import (
    Answer,
    Sums,
    chosen,
    clusters,
    moments,
    monday,
    surveyed,
    week,
)
from dimscore.store.listing import Filters
from dimscore.store.tables import Contact, StoredReport

_SATISFIED = 4
_K = TypeVar("_K")


class Measure(StrEnum):
    """What can be followed over weeks."""

    CSAT = "csat"
    TOP_BOX = "top_box"
    SURVEYED_CSAT = "surveyed_csat"
    BUSINESS = "business"
    HUMAN = "human"
    HIDDEN = "hidden"
    GAPS_PER_100 = "gaps_per_100"
    HANDLING_TIME = "handling_time"


#: The columns of the measures that are means over reports.
MEANS = {
    Measure.CSAT: StoredReport.csat,
    Measure.TOP_BOX: StoredReport.p_satisfied,
    Measure.BUSINESS: StoredReport.business,
    Measure.HUMAN: StoredReport.human,
    Measure.HIDDEN: StoredReport.hidden,
    Measure.HANDLING_TIME: StoredReport.handling_time,
}
_OF_REPORTS = (
    func.count(),
    func.sum(case((StoredReport.hold_count > 0, 1), else_=0)),
    func.count(StoredReport.hold_count),
    *clusters(StoredReport.hold_count, StoredReport.holds_over),
    *clusters(StoredReport.opportunities, StoredReport.open_gaps),
    *(column for value in MEANS.values() for column in moments(value)),
)
_OF_SURVEYS = (
    *moments(Answer.csat),
    func.sum(case((Answer.csat >= _SATISFIED, 1), else_=0)),
)
_NOTHING = (0,) * (len(_OF_REPORTS) + len(_OF_SURVEYS))


@dataclass(frozen=True)
class Cell:
    """The sums of some contacts; `means` has every measure but the gaps.

    `held` contacts had a hold, of the `timed` whose holds were measured. `holds` are holds, and
    those over the limit; `gaps` opportunities, and those not met; `satisfied` answers of 4 or 5.
    """

    contacts: int
    held: int
    timed: int
    holds: Clusters
    gaps: Clusters
    means: Mapping[Measure, Moments]
    satisfied: int


class _Row(NamedTuple):
    agent: str  # empty: of nobody
    start: date
    sums: tuple[Any, ...]


class Cells:
    """The sums of each agent's weeks, to be put together as they are asked for."""

    def __init__(self, store: Store, session: Session, filters: Filters) -> None:
        # Grouped by an expression, SQLite reads the index that holds all it needs of a contact,
        # and goes from the few surveys to their contacts, not the other way round.
        agent = func.coalesce(Contact.agent_id, "").label("agent")
        keys, grouping = (agent, week(store).label("week")), ("agent", "week")
        contacts = chosen(store, filters, *keys, *_OF_REPORTS).group_by(*grouping)
        answers = surveyed(store, filters, *keys, *_OF_SURVEYS).group_by(*grouping)
        given = {row[:2]: row.sums for row in _read(session, answers)}
        nothing = _NOTHING[: len(_OF_SURVEYS)]
        self._rows = [
            row._replace(sums=row.sums + given.get(row[:2], nothing))
            for row in _read(session, contacts)
        ]

    @cached_property
    def all(self) -> Cell:
        """Everything together."""
        return _cell(self._rows)

    @cached_property
    def agents(self) -> dict[str, Cell]:
        """Each agent's sums; contacts without an agent are in none."""
        return _by(lambda row: row.agent, (row for row in self._rows if row.agent))

    @cached_property
    def weeks(self) -> dict[date, Cell]:
        """Each week's sums, by its Monday (UTC)."""
        return _by(lambda row: row.start, self._rows)

    def weeks_of(self, agents: Collection[str]) -> dict[date, Cell]:
        """The same, over the contacts of these agents."""
        return _by(lambda row: row.start, (row for row in self._rows if row.agent in agents))


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[_Row]:
    for agent, start, *sums in session.execute(query):
        # The sum of nothing is null.
        yield _Row(agent, monday(start), tuple(value or 0 for value in sums))


def _by(key: Callable[[_Row], _K], rows: Iterable[_Row]) -> dict[_K, Cell]:
    groups: dict[_K, list[_Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {k: _cell(group) for k, group in groups.items()}


def _cell(rows: Iterable[_Row]) -> Cell:
    sums = Sums([sum(column) for column in zip(_NOTHING, *(row.sums for row in rows), strict=True)])
    return Cell(
        contacts=sums.number(),
        held=sums.number(),
        timed=sums.number(),
        holds=sums.clusters(),
        gaps=sums.clusters(),
        means={measure: sums.moments() for measure in (*MEANS, Measure.SURVEYED_CSAT)},
        satisfied=sums.number(),
    )
