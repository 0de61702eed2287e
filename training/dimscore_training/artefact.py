"""Write a model folder: weights, metrics, card, and the manifest that vouches for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dimscore.csat.artefact import PROTOCOL, Manifest, load_model, sha256
from dimscore.csat.predictor import Weights


def write_model(
    folder: Path, weights: Weights, metrics: dict[str, Any], card: str, command: str
) -> None:
    """Write all files of the model and load it once, so that nothing unusable is left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.json").write_text(weights.model_dump_json(indent=1) + "\n", "utf-8")
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    (folder / "card.md").write_text(card, "utf-8")
    files = {name: sha256(folder / name) for name in ("weights.json", "metrics.json", "card.md")}
    manifest = Manifest(
        protocol=PROTOCOL,
        id=folder.name,
        kind="csat-ordinal",
        schema_hash=weights.schema_hash,
        created_by=command,
        files=files,
    )
    (folder / "manifest.json").write_text(manifest.model_dump_json(indent=1) + "\n", "utf-8")
    load_model(folder)
