"""Earlier contacts of a customer. They are shown beside a report and never enter it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from dimscore.lang import languages
from dimscore.lang.stopwords import content_words
from dimscore.store.tables import Contact, Quote, StoredReport
from dimscore.transcript import Frozen

_DAY = timedelta(days=1)


class Earlier(Frozen):
    """An earlier contact of the same customer, `days` before; `csat` is predicted, 1 to 5."""

    transcript_id: str
    at: datetime
    days: float
    channel: str | None
    agent: str | None
    csat: float | None


class Repeat(Frozen):
    """The earlier contact, `days` before, about what seems to be the same matter.

    `words` are those of this contact's stated needs that the earlier one's share.
    """

    transcript_id: str
    at: datetime
    days: float
    words: tuple[str, ...]


def earlier(session: Session, contact: Contact, limit: int = 10) -> list[Earlier]:
    """At most `limit` contacts of the same customer before this one, the newest first."""
    query = (
        select(Contact.transcript_id, Contact.at, Contact.channel, Contact.agent_id)
        .add_columns(StoredReport.csat)
        .outerjoin(StoredReport, StoredReport.id == Contact.report_id)
        .where(_before(contact))
        .order_by(Contact.at.desc(), Contact.id.desc())
        .limit(limit)
    )
    return [
        Earlier(
            transcript_id=transcript_id,
            at=at,
            days=(contact.at - at) / _DAY,
            channel=channel,
            agent=agent,
            csat=csat,
        )
        for transcript_id, at, channel, agent, csat in session.execute(query)
    ]


def repeat_of(session: Session, contact: Contact, days: int = 14) -> Repeat | None:
    """The newest contact of the same customer within `days` before that states a like need.

    Alike are needs with a content word in common, by its stem; None where there are none.
    """
    if contact.customer_id is None or contact.report_id is None:
        return None
    own = _stems(contact.language, _needs(session, contact.report_id))
    query = (
        select(Contact)
        .where(_before(contact), Contact.at >= contact.at - days * _DAY)
        .where(Contact.language == contact.language, Contact.report_id.is_not(None))
        .order_by(Contact.at.desc(), Contact.id.desc())
    )
    for other in session.scalars(query) if own else ():
        theirs = _stems(contact.language, _needs(session, other.report_id))
        if shared := [form for stem, form in own.items() if stem in theirs]:
            between = (contact.at - other.at) / _DAY
            return Repeat(
                transcript_id=other.transcript_id, at=other.at, days=between, words=tuple(shared)
            )
    return None


def _before(contact: Contact) -> ColumnElement[bool]:
    return and_(
        Contact.customer_id == contact.customer_id,
        or_(
            Contact.at < contact.at,
            and_(Contact.at == contact.at, Contact.id < contact.id),
        ),
    )


def _needs(session: Session, report_id: int | None) -> Sequence[str]:
    query = select(Quote.text).where(Quote.report_id == report_id, Quote.signal == "need_stated")
    return session.scalars(query.order_by(Quote.id)).all()


def _stems(language: str | None, texts: Sequence[str]) -> dict[str, str]:
    """Stems and the form in which each came first, in the order of the texts."""
    if language is None or language not in languages():
        return {}
    stems: dict[str, str] = {}
    for text in texts:
        for word in content_words(text, language):
            stems.setdefault(word.stem, word.form)
    return stems
