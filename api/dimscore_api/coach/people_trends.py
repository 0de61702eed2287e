"""Which measures are followed week by week, and which share a chart."""

from __future__ import annotations

from collections.abc import Mapping

from dimscore.report import Dimension
from dimscore.store.board import Board
from dimscore.store.figures_cells import Measure
from dimscore_api.coach.say import Say
from dimscore_api.coach.trend_chart import TrendChart, trend_chart
from dimscore_api.coach.trends import (
    RATING,
    SCORE,
    SHARE,
    TIME,
    Trend,
    weeks_of,
)

_Where = Mapping[str, str]


def team_charts(say: Say, board: Board, where: _Where) -> list[TrendChart]:
    """The team's weeks; `where` are the filters of the contacts behind them."""
    weeks = board.weekly
    satisfaction = [
        Trend(say("people.line_predicted"), "predicted", weeks(Measure.CSAT), where),
        Trend(say("people.line_surveyed"), "surveyed", weeks(Measure.SURVEYED_CSAT), where),
    ]
    dimensions = [
        Trend(say.words("dimensions", d.value), d.value, weeks(Measure(d.value)), where)
        for d in Dimension
    ]
    gaps = Trend(say("people.line_gaps"), "gaps", weeks(Measure.GAPS_PER_100), where)
    time = Trend(say("people.line_time"), "time", weeks(Measure.HANDLING_TIME), where)
    return _charts(say, satisfaction, dimensions, [gaps], [time])


def agent_charts(
    say: Say,
    board: Board,
    everybody: Board,
    where: _Where,
    theirs: _Where | None,
) -> list[TrendChart]:
    """An agent's weeks with the team's beside, where one line is compared with one.

    `theirs` are the filters of the team's contacts; None where they are not for the reader.
    """
    own, team = board.weekly, everybody.weekly
    beside = {
        m: Trend(say("people.line_team"), "team", team(m), theirs, beside=True)
        for m in (Measure.CSAT, Measure.GAPS_PER_100, Measure.HANDLING_TIME)
    }
    satisfaction = [
        Trend(say("people.line_predicted"), "predicted", own(Measure.CSAT), where),
        Trend(say("people.line_surveyed"), "surveyed", own(Measure.SURVEYED_CSAT), where),
        beside[Measure.CSAT],
    ]
    dimensions = [
        Trend(say.words("dimensions", d.value), d.value, own(Measure(d.value)), where)
        for d in Dimension
    ]
    gaps = Trend(say("people.line_gaps"), "gaps", own(Measure.GAPS_PER_100), where)
    time = Trend(say("people.line_time"), "time", own(Measure.HANDLING_TIME), where)
    return _charts(
        say,
        satisfaction,
        dimensions,
        [gaps, beside[Measure.GAPS_PER_100]],
        [time, beside[Measure.HANDLING_TIME]],
    )


def _charts(
    say: Say,
    satisfaction: list[Trend],
    dimensions: list[Trend],
    gaps: list[Trend],
    time: list[Trend],
) -> list[TrendChart]:
    weeks = weeks_of([*satisfaction, *dimensions, *gaps, *time])
    return [
        trend_chart(say, name, say(f"people.trend_{name}"), unit, trends, weeks)
        for name, unit, trends in (
            ("satisfaction", RATING, satisfaction),
            ("dimensions", SCORE, dimensions),
            ("gaps", SHARE, gaps),
            ("time", TIME, time),
        )
    ]
