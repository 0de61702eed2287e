"""How often the rules are right, per language and signal: the confidence their hits carry.

The precision on labelled transcripts is drawn towards that of the signal over all languages, and
that towards the precision of all rules, each with the weight of a few hits: with three hits, all
right, nobody is certain. Count on contacts that the writers of the rules never saw: on those they
worked with, rules look better than they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from dimscore.catalogue import load_catalogue
from dimscore.labels import Labelled
from dimscore.lang import languages
from dimscore.tagging.tagger import tag

_PRIOR_HITS = 8.0


def write_confidence(gold: Sequence[Labelled], name: str) -> list[Path]:
    """Count on `gold` and write `confidence.json` into every language pack; the paths written."""
    right: Counter[tuple[str, str]] = Counter()
    hits: Counter[tuple[str, str]] = Counter()
    for item in gold:
        language = item.transcript.language
        if language not in languages():
            continue
        said = {(s.signal, s.turn) for s in item.signals}
        for signal, turn in {(s.signal, s.turn) for s in tag(item.transcript, language)}:
            hits[language, signal] += 1
            right[language, signal] += (signal, turn) in said
    overall = _shrunk(right.total(), hits.total(), 0.5)
    paths: list[Path] = []
    for code in languages():
        table: dict[str, float] = {}
        for signal in load_catalogue().signals:
            everywhere = _shrunk(
                sum(right[c, signal] for c in languages()),
                sum(hits[c, signal] for c in languages()),
                overall,
            )
            table[signal] = round(_shrunk(right[code, signal], hits[code, signal], everywhere), 3)
        path = Path(str(resources.files("dimscore.lang"))) / code / "confidence.json"
        content = {"counted_on": name, "signals": table}
        path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
        paths.append(path)
    return paths


def _shrunk(right: int, hits: int, prior: float) -> float:
    return (right + _PRIOR_HITS * prior) / (hits + _PRIOR_HITS)
