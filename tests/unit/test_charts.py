"""Charts of the coaches' page: the drawing, the axis, the words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dimscore_api.coach.charts import Point, Series, bar_chart, line_chart
from dimscore_api.coach.say import Say
from dimscore_api.coach.trend_chart import trend_chart
from dimscore_api.coach.trends import RATING, SCORE, TIME, Trend, Unit, direction, ticks, weeks_of
from hypothesis import given
from hypothesis import strategies as st

from dimscore.store.figures_model import Figure
from dimscore.store.trends import Week

SAY = Say("en", ZoneInfo("UTC"))
MONDAY = date(2026, 9, 7)


def point(value: float, name: str = "a week", link: str | None = "/contacts?level=1") -> Point:
    return Point(value, value - 3, value + 3, name, link)


def lines(*series: Series) -> str:
    labels = [str(i) for i in range(max(len(s.points) for s in series))]
    return str(line_chart("scores", labels, series, [0, 50, 100], SAY.number))


def weeks(*values: float | None, half: float = 2, n: int = 30) -> list[Week]:
    return [
        Week(
            start=MONDAY + timedelta(weeks=i),
            figure=Figure(n=0)
            if v is None
            else Figure(value=v, low=v - half, high=v + half, n=n, enough=True),
        )
        for i, v in enumerate(values)
    ]


def trend(*values: float | None, half: float = 2, n: int = 30, **filters: str) -> Trend:
    return Trend("Human", "human", weeks(*values, half=half, n=n), filters)


def test_the_same_figures_give_the_same_bytes() -> None:
    series = Series("Human", "human", [point(40), point(60)])
    assert lines(series) == lines(series)


def test_nothing_is_left_of_pygals_style_script_tooltips_and_date() -> None:
    drawn = lines(Series("Human", "human", [point(40), point(60)]))
    assert not re.search(r"<(style|script|defs|desc|title|!--)|style=|xlink|tooltip\"", drawn)
    assert re.findall(r'id="([^"]+)"', drawn) == ["scores"]


def test_every_point_is_a_named_link() -> None:
    names = ["first <b>week</b>", 'second "week"']
    drawn = lines(Series("Human", "human", [point(40, names[0]), point(60, names[1])]))
    assert drawn.count("<a ") == 2
    assert 'aria-label="first &lt;b&gt;week&lt;/b&gt;"' in drawn
    assert "<b>" not in drawn
    assert drawn.count('href="/contacts?level=1"') == 2


def test_a_point_whose_contacts_are_not_for_the_reader_is_no_link() -> None:
    assert "<a " not in lines(Series("Team", "team", [point(40, link=None), point(50, link=None)]))


def test_series_differ_in_marker_as_well_as_in_class() -> None:
    shapes = {
        look: re.findall(r'<(circle|path) [^>]*class="dot', lines(Series(look, look, [point(40)])))
        for look in ("business", "human")
    }
    assert shapes == {"business": ["circle"], "human": ["path"]}


def test_a_week_without_a_figure_interrupts_the_line() -> None:
    whole = lines(Series("Human", "human", [point(v) for v in (40, 41, 42, 43)]))
    broken = lines(Series("Human", "human", [point(40), point(41), None, point(42), point(43)]))
    assert whole.count('class="line ') == 1
    assert broken.count('class="line ') == 2


def test_intervals_stand_as_whiskers_but_not_on_what_is_compared_with() -> None:
    points = [point(40), point(60)]
    assert lines(Series("Human", "human", points)).count('class="ci"') == 2
    assert 'class="ci"' not in lines(Series("Team", "team", points, whiskers=False))


def test_bars_lead_to_their_contacts() -> None:
    series = Series("Levels", "levels", [point(20, link="/contacts?level=4")])
    drawn = str(bar_chart("levels", ["basic"], series, [0, 10, 20, 30], SAY.number))
    assert 'href="/contacts?level=4"' in drawn
    assert 'class="rect' in drawn


@pytest.mark.parametrize(
    ("unit", "ends", "expected"),
    [
        (RATING, (3.2, 3.6), [2.5, 3, 3.5, 4, 4.5]),
        (RATING, (1.1, 4.9), [1, 2, 3, 4, 5]),
        (SCORE, (92, 99), [80, 90, 100]),
        (TIME, (200, 260), [60, 120, 180, 240, 300, 360]),
    ],
)
def test_the_axis_has_few_round_lines(
    unit: Unit, ends: tuple[float, float], expected: list[float]
) -> None:
    figure = Figure(value=ends[0], low=ends[0], high=ends[1], n=9, enough=True)
    assert ticks(unit, [figure]) == expected


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 40)), min_size=1, max_size=8))
def test_every_interval_fits_on_the_axis(pairs: list[tuple[float, float]]) -> None:
    figures = [
        Figure(value=v, low=max(0, v - half), high=min(100, v + half), n=5, enough=True)
        for v, half in pairs
    ]
    found = ticks(SCORE, figures)
    assert 2 <= len(found) <= 8
    assert found[0] >= 0
    assert found[-1] <= 100
    assert all(a < b for a, b in pairwise(found))
    assert all(found[0] <= f.low <= f.high <= found[-1] for f in figures if f.low and f.high)


@pytest.mark.parametrize(
    ("values", "half", "expected"),
    [
        ((50, 52, 54, 56, 58), 2, "rising"),
        ((58, 56, 54, 52, 50), 2, "falling"),
        ((50, 52, 54, 56, 58), 20, "steady"),
        ((50, 55, 49, 54, 51), 4, "steady"),
        ((50, 90, 99), 1, None),
    ],
)
def test_a_direction_is_named_only_where_it_is_sure(
    values: tuple[float, ...], half: float, expected: str | None
) -> None:
    assert direction(trend(*values, half=half)) == expected


def test_the_words_say_where_it_began_and_ended() -> None:
    one = trend(50, 52, 54, 56, 58)
    chart = trend_chart(SAY, "human", "Human", SCORE, [one], weeks_of([one]))
    assert chart.words == [
        "Human: 50 in the week of 7 Sept 2026, 58 in the week of 5 Oct 2026. The line rises."
    ]


def test_the_table_holds_what_is_drawn_and_leads_to_the_same_contacts() -> None:
    one = trend(50, None, 54, agent="dana")
    chart = trend_chart(SAY, "human", "Human", SCORE, [one], weeks_of([one]))
    shown = [
        (week, [cell and (cell.value, cell.range, cell.figure.n) for cell in cells])
        for week, _, cells in chart.rows
    ]
    assert shown == [
        ("7 Sept 2026", [("50", "48–52", 30)]),
        ("14 Sept 2026", [None]),
        ("21 Sept 2026", [("54", "52–56", 30)]),
    ]
    link = "/contacts?agent=dana&from=2026-09-07&to=2026-09-13"
    assert chart.rows[0][1] == link
    assert link.replace("&", "&amp;") in str(chart.svg)
    assert "Human, week of 7 Sept 2026: 50, range 48–52, 30 contacts" in str(chart.svg)


def test_a_week_leads_to_no_days_that_the_page_leaves_out() -> None:
    one = trend(50, 54, **{"from": "2026-09-09", "to": "2026-09-16"})
    chart = trend_chart(SAY, "human", "Human", SCORE, [one], weeks_of([one]))
    assert [link for _, link, _ in chart.rows] == [
        "/contacts?from=2026-09-09&to=2026-09-13",
        "/contacts?from=2026-09-14&to=2026-09-16",
    ]


def test_without_a_figure_of_its_own_nothing_is_drawn_beside_the_teams() -> None:
    few = trend(50, 51, n=4)
    team = Trend("Team", "team", weeks(60, 61), None, beside=True)
    assert trend_chart(SAY, "human", "Human", SCORE, [few, team], [MONDAY]).svg is None


@pytest.mark.parametrize("count", [1, 60])
def test_one_week_and_sixty_are_drawn_with_few_labels(count: int) -> None:
    one = trend(*[50.0] * count)
    svg = str(trend_chart(SAY, "human", "Human", SCORE, [one], weeks_of([one])).svg)
    axis = svg[svg.index('class="axis x') : svg.index('class="series')]
    assert svg.count("<a ") == count
    assert 1 <= axis.count("<text") <= 6
