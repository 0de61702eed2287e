import pytest

from dimscore.errors import PackError
from dimscore.lang.fold import Folder
from dimscore.lang.pattern import Pattern, compile_pattern

FOLD = Folder({}, {})
LISTS = {"soon": ("right away", "at once")}


def compiled(source: str) -> Pattern:
    return compile_pattern(source, lambda s: FOLD(s).text, LISTS, "test")


def found(source: str, text: str) -> str | None:
    match = compiled(source).regex.search(FOLD(text).text)
    return match.group(1) if match else None


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("thank you", "Oh, THANK  you!", "thank  you"),
        ("thank you", "thankyou", None),
        ("refund*", "two refunds please", "refunds"),
        ("*funded", "I was refunded", "refunded"),
        ("(call|ring) [you] back", "we'll ring back", "ring back"),
        ("(call|ring) [you] back", "we'll call you back", "call you back"),
        ("call <2> back", "call all of you back", None),
        ("call <2> back", "call you right back", "call you right back"),
        ("do it {soon}", "I'll do it right away", "do it right away"),
        ("wait # minutes", "please wait 5 minutes", "wait 5 minutes"),
        ("^ hello", "hello there", "hello"),
        ("^ hello", "oh hello", None),
        ("bye $", "okay bye.", "bye"),
        ("bye $", "bye for now", None),
        ("can you see ?", "Can you see it?", "can you see"),
        ("can you see ?", "Yes I can you see. What?", None),
        ("can't open", "I cant open it", "cant open"),
        ("can't open", "i can t open it", "can t open"),
        ("wait. there", "wait. there", None),
    ],
)
def test_what_a_pattern_finds(source: str, text: str, expected: str | None):
    if source == "wait. there":
        with pytest.raises(PackError, match="unexpected"):
            compiled(source)
        return
    assert found(source, text) == expected


def test_no_match_runs_over_the_end_of_a_sentence():
    assert found("thank you", "Thank. You") is None


def test_anchors_are_sets_of_words_from_each_of_which_one_must_occur():
    sets = compiled("[oh] (sorry|apologise) <2> wait*").anchors
    assert set(sets) == {frozenset({" sorry ", " apologise "}), frozenset({" wait"})}


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("(a|b", "closing"),
        ("[maybe]", "no word that must occur"),
        ("<2> word", "a gap needs a word on both sides"),
        ("{nowhere}", "there is no list"),
        ("a ^ b", "not allowed here"),
        ("#", "at least one word"),
    ],
)
def test_a_broken_pattern_says_what_is_wrong(source: str, complaint: str):
    with pytest.raises(PackError, match=complaint):
        compiled(source)
