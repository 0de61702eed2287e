"""One transcript taken in: masked, kept, then scored."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from anyio import to_thread

from dimscore.report import Report
from dimscore.store import batches, contacts, idempotency
from dimscore.store.contacts import Outcome
from dimscore.store.engine import Store
from dimscore.store.idempotency import Use
from dimscore.transcript import Transcript
from dimscore_api.work import Scorer

_CREATED, _KNOWN = 201, 200


@dataclass(frozen=True)
class Taken:
    """The answer: its status, the report, and whether it was given before."""

    status: int
    report: Report
    replayed: bool


@dataclass(frozen=True)
class _Kept:
    contact_id: int
    status: int
    report: Report | None
    replayed: bool = False


async def take_in(store: Store, scorer: Scorer, transcript: Transcript, use: Use | None) -> Taken:
    """Keep `transcript` and score it; what is known already is answered with its report."""
    scorer.check(transcript)
    masked = await to_thread.run_sync(contacts.masked, store.secret, transcript)
    kept = await to_thread.run_sync(_keep, store, masked, use)
    report = kept.report
    if report is None:
        try:
            report = await scorer.score(masked)
        except Exception as error:
            await to_thread.run_sync(_unscorable, store, kept.contact_id, type(error).__name__)
            raise
        await to_thread.run_sync(_save, store, kept.contact_id, report)
    return Taken(kept.status, report, kept.replayed)


def _keep(store: Store, masked: Transcript, use: Use | None) -> _Kept:
    digest = hmac.digest(store.secret.key, masked.to_json().encode(), "sha256").hex()
    with store.write() as session:
        before = idempotency.earlier(session, use) if use else None
        if before is not None:
            idempotency.same(before, digest)
        accepted = contacts.accept(session, masked)
        report = contacts.report_of(session, accepted.contact)
        if before is not None and before.status is not None:
            if report is None and accepted.contact.failure is None:
                raise idempotency.running()
            return _Kept(accepted.contact.id, before.status, report, replayed=True)
        status = _CREATED if accepted.outcome is Outcome.NEW else _KNOWN
        if use is not None:
            idempotency.answer(session, use, digest, masked.id, status)
        return _Kept(accepted.contact.id, status, report)


def _unscorable(store: Store, contact_id: int, kind: str) -> None:
    with store.write() as session:
        batches.unscorable(session, contact_id, kind)


def _save(store: Store, contact_id: int, report: Report) -> None:
    with store.write() as session:
        contacts.save_report(session, contact_id, report)
