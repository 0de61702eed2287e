"""How far a language is: computed from what was measured, never claimed."""

from __future__ import annotations

from importlib import resources
from typing import Literal

from dimscore.evaluation.run import Evaluation
from dimscore.lang.pack import languages, load_pack
from dimscore.transcript import Frozen

_DRAFT, _STABLE = 0.5, 0.8


class Maturity(Frozen):
    """A language with the micro F1 of its signals on the project's test split."""

    code: str
    name: str
    native: str
    maturity: Literal["draft", "beta", "stable"]
    f1: float | None
    interval: tuple[float, float] | None
    on: str


def maturity() -> list[Maturity]:
    """All languages; under 0.5, or not measured, is a draft, from 0.8 on stable."""
    measured = _measured()
    rows: list[Maturity] = []
    for code in languages():
        file = load_pack(code).file
        score = measured.languages.get(code) if measured else None
        f1 = score.f1 if score else None
        rows.append(
            Maturity(
                code=code,
                name=file.name,
                native=file.native,
                maturity=_level(f1),
                f1=f1,
                interval=score.interval if score else None,
                on=measured.gold if measured and score else "",
            )
        )
    return rows


def _level(f1: float | None) -> Literal["draft", "beta", "stable"]:
    if f1 is None or f1 < _DRAFT:
        return "draft"
    return "stable" if f1 >= _STABLE else "beta"


def _measured() -> Evaluation | None:
    """`quality.json`, written by `dimscore evaluate --output`."""
    file = resources.files("dimscore.lang") / "quality.json"
    return Evaluation.model_validate_json(file.read_bytes()) if file.is_file() else None
