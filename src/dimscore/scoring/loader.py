"""Read and check scorecard files; a mistake is named by file, line and key."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dimscore.catalogue import load_catalogue
from dimscore.errors import ScorecardError
from dimscore.metrics import METRICS
from dimscore.scoring.model import CriterionSpec, Scorecard

_TABLE = re.compile(r"^\s*\[\[\s*criteria\s*\]\]")
DEFAULT = "three-dimensions"


@cache
def shipped_scorecards() -> dict[str, Scorecard]:
    """The scorecards that come with the library, the default one first."""
    folder = resources.files("dimscore.scoring") / "scorecards"
    cards = [
        parse_scorecard(file.read_text("utf-8"), file.name)
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return {c.id: c for c in sorted(cards, key=lambda c: (c.id != DEFAULT, c.id))}


def find_scorecard(name: str) -> Scorecard:
    """A shipped scorecard by id, or a company's own by path."""
    shipped = shipped_scorecards()
    if name in shipped:
        return shipped[name]
    path = Path(name)
    if not path.is_file():
        known = ", ".join(shipped)
        raise ScorecardError(f"no scorecard {name!r}: neither a file nor one of {known}")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ScorecardError(f"{name}: not UTF-8; save it as UTF-8") from None
    return parse_scorecard(text, name)


def parse_scorecard(text: str, file: str) -> Scorecard:
    """A scorecard from TOML; ScorecardError names file, line and key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScorecardError(f"{file}: {error}") from None
    try:
        card = Scorecard.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        loc = first["loc"]
        key = ".".join(map(str, loc)) or "file"
        message = first["msg"].removeprefix("Value error, ")
        raise ScorecardError(f"{file}, line {_line(text, loc)}, {key}: {message}") from None
    for number, criterion in enumerate(card.criteria):
        _check_names(criterion, number, text, file)
    return card


def _check_names(criterion: CriterionSpec, number: int, text: str, file: str) -> None:
    catalogue = load_catalogue()
    known: dict[str, Any] = {
        "signal": catalogue.signals,
        "gap": catalogue.gaps,
        "metric": METRICS,
    }
    named = [("gap", "gap", criterion.gap), ("metric", "metric", criterion.metric)]
    named += [(key, "signal", s) for key in ("signals", "avoid") for s in getattr(criterion, key)]
    for condition in criterion.when:
        kind, _, name = condition.partition(":")
        if condition != "agent" and kind not in known:
            place = f"{file}, line {_line(text, ('criteria', number, 'when'))}, when"
            raise ScorecardError(f"{place}: {condition!r} is not signal:, gap:, metric: or agent")
        if condition != "agent":
            named.append(("when", kind, name))
    for key, kind, name in named:
        if name is not None and name not in known[kind]:
            place = f"{file}, line {_line(text, ('criteria', number, key))}, {key}"
            raise ScorecardError(f"{place}: there is no {kind} {name!r}")


def _line(text: str, loc: tuple[int | str, ...]) -> int:
    """The line (from 1) of the key that `loc` names, as near as the text tells."""
    lines = text.splitlines() or [""]
    start, end = 0, len(lines)
    if len(loc) > 1 and loc[0] == "criteria" and isinstance(loc[1], int):
        tables = [i for i, line in enumerate(lines) if _TABLE.match(line)]
        if loc[1] < len(tables):
            start = tables[loc[1]]
            end = tables[loc[1] + 1] if loc[1] + 1 < len(tables) else len(lines)
    key = loc[2] if len(loc) > 2 else loc[0] if loc else ""
    for i in range(start, end):
        if re.match(rf"\s*{re.escape(str(key))}\s*=", lines[i]):
            return i + 1
    return start + 1
