"""Who is looking at the page: signed in by a cookie, with a role, in a language."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Form, Request, Response

from dimscore.lang.pack import languages
from dimscore.store import accounts
from dimscore.store.engine import Store
from dimscore.store.reviews import Reviewer
from dimscore_api.coach.say import Say

#: The cookies: the session, the language of somebody not signed in, the sign-in form's token.
SESSION, LANGUAGE, FORM = "dimscore_session", "dimscore_language", "dimscore_form"


class SignInNeededError(Exception):
    """Nobody is signed in: the page leads to the sign-in form."""


class NewPasswordNeededError(Exception):
    """The one-time password has to be replaced first."""


class NotAllowedError(Exception):
    """Signed in, but this is not for the role."""


class ForgedError(Exception):
    """A change without the form's own token: not sent by this page."""


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in."""

    name: str
    role: accounts.Role
    agent_id: str | None
    csrf: str
    say: Say
    one_time: bool

    @property
    def reviewer(self) -> Reviewer:
        """As reviews name them."""
        return Reviewer(self.name, self.role.value)

    @property
    def coaches(self) -> bool:
        """Whether they may see everybody's contacts and decide on them."""
        return self.role is not accounts.Role.AGENT


def store_of(request: Request) -> Store:
    """The application's store."""
    return request.app.state.store


def zone_of(request: Request) -> ZoneInfo:
    """The time zone that dates are shown and filtered in."""
    return ZoneInfo(request.app.state.settings.timezone)


def language_of(request: Request) -> str:
    """The language before anybody signed in: chosen, or else the browser's first that we know."""
    chosen = request.cookies.get(LANGUAGE, "")
    if chosen in languages():
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in languages():
            return code
    return "en"


def say_of(request: Request) -> Say:
    """The page's words for somebody not signed in."""
    return Say(language_of(request), zone_of(request))


def anyone(request: Request) -> Visitor:
    """Whoever is signed in, even with a one-time password; SignInNeededError for nobody."""
    token = request.cookies.get(SESSION, "")
    with store_of(request).read() as session:
        found = accounts.signed_in(session, token) if token else None
    if found is None:
        raise SignInNeededError
    user, row = found
    return Visitor(
        name=user.name,
        role=accounts.Role(user.role),
        agent_id=user.agent_id,
        csrf=row.csrf,
        say=Say(user.language or language_of(request), zone_of(request)),
        one_time=user.one_time,
    )


def visitor(anyone: Annotated[Visitor, Depends(anyone)]) -> Visitor:
    """Whoever is signed in with a password of their own."""
    if anyone.one_time:
        raise NewPasswordNeededError
    return anyone


def _only(*roles: accounts.Role) -> Callable[[Visitor], Visitor]:
    def check(visitor: Annotated[Visitor, Depends(visitor)]) -> Visitor:
        if visitor.role not in roles:
            raise NotAllowedError
        return visitor

    return check


def ours(anyone: Annotated[Visitor, Depends(anyone)], csrf: Annotated[str, Form()] = "") -> None:
    """A change must carry the session's token; ForgedError where it does not."""
    if not hmac.compare_digest(anyone.csrf.encode(), csrf.encode()):
        raise ForgedError


def form_token(request: Request) -> str:
    """The sign-in form's token: there is no session yet that could carry one."""
    known = request.cookies.get(FORM, "")
    return known if len(known) >= 32 else secrets.token_urlsafe(32)


def ours_before_sign_in(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """The same check for the sign-in form: the cookie must match the form."""
    cookie = request.cookies.get(FORM, "")
    if not cookie or not hmac.compare_digest(cookie.encode(), csrf.encode()):
        raise ForgedError


def set_cookie(request: Request, response: Response, name: str, value: str, age: int) -> None:
    """A cookie that scripts and other sites never see."""
    response.set_cookie(
        name,
        value,
        max_age=age,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )


Anyone = Annotated[Visitor, Depends(anyone)]
Somebody = Annotated[Visitor, Depends(visitor)]
Coach = Annotated[Visitor, Depends(_only(accounts.Role.COACH, accounts.Role.ADMIN))]
Admin = Annotated[Visitor, Depends(_only(accounts.Role.ADMIN))]
Ours = Depends(ours)
