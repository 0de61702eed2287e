"""`GET /v1/signals`, `/v1/languages`, `/v1/models`: what this server knows."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from dimscore.catalogue import SignalKind, load_catalogue
from dimscore.csat.artefact import DEFAULT_MODEL, read_manifest, shipped_models
from dimscore.maturity import Maturity, maturity

router = APIRouter(tags=["catalogue"])


class Signals(BaseModel):
    """All signals."""

    signals: list[SignalKind]


class Languages(BaseModel):
    """All languages, with how well each is read."""

    languages: list[Maturity]


class Model(BaseModel):
    """A model and what was measured of it."""

    id: str
    kind: str
    default: bool
    metrics: dict[str, Any]


class Models(BaseModel):
    """All models."""

    models: list[Model]


@router.get("/signals", summary="The catalogue of signals")
def signals() -> Signals:
    """Who says each, in which dimension, what it means."""
    return Signals(signals=list(load_catalogue().signals.values()))


@router.get("/languages", summary="Languages and their measured quality")
def languages() -> Languages:
    """Micro F1 of the signals on the project's test split, with its interval."""
    return Languages(languages=maturity())


@router.get("/models", summary="Models and their metrics")
def models() -> Models:
    """The models that came with this version."""
    rows: list[Model] = []
    for name, folder in shipped_models().items():
        manifest = read_manifest(folder)
        metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
        rows.append(
            Model(id=name, kind=manifest.kind, default=name == DEFAULT_MODEL, metrics=metrics)
        )
    return Models(models=rows)
