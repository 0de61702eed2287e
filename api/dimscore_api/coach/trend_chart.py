"""Weekly figures as a chart, the same in words, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from dimscore.store.figures_model import Figure
from dimscore_api.coach.charts import Point, Series, line_chart
from dimscore_api.coach.say import Say
from dimscore_api.coach.scope import contacts_link
from dimscore_api.coach.trends import Trend, Unit, direction, ticks

_DAYS = timedelta(days=6)  # from a week's first day to its last


@dataclass(frozen=True)
class Cell:
    """A week's figure of one trend: numbers to draw, the same in words, and a link."""

    figure: Figure
    value: str
    range: str
    link: str | None


@dataclass(frozen=True)
class TrendChart:
    """What the template shows: a drawing, sentences, and rows of (week, link, cells)."""

    name: str
    title: str
    svg: Markup | None
    words: list[str]
    legend: list[Trend]
    rows: list[tuple[str, str | None, list[Cell | None]]]


def trend_chart(
    say: Say, name: str, title: str, unit: Unit, trends: Sequence[Trend], weeks: Sequence[date]
) -> TrendChart:
    """The chart of `trends` over `weeks`; without a drawing where there is no figure to compare."""
    drawn = [t for t in trends if t.known]
    if all(t.beside for t in drawn):
        return TrendChart(name, title, None, [], [], [])
    cells = [{start: _cell(say, unit, t, start, f) for start, f in t.known} for t in drawn]
    days = {start: say.day(start) for start in weeks}
    series = [
        Series(
            trend.title,
            trend.look,
            [_point(say, trend, days[start], by_start.get(start)) for start in weeks],
            whiskers=not trend.beside,
        )
        for trend, by_start in zip(drawn, cells, strict=True)
    ]
    svg = line_chart(
        name,
        [say.short_day(start) for start in weeks],
        series,
        ticks(unit, [figure for t in drawn for _, figure in t.known]),
        lambda value: unit.show(say, value),
    )
    where = drawn[0].filters
    rows = [
        (
            days[start],
            None if where is None else _link(where, start),
            [by_start.get(start) for by_start in cells],
        )
        for start in weeks
    ]
    return TrendChart(name, title, svg, [_words(say, unit, t) for t in drawn], drawn, rows)


def _cell(say: Say, unit: Unit, trend: Trend, start: date, figure: Figure) -> Cell:
    ends = (figure.low, figure.high)
    return Cell(
        figure,
        "–" if figure.value is None else unit.show(say, figure.value),
        "–".join(unit.show(say, end) for end in ends if end is not None) or "–",
        None if trend.filters is None else _link(trend.filters, start),
    )


def _point(say: Say, trend: Trend, week: str, cell: Cell | None) -> Point | None:
    if cell is None or cell.figure.value is None:
        return None
    value, low, high = cell.figure.value, cell.figure.low, cell.figure.high
    return Point(
        value=value,
        low=value if low is None else low,
        high=value if high is None else high,
        name=say(
            "charts.point",
            title=trend.title,
            week=week,
            value=cell.value,
            range=cell.range,
            n=cell.figure.n,
        ),
        link=cell.link,
    )


def _link(filters: Mapping[str, str], start: date) -> str:
    """The contacts of one week, within the days that are asked for."""
    first, last = start.isoformat(), (start + _DAYS).isoformat()
    within = {
        "from": max(first, filters.get("from", first)),
        "to": min(last, filters.get("to", last)),
    }
    return contacts_link({**filters, **within})


def _words(say: Say, unit: Unit, trend: Trend) -> str:
    values = [(start, figure.value) for start, figure in trend.known if figure.value is not None]
    (first, begun), (last, ended) = values[0], values[-1]
    if first == last:
        return say(
            "charts.one_week", title=trend.title, week=say.day(first), value=unit.show(say, begun)
        )
    text = say(
        "charts.from_to",
        title=trend.title,
        first=say.day(first),
        begun=unit.show(say, begun),
        last=say.day(last),
        ended=unit.show(say, ended),
    )
    return f"{text} {say('charts.' + (direction(trend) or 'few_weeks'))}"
