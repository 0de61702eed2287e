"""Gaps of what an agent owes beside the solution: a date, a hand on it, the human side."""

from __future__ import annotations

from collections.abc import Iterator

from dimscore.catalogue import GapKind, load_catalogue
from dimscore.gaps.advice import Advice
from dimscore.gaps.contact import Contact, not_met
from dimscore.report import Dimension, Gap, GapState
from dimscore.tagging.links import promises_later
from dimscore.transcript import Speaker


def expectation_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """One opportunity an agent turn that says what happens later, or puts it off."""
    code = contact.rules.pack.code
    for turn in contact.agent_turns:
        following = contact.next_agent(turn)
        here = contact.in_turn(turn, kind.opens_on)
        said = contact.has(turn, kind.answers)
        later = any(promises_later(contact.rules.fold(s.text).text, code) for s in here)
        if not said and not later:
            continue
        answered_next = following is not None and contact.has(following, kind.answers)
        if not said and answered_next:
            continue
        gap = Gap(
            gap=kind.id,
            dimension=kind.dimension,
            turn=turn,
            turns_looked_at=tuple(t for t in (turn, following) if t is not None),
            state=GapState.MET,
        )
        if said:
            yield gap
        else:
            suggestion = advice.sentence(kind.id, ["when"])
            yield not_met(gap, severity=kind.severity, cause=["no_time"], suggestion=suggestion)


def ownership_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """One opportunity an agent turn that shifts, blames, brushes off or cites a rule."""
    for turn in contact.turns_with(kind.opens_on):
        following = contact.next_agent(turn)
        looked_at = tuple(t for t in (turn, following) if t is not None)
        gap = Gap(
            gap=kind.id,
            dimension=kind.dimension,
            turn=turn,
            turns_looked_at=looked_at,
            state=GapState.MET,
        )
        if any(contact.has(t, kind.answers) for t in looked_at):
            yield gap
        else:
            causes = sorted({s.signal for s in contact.in_turn(turn, kind.opens_on)})
            suggestion = advice.sentence(kind.id, causes)
            yield not_met(gap, severity=kind.severity, cause=causes, suggestion=suggestion)


def balance_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """At most one opportunity: much business work, and a customer with a human need."""
    needs = contact.turns_with(kind.opens_on)
    if not needs:
        return
    catalogue = load_catalogue().signals
    business = [
        s
        for s in contact.signals
        if s.speaker is Speaker.AGENT and catalogue[s.signal].dimension is Dimension.BUSINESS
    ]
    human = [s for s in contact.signals if s.signal in kind.answers]
    if len(business) < kind.settings["min_business"]:
        return
    gap = Gap(
        gap=kind.id,
        dimension=kind.dimension,
        turn=needs[0],
        turns_looked_at=tuple(sorted({s.turn for s in human})),
        state=GapState.MET,
    )
    if len(business) < kind.settings["ratio"] * len(human):
        yield gap
    else:
        suggestion = advice.sentence(kind.id, ["default"])
        yield not_met(gap, severity=kind.severity, suggestion=suggestion)
