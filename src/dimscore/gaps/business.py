"""Gaps of the business dimension: was the need understood, and was it settled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from dimscore.catalogue import GapKind
from dimscore.gaps.advice import Advice
from dimscore.gaps.contact import Contact, not_met
from dimscore.report import Gap, GapState
from dimscore.transcript import Speaker

_STILL_OPEN = frozenset({"unresolved", "resignation"})
_NOT_TAKEN = frozenset({"unresolved", "resignation", "escalation_request", "frustration"})


def understanding_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """One opportunity a need that is followed by a solution; needs in a row count as one."""
    solutions = contact.turns_with({"solution_offered"})
    solved_at = -1
    for turn in contact.turns_with({"need_stated"}):
        if turn <= solved_at:
            continue
        following = bisect_right(solutions, turn)
        if following == len(solutions):
            return
        solution = solutions[following]
        solved_at = solution
        first = contact.in_turn(solution, {"solution_offered"})[0].start
        understood = any(
            contact.has(t, kind.answers)
            for t in range(turn + 1, solution)
            if contact.turns[t].speaker is Speaker.AGENT
        ) or any(s.start < first for s in contact.in_turn(solution, kind.answers))
        gap = Gap(
            gap=kind.id,
            dimension=kind.dimension,
            turn=turn,
            turns_looked_at=tuple(
                t
                for t in range(turn + 1, solution + 1)
                if contact.turns[t].speaker is Speaker.AGENT
            ),
            state=GapState.MET,
        )
        if understood:
            yield gap
        else:
            suggestion = advice.sentence(kind.id, ["default"])
            yield not_met(gap, severity=kind.severity, suggestion=suggestion)


def resolution_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """One opportunity a contact in which a need is stated."""
    needs = contact.turns_with({"need_stated"})
    if not needs:
        return
    still_open = contact.turns_with(_STILL_OPEN)
    after = still_open[-1] if still_open else -1
    confirmed = [t for t in contact.turns_with({"resolution_confirmed"}) if t >= after]
    solutions = [t for t in contact.turns_with({"solution_offered"}) if t > after]
    closed = bool(confirmed) or _taken_up(contact, solutions)
    looked_at = sorted({*needs[:1], *still_open[-1:], *confirmed[-1:], *solutions[-1:]})
    gap = Gap(
        gap=kind.id,
        dimension=kind.dimension,
        turn=needs[0],
        turns_looked_at=tuple(looked_at),
        state=GapState.MET,
    )
    if closed:
        yield gap
        return
    said_so = bool(still_open)
    yield not_met(
        gap,
        severity=kind.severity if said_so else kind.severity - 1,
        cause=["unresolved" if said_so else "not_confirmed"],
        suggestion=advice.sentence(kind.id, ["unresolved" if said_so else "default", "default"]),
    )


def _taken_up(contact: Contact, solutions: list[int]) -> bool:
    """Whether after some solution the customer goes on and turns nothing down any more."""
    said = [
        i for i, t in enumerate(contact.turns) if t.speaker is Speaker.CUSTOMER and t.text.strip()
    ]
    turned_down = max((i for i in said if contact.has(i, _NOT_TAKEN)), default=-1)
    return bool(said) and any(turned_down <= t < said[-1] for t in solutions)
