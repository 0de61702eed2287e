"""The whole analysis by rules against spaCy's bare tokenizer on the same turns, in one run.

    python benchmarks/rules.py

Prints per language the ratio over alternating rounds (min, median, max), and what four times the
patterns cost: tagging with all of them against tagging with every fourth.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

import spacy
from common import transcripts

from dimscore.analyzer import Analyzer
from dimscore.csat.artefact import default_model
from dimscore.lang import languages, load_pack
from dimscore.lang.pack import LanguagePack, SignalRules
from dimscore.tagging.rules import RuleSet
from dimscore.tagging.tagger import tag_views
from dimscore.transcript import Transcript

_ROUNDS = 7


def main() -> None:
    analyzer = Analyzer(model=default_model())
    everything = transcripts()
    print("language  turns  words  analysis / tokenizer  turns/s  4x the patterns")
    for code in languages():
        contacts = [t for t in everything if t.language == code]
        texts = [t.text for c in contacts for t in c.turns]
        words = sum(len(t.split()) for t in texts)
        ratios, seconds = against_tokenizer(code, contacts, analyzer)
        growth, _ = compare(*(tagging(rules, contacts) for rules in all_and_a_quarter(code)))
        speed = f"{len(texts) / seconds:,.0f}"
        print(f"{code:8}  {len(texts):5}  {words:5}  {ratios:>20}  {speed:>7}  {growth}")


def against_tokenizer(
    code: str, contacts: Sequence[Transcript], analyzer: Analyzer
) -> tuple[str, float]:
    nlp = spacy.blank(code)
    texts = [t.text for c in contacts for t in c.turns]

    def analyse() -> None:
        for contact in contacts:
            analyzer.analyze(contact)

    def tokenize() -> None:
        for text in texts:
            nlp.make_doc(text)

    return compare(analyse, tokenize)


def tagging(rules: RuleSet, contacts: Sequence[Transcript]) -> Callable[[], None]:
    def work() -> None:
        for contact in contacts:
            tag_views(contact.turns, rules)

    return work


def all_and_a_quarter(code: str) -> tuple[RuleSet, RuleSet]:
    pack = load_pack(code)
    return RuleSet(pack), RuleSet(quarter(pack))


def quarter(pack: LanguagePack) -> LanguagePack:
    few: dict[str, SignalRules] = {}
    for signal, table in pack.signals.items():
        rules = [r.model_copy(update={"patterns": r.patterns[::4]}) for r in table.all_rules()]
        few[signal] = SignalRules.model_construct(patterns=(), rules=tuple(rules))
    return pack.model_copy(update={"signals": few})


def compare(first: Callable[[], None], second: Callable[[], None]) -> tuple[str, float]:
    """Ratios of the first's time to the second's, and the first's median seconds."""
    timed(first)
    timed(second)
    pairs = [(timed(first), timed(second)) for _ in range(_ROUNDS)]
    ratios = sorted(a / b for a, b in pairs)
    shown = f"{ratios[0]:.1f}, {median(ratios):.1f}, {ratios[-1]:.1f}"
    return shown, median(a for a, _ in pairs)


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
