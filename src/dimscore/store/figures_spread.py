"""How consistent a team, or an agent, is: where the spread of the scores comes from.

A one-way analysis of variance: of all spread, the part that stands between agents (customers,
weeks), and the part that remains within each of them. A plain spread of agents' means would also
hold the chance that lies in each mean; this one does not.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from dimscore.report import Dimension
from dimscore.store.engine import Store
from dimscore.store.figures import SCORES
from dimscore.store.figures_cells import MEANS, Cells
from dimscore.store.figures_model import PERSON, Figure, Moments, deviation_figure
from dimscore.store.figures_query import Sums, chosen, moments
from dimscore.store.intervals import deviation_interval
from dimscore.store.listing import Filters
from dimscore.store.tables import Contact
from dimscore.transcript import Frozen

_REPEATS = 20  # contacts beyond the first of their group before the two parts can be told apart
_PARTS = ("n", "total", "squares")


class Parts(Frozen):
    """Standard deviations in points: `between` groups (`n` groups) and `within` them
    (`n` contacts). 0 between: the groups differ no more than chance would make them."""

    between: Figure
    within: Figure


class Spread(Frozen):
    """The spread of one dimension's score over contacts, and its parts by three groupings."""

    contacts: Figure
    agents: Parts
    customers: Parts
    weeks: Parts


@dataclass(frozen=True)
class Groups:
    """Sums over groups: how many, their sizes squared, and their sums squared per size."""

    count: int
    sizes_squared: float
    explained: float
    moments: Moments


def spread(
    store: Store, session: Session, filters: Filters, cells: Cells
) -> dict[Dimension, Spread]:
    """The spread of each dimension's scores, over contacts of agents with 20 of them at least.

    Contacts without a customer's id do not enter the parts by customers.
    """
    known = {a: cell.means for a, cell in cells.agents.items() if cell.contacts >= PERSON}
    weeks = [cell.means for cell in cells.weeks_of(known).values()]
    customers = _customers(store, session, filters, known)
    found: dict[Dimension, Spread] = {}
    for dimension, measure in SCORES.items():
        agents = grouped(means[measure] for means in known.values())
        found[dimension] = Spread(
            contacts=deviation_figure(agents.moments, PERSON),
            agents=parts(agents),
            customers=parts(customers[dimension]),
            weeks=parts(grouped(means[measure] for means in weeks)),
        )
    return found


def grouped(groups: Iterable[Moments]) -> Groups:
    """The sums over groups, leaving out those without a value."""
    filled = [group for group in groups if group.n]
    return Groups(
        count=len(filled),
        sizes_squared=sum(group.n**2 for group in filled),
        explained=sum(group.total * group.mean for group in filled),
        moments=Moments(
            sum(group.n for group in filled),
            sum(group.total for group in filled),
            sum(group.squares for group in filled),
        ),
    )


def parts(groups: Groups) -> Parts:
    """The parts of the spread by the method of moments.

    The interval between groups puts those of the two mean squares together (Zou and Donner's
    recovery of variance estimates).
    """
    all_, k = groups.moments, groups.count
    free = all_.n - k
    if k < 2 or free < _REPEATS:
        return Parts(between=Figure(n=k), within=Figure(n=all_.n))
    inner = max(0.0, all_.squares - groups.explained) / free
    outer = max(0.0, groups.explained - all_.total * all_.mean) / (k - 1)
    size = (all_.n - groups.sizes_squared / all_.n) / (k - 1)
    within = math.sqrt(inner)
    floor, ceiling = deviation_interval(within, free + 1)
    least, most = deviation_interval(math.sqrt(outer), k)
    down = math.hypot(outer - least**2, ceiling**2 - inner)
    up = math.hypot(most**2 - outer, inner - floor**2)
    low, value, high = (
        math.sqrt(max(0.0, outer - inner + step) / size) for step in (-down, 0.0, up)
    )
    return Parts(
        between=Figure(value=value, low=low, high=high, n=k, enough=True),
        within=Figure(value=within, low=floor, high=ceiling, n=all_.n, enough=True),
    )


def _customers(
    store: Store, session: Session, filters: Filters, agents: Collection[str]
) -> dict[Dimension, Groups]:
    """The groups by customer: too many to be read here, they are summed up by the database."""
    key = Contact.customer_id
    values = {d: MEANS[measure] for d, measure in SCORES.items()}
    columns: list[Any] = []
    for dimension, value in values.items():
        names = (f"{dimension}_{part}" for part in _PARTS)
        columns += [c.label(name) for c, name in zip(moments(value), names, strict=True)]
    query = chosen(store, filters, *columns).where(key.is_not(None), Contact.agent_id.in_(agents))
    groups = query.group_by(key).subquery().c
    sums: list[Any] = []
    for dimension in values:
        n, total, squares = (groups[f"{dimension}_{part}"] for part in _PARTS)
        sums += [func.sum(case((n > 0, 1), else_=0)), func.sum(n * n)]
        sums += [func.sum(total * total / func.nullif(n, 0))]
        sums += [func.sum(n), func.sum(total), func.sum(squares)]
    row = Sums(session.execute(select(*sums)).one())
    return {d: Groups(row.number(), row.real(), row.real(), row.moments()) for d in values}
