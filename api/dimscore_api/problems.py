"""Errors as problem details (RFC 9457); the only place that knows HTTP codes.

No answer and no log line holds anything a transcript says: what pydantic knows of the input is
left out, and of an unexpected error only its kind and place are logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from dimscore.errors import DimscoreError

MEDIA_TYPE = "application/problem+json"
_UNKNOWN_KEY = "(unknown key)"
#: HTTP status by code of a known error; what is not here does not fit what was asked: 422.
_STATUS = {
    "wrong_host": 400,
    "no_key": 401,
    "wrong_scope": 403,
    "not_yours": 403,
    "unknown": 404,
    "stalled": 408,
    "id_taken": 409,
    "running": 409,
    "decided": 409,
    "no_target": 409,
    "too_large": 413,
    "media_type": 415,
    "busy": 429,
}
_HEADERS = {
    401: {"www-authenticate": 'Bearer realm="dimscore"'},
    # What is left of a body that was refused is not read.
    408: {"connection": "close"},
    413: {"connection": "close"},
    415: {"connection": "close"},
    429: {"connection": "close", "retry-after": "30"},
}
_RETRY = {"running": {"retry-after": "1"}}
_TEXTS = {
    400: "The request can not be read, or came to another host name",
    401: "No key, or one that is unknown or revoked",
    403: "The key's scope does not allow this",
    404: "There is none such",
    408: "The body stood still for too long",
    409: "Does not go together with what is kept",
    413: "Larger than this server takes",
    415: "Not of a media type that is read here",
    422: "Does not fit the schema",
    429: "Too many at once",
    500: "An unexpected error",
}


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
    code: str | None = None
    errors: list[FieldProblem] | None = None


class RefusedError(DimscoreError):
    """A request that is not carried out; `code` says why."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class TooLargeError(DimscoreError):
    """The request is larger than this server takes."""

    code = "too_large"


def problem(
    status: int,
    detail: str,
    errors: list[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
    code: str | None = None,
) -> JSONResponse:
    """The answer for an error."""
    body = ProblemDetails(
        title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, errors=errors
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status,
        media_type=MEDIA_TYPE,
        headers={**_HEADERS.get(status, {}), **(headers or {})},
    )


def status_of(error: DimscoreError) -> int:
    """The HTTP status of a known error."""
    return _STATUS.get(error.code, 422)


def refusal(error: DimscoreError) -> JSONResponse:
    """The answer for a known error."""
    return problem(status_of(error), str(error), headers=_RETRY.get(error.code), code=error.code)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Error answers as OpenAPI describes them."""
    return {status: {"model": ProblemDetails, "description": _TEXTS[status]} for status in statuses}


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
    assert isinstance(error, DimscoreError)
    return refusal(error)


def install(app: FastAPI) -> None:
    """Make `app` answer every known error as problem details."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(DimscoreError, _refused)


def describe(schema: dict[str, Any]) -> None:
    """Say in an OpenAPI description that errors have a media type of their own."""
    reference = "#/components/schemas/ProblemDetails"
    for path in schema["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                shown = content.get("application/json", {}).get("schema", {})
                if shown.get("$ref") == reference:
                    answer["content"] = {MEDIA_TYPE: content["application/json"]}
