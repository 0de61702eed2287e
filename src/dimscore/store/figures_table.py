"""The agents beside each other: a row each, in the order of their ids and never of a figure."""

from __future__ import annotations

from collections.abc import Mapping

from dimscore.report import Dimension
from dimscore.store.figures import SCORES
from dimscore.store.figures_cells import Cell, Measure
from dimscore.store.figures_model import (
    PERSON,
    RATING,
    SCORE,
    SECONDS,
    SHARE,
    Figure,
    Rate,
    mean_figure,
    rate,
)
from dimscore.transcript import Frozen


class AgentRow(Frozen):
    """An agent's main figures, in the units of `AgentFigures`; none from under 20 contacts."""

    agent: str
    contacts: int
    csat: Figure
    top_box: Figure
    surveyed_csat: Figure
    dimensions: dict[Dimension, Figure]
    gaps: Rate
    handling_time: Figure


def agents_table(agents: Mapping[str, Cell]) -> list[AgentRow]:
    """A row for each agent, sorted by id."""
    # Sorted here and not in SQL: databases differ in the order of letters.
    return [_row(agent, cell) for agent, cell in sorted(agents.items(), key=lambda item: item[0])]


def _row(agent: str, cell: Cell) -> AgentRow:
    means = cell.means
    return AgentRow(
        agent=agent,
        contacts=cell.contacts,
        csat=mean_figure(means[Measure.CSAT], PERSON, RATING),
        top_box=mean_figure(means[Measure.TOP_BOX], PERSON, SHARE),
        surveyed_csat=mean_figure(means[Measure.SURVEYED_CSAT], PERSON, RATING),
        dimensions={d: mean_figure(means[m], PERSON, SCORE) for d, m in SCORES.items()},
        gaps=rate(cell.gaps, PERSON),
        handling_time=mean_figure(means[Measure.HANDLING_TIME], PERSON, SECONDS),
    )
