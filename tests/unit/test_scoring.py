import pytest

from dimscore.errors import ScorecardError
from dimscore.report import Dimension, Gap, GapState
from dimscore.scoring import Evidence, dimension_scores, parse_scorecard, score, shipped_scorecards
from dimscore.scoring.engine import level_of
from tests.conftest import transcript
from tests.unit.test_gaps import mark

TALK = transcript(("agent", "hello"), ("customer", "i am lost"), ("agent", "sorry about that"))

CARD = """
id = "mine"
title = "Mine"

[[criteria]]
id = "greets"
title = "Greets"
dimension = "human"
signals = ["greeting"]

[[criteria]]
id = "answers"
title = "Answers feelings"
dimension = "human"
weight = 3
gap = "empathy_gap"

[[criteria]]
id = "calm"
title = "Does not blame"
avoid = ["blame"]
auto_fail = true

[[criteria]]
id = "hold"
title = "Short holds"
dimension = "hidden"
metric = "hold_longest"
best = 0
worst = 100
"""


def evidence(*signals: tuple[int, str], gaps: tuple[Gap, ...] = (), **metrics: float) -> Evidence:
    return Evidence(TALK.turns, [mark(TALK, t, s) for t, s in signals], gaps, metrics)


def empathy(state: GapState) -> Gap:
    return Gap(gap="empathy_gap", dimension=Dimension.HUMAN, turn=1, state=state)


def test_points_add_up_to_the_score():
    result = score(
        parse_scorecard(CARD, "c"),
        evidence((0, "greeting"), gaps=(empathy(GapState.LATE),), hold_longest=25),
    )
    # greets 1, answers 0.5 (weight 3), calm 1, hold 0.75: weighted mean 4.25 / 6
    assert result.score == pytest.approx(100 * 4.25 / 6)
    assert 50 + sum(c.points for c in result.criteria) == pytest.approx(result.score)
    assert [c.state for c in result.criteria] == ["present", "partial", "present", "partial"]


def test_what_does_not_apply_does_not_count():
    result = score(parse_scorecard(CARD, "c"), evidence((0, "greeting")))
    assert [c.state for c in result.criteria] == [
        "present",
        "not_applicable",
        "present",
        "not_applicable",
    ]
    assert result.score == 100


def test_an_auto_fail_makes_the_score_zero_and_says_why():
    result = score(parse_scorecard(CARD, "c"), evidence((0, "blame"), (2, "blame")))
    assert (result.score, result.failed, result.level) == (0, "calm", 1)


def test_a_dimension_without_opportunity_has_no_score():
    scores = dimension_scores(parse_scorecard(CARD, "c"), evidence())
    assert scores[Dimension.BUSINESS].score is None
    assert scores[Dimension.HUMAN].score == 0


def test_contributions_of_a_dimension_sum_to_its_score():
    for card in shipped_scorecards().values():
        scores = dimension_scores(
            card,
            evidence((0, "greeting"), (2, "apology"), gaps=(empathy(GapState.MISSED),)),
        )
        for result in scores.values():
            if result.score is not None and result.contributions is not None:
                assert result.contributions.total == pytest.approx(result.score, abs=1e-6)


@pytest.mark.parametrize(
    ("points", "level"), [(0, 1), (19.9, 1), (20, 2), (59, 3), (60, 4), (80, 5), (100, 5)]
)
def test_a_hundred_points_on_a_scale_of_five(points: float, level: int):
    assert level_of(points) == level


def test_levels_are_reached_one_after_another():
    card = shipped_scorecards()["five-levels"]
    assert card.mode == "levels"
    result = score(card, evidence())
    assert result.level == 1 or result.level is None


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        ('signals = ["greeting"]', 9, "signals"),
        ('gap = "empathy_gap"', 16, "gap"),
        ('metric = "hold_longest"', 28, "metric"),
    ],
)
def test_a_mistake_is_named_by_line_and_key(change: str, line: int, key: str):
    broken = CARD.replace(change, change.replace('"', '"no_such_', 1), 1)
    with pytest.raises(ScorecardError, match=rf"mine.toml, line {line}, {key}: there is no"):
        parse_scorecard(broken, "mine.toml")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('id = "greets"', 'id = "answers"', "two criteria"),
        ("weight = 3", "weight = -3", r"line 15, criteria\.1\.weight"),
        ("best = 0\n", "", "best and worst"),
        ('avoid = ["blame"]', 'avoid = ["blame"]\ngap = "hold_gap"', "exactly one"),
        ("auto_fail = true", "autofail = true", "line 22"),
        ('title = "Mine"', "title = ", "line 3"),
    ],
)
def test_a_broken_card_says_what_is_wrong(old: str, new: str, complaint: str):
    with pytest.raises(ScorecardError, match=complaint):
        parse_scorecard(CARD.replace(old, new, 1), "mine.toml")
