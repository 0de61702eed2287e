import pytest

from dimscore.errors import UsageError
from dimscore.evaluation import read_gold
from dimscore.evaluation.agreement import agreement, quadratic_kappa
from dimscore.evaluation.show import agreement_as_markdown
from tests.conftest import ROOT

DEV = read_gold(ROOT / "data/labelled/dev.jsonl")
SECOND = read_gold(ROOT / "data/labelled/dev.second.jsonl")


def test_a_hand_agrees_with_itself():
    same = agreement(DEV, DEV)
    assert same.micro.f1 == 1
    assert same.rating_kappa == 1
    assert {s.kappa for s in same.signals.values() if s.score.marks} == {1}


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([(1, 1), (5, 5)], 1),
        ([(1, 5), (5, 1)], -1),
        ([(1, 1), (2, 2), (3, 4), (5, 5)], 0.9474),
        ([(3, 3), (3, 3)], None),
        ([], None),
    ],
)
def test_quadratic_kappa(pairs: list[tuple[int, int]], kappa: float | None):
    assert quadratic_kappa(pairs) == kappa


def test_the_published_table_is_what_the_command_writes():
    text = agreement_as_markdown(
        agreement(DEV, SECOND), "Agreement of dev.jsonl and dev.second.jsonl"
    )
    assert (ROOT / "docs/agreement.md").read_text("utf-8") == text


def test_files_without_a_common_transcript_are_refused():
    with pytest.raises(UsageError, match="no transcript in common"):
        agreement(DEV[:1], SECOND[1:2])
