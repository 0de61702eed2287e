"""Signing in and out, the own password, the language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from dimscore.errors import StoreError
from dimscore.lang.pack import languages
from dimscore.store import accounts
from dimscore.store.tables import User
from dimscore_api.coach import visitor as who
from dimscore_api.coach.page import page, see_other

router = APIRouter()
_YEAR = 365 * 24 * 3600


@router.get("/")
def home(somebody: who.Somebody) -> Response:
    """Coaches begin with the queue, agents with their own contacts."""
    return see_other("/queue" if somebody.coaches else "/contacts")


@router.get("/signin")
def form(request: Request, next: str = "/") -> Response:
    """The sign-in form."""
    return _form(request, next)


@router.post("/signin", dependencies=[Depends(who.ours_before_sign_in)])
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=64)] = "",
    password: Annotated[str, Form(max_length=1024)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Sign in, or say that it was wrong; after five failures, that one has to wait."""
    store = who.store_of(request)
    # One after the other: many tries at once would all see the same count of failures.
    with store.write() as session:
        wait = accounts.wait_left(session, name).total_seconds()
        entered = accounts.sign_in(session, name, password) if wait <= 0 else None
    if wait > 0:
        return _form(request, next, problem="slow_down", wait=wait, name=name, status=429)
    if entered is None:
        return _form(request, next, problem="wrong", name=name, status=401)
    response = see_other(next)
    age = int(accounts.SESSION.total_seconds())
    who.set_cookie(request, response, who.SESSION, entered.token, age)
    response.delete_cookie(who.FORM)
    return response


@router.post("/signout", dependencies=[who.Ours])
def sign_out(request: Request) -> Response:
    """End the session."""
    with who.store_of(request).write() as session:
        accounts.sign_out(session, request.cookies.get(who.SESSION, ""))
    response = see_other("/signin")
    response.delete_cookie(who.SESSION)
    return response


@router.get("/password")
def password_form(request: Request, anyone: who.Anyone) -> Response:
    """Set a password of one's own."""
    return page(request, anyone, "password.html", problem=None, least=accounts.MIN_PASSWORD)


@router.post("/password", dependencies=[who.Ours])
def set_password(
    request: Request,
    anyone: who.Anyone,
    password: Annotated[str, Form(max_length=1024)] = "",
    again: Annotated[str, Form(max_length=1024)] = "",
) -> Response:
    """Replace the password."""
    problem = "different" if password != again else None
    if problem is None:
        try:
            with who.store_of(request).write() as session:
                user = session.get_one(User, anyone.name)
                accounts.set_password(session, user, password, request.cookies[who.SESSION])
        except StoreError as error:
            problem = error.code
    if problem is None:
        return see_other("/")
    return page(
        request,
        anyone,
        "password.html",
        status=422,
        problem=problem,
        least=accounts.MIN_PASSWORD,
    )


@router.post("/language", dependencies=[who.Ours])
def set_language(
    request: Request,
    anyone: who.Anyone,
    language: Annotated[str, Form(max_length=3)] = "",
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Read the page in another language from now on."""
    if language in languages():
        with who.store_of(request).write() as session:
            session.get_one(User, anyone.name).language = language
    return see_other(back)


@router.post("/signin/language", dependencies=[Depends(who.ours_before_sign_in)])
def choose_language(
    request: Request,
    language: Annotated[str, Form(max_length=3)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Read the sign-in form in another language."""
    response = see_other("/signin")
    if language in languages():
        who.set_cookie(request, response, who.LANGUAGE, language, _YEAR)
    return response


def _form(
    request: Request,
    next: str,
    *,
    problem: str | None = None,
    wait: float = 0,
    name: str = "",
    status: int = 200,
) -> Response:
    token = who.form_token(request)
    response = page(
        request,
        who.say_of(request),
        "signin.html",
        status=status,
        next=next,
        problem=problem,
        wait=int(wait) + 1,
        name=name,
        csrf=token,
    )
    who.set_cookie(request, response, who.FORM, token, 3600)
    return response
