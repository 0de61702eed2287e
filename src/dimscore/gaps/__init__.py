"""Turns, signals and events -> gaps: every opportunity, met or not."""

from __future__ import annotations

from collections.abc import Sequence

from dimscore.catalogue import load_catalogue
from dimscore.gaps.advice import Advice
from dimscore.gaps.business import resolution_gaps, understanding_gaps
from dimscore.gaps.contact import Contact
from dimscore.gaps.duty import balance_gaps, expectation_gaps, ownership_gaps
from dimscore.gaps.empathy import empathy_gaps
from dimscore.gaps.waiting import find_holds, hold_gaps, silence_gaps, transfer_gaps
from dimscore.report import Gap, Signal
from dimscore.tagging.rules import load_rules
from dimscore.transcript import Turn

__all__ = ["Contact", "find_gaps", "find_holds"]


def find_gaps(turns: Sequence[Turn], signals: Sequence[Signal], language: str) -> list[Gap]:
    """All opportunities of a contact in the order of the turns that opened them.

    `signals` may come from the tagger or from a person: the same rules decide.
    """
    rules = load_rules(language)
    contact = Contact(turns, signals, rules)
    advice = Advice(rules.pack)
    kinds = load_catalogue().gaps
    gaps = [
        *empathy_gaps(contact, kinds["empathy_gap"], advice),
        *hold_gaps(contact, kinds["hold_gap"], advice),
        *silence_gaps(contact, kinds["silence_gap"], kinds["hold_gap"], advice),
        *transfer_gaps(contact, kinds["transfer_gap"], advice),
        *understanding_gaps(contact, kinds["understanding_gap"], advice),
        *resolution_gaps(contact, kinds["resolution_gap"], advice),
        *expectation_gaps(contact, kinds["expectation_gap"], advice),
        *ownership_gaps(contact, kinds["ownership_gap"], advice),
        *balance_gaps(contact, kinds["balance_gap"], advice),
    ]
    return sorted(gaps, key=lambda g: g.turn)
