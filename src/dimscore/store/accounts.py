"""Accounts of the page: made on the command line, signed in with a password."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dimscore.errors import StoreError
from dimscore.store import audit
from dimscore.store.tables import PageSession, SignInFailure, User

#: After so many wrong passwords each further one costs a wait.
FREE_FAILURES = 5
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=15)
_FORGOTTEN = timedelta(hours=24)
#: How long somebody stays signed in.
SESSION = timedelta(hours=12)
MIN_PASSWORD = 10


class Role(StrEnum):
    """Who somebody is: reviews everything; sees the own contacts; may delete as well."""

    COACH = "coach"
    AGENT = "agent"
    ADMIN = "admin"


@dataclass(frozen=True)
class SignedIn:
    """A new session: the cookie's token, which is not kept, and who it is."""

    token: str
    user: User


def add_user(
    session: Session,
    name: str,
    role: Role,
    *,
    agent_id: str | None = None,
    password: str | None = None,
) -> str:
    """A new account and its password, one-time unless given. StoreError where it can not be."""
    if not name.strip() or len(name) > 64:
        raise StoreError("a name has 1 to 64 characters")
    if session.get(User, name) is not None:
        raise StoreError(f"there is an account {name!r} already; take another name")
    if (role is Role.AGENT) != (agent_id is not None):
        raise StoreError(
            "an agent's account, and only that, needs --agent-id as transcripts have it"
        )
    secret = password or secrets.token_urlsafe(12)
    session.add(
        User(
            name=name,
            role=role.value,
            agent_id=agent_id,
            password=_hasher().hash(secret),
            one_time=password is None,
            created_at=datetime.now(UTC),
        )
    )
    audit.note(session, "command line", "add user", subject=name)
    return secret


def reset_password(session: Session, name: str) -> str:
    """A new one-time password; whoever is signed in under the name is signed out."""
    user = session.get(User, name)
    if user is None:
        raise StoreError(f"there is no account {name!r}; see: dimscore users list")
    secret = secrets.token_urlsafe(12)
    user.password, user.one_time = _hasher().hash(secret), True
    session.execute(delete(PageSession).where(PageSession.name == name))
    audit.note(session, "command line", "reset password", subject=name)
    return secret


def list_users(session: Session) -> Sequence[User]:
    """All accounts, by name."""
    return session.scalars(select(User).order_by(User.name)).all()


def remove_user(session: Session, name: str) -> None:
    """End an account, signed in or not; StoreError where there is none of this name."""
    user = session.get(User, name)
    if user is None:
        raise StoreError(f"there is no account {name!r}; see: dimscore users list")
    session.delete(user)
    audit.note(session, "command line", "remove user", subject=name)


def wait_left(session: Session, name: str) -> timedelta:
    """How long this name has to wait before the next try; zero where it need not."""
    row = session.get(SignInFailure, _hash(name))
    if row is None or row.failures < FREE_FAILURES:
        return timedelta()
    doubled = _FIRST_WAIT * 2 ** min(row.failures - FREE_FAILURES, 10)
    return max(timedelta(), row.last_at + min(doubled, _LONGEST_WAIT) - datetime.now(UTC))


def sign_in(session: Session, name: str, password: str) -> SignedIn | None:
    """A session for the right password, else None, counted. Ask `wait_left` first."""
    user = session.get(User, name)
    if not _fits(user, password) or user is None:
        _count_failure(session, name)
        return None
    now = datetime.now(UTC)
    session.execute(delete(SignInFailure).where(SignInFailure.name_hash == _hash(name)))
    session.execute(delete(PageSession).where(PageSession.until < now))
    token = secrets.token_urlsafe(32)
    session.add(
        PageSession(
            hash=_hash(token), name=name, csrf=secrets.token_urlsafe(32), until=now + SESSION
        )
    )
    return SignedIn(token, user)


def signed_in(session: Session, token: str) -> tuple[User, PageSession] | None:
    """Who the cookie's token stands for, or None."""
    row = session.get(PageSession, _hash(token))
    if row is None or row.until < datetime.now(UTC):
        return None
    user = session.get(User, row.name)
    return (user, row) if user else None


def sign_out(session: Session, token: str) -> None:
    """End the session."""
    session.execute(delete(PageSession).where(PageSession.hash == _hash(token)))


def set_password(session: Session, user: User, password: str, token: str) -> None:
    """Replace a password; whoever is signed in under the name, but for the session of `token`,
    is signed out. StoreError where it is too short or the same."""
    if len(password) < MIN_PASSWORD:
        raise StoreError(f"at least {MIN_PASSWORD} characters", code="short_password")
    if _fits(user, password):
        raise StoreError("take another than the old one", code="same_password")
    user.password, user.one_time = _hasher().hash(password), False
    others = PageSession.name == user.name, PageSession.hash != _hash(token)
    session.execute(delete(PageSession).where(*others))


def _count_failure(session: Session, name: str) -> None:
    now = datetime.now(UTC)
    row = session.get(SignInFailure, _hash(name))
    if row is None or row.last_at < now - _FORGOTTEN:
        session.merge(SignInFailure(name_hash=_hash(name), failures=1, last_at=now))
    else:
        row.failures, row.last_at = row.failures + 1, now


def _fits(user: User | None, password: str) -> bool:
    # An unknown name takes as long as a known one: nobody learns who has an account.
    try:
        return _hasher().verify(user.password if user else _nobody(), password) and user is not None
    except VerifyMismatchError:
        return False


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
