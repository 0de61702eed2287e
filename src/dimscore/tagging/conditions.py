"""The conditions a rule may set: on its turn and its place in the contact, and on the match.

What does not depend on where a pattern matches is asked once a turn, before any pattern runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from dimscore.errors import PackError
from dimscore.lang.pack import Rule
from dimscore.lang.pattern import Pattern
from dimscore.tagging.scope import Scope
from dimscore.tagging.view import Surroundings, TurnView

_SHORT_TURN = 6
_FIRST_TURNS = 2
_LAST_TURNS = 4
_FILLER_WORDS = 2

TurnCheck = Callable[[TurnView, Surroundings, Scope], bool]
MatchCheck = Callable[[TurnView, Scope, int], bool]


def _after_question(view: TurnView, around: Surroundings, scope: Scope) -> bool:
    previous = around.previous
    if previous is None or not previous.text.strip():
        return False
    return scope.is_question(previous, len(previous.text.rstrip()) - 1)


_ON_TURN: dict[str, TurnCheck] = {
    "after_question": _after_question,
    "after_hold": lambda view, around, scope: around.after_hold,
    "first": lambda view, around, scope: around.nth_of_speaker < _FIRST_TURNS,
    "last": lambda view, around, scope: around.from_end < _LAST_TURNS,
    "short": lambda view, around, scope: view.word_count <= _SHORT_TURN,
}

_ON_MATCH: dict[str, MatchCheck] = {
    "question": lambda view, scope, start: scope.is_question(view, start),
    "statement": lambda view, scope, start: not scope.is_question(view, start),
    "turn_start": lambda view, scope, start: len(view.text[:start].split()) <= _FILLER_WORDS,
}


def _said_before(signal: str) -> TurnCheck:
    return lambda view, around, scope: (
        around.previous is not None and signal in around.previous.found
    )


def _not_said_before(signal: str) -> TurnCheck:
    said = _said_before(signal)
    return lambda view, around, scope: not said(view, around, scope)


_ON_SIGNAL = {"after": _said_before, "not_after": _not_said_before}


@dataclass(frozen=True, slots=True)
class Conditions:
    """All conditions of a rule."""

    on_turn: tuple[TurnCheck, ...]
    on_match: tuple[MatchCheck, ...]
    beside: tuple[str, ...]
    unless: tuple[Pattern, ...]
    with_: tuple[Pattern, ...]

    def hold_at(self, view: TurnView, scope: Scope, start: int, end: int) -> bool:
        """Whether the conditions on the match at folded `start:end` hold."""
        for signal in self.beside:
            if signal not in view.found:
                return False
        for check in self.on_match:
            if not check(view, scope, start):
                return False
        if self.with_ and not any(_occurs(p, view) for p in self.with_):
            return False
        if self.unless:
            begin, stop = view.around(start, end)
            sentence = view.text[begin:stop]
            for pattern in self.unless:
                if pattern.regex.search(sentence):
                    return False
        return True


def rule_fits(view: TurnView, around: Surroundings, scope: Scope) -> Callable[[Conditions], bool]:
    """Asks whether a rule's conditions on the turn hold; each condition is looked at once."""
    known: dict[TurnCheck, bool] = {}

    def fits(conditions: Conditions) -> bool:
        for check in conditions.on_turn:
            if check not in known:
                known[check] = check(view, around, scope)
            if not known[check]:
                return False
        return True

    return fits


def compile_conditions(rule: Rule, pattern: Callable[[str], Pattern]) -> Conditions:
    """The conditions of `rule`; PackError where one is not known."""
    names = [n for n in rule.context if not n.startswith("with:")]
    return Conditions(
        tuple(_turn_check(n) for n in names if n not in _ON_MATCH),
        tuple(_ON_MATCH[n] for n in names if n in _ON_MATCH),
        tuple(n.removeprefix("with:") for n in rule.context if n.startswith("with:")),
        tuple(pattern(p) for p in rule.unless),
        tuple(pattern(p) for p in rule.with_),
    )


@cache
def _turn_check(name: str) -> TurnCheck:
    if name in _ON_TURN:
        return _ON_TURN[name]
    kind, _, signal = name.partition(":")
    if kind in _ON_SIGNAL and signal:
        return _ON_SIGNAL[kind](signal)
    known = ", ".join([*_ON_TURN, *_ON_MATCH])
    raise PackError(
        f"context {name!r} is not known; use {known}, after:ID, not_after:ID or with:ID"
    )


def _occurs(pattern: Pattern, view: TurnView) -> bool:
    """Whether `pattern` occurs anywhere in the turn; looked for once a turn."""
    if pattern.expression not in view.holds:
        view.holds[pattern.expression] = pattern.regex.search(view.text) is not None
    return view.holds[pattern.expression]
