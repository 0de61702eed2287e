"""Charts as SVG inside the page: drawn by pygal, coloured by charts.css, every point a link.

pygal writes a style sheet, a script, tooltips, a date and a random id into its SVG. They are taken
out: the page's policy forbids them, and the same figures shall give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pygal
from markupsafe import Markup
from pygal.config import Config
from pygal.style import Style

_WIDTH, _HEIGHT = 560, 270
_FONT = 13  # user units, the same as in charts.css: pygal leaves room for labels by it
_HIT = 13  # radius of what can be clicked round a point: targets of 24 pixels
_LARGER = 1.25
_DODGE = 7  # user units between series at one place, so that intervals stay apart
_LABELS = 6  # at most so many labels along the bottom
_DROPPED_TAGS = frozenset({"defs", "desc", "title"})
_DROPPED_CLASSES = frozenset({"titles", "tooltip-overlay", "text-overlay"})
#: Markers differ in shape as well as in colour; what is not named here keeps its circle.
_SHAPES = {
    "human": "M{w} {y} L{x} {n} L{e} {y} L{x} {s} Z",
    "hidden": "M{w} {s} L{x} {n} L{e} {s} Z",
    "surveyed": "M{w} {n} L{e} {n} L{e} {s} L{w} {s} Z",
}


@dataclass(frozen=True)
class Point:
    """A value with its interval, what a screen reader says of it, and where it leads, if it may."""

    value: float
    low: float
    high: float
    name: str
    link: str | None


@dataclass(frozen=True)
class Series:
    """Points along the bottom labels, None where there is no figure; `look` is its CSS class.

    A series without whiskers (what others are compared with) shows no intervals.
    """

    title: str
    look: str
    points: Sequence[Point | None]
    whiskers: bool = True


def line_chart(
    name: str,
    labels: Sequence[str],
    series: Sequence[Series],
    ticks: Sequence[float],
    show: Callable[[float], str],
) -> Markup:
    """Lines over `labels`; the axis goes from the first of `ticks` to the last, said by `show`."""
    chart = pygal.Line(_config(labels, ticks, show), allow_interruptions=True, dots_size=4)
    return _drawn(chart, name, series)


def bar_chart(
    name: str,
    labels: Sequence[str],
    series: Series,
    ticks: Sequence[float],
    show: Callable[[float], str],
) -> Markup:
    """One bar a label."""
    return _drawn(pygal.Bar(_config(labels, ticks, show)), name, [series])


def _config(labels: Sequence[str], ticks: Sequence[float], show: Callable[[float], str]) -> Config:
    return Config(
        width=_WIDTH,
        height=_HEIGHT,
        margin=4,
        margin_right=16,
        spacing=6,
        style=Style(label_font_size=_FONT, major_label_font_size=_FONT),
        css=(),
        js=(),
        no_prefix=True,
        disable_xml_declaration=True,
        show_legend=False,
        x_labels=list(labels),
        x_labels_major_every=math.ceil(len(labels) / _LABELS),
        show_minor_x_labels=False,
        truncate_label=-1,
        range=(ticks[0], ticks[-1]),
        y_labels=list(ticks),
        value_formatter=show,
    )


def _drawn(chart: Any, name: str, series: Sequence[Series]) -> Markup:
    for one in series:
        chart.add(one.title, [_value(p, one.whiskers) for p in one.points])
    looks = [one.look for one in series]
    chart.add_xml_filter(partial(_clean, name=name, looks=looks))
    return Markup(chart.render(is_unicode=True))  # pygal escapes every text it writes


def _value(point: Point | None, whiskers: bool) -> dict[str, Any] | None:
    if point is None:
        return None
    link = {"xlink": {"href": point.link, "aria-label": point.name}} if point.link else {}
    ci = {"ci": {"low": point.low, "high": point.high}} if whiskers else {}
    return {"value": point.value, **link, **ci}


def _clean(root: Any, name: str, looks: Sequence[str]) -> Any:
    """pygal's tree as the page wants it."""
    root.attrib["id"] = name
    root.attrib["role"] = "group"
    root.attrib["aria-labelledby"] = f"{name}-caption"
    root.attrib["aria-describedby"] = f"{name}-words"
    _prune(root)
    for group in root.iter("g"):
        classes = group.get("class", "").split()
        if "series" in classes:
            index = int(next(c for c in classes if c.startswith("serie-"))[6:])
            group.set("class", f"series {looks[index]}")
            shift = (index - (len(looks) - 1) / 2) * _DODGE
            if shift:
                group.set("transform", f"translate({shift:g} 0)")
            for link in group.iter("a"):
                _make_link(link, looks[index])
        elif "axis" in classes:
            group.set("aria-hidden", "true")
    return root


def _prune(parent: Any) -> None:
    """Drop comments, definitions and tooltips."""
    for child in list(parent):
        dropped = child.tag in _DROPPED_TAGS or _DROPPED_CLASSES & set(
            child.get("class", "").split()
        )
        if dropped or not isinstance(child.tag, str):
            parent.remove(child)
        else:
            _prune(child)


def _make_link(link: Any, look: str) -> None:
    """A plain link, large enough to hit, with the marker of its series."""
    link.set("href", link.attrib.pop("{http://www.w3.org/1999/xlink}href"))
    for dot in link.findall("circle"):
        x, y, r = (float(dot.get(key)) for key in ("cx", "cy", "r"))
        hit = link.makeelement(dot.tag, {"cx": f"{x:g}", "cy": f"{y:g}", "r": str(_HIT)})
        hit.set("class", "hit")
        link.insert(0, hit)
        if look in _SHAPES:
            dot.tag = "path"
            r *= _LARGER  # a circle of the same radius looks larger
            edges = {"x": x, "y": y, "w": x - r, "e": x + r, "n": y - r, "s": y + r}
            dot.attrib.clear()
            dot.set("class", "dot")
            dot.set("d", _SHAPES[look].format(**{k: f"{v:g}" for k, v in edges.items()}))
