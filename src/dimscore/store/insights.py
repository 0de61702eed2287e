"""What customers come for by topic, and what they say could be better by department.

Both read the quotes of the current reports, at most the newest 4,000.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy.orm import Session

from dimscore.lang.departments import Department, department
from dimscore.lang.stopwords import ContentWord, content_words
from dimscore.lang.topics import Topic, topic
from dimscore.store.engine import Store
from dimscore.store.figures_model import (
    RATING,
    SECONDS,
    Figure,
    Moments,
    least,
    mean_figure,
    share_figure,
)
from dimscore.store.figures_query import chosen
from dimscore.store.insights_groups import cover
from dimscore.store.listing import Filters
from dimscore.store.tables import Contact, Quote, StoredReport
from dimscore.transcript import Frozen

_MOST_QUOTES, _MOST_GROUPS, _EXAMPLES = 4000, 4, 3
#: A need that names a matter says more than a question, and a question more than nothing known.
_VAGUE = {Topic.INFORMATION: 1, Topic.OTHER: 2}


class Example(Frozen):
    """What a customer said, and where: `text` is the span in turn `turn` of the contact."""

    transcript_id: str
    language: str
    turn: int
    text: str


class SharedWords(Frozen):
    """Words that `contacts` of one topic and language share."""

    language: str
    words: str
    contacts: int


class Reason(Frozen):
    """Contacts about one topic.

    `share` is of all contacts read that state a need, 0 to 1; `csat` is predicted, 1 to 5;
    `handling_time` is in seconds. `examples` are of different languages where there are several.
    """

    topic: Topic
    contacts: int
    share: Figure
    csat: Figure
    handling_time: Figure
    examples: tuple[Example, ...]
    shared: tuple[SharedWords, ...]


class Reasons(Frozen):
    """Reasons of the `contacts` that state a need, the commonest first and `other` last.

    `read` of the `of` stated needs were read, the newest.
    """

    read: int
    of: int
    contacts: int
    reasons: tuple[Reason, ...]


class Idea(Frozen):
    """An improvement that a customer suggested; `start` and `end` are places in the turn."""

    transcript_id: str
    at: datetime
    language: str
    turn: int
    start: int
    end: int
    text: str


class DepartmentIdeas(Frozen):
    """The ideas that concern a department, the newest first; `read` of all `of` were read."""

    department: Department
    ideas: tuple[Idea, ...]
    read: int
    of: int


class _Said(NamedTuple):
    """A quote beside its contact."""

    contact: int
    transcript_id: str
    at: datetime
    language: str
    csat: float | None
    handling_time: float | None
    turn: int
    start: int
    end: int
    text: str


def reasons(store: Store, session: Session, filters: Filters) -> Reasons:
    """Why customers made contact: the topics of their stated needs, over all languages.

    A contact counts once: for the first of its needs that names a matter.
    """
    said, of = _quotes(store, session, filters, "need_stated")
    needs: dict[int, list[tuple[Topic, _Said]]] = {}
    for quote in said:
        named = topic(quote.text, quote.language)
        needs.setdefault(quote.contact, []).append((named, quote))
    contacts: dict[Topic, list[list[_Said]]] = {about: [] for about in Topic}
    for stated in needs.values():
        about = min((named for named, _ in stated), key=lambda t: _VAGUE.get(t, 0))
        contacts[about].append([quote for named, quote in stated if named is about])
    found = [
        _reason(about, quotes, len(needs), least(filters))
        for about, quotes in contacts.items()
        if quotes
    ]
    found.sort(key=lambda reason: (reason.topic is Topic.OTHER, -reason.contacts))
    return Reasons(read=len(said), of=of, contacts=len(needs), reasons=tuple(found))


def ideas(store: Store, session: Session, filters: Filters) -> list[DepartmentIdeas]:
    """What could be better, by the department concerned; departments without an idea are left
    out."""
    said, of = _quotes(store, session, filters, "improvement_idea")
    by_department: dict[Department, list[Idea]] = {}
    for quote in said:
        fields = {name: getattr(quote, name) for name in Idea.model_fields}
        concerned = department(quote.text, quote.language)
        by_department.setdefault(concerned, []).append(Idea(**fields))
    return [
        DepartmentIdeas(department=d, ideas=tuple(by_department[d]), read=len(said), of=of)
        for d in Department
        if d in by_department
    ]


def _quotes(
    store: Store, session: Session, filters: Filters, signal: str
) -> tuple[list[_Said], int]:
    """The newest quotes, and how many there are in all."""
    source = Quote.report_id == Contact.report_id
    columns = (Contact.id, Contact.transcript_id, Contact.at, Contact.language)
    figures = (StoredReport.csat, StoredReport.handling_time)
    spans = (Quote.turn, Quote.start, Quote.end, Quote.text)
    query = chosen(store, filters, *columns, *figures, *spans).join(Quote, source)
    query = query.where(Quote.signal == signal)
    query = query.order_by(Contact.at.desc(), Contact.id.desc(), Quote.id).limit(_MOST_QUOTES)
    said = [_Said(*row) for row in session.execute(query)]
    if len(said) < _MOST_QUOTES:
        return said, len(said)
    count = chosen(store, filters, func.count()).join(Quote, source).where(Quote.signal == signal)
    return said, session.scalars(count).one()


def _reason(about: Topic, contacts: Sequence[Sequence[_Said]], of: int, limit: int) -> Reason:
    """The reason of these contacts, each with its needs of the topic."""
    first = [quotes[0] for quotes in contacts]
    csat = _moments([quote.csat for quote in first])
    time = _moments([quote.handling_time for quote in first])
    return Reason(
        topic=about,
        contacts=len(first),
        share=share_figure(len(first), of, limit),
        csat=mean_figure(csat, limit, RATING),
        handling_time=mean_figure(time, limit, SECONDS),
        examples=_examples(first),
        shared=_shared(contacts),
    )


def _examples(quotes: Sequence[_Said]) -> tuple[Example, ...]:
    """The newest of each language before the second of any."""
    seen: Counter[str] = Counter()
    turns: list[tuple[int, _Said]] = []
    for quote in quotes:
        turns.append((seen[quote.language], quote))
        seen[quote.language] += 1
    turns.sort(key=lambda turn: turn[0])
    return tuple(
        Example(**{name: getattr(quote, name) for name in Example.model_fields})
        for _, quote in turns[:_EXAMPLES]
    )


def _shared(contacts: Sequence[Sequence[_Said]]) -> tuple[SharedWords, ...]:
    """What the contacts of each language have in common, the commonest first."""
    words: dict[str, list[list[ContentWord]]] = {}
    for quotes in contacts:
        code = quotes[0].language
        said = [word for quote in quotes for word in content_words(quote.text, code)]
        words.setdefault(code, []).append(said)
    return tuple(
        SharedWords(language=code, words=group.label, contacts=group.contacts)
        for code in sorted(words)
        for group in cover(words[code], _MOST_GROUPS)
    )


def _moments(values: Sequence[float | None]) -> Moments:
    known = [value for value in values if value is not None]
    return Moments(len(known), sum(known), sum(value * value for value in known))
