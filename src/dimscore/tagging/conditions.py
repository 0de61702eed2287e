"""The conditions a rule may set: on its sentence, its turn and its place in the contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dimscore.errors import PackError
from dimscore.lang.pack import Rule
from dimscore.lang.pattern import Pattern
from dimscore.tagging.scope import Scope
from dimscore.tagging.view import Surroundings, TurnView

_SHORT_TURN = 6
_FIRST_TURNS = 2
_LAST_TURNS = 4
_FILLER_WORDS = 2

Check = Callable[[TurnView, Surroundings, Scope, int], bool]


def _question(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
    return scope.is_question(view, start)


def _statement(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
    return not scope.is_question(view, start)


def _after_question(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
    previous = around.previous
    if previous is None or not previous.text.strip():
        return False
    return scope.is_question(previous, len(previous.text.rstrip()) - 1)


def _after_hold(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
    return around.after_hold


def _first(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
    return around.nth_of_speaker < _FIRST_TURNS


def _last(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
    return around.from_end < _LAST_TURNS


def _short(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
    return view.word_count <= _SHORT_TURN


def _turn_start(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
    return len(view.text[:start].split()) <= _FILLER_WORDS


_SIMPLE: dict[str, Check] = {
    "question": _question,
    "statement": _statement,
    "after_question": _after_question,
    "after_hold": _after_hold,
    "first": _first,
    "last": _last,
    "short": _short,
    "turn_start": _turn_start,
}


def _about_signal(kind: str, signal: str) -> Check:
    def after(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
        return around.previous is not None and signal in around.previous.found

    def not_after(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
        return not after(view, around, scope, start)

    def beside(view: TurnView, around: Surroundings, scope: Scope, start: int) -> bool:
        return signal in view.found

    return {"after": after, "not_after": not_after, "with": beside}[kind]


@dataclass(frozen=True, slots=True)
class Conditions:
    """All conditions of a rule; call it on a match to see whether they hold."""

    checks: tuple[Check, ...]
    unless: tuple[Pattern, ...]
    with_: tuple[Pattern, ...]

    def __call__(
        self, view: TurnView, around: Surroundings, scope: Scope, start: int, end: int
    ) -> bool:
        """Whether the match at folded `start:end` counts."""
        if not all(check(view, around, scope, start) for check in self.checks):
            return False
        if self.unless:
            begin, stop = view.around(start, end)
            sentence = view.text[begin:stop]
            if any(p.regex.search(sentence) for p in self.unless):
                return False
        return not self.with_ or any(_occurs(p, view) for p in self.with_)


def compile_conditions(rule: Rule, pattern: Callable[[str], Pattern]) -> Conditions:
    """The conditions of `rule`; PackError where one is not known."""
    return Conditions(
        tuple(_check(name) for name in rule.context),
        tuple(pattern(p) for p in rule.unless),
        tuple(pattern(p) for p in rule.with_),
    )


def _check(name: str) -> Check:
    if name in _SIMPLE:
        return _SIMPLE[name]
    kind, _, signal = name.partition(":")
    if kind in ("after", "not_after", "with") and signal:
        return _about_signal(kind, signal)
    raise PackError(f"context {name!r} is not known; use one of {', '.join(_SIMPLE)} or after:ID")


def _occurs(pattern: Pattern, view: TurnView) -> bool:
    """Whether `pattern` occurs anywhere in the turn; looked for once a turn."""
    if pattern.expression not in view.holds:
        view.holds[pattern.expression] = pattern.regex.search(view.text) is not None
    return view.holds[pattern.expression]
