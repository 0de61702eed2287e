"""The figures of some contacts, all from the same sums."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy.orm import Session

from dimscore.report import Dimension
from dimscore.store.engine import Store
from dimscore.store.figures import AgentFigures, figures
from dimscore.store.figures_cells import Cells, Measure
from dimscore.store.figures_spread import Spread, spread
from dimscore.store.figures_table import AgentRow, agents_table
from dimscore.store.listing import Filters
from dimscore.store.trends import Week, weekly


class Board:
    """The figures of the contacts that the filters let through: of one agent where `agent` is
    among them, or else of the team. The contacts are read once, however much is asked."""

    def __init__(self, store: Store, session: Session, filters: Filters) -> None:
        self._store, self._session, self._filters = store, session, filters

    def figures(self) -> AgentFigures:
        """All figures together."""
        return figures(self._store, self._session, self._filters, self._cells.all)

    def weekly(self, measure: Measure) -> list[Week]:
        """The measure in each week from the first that has a case of it to the last, in order.

        A week without cases stands in the list without a value. So does an agent's week of fewer
        than 5, and every week of an agent with fewer than 20 in all.
        """
        return weekly(self._cells.weeks, self._filters, measure)

    def agents(self) -> list[AgentRow]:
        """A row for each agent, sorted by id."""
        return agents_table(self._cells.agents)

    def spread(self) -> dict[Dimension, Spread]:
        """The spread of each dimension's scores, over contacts of agents with 20 of them at least.

        Contacts without a customer's id do not enter the parts by customers.
        """
        return spread(self._store, self._session, self._filters, self._cells)

    @cached_property
    def _cells(self) -> Cells:
        return Cells(self._store, self._session, self._filters)
