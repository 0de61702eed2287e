"""The application: routes, limits and errors put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI
from pydantic import BaseModel

from dimscore.analyzer import Analyzer
from dimscore.csat.artefact import default_model
from dimscore.lang import languages
from dimscore.scoring import shipped_scorecards
from dimscore.store.batches import interrupt_receiving
from dimscore.store.engine import open_store
from dimscore.store.idempotency import forget_unanswered
from dimscore.tagging.rules import load_rules
from dimscore_api import coach, problems
from dimscore_api.auth import ForScoring
from dimscore_api.guard import Guard, HostCheck
from dimscore_api.limits import BodyLimit
from dimscore_api.queue import Queue
from dimscore_api.settings import Settings
from dimscore_api.v1 import (
    agents,
    batches,
    catalogue,
    customers,
    exports,
    reviews,
    score,
    surveys,
    transcripts,
)
from dimscore_api.work import Scorer

_STATELESS = (score, catalogue)
_STORED = (transcripts, batches, customers, surveys, reviews, agents, exports)


class Health(BaseModel):
    """Whether the server can score, and what with."""

    status: str
    version: str
    languages: list[str]


class Api(FastAPI):
    """FastAPI, whose description tells errors' media type from that of other answers."""

    def openapi(self) -> dict[str, Any]:
        """The description of the API."""
        if self.openapi_schema is None:
            problems.describe(super().openapi())
        return super().openapi()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The API with `settings`; rules and model are loaded here, so the first answer is quick.

    StoreError where the store can not be opened.
    """
    settings = settings or Settings()
    app = Api(
        title="dimscore",
        version=version("dimscore"),
        summary="Scores contact-centre transcripts in the three dimensions of customer service.",
        responses=problems.responses(400, 413, 422, 500),
        lifespan=_life,
        # FastAPI's own pages fetch their scripts from another host; ours is in `coach.reference`.
        docs_url=None,
        redoc_url=None,
    )
    for code in languages():
        load_rules(code)
    analyzer = Analyzer(scorecards=list(shipped_scorecards()), model=default_model())
    app.state.settings = settings
    app.state.store = open_store(settings.store)
    app.state.queue = Queue(app.state.store)
    app.state.scorer = Scorer(analyzer, settings)
    app.state.uploads = CapacityLimiter(settings.max_uploads)
    problems.install(app)
    app.add_middleware(
        BodyLimit, max_bytes=settings.max_body_bytes, streamed=frozenset({batches.PATH})
    )
    app.add_middleware(HostCheck, settings=settings)
    app.add_middleware(Guard, answer=coach.errors.unexpected)
    for resource in _STATELESS:
        app.include_router(
            resource.router,
            prefix="/v1",
            dependencies=[ForScoring],
            responses=problems.responses(401),
        )
    for resource in _STORED:
        app.include_router(resource.router, prefix="/v1")

    @app.get("/health", summary="Whether the server is well", tags=["health"])
    def health() -> Health:
        """Answers as soon as rules and model are loaded."""
        return Health(status="ok", version=version("dimscore"), languages=list(languages()))

    coach.install(app)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    with app.state.store.write() as session:
        interrupt_receiving(session)
        forget_unanswered(session)
    yield
    app.state.queue.close()
    app.state.store.close()
