"""How hits are resolved, scoped and linked; what they say in each language is in the packs."""

import pytest
import spacy

from dimscore.catalogue import load_catalogue
from dimscore.lang import languages
from dimscore.lang.pack import load_examples
from dimscore.tagging.rules import Hit, load_rules
from dimscore.tagging.tagger import resolve, tag
from dimscore.transcript import Speaker, Turn
from tests.conftest import transcript


def hit(signal: str, start: int, end: int, confidence: float = 0.8) -> Hit:
    return Hit(signal, 0, start, end, f"en.{signal}.1", confidence)


def resolved(*hits: Hit) -> list[tuple[str, int, int]]:
    return [(h.signal, h.start, h.end) for h in resolve(hits, load_catalogue())]


def test_equal_signals_that_overlap_become_one():
    assert resolved(hit("apology", 0, 5), hit("apology", 3, 12)) == [("apology", 3, 12)]
    assert resolved(hit("apology", 0, 5, 0.9), hit("apology", 3, 12)) == [("apology", 0, 5)]


def test_equal_signals_apart_stay_two():
    assert len(resolved(hit("apology", 0, 5), hit("apology", 6, 12))) == 2


def test_thanks_for_waiting_is_no_second_courtesy():
    found = resolved(hit("hold_thanks", 0, 20), hit("courtesy", 0, 6), hit("courtesy", 30, 36))
    assert found == [("hold_thanks", 0, 20), ("courtesy", 30, 36)]


def found(*turns: tuple[str, str]) -> set[tuple[int, str]]:
    return {(s.turn, s.signal) for s in tag(transcript(*turns), "en")}


def test_a_signal_is_said_by_its_own_side_only():
    assert (0, "gratitude") in found(("customer", "Thank you so much for your help."))
    assert (0, "gratitude") not in found(("agent", "Thank you so much for your help."))
    assert found(("unknown", "Thank you so much for your help.")) == set()


def test_a_negated_phrase_does_not_count():
    assert (0, "resolution_confirmed") in found(("customer", "It works now."))
    assert (0, "resolution_confirmed") not in found(("customer", "It does not work now."))


def test_empathy_answers_the_last_feeling_said():
    talk = transcript(
        ("customer", "I am so frustrated with this."),
        ("agent", "I completely understand how frustrating that must be."),
    )
    [empathy] = [s for s in tag(talk, "en") if s.signal == "empathy"]
    assert empathy.answers == 0


STAKE = ("customer", "I have a deadline at noon today.")


@pytest.mark.parametrize(
    ("before", "sentence", "answers"),
    [
        ([], "Don't worry.", 0),
        ([("agent", "Right."), ("customer", "Well?")], "Don't worry.", None),
        (
            [("agent", "Right."), ("customer", "Well?")],
            "Don't worry, you will be back online well before your deadline.",
            0,
        ),
    ],
)
def test_assurance_answers_at_once_or_where_it_names_the_stake(
    before: list[tuple[str, str]], sentence: str, answers: int | None
):
    found = [
        s
        for s in tag(transcript(STAKE, *before, ("agent", sentence)), "en")
        if s.signal == "assurance"
    ]
    assert found
    assert {s.answers for s in found} == {answers}


def test_the_rules_are_a_spacy_component():
    nlp = spacy.blank("en")
    nlp.add_pipe("dimscore", config={"speaker": "customer"})
    doc = nlp("Thank you so much for your help.")
    assert "gratitude" in {span.label_ for span in doc.spans["dimscore"]}


def test_a_clause_does_not_end_inside_a_time_of_day():
    rules = load_rules("en")
    view = rules.view(
        0, Turn(speaker=Speaker.AGENT, text="I have a seat at 8:05 tomorrow, direct.")
    )
    end = rules.scope.clause_end(view, 0, 6)
    assert view.text[:end] == "i have a seat at 8:05 tomorrow"


@pytest.mark.parametrize("code", languages())
def test_the_prefilter_loses_no_match(code: str):
    """Every pattern that matches a line is among those that are run on it."""
    rules = load_rules(code)
    lines = [x.text for e in load_examples(code).values() for x in (*e.match[:3], *e.near_miss[:1])]
    for prefilter in rules.prefilters():
        for text in (rules.fold(line).text for line in lines[::3]):
            run = {rule.order for rule in prefilter.candidates(text)}
            matching = {r.order for r in prefilter.rules if r.pattern.regex.search(text)}
            assert matching <= run
