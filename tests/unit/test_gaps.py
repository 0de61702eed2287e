"""Gap rules on signals set by hand: what opens a gap, and what meets it."""

from collections.abc import Sequence

import pytest

from dimscore.catalogue import load_catalogue
from dimscore.gaps import find_gaps
from dimscore.report import Gap, GapState, Signal
from dimscore.transcript import Speaker, Transcript, Turn
from tests.conftest import transcript

CATALOGUE = load_catalogue().signals


def mark(contact: Transcript, turn: int, signal: str, answers: int | None = None) -> Signal:
    text = contact.turns[turn].text
    return Signal(
        signal=signal,
        dimension=CATALOGUE[signal].dimension,
        turn=turn,
        start=0,
        end=len(text),
        text=text,
        speaker=contact.turns[turn].speaker,
        confidence=1.0,
        source="rules",
        answers=answers,
    )


def gap(contact: Transcript, signals: Sequence[Signal], kind: str) -> Gap:
    [found] = [g for g in find_gaps(contact.turns, signals, "en") if g.gap == kind]
    return found


TALK = transcript(
    ("customer", "my flight leaves at noon"),
    ("agent", "bear with me"),
    ("hold", "30"),
    ("agent", "thanks for waiting, a new link is on its way"),
    ("customer", "right"),
    ("agent", "noon is close, let us get you on that flight"),
    ("customer", "ok"),
    ("agent", "anything else"),
    ("customer", "no"),
)
STAKE = mark(TALK, 0, "distress")


def test_a_stake_that_nobody_takes_up_is_missed():
    found = gap(TALK, [STAKE], "empathy_gap")
    assert (found.state, found.severity, found.turn) == (GapState.MISSED, 3, 0)
    assert found.suggestion


def test_a_turn_that_only_announces_a_hold_does_not_use_up_the_window():
    signals = [STAKE, mark(TALK, 1, "hold_request"), mark(TALK, 5, "empathy", answers=0)]
    found = gap(TALK, signals, "empathy_gap")
    assert found.state is GapState.MET
    assert found.turns_looked_at == (1, 3, 5)
    assert found.suggestion is None


def test_an_answer_after_two_turns_is_late():
    signals = [STAKE, mark(TALK, 7, "empathy", answers=0)]
    found = gap(TALK, signals, "empathy_gap")
    assert (found.state, found.severity) == (GapState.LATE, 1)


def test_ownership_is_an_answer_only_where_it_is_linked():
    unlinked = [STAKE, mark(TALK, 1, "ownership")]
    linked = [STAKE, mark(TALK, 1, "ownership", answers=0)]
    assert gap(TALK, unlinked, "empathy_gap").state is GapState.MISSED
    assert gap(TALK, linked, "empathy_gap").state is GapState.MET


def test_a_sentence_already_used_is_formulaic():
    contact = transcript(
        ("customer", "this is a disgrace"),
        ("agent", "i can hear how upset you are"),
        ("customer", "still a disgrace"),
        ("agent", "i can hear how upset you are"),
        ("customer", "bye"),
    )
    signals = [
        mark(contact, 0, "frustration"),
        mark(contact, 1, "empathy", answers=0),
        mark(contact, 2, "frustration"),
        mark(contact, 3, "empathy", answers=2),
    ]
    states = [g.state for g in find_gaps(contact.turns, signals, "en") if g.gap == "empathy_gap"]
    assert states == [GapState.MET, GapState.FORMULAIC]


def test_no_agent_turn_afterwards_is_no_opportunity():
    contact = transcript(("agent", "hello"), ("customer", "i am desperate"))
    found = find_gaps(contact.turns, [mark(contact, 1, "distress")], "en")
    assert [g for g in found if g.gap == "empathy_gap"] == []


@pytest.mark.parametrize(
    ("signals", "causes"),
    [
        ([], ("unannounced", "no_return")),
        ([(1, "hold_request")], ("bare", "no_return")),
        ([(1, "hold_request"), (1, "hold_duration")], ("no_return",)),
        ([(1, "hold_request"), (1, "hold_reason"), (3, "hold_thanks")], ()),
        ([(1, "hold_request"), (1, "hold_reason"), (3, "hold_apology")], ()),
    ],
)
def test_what_a_hold_lacks(signals: list[tuple[int, str]], causes: tuple[str, ...]):
    found = gap(TALK, [mark(TALK, t, s) for t, s in signals], "hold_gap")
    assert found.cause == causes
    assert (found.state is GapState.MET) == (not causes)


def test_a_hold_over_the_limit_is_too_long():
    contact = transcript(("agent", "wait"), ("hold", "61"), ("agent", "back"), ("customer", "ok"))
    assert "too_long" in gap(contact, [], "hold_gap").cause


def test_a_look_up_in_the_same_turn_is_no_hold():
    contact = transcript(
        ("agent", "let me check, yes it is here"), ("customer", "which one is it?")
    )
    found = find_gaps(contact.turns, [mark(contact, 0, "hold_request")], "en")
    assert [g for g in found if g.gap == "hold_gap"] == []


def test_a_hold_without_event_is_seen_by_the_words_on_return():
    contact = transcript(
        ("agent", "one moment"), ("customer", "ok"), ("agent", "sorry for the wait")
    )
    signals = [mark(contact, 0, "hold_request"), mark(contact, 2, "hold_apology")]
    assert gap(contact, signals, "hold_gap").cause == ("bare",)


def timed(*turns: tuple[str, float, float]) -> Transcript:
    rows = [Turn(speaker=Speaker(who), text="so", start=a, end=b) for who, a, b in turns]
    return Transcript(id="t", turns=tuple(rows))


def test_a_pause_over_the_limit_is_a_silence():
    contact = timed(("agent", 0, 1), ("customer", 2, 3), ("agent", 14, 15))
    assert gap(contact, [], "silence_gap").state is GapState.MISSED
    announced = [mark(contact, 0, "hold_reason")]
    assert gap(contact, announced, "silence_gap").state is GapState.MET


@pytest.mark.parametrize(
    ("signal", "state"), [("cold_transfer", GapState.MISSED), ("warm_transfer", GapState.MET)]
)
def test_a_transfer_is_warm_or_a_gap(signal: str, state: GapState):
    contact = transcript(("agent", "putting you through"), ("transfer", ""), ("agent", "hello"))
    assert gap(contact, [mark(contact, 0, signal)], "transfer_gap").state is state


NEED = transcript(
    ("customer", "my card is blocked"),
    ("agent", "since when"),
    ("agent", "i unblock it"),
    ("customer", "it works"),
)


@pytest.mark.parametrize(("asked", "state"), [(True, GapState.MET), (False, GapState.MISSED)])
def test_a_solution_before_any_question_is_an_understanding_gap(asked: bool, state: GapState):
    signals = [mark(NEED, 0, "need_stated"), mark(NEED, 2, "solution_offered")]
    signals += [mark(NEED, 1, "need_discovery")] if asked else []
    assert gap(NEED, signals, "understanding_gap").state is state


@pytest.mark.parametrize(
    ("last", "state"),
    [
        ([], GapState.MISSED),
        ([(2, "solution_offered")], GapState.MET),
        ([(2, "solution_offered"), (3, "unresolved")], GapState.MISSED),
        ([(3, "resolution_confirmed")], GapState.MET),
    ],
)
def test_when_a_matter_stays_open(last: list[tuple[int, str]], state: GapState):
    signals = [mark(NEED, 0, "need_stated"), *(mark(NEED, t, s) for t, s in last)]
    assert gap(NEED, signals, "resolution_gap").state is state


def test_a_rule_cited_without_help_is_an_ownership_gap():
    contact = transcript(("customer", "why"), ("agent", "those are the rules"), ("customer", "hm"))
    rule = mark(contact, 1, "policy_language")
    found = gap(contact, [rule], "ownership_gap")
    assert (found.state, found.cause) == (GapState.MISSED, ("policy_language",))
    helped = [rule, mark(contact, 1, "solution_offered")]
    assert gap(contact, helped, "ownership_gap").state is GapState.MET


def test_a_date_for_what_lies_ahead_meets_the_expectation():
    contact = transcript(("agent", "an engineer comes on monday"), ("customer", "ok"))
    assert (
        gap(contact, [mark(contact, 0, "expectation_set")], "expectation_gap").state is GapState.MET
    )


def test_six_business_signals_and_no_human_one_are_out_of_balance():
    turns = [("customer", "i am lost")] + [("agent", "press the button")] * 6 + [("customer", "ok")]
    contact = transcript(*turns)
    work = [mark(contact, i, "instruction") for i in range(1, 7)]
    worried = mark(contact, 0, "distress")
    assert gap(contact, [worried, *work], "balance_gap").state is GapState.MISSED
    warm = [mark(contact, 1, "empathy", answers=0), mark(contact, 2, "assurance")]
    assert gap(contact, [worried, *work, *warm], "balance_gap").state is GapState.MET
    few = [
        g for g in find_gaps(contact.turns, [worried, *work[:5]], "en") if g.gap == "balance_gap"
    ]
    assert few == []
