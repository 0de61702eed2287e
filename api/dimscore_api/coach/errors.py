"""Errors of the page as pages, for whoever asks with a browser; programs get problem details."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from dimscore.errors import StoreError, UsageError
from dimscore_api.coach.page import page, see_other
from dimscore_api.coach.say import Say
from dimscore_api.coach.visitor import (
    ForgedError,
    NewPasswordNeededError,
    NotAllowedError,
    SignInNeededError,
    Visitor,
    anyone,
    say_of,
)
from dimscore_api.problems import problem, status_of

_LOG = logging.getLogger("dimscore.api")
_Handler = Callable[[Request, Any], Awaitable[Response]]
#: What a text on the page says by status; anything else is the general one.
_TEXTS = {403: "forbidden", 404: "missing", 409: "conflict", 422: "unfit"}


def install(app: FastAPI) -> None:
    """Answer the page's own errors, and all errors of browsers outside of /v1, as pages."""
    app.add_exception_handler(SignInNeededError, _sign_in)
    app.add_exception_handler(NewPasswordNeededError, _new_password)
    app.add_exception_handler(NotAllowedError, _forbidden)
    app.add_exception_handler(ForgedError, _forbidden)
    app.add_exception_handler(HTTPException, _or_page(app, HTTPException, _status))
    app.add_exception_handler(RequestValidationError, _or_page(app, RequestValidationError, _unfit))
    app.add_exception_handler(StoreError, _or_page(app, StoreError, status_of))
    app.add_exception_handler(UsageError, _or_page(app, UsageError, _unfit))


def unexpected(request: Request) -> Response:
    """What is answered when this program itself is at fault."""
    if _wants_page(request):
        try:
            return _page(request, 500)
        except Exception:  # the page's own parts may be what failed
            _LOG.error("the page for errors could not be made")
    return problem(500, "an unexpected error; it was logged, please report it")


def _or_page(app: FastAPI, kind: type[Exception], status: Callable[[Any], int]) -> _Handler:
    """The handler that `app` has for `kind`, but a page where a browser asks for one."""
    before: Any = next(
        app.exception_handlers[k] for k in kind.__mro__ if k in app.exception_handlers
    )

    async def handle(request: Request, error: Any) -> Response:
        if not _wants_page(request):
            return await before(request, error)
        return _page(request, status(error))

    return handle


def _status(error: HTTPException) -> int:
    return error.status_code


def _unfit(error: Exception) -> int:
    return 422


def _wants_page(request: Request) -> bool:
    html = "text/html" in request.headers.get("accept", "")
    return html and not request.url.path.startswith("/v1/")


def _page(request: Request, status: int) -> Response:
    try:
        reader: Visitor | Say = anyone(request)
    except SignInNeededError:
        reader = say_of(request)
    text = _TEXTS.get(status, "general")
    return page(request, reader, "error.html", status=status, text=text)


async def _sign_in(request: Request, error: Exception) -> Response:
    if not _wants_page(request):
        return problem(401, "sign in first, at /signin")
    if request.method != "GET":
        return see_other("/signin")
    there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return see_other("/signin" if there == "/" else f"/signin?next={quote(there, safe='')}")


async def _new_password(request: Request, error: Exception) -> Response:
    return see_other("/password")


async def _forbidden(request: Request, error: Exception) -> Response:
    if _wants_page(request):
        return _page(request, 403)
    return problem(403, "this account may not do that, or the form was not sent by this page")
