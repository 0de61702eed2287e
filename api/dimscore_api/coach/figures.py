"""Figures in numbers, as rows that the templates lay out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dimscore.catalogue import load_catalogue
from dimscore.report import Dimension
from dimscore.store.figures import AgentFigures
from dimscore.store.figures_model import Figure
from dimscore_api.coach.say import Say
from dimscore_api.coach.scope import contacts_link

#: A number and its range, as two texts; the range is empty where there is none.
Cell = tuple[str, str]
Show = Callable[[float | None], str]


@dataclass(frozen=True)
class Bar:
    """A figure on a short scale, with what it is compared with."""

    value: float
    low: float
    high: float
    team: float | None


@dataclass(frozen=True)
class RateRow:
    """A kind of gap: how many in 100 opportunities."""

    title: str
    look: str
    value: str
    range: str
    bar: Bar | None
    gaps: int
    chances: int
    link: str
    team: str


@dataclass(frozen=True)
class ScoreRow:
    """A dimension: a score with range and bar, or cells of numbers."""

    title: str
    look: str
    value: str = ""
    range: str = ""
    bar: Bar | None = None
    team: str = ""
    cells: Sequence[Cell] = ()


def rate_rows(
    say: Say, own: AgentFigures, team: AgentFigures | None, where: Mapping[str, str]
) -> list[RateRow]:
    """The kinds of gaps in the order of the catalogue."""
    known = load_catalogue().gaps
    rows: list[RateRow] = []
    for gap, rate in own.gaps_by_id.items():
        beside = team.gaps_by_id[gap].per_100 if team and gap in team.gaps_by_id else None
        rows.append(
            RateRow(
                title=say.words("gaps", gap),
                look=str(known[gap].dimension),
                value=say.number(rate.per_100.value),
                range=interval(rate.per_100, say.number),
                bar=bar(rate.per_100, beside),
                gaps=rate.count,
                chances=rate.of,
                link=contacts_link({**where, "gap": gap, "gap_state": "open"}),
                team=say.number(beside.value) if beside else "–",
            )
        )
    return rows


def balance_rows(say: Say, own: AgentFigures, team: AgentFigures | None) -> list[ScoreRow]:
    """The three dimensions on one scale."""
    return [
        ScoreRow(
            title=say.words("dimensions", d.value),
            look=d.value,
            value=say.number(own.dimensions[d].value),
            range=interval(own.dimensions[d], say.number),
            bar=bar(own.dimensions[d], team.dimensions[d] if team else None),
            team=say.number(team.dimensions[d].value) if team else "–",
        )
        for d in Dimension
    ]


def cell(figure: Figure, show: Show) -> Cell:
    """A figure as number and range."""
    return show(figure.value), interval(figure, show)


def bar(figure: Figure, beside: Figure | None) -> Bar | None:
    """A figure on its scale; None where it is not known how sure it is."""
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    return Bar(figure.value, figure.low, figure.high, beside.value if beside else None)


def interval(figure: Figure, show: Show) -> str:
    """A figure's interval; empty where it is not known."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{show(figure.low)}–{show(figure.high)}"


def rating(say: Say) -> Show:
    """How ratings of 1 to 5 are written."""
    return lambda value: say.number(value, 1)
