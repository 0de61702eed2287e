"""What every shipped scorecard must do on real reports."""

import pytest

from dimscore.analyzer import Analyzer
from dimscore.scoring import Scorecard, shipped_scorecards
from tests.conftest import ROOT, read_one

pytestmark = pytest.mark.parametrize("card", shipped_scorecards().values(), ids=lambda c: c.id)


def test_scores_lie_in_range_and_points_add_up(card: Scorecard):
    analyzer = Analyzer(scorecards=[card.id])
    for path in sorted((ROOT / "data/samples").rglob("*.txt")):
        result = analyzer.analyze(read_one(path)).scorecards[card.id]
        assert result.score is not None
        assert 0 <= result.score <= 100
        assert result.level in (1, 2, 3, 4, 5)
        if card.mode == "weighted" and not result.failed:
            assert 50 + sum(c.points for c in result.criteria) == pytest.approx(result.score)


def test_every_point_has_its_evidence(card: Scorecard):
    analyzer = Analyzer(scorecards=[card.id])
    for path in sorted((ROOT / "data/samples").rglob("*.txt")):
        for criterion in analyzer.analyze(read_one(path)).scorecards[card.id].criteria:
            if criterion.state == "present" and criterion.value:
                spec = next(c for c in card.criteria if c.id == criterion.id)
                assert criterion.evidence or spec.avoid


def test_it_is_described(card: Scorecard):
    assert card.title
    assert card.description
    assert all(c.title for c in card.criteria)
