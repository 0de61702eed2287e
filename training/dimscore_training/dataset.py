"""Features and ratings of labelled transcripts, made by the functions that serving uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dimscore.csat.features import extract
from dimscore.errors import UsageError
from dimscore.gaps import find_gaps
from dimscore.labels import Labelled
from dimscore.language import detect_language
from dimscore.metrics import measure
from dimscore.scoring import Evidence
from dimscore.tagging.tagger import tag


@dataclass(frozen=True)
class Dataset:
    """`x`: contacts x features; `y`: ratings 1-5; `groups`: who wrote the contact; languages."""

    x: NDArray[np.float64]
    y: NDArray[np.int64]
    groups: NDArray[np.str_]
    languages: NDArray[np.str_]
    words: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.y)


def build_dataset(labelled: Sequence[Labelled]) -> Dataset:
    """One row a rating; UsageError where nobody rated anything."""
    rows: list[list[float]] = []
    ratings: list[int] = []
    groups: list[str] = []
    languages: list[str] = []
    words: list[float] = []
    for item in labelled:
        language = item.transcript.language or detect_language(
            t.text for t in item.transcript.turns
        )
        if language is None:
            continue
        features = extract(evidence_of(item, language))
        length = float(sum(len(t.text.split()) for t in item.transcript.turns))
        for rating in item.ratings:
            rows.append(features)
            ratings.append(rating.csat)
            groups.append(item.transcript.id)
            languages.append(language)
            words.append(length)
    if not rows:
        raise UsageError("no rated transcript in the gold file; a rating stands in `ratings`")
    return Dataset(
        np.array(rows), np.array(ratings), np.array(groups), np.array(languages), np.array(words)
    )


def evidence_of(item: Labelled, language: str) -> Evidence:
    """What the program itself finds in the contact: what a model will see when it serves."""
    transcript = item.transcript
    signals = tag(transcript, language)
    gaps = find_gaps(transcript.turns, signals, language)
    return Evidence(transcript.turns, signals, gaps, measure(transcript, signals, language))
