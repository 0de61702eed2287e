"""Gaps around waiting: holds, silences and transfers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dimscore.catalogue import GapKind
from dimscore.gaps.advice import Advice
from dimscore.gaps.contact import Contact, not_met
from dimscore.report import Gap, GapState
from dimscore.transcript import Event, Speaker

_WAITING_WORDS = 4  # a customer turn this short ("ok, I'll wait") is taken for waiting
_NEAR = 3  # turns before a transfer in which its announcement is looked for


@dataclass(frozen=True)
class Hold:
    """One wait of the customer: where it stands, who announced it, how long it took."""

    turn: int
    announced: int | None
    back: int | None
    seconds: float | None


def find_holds(contact: Contact, kind: GapKind) -> list[Hold]:
    """All holds of the contact, by event or by words, in order."""
    holds = [_event_hold(contact, i) for i in range(len(contact.turns)) if contact.is_wait(i)]
    announced = {h.announced for h in holds}
    for turn in contact.turns_with({"hold_request"}):
        if turn not in announced and (hold := _spoken_hold(contact, kind, turn)):
            holds.append(hold)
    return sorted(holds, key=lambda h: h.turn)


def _event_hold(contact: Contact, event: int) -> Hold:
    before = contact.agent_before(event, reach=2)
    asked = before is not None and contact.has(before, {"hold_request"})
    seconds = contact.turns[event].seconds
    if seconds is None and 0 < event < len(contact.turns) - 1:
        end, start = contact.turns[event - 1].end, contact.turns[event + 1].start
        seconds = None if end is None or start is None else max(0.0, start - end)
    return Hold(event, before if asked else None, contact.next_agent(event), seconds)


def _spoken_hold(contact: Contact, kind: GapKind, turn: int) -> Hold | None:
    """A hold without event: announced, and the customer really waits afterwards."""
    following = turn + 1
    if following >= len(contact.turns):
        return None
    back = contact.next_agent(turn)
    pause = contact.pause_before(following)
    paused = pause is not None and pause > kind.settings["pause_seconds"]
    system = contact.turns[following].speaker is Speaker.SYSTEM
    waits = back is not None and back > following and _only_waits(contact, following)
    returns = back is not None and contact.has(back, {"hold_thanks", "hold_apology"})
    if not (paused or system or waits or returns):
        return None
    return Hold(turn, turn, back, pause if paused else None)


def _only_waits(contact: Contact, turn: int) -> bool:
    spoken = contact.turns[turn]
    return (
        spoken.speaker is Speaker.CUSTOMER
        and len(spoken.text.split()) <= _WAITING_WORDS
        and not spoken.text.rstrip().endswith(("?", ";"))
        and all(s.signal == "gratitude" for s in contact.at(turn))
    )


def hold_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """One opportunity a hold."""
    for hold in find_holds(contact, kind):
        causes = _hold_causes(contact, kind, hold)
        looked_at = sorted({t for t in (hold.announced, hold.back) if t is not None})
        gap = Gap(
            gap=kind.id,
            dimension=kind.dimension,
            turn=hold.turn,
            turns_looked_at=tuple(looked_at),
            state=GapState.MET,
        )
        if causes:
            yield not_met(
                gap,
                severity=min(3, len(causes)),
                cause=causes,
                suggestion=advice.sentence(kind.id, causes),
            )
        else:
            yield gap


def _hold_causes(contact: Contact, kind: GapKind, hold: Hold) -> list[str]:
    causes: list[str] = []
    if hold.announced is None:
        causes.append("unannounced")
    elif not contact.has(hold.announced, {"hold_reason", "hold_duration"}):
        causes.append("bare")
    if hold.back is None or not contact.has(hold.back, {"hold_thanks", "hold_apology"}):
        causes.append("no_return")
    if hold.seconds is not None and hold.seconds > kind.settings["limit_seconds"]:
        causes.append("too_long")
    return causes


def silence_gaps(
    contact: Contact, kind: GapKind, hold_kind: GapKind, advice: Advice
) -> Iterator[Gap]:
    """One opportunity a pause over the limit that is no hold."""
    held = {t for h in find_holds(contact, hold_kind) for t in (h.turn, h.turn + 1)}
    limit = kind.settings["limit_seconds"]
    for i, turn in enumerate(contact.turns):
        if turn.event is Event.SILENCE:
            long = turn.seconds is None or turn.seconds > limit
        else:
            pause = contact.pause_before(i)
            spoken = turn.event is None and contact.turns[i - 1].event is None
            long = spoken and pause is not None and pause > limit and i not in held
        if not long:
            continue
        before = _announcing(contact, i)
        gap = Gap(
            gap=kind.id,
            dimension=kind.dimension,
            turn=i,
            turns_looked_at=() if before is None else (before,),
            state=GapState.MET,
        )
        announced = before is not None and contact.has(before, kind.answers)
        if announced or _customers_own(contact, i):
            yield gap
        else:
            suggestion = advice.sentence(kind.id, ["default"])
            yield not_met(gap, severity=kind.severity, suggestion=suggestion)


def _announcing(contact: Contact, turn: int) -> int | None:
    """The agent turn that may have announced a silence; a hold in between has used it up."""
    before = contact.agent_before(turn, reach=2)
    if before is None or any(contact.is_wait(i) for i in range(before, turn)):
        return None
    return before


def _customers_own(contact: Contact, turn: int) -> bool:
    """Whether the customer was busy (looking for a number) and came back without complaint."""
    after = next(
        (i for i in range(turn, len(contact.turns)) if contact.turns[i].event is None), None
    )
    return (
        after is not None
        and contact.turns[after].speaker is Speaker.CUSTOMER
        and not contact.has(after, {"wait_complaint", "frustration"})
    )


def transfer_gaps(contact: Contact, kind: GapKind, advice: Advice) -> Iterator[Gap]:
    """One opportunity a transfer, by event or by words."""
    events = [i for i, t in enumerate(contact.turns) if t.event is Event.TRANSFER]
    spoken = contact.turns_with(kind.opens_on)
    covered: set[int] = set()
    for event in events:
        near = [t for t in spoken if event - _NEAR <= t < event]
        after = contact.next_agent(event)
        near += [after] if after is not None and after in spoken else []
        covered.update(near)
        yield _transfer(contact, kind, event, near, advice)
    for turn in spoken:
        if turn not in covered:
            yield _transfer(contact, kind, turn, [turn], advice)


def _transfer(
    contact: Contact, kind: GapKind, turn: int, looked_at: list[int], advice: Advice
) -> Gap:
    warm = any(contact.has(t, {"warm_transfer"}) for t in looked_at)
    cold = any(contact.has(t, {"cold_transfer"}) for t in looked_at)
    gap = Gap(
        gap=kind.id,
        dimension=kind.dimension,
        turn=turn,
        turns_looked_at=tuple(sorted(looked_at)),
        state=GapState.MET,
    )
    if warm and not cold:
        return gap
    suggestion = advice.sentence(kind.id, ["default"])
    return not_met(gap, severity=kind.severity, cause=["cold"], suggestion=suggestion)
