"""The rules of one language, compiled: a literal pre-filter, then one regex a pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from dimscore.catalogue import load_catalogue
from dimscore.errors import PackError
from dimscore.lang.pack import LanguagePack, Rule, load_pack
from dimscore.lang.pattern import Pattern, compile_pattern
from dimscore.tagging.conditions import Conditions, compile_conditions, rule_fits
from dimscore.tagging.scope import Scope
from dimscore.tagging.view import Surroundings, TurnView, unmask
from dimscore.transcript import Speaker, Turn


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fired: a span of the turn's text as given, the rule's id, its confidence."""

    signal: str
    turn: int
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One pattern of a rule, with its conditions; `order` is its place in the pack."""

    order: int
    signal: str
    rule_id: str
    pattern: Pattern
    conditions: Conditions
    negatable: bool
    confidence: float


_Candidate = tuple[CompiledRule, list[frozenset[int]]]


class RuleSet:
    """All rules of one language, ready to run over turns."""

    def __init__(self, pack: LanguagePack) -> None:
        self.pack = pack
        self.fold = pack.folder()
        self.scope = Scope(pack.file, self._fold_words)
        rules = list(self._compile())
        self._by_speaker = {
            speaker: Prefilter([r for r in rules if r.signal in said])
            for speaker in (Speaker.AGENT, Speaker.CUSTOMER)
            if (said := set(load_catalogue().said_by(speaker)))
        }

    def _fold_words(self, text: str) -> str:
        return self.fold(text).text

    def _compile(self) -> Iterator[CompiledRule]:
        known = load_catalogue().signals
        order = 0
        for signal, table in self.pack.signals.items():
            where = f"{self.pack.code}/signals.toml [{signal}]"
            if signal not in known:
                raise PackError(f"{where}: the catalogue has no such signal")
            number = 0
            for rule in table.all_rules():
                conditions = compile_conditions(rule, self._pattern_maker(where))
                for source in rule.patterns:
                    number += 1
                    order += 1
                    yield CompiledRule(
                        order,
                        signal,
                        f"{self.pack.code}.{signal}.{number}",
                        self.pattern(source, where),
                        conditions,
                        rule.negation == "block",
                        self._confidence(signal, rule),
                    )

    def _confidence(self, signal: str, rule: Rule) -> float:
        return self.pack.confidence.get(signal, rule.confidence)

    def pattern(self, source: str, where: str) -> Pattern:
        """Compile a pattern of this pack; PackError names `where`."""
        return compile_pattern(source, self._fold_words, self.pack.file.lists, where)

    def _pattern_maker(self, where: str) -> Callable[[str], Pattern]:
        return lambda source: self.pattern(source, where)

    def prefilters(self) -> list[Prefilter]:
        """One for each side that can say signals."""
        return list(self._by_speaker.values())

    def view(self, index: int, turn: Turn) -> TurnView:
        """The turn, folded."""
        return TurnView(index, turn, self.fold(unmask(turn.text)))

    def hits(self, view: TurnView, around: Surroundings) -> list[Hit]:
        """What the rules find in one turn, overlaps not yet resolved, in the order of the pack."""
        prefilter = self._by_speaker.get(view.turn.speaker)
        if prefilter is None or not view.text:
            return []
        found: list[Hit] = []
        fits = rule_fits(view, around, self.scope)
        for rule in prefilter.candidates(view.text):
            if rule.conditions.on_turn and not fits(rule.conditions):
                continue
            for match in rule.pattern.regex.finditer(view.text):
                start, end = match.span(1)
                if not rule.conditions.hold_at(view, self.scope, start, end):
                    continue
                if rule.negatable and self.scope.negated(view, start):
                    continue
                if self.scope.reported(view, start, end):
                    continue
                if rule.pattern.to_clause_start:
                    start = self.scope.clause_start(view, start)
                if rule.pattern.to_clause_end:
                    end = self.scope.clause_end(view, start, end)
                view.found.add(rule.signal)
                found.append(
                    Hit(
                        rule.signal,
                        view.index,
                        *view.folded.original(start, end),
                        rule.rule_id,
                        rule.confidence,
                    )
                )
        return found


class _WordsOnly(dict[int, str]):
    """A translation table that leaves letters and digits and makes everything else a blank."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        self[point] = kept = char if char.isalnum() or char == "_" else " "
        return kept


_WORDS_ONLY = _WordsOnly()


class Prefilter:
    """Aho-Corasick over all anchors: only rules all of whose anchor sets are met are run."""

    def __init__(self, rules: list[CompiledRule]) -> None:
        self.rules = rules
        anchors: dict[str, int] = {}
        self._triggered: list[list[_Candidate]] = []
        for rule in rules:
            sets = [
                frozenset(anchors.setdefault(a, len(anchors)) for a in anchor_set)
                for anchor_set in rule.pattern.anchors
            ]
            self._triggered.extend([] for _ in range(len(anchors) - len(self._triggered)))
            for anchor in sets[0]:
                self._triggered[anchor].append((rule, sets[1:]))
        self._automaton = ahocorasick_rs.AhoCorasick(list(anchors)) if anchors else None

    def candidates(self, text: str) -> list[CompiledRule]:
        """Rules that may match `text`, in the order of the pack."""
        if self._automaton is None:
            return []
        words = f" {text.translate(_WORDS_ONLY)} "
        met = {m[0] for m in self._automaton.find_matches_as_indexes(words, overlapping=True)}
        rules: dict[int, CompiledRule] = {}
        for anchor in met:
            for rule, others in self._triggered[anchor]:
                for other in others:
                    if met.isdisjoint(other):
                        break
                else:
                    rules[rule.order] = rule
        return [rules[order] for order in sorted(rules)]


@cache
def load_rules(code: str) -> RuleSet:
    """The compiled rules of language `code`, built once a process."""
    return RuleSet(load_pack(code))
