"""The empathy gap: the customer shows a feeling or a stake, and nobody takes it up in time."""

from __future__ import annotations

from collections.abc import Iterator

from dimscore.catalogue import GapKind
from dimscore.gaps.advice import Advice
from dimscore.gaps.contact import Contact, not_met
from dimscore.report import Gap, GapState, Signal
from dimscore.tagging.links import content_stems, is_stock, stakes
from dimscore.transcript import Speaker

_SEVERITY = {GapState.LATE: 1, GapState.FORMULAIC: 2, GapState.MISSED: 3}


def empathy_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """One opportunity a customer turn that shows a feeling or a stake, if an agent speaks on."""
    for turn in contact.turns_with(kind.opens_on):
        following = list(contact.agent_after(turn))
        if not following:
            continue
        counted = [i for i in following if not contact.only_holds(i)]
        window = counted[: int(kind.settings["window_turns"])]
        last = window[-1] if window else following[-1]
        looked_at = [i for i in following if i <= last]
        gap = Gap(
            gap=kind.id,
            dimension=kind.dimension,
            turn=turn,
            turns_looked_at=tuple(looked_at),
            state=GapState.MET,
        )
        state = _state(contact, kind, turn, looked_at, following)
        if state is GapState.MET:
            yield gap
        else:
            yield not_met(
                gap,
                state=state,
                severity=_SEVERITY[state],
                cause=[s.signal for s in contact.in_turn(turn, kind.opens_on)],
                suggestion=advice.sentence(kind.id, _keys(contact, kind, turn, state)),
            )


def _state(
    contact: Contact, kind: GapKind, turn: int, window: list[int], following: list[int]
) -> GapState:
    answers = [s for i in window for s in _answers(contact, kind, turn, i)]
    if answers:
        stock = all(_formulaic(contact, turn, answer) for answer in answers)
        return GapState.FORMULAIC if stock else GapState.MET
    later = [i for i in following if i not in window]
    if any(_answers(contact, kind, turn, i) for i in later):
        return GapState.LATE
    return GapState.MISSED


def _answers(contact: Contact, kind: GapKind, turn: int, at: int) -> list[Signal]:
    """Spans of agent turn `at` that take up `turn`, or what the customer went on to say with it."""
    possible = contact.in_turn(at, kind.answers + kind.answers_if_linked)
    said_on = contact.next_agent(turn) or at
    return [s for s in possible if s.answers is not None and turn <= s.answers < said_on]


def _formulaic(contact: Contact, turn: int, answer: Signal) -> bool:
    """A stock sentence that would fit any contact, or one this agent has already used."""
    rules = contact.rules
    text = rules.fold(answer.text).text
    earlier = (
        rules.fold(t.text).text for t in contact.turns[: answer.turn] if t.speaker is Speaker.AGENT
    )
    if len(text.split()) > 2 and any(text in said for said in earlier):
        return True
    if not is_stock(text, rules.pack.code):
        return False
    customer = rules.fold(contact.turns[turn].text).text
    whole = rules.fold(contact.turns[answer.turn].text).text
    code = rules.pack.code
    shares_stake = stakes(whole, code) & stakes(customer, code)
    return not shares_stake and not content_stems(whole, code) & content_stems(customer, code)


def _keys(contact: Contact, kind: GapKind, turn: int, state: GapState) -> list[str]:
    opened = contact.in_turn(turn, kind.opens_on)
    named = stakes(
        contact.rules.fold(" ".join(s.text for s in opened)).text, contact.rules.pack.code
    )
    by_stake = [s for s in contact.rules.pack.file.stakes if s in named]
    by_signal = [s.signal for s in opened]
    if any(s == "distress" for s in by_signal):
        return by_stake + by_signal
    if state in (GapState.LATE, GapState.FORMULAIC):
        return [state.value, *by_signal]
    return by_signal + by_stake
