"""A contact as the gap rules read it: turns, and the signals said in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dimscore.report import Gap, GapState, Signal
from dimscore.tagging.rules import RuleSet
from dimscore.transcript import Event, Speaker, Turn

HOLD_WORDS = frozenset(
    {"hold_request", "hold_reason", "hold_duration", "hold_thanks", "hold_apology"}
)
_HARMLESS_BESIDE_HOLD = HOLD_WORDS | {"courtesy", "greeting", "personalisation"}
_WORDS_BESIDE_HOLD = 7


@dataclass(frozen=True)
class Contact:
    """Turns, signals and the rules of their language."""

    turns: Sequence[Turn]
    signals: Sequence[Signal]
    rules: RuleSet

    @cached_property
    def _by_turn(self) -> dict[int, list[Signal]]:
        by_turn: dict[int, list[Signal]] = {}
        for signal in self.signals:
            by_turn.setdefault(signal.turn, []).append(signal)
        return by_turn

    @cached_property
    def agent_turns(self) -> list[int]:
        """Indices of the agent's turns."""
        return [i for i, t in enumerate(self.turns) if t.speaker is Speaker.AGENT]

    @cached_property
    def folded(self) -> list[str]:
        """The folded text of every turn."""
        return [self.rules.fold(t.text).text for t in self.turns]

    @cached_property
    def answers_to(self) -> dict[int, list[Signal]]:
        """The agent's spans that take up a turn of the customer, by that turn."""
        answers: dict[int, list[Signal]] = {}
        for signal in self.signals:
            if signal.answers is not None:
                answers.setdefault(signal.answers, []).append(signal)
        return answers

    def at(self, turn: int) -> list[Signal]:
        """All signals of `turn`."""
        return self._by_turn.get(turn, [])

    def in_turn(self, turn: int, ids: Collection[str]) -> list[Signal]:
        """The signals of `ids` said in `turn`."""
        return [s for s in self._by_turn.get(turn, []) if s.signal in ids]

    def has(self, turn: int, ids: Collection[str]) -> bool:
        """Whether `turn` carries one of `ids`."""
        return bool(self.in_turn(turn, ids))

    def turns_with(self, ids: Collection[str]) -> list[int]:
        """Indices of the turns that carry one of `ids`, in order."""
        return sorted({s.turn for s in self.signals if s.signal in ids})

    def agent_after(self, turn: int) -> Iterator[int]:
        """The agent's turns after `turn`, in order."""
        agents = self.agent_turns
        return (agents[i] for i in range(bisect_right(agents, turn), len(agents)))

    def next_agent(self, turn: int) -> int | None:
        """The agent's first turn after `turn`."""
        return next(self.agent_after(turn), None)

    def agent_before(self, turn: int, reach: int) -> int | None:
        """The agent's last turn among the `reach` turns before `turn`, events not counted."""
        for i in range(turn - 1, -1, -1):
            if self.turns[i].speaker is Speaker.AGENT:
                return i
            if self.turns[i].speaker is not Speaker.SYSTEM:
                reach -= 1
            if reach <= 0:
                return None
        return None

    def pause_before(self, turn: int) -> float | None:
        """Silent seconds between `turn` and the one before it; None where times are missing."""
        if turn == 0:
            return None
        end, start = self.turns[turn - 1].end, self.turns[turn].start
        return None if end is None or start is None else max(0.0, start - end)

    def only_holds(self, turn: int) -> bool:
        """Whether the agent's `turn` only announces a hold or returns from one."""
        here = self._by_turn.get(turn, [])
        held = [s for s in here if s.signal in HOLD_WORDS]
        if not held or any(s.signal not in _HARMLESS_BESIDE_HOLD for s in here):
            return False
        marked = {i for s in held for i in range(s.start, s.end)}
        rest = "".join(c for i, c in enumerate(self.turns[turn].text) if i not in marked)
        return len(rest.split()) <= _WORDS_BESIDE_HOLD

    def is_wait(self, turn: int) -> bool:
        """Whether `turn` is an event during which the customer waits for the agent."""
        return self.turns[turn].event in (Event.HOLD, Event.MUTE)


def not_met(
    gap: Gap,
    *,
    state: GapState = GapState.MISSED,
    severity: int,
    cause: Sequence[str] = (),
    suggestion: str | None,
) -> Gap:
    """`gap` turned from met into not met, with what a coach needs to see."""
    return gap.model_copy(
        update={
            "state": state,
            "severity": severity,
            "cause": tuple(cause),
            "suggestion": suggestion,
        }
    )
