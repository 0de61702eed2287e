"""Errors as problem details (RFC 9457); the only place that knows HTTP codes.

No answer and no log line holds anything a transcript says: what pydantic knows of the input is
left out, and of an unexpected error only its kind and place are logged.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from dimscore.errors import DimscoreError

_LOG = logging.getLogger("dimscore.api")
MEDIA_TYPE = "application/problem+json"
_UNKNOWN_KEY = "(unknown key)"


class FieldProblem(BaseModel):
    """One thing wrong with the request, and where."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457: what went wrong, in a form that programs and people can read."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None


class TooLargeError(DimscoreError):
    """The request is larger than this server takes."""

    code = "too_large"


def problem(
    status: int,
    detail: str,
    errors: list[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer for an error."""
    body = ProblemDetails(
        title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors
    )
    return JSONResponse(
        body.model_dump(exclude_none=True), status, media_type=MEDIA_TYPE, headers=headers
    )


def field_problems(errors: Iterable[Mapping[str, Any]]) -> list[FieldProblem]:
    """Pydantic's errors without the input; a key that only the sender knows is not repeated."""
    out: list[FieldProblem] = []
    for error in errors:
        loc = [str(part) for part in error["loc"]]
        if error["type"] == "extra_forbidden" and loc:
            loc[-1] = _UNKNOWN_KEY
        message = "not valid JSON" if error["type"] == "json_invalid" else str(error["msg"])
        out.append(FieldProblem(field=".".join(loc), message=message))
    return out


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    details = {
        404: "there is nothing at this address; see /docs",
        405: "this address does not know that method; see /docs",
    }
    detail = details.get(error.status_code, "the request could not be read; see /docs")
    return problem(error.status_code, detail, headers=error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = field_problems(error.errors())
    return problem(422, "the request does not fit its schema; see `errors`", problems)


async def _refused(request: Request, error: Exception) -> Response:
    return problem(413 if isinstance(error, TooLargeError) else 422, str(error))


async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Answer 500 without a word of the input; log the kind of error and where it arose."""
    try:
        return await call_next(request)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)[-5:]
        place = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames))
        _LOG.error("unexpected %s at %s", type(error).__name__, place)
        return problem(500, "an unexpected error; it was logged, please report it")


def install(app: FastAPI) -> None:
    """Make `app` answer every error as problem details."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(DimscoreError, _refused)
    app.middleware("http")(guard)
