"""A model on disk: a folder of JSON and text, checked before anything in it is believed.

``manifest.json`` names protocol, model id, feature schema and the sha256 of every other file;
``weights.json`` holds numbers, ``metrics.json`` what was measured, ``card.md`` what to know.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from dimscore.csat.predictor import CsatModel, Weights
from dimscore.errors import ModelError
from dimscore.transcript import Frozen

PROTOCOL = 1
DEFAULT_MODEL = "csat-ordinal-1"


class Manifest(Frozen):
    """`manifest.json`."""

    protocol: Literal[1]
    id: str
    kind: Literal["csat-ordinal"]
    schema_hash: str
    created_by: str
    files: dict[str, str]


def load_model(folder: Path) -> CsatModel:
    """The model in `folder`; ModelError where a file is missing, altered or does not fit."""
    manifest = read_manifest(folder)
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{folder}: {name} is missing; copy the whole model folder again")
        if sha256(path) != expected:
            raise ModelError(
                f"{path}: its sha256 is not the manifest's; the file was altered or cut short, "
                "copy the whole model folder again"
            )
    try:
        weights = Weights.model_validate_json((folder / "weights.json").read_bytes())
    except (OSError, ValidationError):
        raise ModelError(f"{folder}/weights.json does not fit protocol {PROTOCOL}") from None
    return CsatModel(manifest.id, weights)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the model in `folder`."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise ModelError(f"{folder}: no model here (manifest.json is missing)")
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError:
        raise ModelError(
            f"{path}: not a manifest of protocol {PROTOCOL}; train the model again"
        ) from None


def sha256(path: Path) -> str:
    """The sha256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def models_folder() -> Path:
    """Where shipped models are: inside the wheel, or beside the source in a checkout."""
    inside = Path(str(resources.files("dimscore"))) / "shipped_models"
    return (
        inside if inside.is_dir() else Path(str(resources.files("dimscore"))).parents[1] / "models"
    )


def shipped_models() -> dict[str, Path]:
    """Folders of the shipped models by id."""
    return {p.parent.name: p.parent for p in sorted(models_folder().glob("*/manifest.json"))}


@cache
def default_model() -> CsatModel:
    """The model that reports use unless told otherwise."""
    folder = models_folder() / DEFAULT_MODEL
    return load_model(folder)
