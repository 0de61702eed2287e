"""Reasons, ideas and levels as the insights page lays them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dimscore.store.figures import Level
from dimscore.store.figures_model import Figure
from dimscore.store.insights import DepartmentIdeas, Reasons
from dimscore_api.coach.charts import Point, Series, bar_chart
from dimscore_api.coach.figures import Bar, Cell, Show, bar, cell, rating
from dimscore_api.coach.say import Say
from dimscore_api.coach.scope import contacts_link, turn_link
from dimscore_api.coach.trends import LEAST, SHARE, ticks


@dataclass(frozen=True)
class Quoted:
    """A customer's words, and the turn they come from; `at` is the day."""

    text: str
    link: str
    at: str = ""
    language: str = ""


@dataclass(frozen=True)
class ReasonRow:
    """The contacts about one topic; `shared` holds language, words and number of contacts."""

    title: str
    contacts: int
    share: Cell
    bar: Bar | None
    csat: Cell
    time: Cell
    examples: Sequence[Quoted]
    shared: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class IdeaBlock:
    """The ideas that concern a department; `more` of them are in the export only."""

    title: str
    count: int
    ideas: Sequence[Quoted]
    more: int


@dataclass(frozen=True)
class LevelChart:
    """Levels reached: drawing, sentence, and rows of name, share, range, contacts, link."""

    svg: Markup | None
    words: str
    rows: Sequence[tuple[str, str, str, int, str]]


def reason_rows(say: Say, why: Reasons, numbers: Mapping[str, int]) -> list[ReasonRow]:
    """A row a topic."""
    return [
        ReasonRow(
            title=say(f"insights.topic_{reason.topic.value}"),
            contacts=reason.contacts,
            share=cell(reason.share, say.percent),
            bar=bar(reason.share, None),
            csat=_sure(reason.csat, rating(say)),
            time=_sure(reason.handling_time, say.time),
            examples=[
                Quoted(e.text, turn_link(numbers[e.transcript_id], e.turn), language=e.language)
                for e in reason.examples
            ],
            shared=[(group.language, group.words, group.contacts) for group in reason.shared],
        )
        for reason in why.reasons
    ]


def idea_blocks(
    say: Say, better: Sequence[DepartmentIdeas], numbers: Mapping[str, int], most: int
) -> list[IdeaBlock]:
    """A block a department, at most so many ideas in it."""
    return [
        IdeaBlock(
            title=say(f"insights.department_{group.department.value}"),
            count=len(group.ideas),
            ideas=[
                Quoted(
                    idea.text,
                    turn_link(numbers[idea.transcript_id], idea.turn),
                    say.day(idea.at),
                    idea.language,
                )
                for idea in group.ideas[:most]
            ],
            more=max(0, len(group.ideas) - most),
        )
        for group in better
    ]


def level_chart(say: Say, reached: Sequence[Level], where: Mapping[str, str]) -> LevelChart:
    """Shares of contacts by level, each bar a link to its contacts."""
    known = [level for level in reached if level.share.value is not None]
    if not known:
        return LevelChart(None, "", [])
    shares = [
        level.share.model_copy(
            update={
                end: None if (value := getattr(level.share, end)) is None else 100 * value
                for end in ("value", "low", "high")
            }
        )
        for level in known
    ]
    rows = [
        (
            say("insights.level", n=level.level, name=say(f"insights.level_{level.level}")),
            *cell(level.share, say.percent),
            level.contacts,
            contacts_link({**where, "level": level.level}),
        )
        for level in known
    ]
    points = [
        Point(
            value=share.value or 0,
            low=share.low or 0,
            high=share.high or 0,
            name=say("insights.level_point", name=name, value=value, range=spread, n=count),
            link=link,
        )
        for share, (name, value, spread, count, link) in zip(shares, rows, strict=True)
    ]
    svg = bar_chart(
        "levels",
        [say.number(level.level) for level in known],
        Series(say("insights.levels"), "levels", points),
        [0, *(t for t in ticks(SHARE, shares) if t > 0)],
        lambda value: say.percent(value / 100),
    )
    most = max(rows, key=lambda row: row[3])
    return LevelChart(svg, say("insights.levels_words", name=most[0], share=most[1]), rows)


def _sure(figure: Figure, show: Show) -> Cell:
    """A figure of contacts enough; below, its range would be the whole scale."""
    return cell(figure if figure.n >= LEAST else Figure(n=figure.n), show)
