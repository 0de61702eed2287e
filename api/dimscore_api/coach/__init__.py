"""The coaches' page: server-rendered, signed in, in six languages."""

from __future__ import annotations

from importlib import resources

from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from dimscore_api.coach import (
    account,
    contact,
    contacts,
    errors,
    exports,
    insights,
    people,
    queue,
    reference,
)


def install(app: FastAPI) -> None:
    """Add the page to `app`, which has its store and settings in `app.state` already."""
    router = APIRouter(include_in_schema=False)
    for part in (account, queue, contact, contacts, people, insights, exports, reference):
        router.include_router(part.router)
    app.include_router(router)
    static = resources.files("dimscore_api.coach") / "static"
    app.mount("/static", StaticFiles(directory=str(static)), name="static")
    errors.install(app)
