"""Fill a store with the demo: scored contacts, surveys, a coach's first reviews, accounts."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from dimscore.analyzer import Analyzer
from dimscore.csat.artefact import default_model
from dimscore.scoring import shipped_scorecards
from dimscore.store import accounts, contacts, reviews
from dimscore.store.engine import Store
from dimscore.store.reviews import Reason, Reviewer, Verdict
from dimscore.store.tables import Contact, Opportunity, User
from dimscore_api.demo.schedule import cast, samples, schedule

_COACH = Reviewer("bruno", "coach")
_REVIEWED_EVERY, _REJECTED_EVERY = 12, 4


def fill(store: Store, until: date, tell: Callable[[int, int], None]) -> int:
    """Put the demo's contacts into `store`, as many as are not there; how many it has.

    `tell` hears how many are done and how many there are.
    """
    analyzer = Analyzer(scorecards=list(shipped_scorecards()), model=default_model())
    items = samples()
    for done, transcript in enumerate(schedule(items, until), start=1):
        kept = contacts.masked(store.secret, transcript)
        with store.read() as session:
            there = contacts.find(session, kept.id) is not None
        if not there:
            report = analyzer.analyze(kept)
            with store.write() as session:
                contact = contacts.accept(session, kept).contact
                contacts.save_report(session, contact.id, report)
        tell(done, len(items))
    _first_reviews(store)
    return len(items)


def _first_reviews(store: Store) -> None:
    """What a second coach has decided already, so that the queue shows how that looks."""
    with store.write() as session:
        flagged = select(Opportunity).where(Opportunity.severity == 3).order_by(Opportunity.id)
        for place, gap in enumerate(session.scalars(flagged).all()[::_REVIEWED_EVERY]):
            target = f"gap:{gap.position}"
            if reviews.decision_on(session, gap.report_id, target) is not None:
                continue
            contact = session.get_one(Contact, gap.contact_id)
            if place % _REJECTED_EVERY:
                reviews.decide(session, contact, target, Verdict.ACCEPTED, _COACH)
            else:
                reviews.decide(
                    session, contact, target, Verdict.REJECTED, _COACH, reason=Reason.ANSWERED
                )


def open_accounts(store: Store) -> dict[str, str]:
    """The demo's accounts with new passwords: name to password."""
    passwords: dict[str, str] = {}
    plan = dict(cast()["accounts"])
    agent_ids = plan.pop("agent_ids")
    with store.write() as session:
        for name, role in plan.items():
            if session.get(User, name) is not None:
                accounts.remove_user(session, name)
                session.flush()
            password = secrets.token_urlsafe(9)
            accounts.add_user(
                session,
                name,
                accounts.Role(role),
                agent_id=agent_ids.get(name),
                password=password,
            )
            passwords[name] = password
    return passwords
