"""The empathy gap: the customer shows a feeling or a stake, and nobody takes it up in time."""

from __future__ import annotations

from collections.abc import Iterator

from dimscore.catalogue import GapKind
from dimscore.gaps.advice import Advice
from dimscore.gaps.contact import Contact, not_met
from dimscore.report import Gap, GapState, Signal
from dimscore.tagging.links import content_stems, is_stock, stakes

_SEVERITY = {GapState.LATE: 1, GapState.FORMULAIC: 2, GapState.MISSED: 3}


def empathy_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """One opportunity a customer turn that shows a feeling or a stake, if an agent speaks on."""
    for turn in contact.turns_with(kind.opens_on):
        looked_at = _window(contact, turn, int(kind.settings["window_turns"]))
        if not looked_at:
            continue
        gap = Gap(
            gap=kind.id,
            dimension=kind.dimension,
            turn=turn,
            turns_looked_at=tuple(looked_at),
            state=GapState.MET,
        )
        state = _state(contact, kind, turn, looked_at)
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


def _window(contact: Contact, turn: int, counted: int) -> list[int]:
    """The agent's next turns, until so many of them did more than hold the line."""
    window: list[int] = []
    for following in contact.agent_after(turn):
        window.append(following)
        counted -= not contact.only_holds(following)
        if counted <= 0:
            break
    return window


def _state(contact: Contact, kind: GapKind, turn: int, window: list[int]) -> GapState:
    answers = _answers(contact, kind, turn, first_agent=window[0])
    in_time = [s for s in answers if s.turn <= window[-1]]
    if in_time:
        stock = all(_formulaic(contact, turn, answer) for answer in in_time)
        return GapState.FORMULAIC if stock else GapState.MET
    return GapState.LATE if answers else GapState.MISSED


def _answers(contact: Contact, kind: GapKind, turn: int, first_agent: int) -> list[Signal]:
    """Spans that take up `turn`, or what the customer went on to say before the agent spoke."""
    ids = kind.answers + kind.answers_if_linked
    linked = (s for t in range(turn, first_agent) for s in contact.answers_to.get(t, []))
    return [s for s in linked if s.signal in ids]


def _formulaic(contact: Contact, turn: int, answer: Signal) -> bool:
    """A stock sentence that would fit any contact, or one this agent has already used."""
    rules = contact.rules
    text = rules.fold(answer.text).text
    earlier = (contact.folded[i] for i in contact.agent_turns if i < answer.turn)
    if len(text.split()) > 2 and any(text in said for said in earlier):
        return True
    if not is_stock(text, rules.pack.code):
        return False
    customer, whole = contact.folded[turn], contact.folded[answer.turn]
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
