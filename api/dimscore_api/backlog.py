"""Scoring what waits in the store: one by one, each exactly once, whatever else fails."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from dimscore.report import Report
from dimscore.store import batches, contacts
from dimscore.store.engine import Store
from dimscore.store.tables import Contact
from dimscore.transcript import Transcript
from dimscore_api.guard import described

_LOG = logging.getLogger("dimscore.worker")
_AT_ONCE = 20
Analyze = Callable[[Transcript], Report]


def score_waiting(store: Store, analyze: Analyze, batch_id: str | None = None) -> int:
    """Score all contacts that wait, of one batch where it is named; how many there were."""
    count = 0
    while True:
        with store.read() as session:
            waiting = contacts.pending(session, _AT_ONCE, batch_id)
        for contact in waiting:
            _score(store, analyze, contact)
        with store.write() as session:
            batches.close_scored(session)
        count += len(waiting)
        if not waiting:
            return count


def _score(store: Store, analyze: Analyze, contact: Contact) -> None:
    """A contact that can not be scored is marked, and the others go on."""
    try:
        report = analyze(contacts.transcript_of(contact))
        with store.write() as session:
            contacts.save_report(session, contact.id, report)
    except OperationalError:  # the store is out of reach: no fault of the contact's
        raise
    except Exception as error:
        _LOG.error("a contact could not be scored: %s", described(error))
        with store.write() as session:
            batches.unscorable(session, contact.id, type(error).__name__)
