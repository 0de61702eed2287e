"""The published JSON Schemas, written from the models."""

from __future__ import annotations

from typing import Any

from dimscore.errors import UsageError
from dimscore.labels import Labelled
from dimscore.report import Report
from dimscore.transcript import Frozen, Transcript

_PUBLISHED: dict[str, type[Frozen]] = {
    "report": Report,
    "transcript": Transcript,
    "labelled": Labelled,
}


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `kind`: report, transcript or labelled."""
    if kind not in _PUBLISHED:
        raise UsageError(f"no schema {kind!r}; use one of {', '.join(_PUBLISHED)}")
    mode = "serialization" if kind == "report" else "validation"
    schema = _PUBLISHED[kind].model_json_schema(by_alias=True, mode=mode)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
