"""What the benchmarks share: turns to work on."""

from __future__ import annotations

from pathlib import Path

from dimscore.evaluation import read_gold
from dimscore.transcript import Transcript

ROOT = Path(__file__).resolve().parents[1]


def transcripts() -> list[Transcript]:
    """The training transcripts, all six languages."""
    return [item.transcript for item in read_gold(ROOT / "data/labelled/train.jsonl")]
