import numpy as np
import pytest

from dimscore.analyzer import Analyzer
from dimscore.evaluation import evaluate_gold, read_gold
from dimscore.evaluation.counts import score_counts
from dimscore.evaluation.ratings import score_ratings, spearman
from dimscore.evaluation.show import as_markdown
from dimscore.labels import Labelled
from tests.conftest import ROOT

DEV = read_gold(ROOT / "data/labelled/dev.jsonl")


def test_precision_recall_and_f1():
    score = score_counts([(3, 1, 0), (1, 0, 2)])
    assert (score.marks, score.precision, score.recall, score.f1) == (6, 0.8, 0.6667, 0.7273)
    assert score.interval is not None
    assert score.interval[0] <= 0.7273 <= score.interval[1]


def test_nothing_said_and_nothing_found_is_no_score():
    score = score_counts([(0, 0, 0)])
    assert (score.f1, score.interval) == (None, None)


def test_rank_correlation_with_ties():
    a, b = np.array([1.0, 2, 2, 3]), np.array([1.0, 3, 2, 4])
    assert spearman(a, b) == pytest.approx(0.9487, abs=1e-4)
    assert spearman(a, np.ones(4)) is None


def test_ratings_stand_beside_a_constant():
    score = score_ratings([1.5, 4.5, 4.0], [(1, 3), (4, 5), (1, 3)], [1, 5, 4])
    assert score is not None
    assert (score.mae, score.mae_of_constant, score.covered) == (0.3333, 1.3333, 0.6667)


def test_labels_that_the_program_itself_made_get_full_marks(analyzer: Analyzer):
    """A perfect gold file: what the analyzer finds. Every F1 must then be 1."""
    perfect: list[Labelled] = []
    for item in DEV[:6]:
        report = analyzer.analyze(item.transcript)
        perfect.append(
            Labelled.model_validate(
                {
                    "transcript": item.transcript,
                    "signals": [
                        {k: getattr(s, k) for k in ("turn", "start", "end", "signal", "answers")}
                        for s in report.signals
                    ],
                    "gaps": [{"gap": g.gap, "turn": g.turn, "state": g.state} for g in report.gaps],
                }
            )
        )
    evaluation = evaluate_gold(perfect, analyzer, "perfect")
    assert evaluation.micro.f1 == 1
    assert evaluation.spans.mean_iou == 1
    assert evaluation.gaps_from_labels_micro.f1 == 1
    assert evaluation.ratings is None
    assert "| micro" in as_markdown(evaluation)


def test_gap_rules_on_labelled_signals_give_the_labelled_gaps(analyzer: Analyzer):
    for split in ("train", "dev", "test"):
        gold = read_gold(ROOT / f"data/labelled/{split}.jsonl")
        score = evaluate_gold(gold, analyzer, split).gaps_from_labels_micro
        assert score.f1 is not None
        assert score.f1 >= 0.9, split
