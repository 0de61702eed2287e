"""The columns that figures are made of, summed up by the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, cast, func, literal_column, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.util import find_tables

from dimscore.store.engine import Store
from dimscore.store.figures_model import Clusters, Moments
from dimscore.store.listing import Filters, condition
from dimscore.store.tables import Contact, StoredReport, Survey

# An alias, as the filters look into the table on their own account.
Answer = aliased(Survey)

_MOMENTS, _CLUSTERS = 3, 6


def chosen(store: Store, filters: Filters, *columns: Any) -> Select[*tuple[Any, ...]]:
    """`columns` of the contacts that the filters let through, with their reports if any."""
    query = select(*columns).where(condition(store, filters)).select_from(Contact)
    # 20,000 look-ups that nobody reads would be a fifth of the time of a page.
    if StoredReport.__table__ not in find_tables(query, check_columns=True):
        return query
    return query.outerjoin(StoredReport, StoredReport.id == Contact.report_id)


def surveyed(store: Store, filters: Filters, *columns: Any) -> Select[*tuple[Any, ...]]:
    """`columns` of those contacts whose customers gave a rating (`Answer.csat`)."""
    same = Answer.transcript_id == Contact.transcript_id
    return chosen(store, filters, *columns).join(Answer, same).where(Answer.csat.is_not(None))


def moments(column: Any) -> tuple[Any, ...]:
    """The columns that `Sums.moments` reads."""
    return func.count(column), func.sum(column), func.sum(column * column)


def clusters(of: Any, count: Any) -> tuple[Any, ...]:
    """The columns that `Sums.clusters` reads."""
    contacts = func.sum(case((of > 0, 1), else_=0))
    pairs = (of, count, of * of, count * count, of * count)
    return contacts, *(func.sum(pair) for pair in pairs)


def week(store: Store) -> ColumnElement[Any]:
    """The Monday (UTC) of the contact's week, for `monday` to read."""
    if store.dialect == "sqlite":
        # Written out: parameters would make two expressions of a column and its grouping.
        return func.date(Contact.at, literal_column("'weekday 0'"), literal_column("'-6 days'"))
    return cast(func.date_trunc(literal_column("'week'"), Contact.at), Date)


def monday(value: Any) -> date:
    """The date that stands in a column of `week`."""
    return date.fromisoformat(str(value))


class Sums:
    """A row of sums, read in the order in which its columns were asked for."""

    def __init__(self, row: Sequence[Any]) -> None:
        # The sum of nothing is null.
        self._values: Iterator[Any] = (value or 0 for value in row)

    def number(self) -> int:
        """A plain count."""
        return int(next(self._values))

    def real(self) -> float:
        """A plain sum."""
        return float(next(self._values))

    def moments(self) -> Moments:
        """What `moments` asked for."""
        n, total, squares = islice(self._values, _MOMENTS)
        return Moments(int(n), float(total), float(squares))

    def clusters(self) -> Clusters:
        """What `clusters` asked for."""
        return Clusters(*map(int, islice(self._values, _CLUSTERS)))
