"""Idempotency keys: a request that is sent again is answered again, not carried out again."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from dimscore.errors import StoreError
from dimscore.store.secret import Secret
from dimscore.store.tables import IdempotencyKey


@dataclass(frozen=True)
class Use:
    """One use of a key: who, on which route, and the key itself as a keyed hash."""

    key_id: str
    route: str
    value: str

    @classmethod
    def of(cls, secret: Secret, key_id: str, route: str, value: str) -> Use:
        """The use of `value`, which the client chose and which may be anything."""
        return cls(key_id, route, hmac.digest(secret.key, value.encode(), "sha256").hex())


def earlier(session: Session, use: Use) -> IdempotencyKey | None:
    """What is known of an earlier request with this key; StoreError `running` if unanswered."""
    row = session.get(IdempotencyKey, (use.key_id, use.route, use.value))
    if row is not None and row.status is None:
        raise running()
    return row


def begin(session: Session, use: Use, resource: str) -> None:
    """A request with this key has begun; what it sends is not known yet."""
    session.add(_row(use, "", resource, None))


def answer(session: Session, use: Use, digest: str, resource: str, status: int) -> None:
    """The request was answered with `status`, and led to `resource`."""
    session.merge(_row(use, digest, resource, status))


def same(row: IdempotencyKey, digest: str) -> None:
    """StoreError `key_reused` where the key stands for another body than that of `digest`."""
    if not hmac.compare_digest(row.digest, digest):
        raise StoreError(
            "this Idempotency-Key was sent with another body before; take a new key",
            code="key_reused",
        )


def running() -> StoreError:
    """The error for a request whose like is still being worked on."""
    return StoreError(
        "a request with this Idempotency-Key is still being worked on; try again in a moment",
        code="running",
    )


def forget(session: Session, use: Use) -> None:
    """The request failed: the key may be used again, with whatever body."""
    where = (
        IdempotencyKey.key_id == use.key_id,
        IdempotencyKey.route == use.route,
        IdempotencyKey.value == use.value,
    )
    session.execute(delete(IdempotencyKey).where(*where))


def forget_unanswered(session: Session) -> None:
    """For a server that starts: nobody will answer what the last one had begun."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.status.is_(None)))


def _row(use: Use, digest: str, resource: str, status: int | None) -> IdempotencyKey:
    return IdempotencyKey(
        key_id=use.key_id,
        route=use.route,
        value=use.value,
        digest=digest,
        resource=resource,
        status=status,
        created_at=datetime.now(UTC),
    )
