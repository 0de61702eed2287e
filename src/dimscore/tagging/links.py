"""The link between need and answer: which customer turn an agent's span takes up.

Empathy and apology answer the customer's last feeling or stake before them, however late.
Acknowledgement, assurance and ownership answer it only where they take up the stake itself:
the agent's sentence names the same stake (deadline, money, work, ...) or repeats a content
word of the customer's span. Assurance that is the very next thing the agent says lowers the
worry just voiced: in the labelled contacts of the training split three of four such are answers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from dimscore.catalogue import load_catalogue
from dimscore.lang.pack import Patterns
from dimscore.lang.pattern import Pattern
from dimscore.report import Signal
from dimscore.tagging.rules import RuleSet, load_rules
from dimscore.tagging.view import TurnView
from dimscore.transcript import Speaker

_REACH = 3  # agent turns after which a feeling is no longer "the last one said"
_STEM = 5  # words that share this many first letters are taken for forms of one word
_WORD = re.compile(r"\w[\w']*")


def link_answers(
    signals: Sequence[Signal], views: Sequence[TurnView], rules: RuleSet
) -> list[Signal]:
    """`signals` with `answers` set where an agent's span takes up a customer's turn."""
    gap = load_catalogue().gaps["empathy_gap"]
    opened = sorted((s for s in signals if s.signal in gap.opens_on), key=lambda s: s.turn)
    out: list[Signal] = []
    for signal in signals:
        target: int | None = None
        if signal.signal in gap.answers:
            target = _last(signal, opened)
        elif signal.signal in gap.answers_if_linked:
            target = _taken_up(signal, opened, views, rules)
        out.append(signal if target is None else signal.model_copy(update={"answers": target}))
    return out


def _in_reach(signal: Signal, opened: Sequence[Signal], views: Sequence[TurnView]) -> list[Signal]:
    """Openers before the span with at most three agent turns from there on, the last first."""
    reach: list[Signal] = []
    agent_turns, at = 0, signal.turn
    for opener in reversed(opened[: _before(signal, opened)]):
        between = views[opener.turn + 1 : at + 1]
        agent_turns += sum(v.turn.speaker is Speaker.AGENT for v in between)
        at = opener.turn
        if agent_turns > _REACH:
            break
        reach.append(opener)
    return reach


def _last(signal: Signal, opened: Sequence[Signal]) -> int | None:
    before = _before(signal, opened)
    return opened[before - 1].turn if before else None


def _before(signal: Signal, opened: Sequence[Signal]) -> int:
    """How many of `opened`, which stand in the order of turns, were said before `signal`."""
    return bisect_left(opened, signal.turn, key=lambda o: o.turn)


def _taken_up(
    signal: Signal, opened: Sequence[Signal], views: Sequence[TurnView], rules: RuleSet
) -> int | None:
    reach = _in_reach(signal, opened, views)
    if signal.signal == "assurance" and reach and _replies_at_once(signal, reach[0], views):
        return reach[0].turn
    view = views[signal.turn]
    begin = _folded_position(view, signal.start)
    sentence = view.text[slice(*view.around(begin, _folded_position(view, signal.end)))]
    topics = stakes(sentence, rules.pack.code)
    stems = content_stems(sentence, rules.pack.code)
    for opener in reach:
        said = rules.fold(opener.text).text
        if topics & stakes(said, rules.pack.code):
            return opener.turn
        if stems & content_stems(said, rules.pack.code):
            return opener.turn
    return None


def _replies_at_once(signal: Signal, opener: Signal, views: Sequence[TurnView]) -> bool:
    between = views[opener.turn + 1 : signal.turn]
    return not any(v.turn.speaker is Speaker.AGENT for v in between)


def _folded_position(view: TurnView, position: int) -> int:
    if view.folded.offsets is None:
        return position
    return bisect_left(view.folded.offsets, position)


def stakes(folded: str, language: str) -> frozenset[str]:
    """Which stakes (deadline, money, work, ...) the folded text names."""
    return frozenset(name for name, regex in _stake_regexes(language) if regex.search(folded))


def content_stems(folded: str, language: str) -> frozenset[str]:
    """Beginnings of the long words of the folded text, those of stock sentences left out."""
    return frozenset(
        word[:_STEM] for word in _WORD.findall(folded) if len(word) > _STEM and not word.isdigit()
    ) - _stock_stems(language)


@cache
def _stake_regexes(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = load_rules(language)
    out: list[tuple[str, re.Pattern[str]]] = []
    for name, words in rules.pack.file.stakes.items():
        body = "|".join(
            re.escape(rules.fold(w.strip("*")).text) + (r"\w*" if w.endswith("*") else "")
            for w in words
        )
        out.append((name, re.compile(rf"(?<!\w)(?:{body})(?!\w)")))
    return tuple(out)


@cache
def _stock_stems(language: str) -> frozenset[str]:
    rules = load_rules(language)
    phrases = " ".join(rules.pack.file.stock.patterns)
    return frozenset(
        word[:_STEM] for word in _WORD.findall(rules.fold(phrases).text) if len(word) > _STEM
    )


def is_stock(folded: str, language: str) -> bool:
    """Whether the folded text is one of the sentences that would fit any contact."""
    return any(p.regex.search(folded) for p in _cue_patterns(language, "stock"))


def promises_later(folded: str, language: str) -> bool:
    """Whether the folded text puts forward something to happen later (refund, call-back)."""
    return any(p.regex.search(folded) for p in _cue_patterns(language, "later"))


@cache
def _cue_patterns(language: str, table: str) -> tuple[Pattern, ...]:
    rules = load_rules(language)
    patterns: Patterns = getattr(rules.pack.file, table)
    where = f"{language}/pack.toml [{table}]"
    return tuple(rules.pattern(source, where) for source in patterns.patterns)
