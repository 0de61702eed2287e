"""The pair of calls from the source article, retold in six languages, and the article itself.

One problem, two calls: the first customer gave an average rating, the second the top score.
"""

import os
import re
from pathlib import Path

import pytest

from dimscore.analyzer import Analyzer
from dimscore.evaluation import read_gold
from dimscore.lang import languages, load_pack
from dimscore.lang.pack import load_examples
from dimscore.report import Dimension, GapState, Report
from dimscore.transcript import Transcript
from tests.conftest import ROOT, read_one

STRENGTHS = {
    "hold_request",
    "hold_reason",
    "hold_thanks",
    "expectation_set",
    "proactive_help",
    "apology",
    "empathy",
    "distress",
}
SEED = "DIMSCORE_SEED_001"


def check_pair(average: Report, top: Report) -> None:
    """What D4 of the requirements asks of the two reports."""
    assert average.csat is not None
    assert top.csat is not None
    assert 2.3 <= average.csat.expected <= 3.7
    assert top.csat.expected >= 4.0
    for dimension in (Dimension.HUMAN, Dimension.HIDDEN):
        low, high = average.dimensions[dimension].score, top.dimensions[dimension].score
        assert low is not None
        assert high is not None
        assert high >= low + 10, dimension
    states = {(g.gap, g.state) for g in average.gaps}
    assert ("empathy_gap", GapState.MISSED) in states
    assert ("hold_gap", GapState.MISSED) in states
    assert {s.signal for s in top.signals} >= STRENGTHS
    assert {g.state for g in top.gaps if g.gap == "empathy_gap"} == {GapState.MET}


@pytest.mark.parametrize("code", languages())
def test_the_pair_comes_out_as_the_customers_rated_it(code: str, analyzer: Analyzer):
    folder = ROOT / "data/samples" / code
    average, top = (
        analyzer.analyze(read_one(folder / name)) for name in ("average.txt", "top.txt")
    )
    assert (average.language, top.language) == (code, code)
    check_pair(average, top)


@pytest.mark.skipif(SEED not in os.environ, reason=f"{SEED} names no file with the article")
def test_the_article_itself_comes_out_the_same(analyzer: Analyzer, tmp_path: Path):
    text = Path(os.environ[SEED]).read_text("utf-8")
    opening = re.search(r"^(otrzymałem e-mail.*)$", text, re.M)
    calls = re.search(r"^1$(.*?)^Transcript 2$(.*?)^czym według", text, re.M | re.S)
    assert opening
    assert calls
    reports: list[Report] = []
    for name, call in zip(("average", "top"), calls.groups(), strict=True):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"Klient: {opening.group(1)}\n{call}", "utf-8")
        reports.append(analyzer.analyze(read_one(path)))
    check_pair(*reports)


def five_grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[i:] for i in range(5)), strict=False))


def spoken(transcript: Transcript) -> list[str]:
    return [t.text for t in transcript.turns]


@pytest.mark.parametrize("code", languages())
def test_nothing_was_learned_from_the_pair(code: str):
    """No pattern, example or labelled turn shares five words in a row with the retellings."""
    paths = sorted((ROOT / "data/samples" / code).glob("*.txt"))
    told = {g for path in paths for text in spoken(read_one(path)) for g in five_grams(text)}
    pack = load_pack(code)
    known = [p for table in pack.signals.values() for r in table.all_rules() for p in r.patterns]
    known += [
        x.text for e in load_examples(code).values() for x in (*e.match, *e.no_match, *e.near_miss)
    ]
    for split in ("train", "dev", "test"):
        for item in read_gold(ROOT / f"data/labelled/{split}.jsonl"):
            known += spoken(item.transcript)
    assert told
    assert {g for text in known for g in five_grams(text)} & told == set()
