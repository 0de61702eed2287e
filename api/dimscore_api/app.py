"""The application: routes, limits and errors put together."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from dimscore.analyzer import Analyzer
from dimscore.csat.artefact import default_model
from dimscore.lang import languages
from dimscore.scoring import shipped_scorecards
from dimscore.tagging.rules import load_rules
from dimscore_api import problems
from dimscore_api.limits import BodyLimit
from dimscore_api.settings import Settings
from dimscore_api.v1 import catalogue, score
from dimscore_api.work import Scorer

_PROBLEM: dict[str, Any] = {
    "model": problems.ProblemDetails,
    "content": {problems.MEDIA_TYPE: {}},
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    413: {**_PROBLEM, "description": "Larger than this server takes"},
    422: {**_PROBLEM, "description": "Does not fit the schema"},
}


class Health(BaseModel):
    """Whether the server can score, and what with."""

    status: str
    version: str
    languages: list[str]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The API with `settings`; rules and model are loaded here, so the first answer is quick."""
    settings = settings or Settings()
    app = FastAPI(
        title="dimscore",
        version=version("dimscore"),
        summary="Scores contact-centre transcripts in the three dimensions of customer service.",
        responses=_RESPONSES,
    )
    for code in languages():
        load_rules(code)
    analyzer = Analyzer(scorecards=list(shipped_scorecards()), model=default_model())
    app.state.settings = settings
    app.state.scorer = Scorer(analyzer, settings)
    problems.install(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.include_router(score.router, prefix="/v1")
    app.include_router(catalogue.router, prefix="/v1")

    @app.get("/health", summary="Whether the server is well", tags=["health"])
    def health() -> Health:
        """Answers as soon as rules and model are loaded."""
        return Health(status="ok", version=version("dimscore"), languages=list(languages()))

    return app
