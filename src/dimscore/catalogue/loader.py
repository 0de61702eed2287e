"""Read and check `signals.toml` and `gaps.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError

from dimscore.errors import PackError
from dimscore.report import Dimension
from dimscore.transcript import Frozen, Speaker

T = TypeVar("T", bound=Frozen)


class SignalKind(Frozen):
    """A row of the catalogue: who says it, in which dimension, and whether it helps or hurts."""

    id: str
    dimension: Dimension
    by: Speaker
    polarity: Literal["+", "-", "o"]
    definition: str
    not_this: str = ""
    overrides: tuple[str, ...] = ()


class GapKind(Frozen):
    """A kind of gap: what opens it, what can meet it, and its settings."""

    id: str
    dimension: Dimension | Literal["all"]
    definition: str
    opens_on: tuple[str, ...]
    answers: tuple[str, ...]
    answers_if_linked: tuple[str, ...] = ()
    severity: Annotated[int, Field(ge=1, le=3)]
    settings: dict[str, float] = Field(default_factory=dict)


class Catalogue(Frozen):
    """All signals and gaps, by id, in the order of the files."""

    signals: dict[str, SignalKind]
    gaps: dict[str, GapKind]

    def said_by(self, speaker: Speaker) -> tuple[str, ...]:
        """Ids of the signals that `speaker` can give."""
        return tuple(s.id for s in self.signals.values() if s.by is speaker)


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships with the library; PackError where a row is broken."""
    folder = resources.files("dimscore.catalogue")
    catalogue = Catalogue(
        signals=_rows(tomllib.loads((folder / "signals.toml").read_text("utf-8")), SignalKind),
        gaps=_rows(tomllib.loads((folder / "gaps.toml").read_text("utf-8")), GapKind),
    )
    _check_references(catalogue)
    return catalogue


def _rows(table: Mapping[str, Any], kind: type[T]) -> dict[str, T]:
    rows: dict[str, T] = {}
    for key, row in table.items():
        try:
            rows[key] = kind.model_validate({"id": key, **row})
        except ValidationError as error:
            first = error.errors()[0]
            raise PackError(f"catalogue, [{key}] {first['loc']}: {first['msg']}") from None
    return rows


def _check_references(catalogue: Catalogue) -> None:
    for row in catalogue.signals.values():
        _known(catalogue, row.id, row.overrides)
    for gap in catalogue.gaps.values():
        _known(catalogue, gap.id, gap.opens_on + gap.answers + gap.answers_if_linked)


def _known(catalogue: Catalogue, owner: str, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in catalogue.signals:
            raise PackError(f"catalogue, [{owner}]: there is no signal {name!r}")
