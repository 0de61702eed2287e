"""`dimscore schema`: the published JSON Schemas."""

from __future__ import annotations

import json
from enum import StrEnum

import typer


class Published(StrEnum):
    """What has a published schema."""

    REPORT = "report"
    TRANSCRIPT = "transcript"
    LABELLED = "labelled"


def schema(kind: Published) -> None:
    """Print the JSON Schema of a report, a transcript or a labelled transcript."""
    from dimscore.schemas import json_schema

    typer.echo(json.dumps(json_schema(kind.value), indent=2, ensure_ascii=False))
