"""The main figures as cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dimscore.report import Dimension
from dimscore.store.figures import AgentFigures
from dimscore.store.figures_model import Figure
from dimscore_api.coach.figures import Show, interval, rating
from dimscore_api.coach.say import Say
from dimscore_api.coach.scope import contacts_link


@dataclass(frozen=True)
class Card:
    """One main figure: its value, what it is out of, its range, more lines, the team's beside."""

    title: str
    value: str
    known: bool
    look: str = ""
    of: str = ""
    range: str = ""
    lines: tuple[str, ...] = ()
    team: str = ""
    link: str = ""


def cards(
    say: Say, own: AgentFigures, team: AgentFigures | None, where: Mapping[str, str]
) -> list[Card]:
    """The main figures; `where` are the filters of the contacts behind them."""
    return [
        _predicted(say, own, team),
        _surveyed(say, own, team),
        _gaps(say, own, team),
        _holds(say, own, team, where),
        *(_score(say, dimension, own, team) for dimension in Dimension),
        _time(say, own, team),
    ]


def _card(
    say: Say,
    title: str,
    figure: Figure,
    show: Show,
    *,
    of: str = "",
    look: str = "",
    lines: Iterable[str] = (),
    team: Figure | None = None,
    link: str = "",
    none: str = "",
) -> Card:
    known = figure.value is not None
    ends = figure.low is not None and figure.high is not None
    return Card(
        title=title,
        value=show(figure.value) if known else none or say("people.no_figure"),
        known=known,
        look=look,
        of=of if known else "",
        range=say("people.range", low=show(figure.low), high=show(figure.high)) if ends else "",
        lines=tuple(lines),
        team=say("people.team_value", value=show(team.value)) if team else "",
        link=link,
    )


def _top_box(say: Say, key: str, figure: Figure) -> list[str]:
    if figure.value is None:
        return []
    share = say.percent(figure.value)
    return [say(key, share=share, range=interval(figure, say.percent) or "–")]


def _predicted(say: Say, own: AgentFigures, team: AgentFigures | None) -> Card:
    return _card(
        say,
        say("people.predicted"),
        own.csat,
        rating(say),
        of=say("people.of_five"),
        lines=[
            *_top_box(say, "people.top_box_predicted", own.top_box),
            say("people.contacts", n=own.csat.n),
        ],
        team=team.csat if team else None,
    )


def _surveyed(say: Say, own: AgentFigures, team: AgentFigures | None) -> Card:
    return _card(
        say,
        say("people.surveyed"),
        own.surveyed_csat,
        rating(say),
        of=say("people.of_five"),
        lines=[
            *_top_box(say, "people.top_box_surveyed", own.surveyed_top_box),
            say("people.surveys", n=own.surveyed_csat.n),
        ],
        team=team.surveyed_csat if team else None,
        none=say("people.no_surveys") if own.surveyed_csat.n == 0 else "",
    )


def _score(say: Say, dimension: Dimension, own: AgentFigures, team: AgentFigures | None) -> Card:
    return _card(
        say,
        say.words("dimensions", dimension.value),
        own.dimensions[dimension],
        say.number,
        of=say("people.of_hundred"),
        look=dimension.value,
        lines=[say("people.contacts", n=own.dimensions[dimension].n)],
        team=team.dimensions[dimension] if team else None,
    )


def _gaps(say: Say, own: AgentFigures, team: AgentFigures | None) -> Card:
    count, chances = say.number(own.gaps.count), say.number(own.gaps.of)
    return _card(
        say,
        say("people.gaps_title"),
        own.gaps.per_100,
        say.number,
        lines=[say("people.gaps_of", gaps=count, chances=chances)],
        team=team.gaps.per_100 if team else None,
    )


def _holds(
    say: Say, own: AgentFigures, team: AgentFigures | None, where: Mapping[str, str]
) -> Card:
    over = own.holds.over_limit
    return _card(
        say,
        say("people.holds_title"),
        over.per_100,
        say.number,
        of=say("people.per_hundred"),
        lines=[say("people.holds_of", n=over.of, over=say.number(over.count))],
        team=team.holds.over_limit.per_100 if team else None,
        link=contacts_link({**where, "over_hold_limit": "true"}) if over.count else "",
        none=say("people.no_holds") if over.of == 0 else "",
    )


def _time(say: Say, own: AgentFigures, team: AgentFigures | None) -> Card:
    mean = own.handling_time
    average = say(
        "people.mean_time", time=say.time(mean.value), range=interval(mean, say.time) or "–"
    )
    return _card(
        say,
        say("people.handling_title"),
        own.handling_time_median,
        say.time,
        of=say("people.median"),
        lines=[*([average] if mean.value is not None else []), say("people.contacts", n=mean.n)],
        team=team.handling_time_median if team else None,
    )
