"""API keys: shown once, kept as a hash; a key has one scope."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from dimscore.errors import StoreError
from dimscore.store import audit
from dimscore.store.tables import ApiKey

_PREFIX = "dsk"
_LONGEST_NAME = 64


class Scope(StrEnum):
    """What a key may do: hand in only; read only; everything, with deletion and export."""

    INGEST = "ingest"
    READ = "read"
    ADMIN = "admin"


def create_key(session: Session, name: str, scope: Scope) -> str:
    """A new key, as it will never be seen again; StoreError where the name can not be taken."""
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise StoreError(f"a key's name has 1 to {_LONGEST_NAME} characters")
    if session.scalar(select(ApiKey.id).where(ApiKey.name == name)) is not None:
        raise StoreError(f"there is a key {name!r} already; revoke it or take another name")
    identity, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            id=identity,
            name=name,
            scope=scope.value,
            hash=_hash(secret),
            created_at=datetime.now(UTC),
        )
    )
    audit.note(session, "command line", "create key", subject=name)
    return f"{_PREFIX}_{identity}_{secret}"


def find_key(session: Session, text: str) -> ApiKey | None:
    """The key that `text` is; None where it is none, or was revoked."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != _PREFIX:
        return None
    row = session.get(ApiKey, parts[1])
    # A random secret of 256 bits needs no slow hash; comparing in constant time it does need.
    if row is None or not hmac.compare_digest(row.hash, _hash(parts[2])):
        return None
    return row if row.revoked_at is None else None


def revoke_key(session: Session, name: str) -> None:
    """End a key; StoreError where there is none of this name."""
    row = session.scalar(select(ApiKey).where(ApiKey.name == name))
    if row is None:
        raise StoreError(f"there is no key {name!r}; see: dimscore keys list")
    row.revoked_at = row.revoked_at or datetime.now(UTC)
    audit.note(session, "command line", "revoke key", subject=name)


def list_keys(session: Session) -> Sequence[ApiKey]:
    """All keys that were ever made."""
    return session.scalars(select(ApiKey).order_by(ApiKey.created_at)).all()


def any_key(session: Session) -> bool:
    """Whether a key is in force."""
    return session.scalar(select(ApiKey.id).where(ApiKey.revoked_at.is_(None))) is not None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
