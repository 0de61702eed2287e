"""`/docs`: the API as its own description tells it, with nothing fetched from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from dimscore_api.coach.page import page
from dimscore_api.coach.visitor import say_of

router = APIRouter()


@dataclass(frozen=True)
class Route:
    """A route as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[tuple[str, str, bool]]
    takes: list[str]
    answers: list[tuple[str, str]]


@router.get("/docs")
def docs(request: Request) -> Response:
    """Every route with its parameters and answers; `/openapi.json` is the same for programs."""
    described = request.app.openapi()
    routes = [
        _route(method.upper(), path, operation)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]
    return page(request, say_of(request), "reference.html", routes=routes)


def _route(method: str, path: str, operation: dict[str, Any]) -> Route:
    body = operation.get("requestBody", {}).get("content", {})
    return Route(
        method=method,
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=[
            (p["name"], p["in"], p.get("required", False)) for p in operation.get("parameters", ())
        ],
        takes=list(body),
        answers=[(status, a["description"]) for status, a in operation["responses"].items()],
    )
