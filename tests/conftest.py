"""Things several tests need."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from dimscore.analyzer import Analyzer
from dimscore.csat.artefact import default_model
from dimscore.readers import Source, read_path
from dimscore.report import Report
from dimscore.scoring import shipped_scorecards
from dimscore.transcript import Transcript

ROOT = Path(__file__).resolve().parents[1]

# The same examples every time: a red run must be the change's doing, not the dice's.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="write docs/pictures again")


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer(scorecards=list(shipped_scorecards()), model=default_model())


def read_one(path: Path) -> Transcript:
    """The only transcript of a file."""
    [record] = read_path(path, Source(name=path.name))
    assert isinstance(record, Transcript), record
    return record


def transcript(*turns: tuple[str, str], language: str = "en", **fields: object) -> Transcript:
    """A transcript from (speaker, text) pairs; ("hold", "90") is a hold of 90 seconds."""
    rows: list[dict[str, object]] = []
    for who, text in turns:
        if who in ("hold", "transfer", "silence", "mute"):
            seconds = float(text) if text else None
            rows.append({"speaker": "system", "text": "", "event": who, "seconds": seconds})
        else:
            rows.append({"speaker": who, "text": text})
    return Transcript.model_validate({"id": "t", "language": language, "turns": rows, **fields})


def signals_of(report: Report, turn: int) -> set[str]:
    return {s.signal for s in report.signals if s.turn == turn}
