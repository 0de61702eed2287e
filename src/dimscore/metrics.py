"""What can be counted or timed in a contact: talk share, holds, delay, speed, clarity, recovery.

A metric is null where the transcript does not hold what it needs (times, a transfer, ...).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

from dimscore.catalogue import load_catalogue
from dimscore.gaps import Contact, find_holds
from dimscore.report import Signal
from dimscore.tagging.rules import load_rules
from dimscore.transcript import Event, Speaker, Transcript, Turn

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?;…\n]+")
_OVERLAP = 0.3  # seconds of speech at the same time that count as an interruption
_REPAIR = frozenset({"empathy", "apology", "ownership", "solution_offered"})

Value = float | int | None


@dataclass(frozen=True)
class Measured:
    """What the metrics read."""

    transcript: Transcript
    contact: Contact

    @property
    def turns(self) -> Sequence[Turn]:
        """All turns."""
        return self.transcript.turns

    def by(self, speaker: Speaker) -> list[Turn]:
        """The turns of one side that hold words."""
        return [t for t in self.turns if t.speaker is speaker and t.text.strip()]


@dataclass(frozen=True)
class Metric:
    """A metric: its unit, what it means, and how it is computed."""

    unit: str
    meaning: str
    compute: Callable[[Measured], Value]


def measure(transcript: Transcript, signals: Sequence[Signal], language: str) -> dict[str, Value]:
    """All metrics of one contact, rounded to three decimals."""
    measured = Measured(transcript, Contact(transcript.turns, signals, load_rules(language)))
    values = {name: metric.compute(measured) for name, metric in METRICS.items()}
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in values.items()}


def _words(turns: Sequence[Turn]) -> int:
    return sum(len(_WORD.findall(t.text)) for t in turns)


def _talk_share(m: Measured) -> Value:
    agent, customer = _words(m.by(Speaker.AGENT)), _words(m.by(Speaker.CUSTOMER))
    return agent / (agent + customer) if agent + customer else None


def _handling_time(m: Measured) -> Value:
    ends = [t.end for t in m.turns if t.end is not None]
    starts = [t.start for t in m.turns if t.start is not None]
    return max(ends) - min(starts) if ends and starts else None


def _hold_seconds(m: Measured) -> list[float]:
    kind = load_catalogue().gaps["hold_gap"]
    return [h.seconds for h in find_holds(m.contact, kind) if h.seconds is not None]


def _hold_count(m: Measured) -> Value:
    return len(find_holds(m.contact, load_catalogue().gaps["hold_gap"]))


def _hold_longest(m: Measured) -> Value:
    return max(_hold_seconds(m), default=None)


def _hold_total(m: Measured) -> Value:
    seconds = _hold_seconds(m)
    return sum(seconds) if seconds else None


def _silences(m: Measured) -> list[float]:
    pauses = [m.contact.pause_before(i) for i in range(len(m.turns)) if not m.turns[i].event]
    events = [t.seconds for t in m.turns if t.event is Event.SILENCE and t.seconds is not None]
    return [p for p in pauses if p is not None and p > 1.0] + events


def _silence_total(m: Measured) -> Value:
    timed = any(t.start is not None for t in m.turns)
    silences = _silences(m)
    return sum(silences) if timed or silences else None


def _response_delay(m: Measured) -> Value:
    delays = [
        turn.start - before.end
        for before, turn in pairwise(m.turns)
        if turn.speaker is Speaker.AGENT
        and before.speaker is Speaker.CUSTOMER
        and turn.start is not None
        and before.end is not None
    ]
    return max(0.0, median(delays)) if delays else None


def _words_per_minute(m: Measured) -> Value:
    timed = [t for t in m.by(Speaker.AGENT) if t.start is not None and t.end is not None]
    seconds = sum((t.end or 0) - (t.start or 0) for t in timed)
    return _words(timed) / seconds * 60 if seconds > 0 else None


def _interruptions(m: Measured) -> Value:
    count, timed = 0, False
    for before, turn in pairwise(m.turns):
        if before.end is None or turn.start is None or turn.speaker is not Speaker.AGENT:
            continue
        timed = True
        count += before.speaker is Speaker.CUSTOMER and before.end - turn.start > _OVERLAP
    return count if timed else None


def _sentence_words(m: Measured) -> Value:
    lengths = [
        n
        for turn in m.by(Speaker.AGENT)
        for sentence in _SENTENCE.split(turn.text)
        if (n := len(_WORD.findall(sentence)))
    ]
    return float(median(lengths)) if lengths else None


def _jargon_share(m: Measured) -> Value:
    rules = m.contact.rules
    agent = m.by(Speaker.AGENT)
    words = _words(agent)
    regex = _jargon(rules.pack.code)
    found = sum(len(regex.findall(rules.fold(t.text).text)) for t in agent)
    return found / words if words else None


@cache
def _jargon(language: str) -> re.Pattern[str]:
    rules = load_rules(language)
    body = "|".join(
        re.escape(rules.fold(w.strip("*")).text) + (r"\w*" if w.endswith("*") else "")
        for w in rules.pack.file.jargon.words
    )
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)")


def _turns_until_transfer(m: Measured) -> Value:
    spoken = 0
    transfers = set(m.contact.turns_with({"warm_transfer", "cold_transfer"}))
    for i, turn in enumerate(m.turns):
        if turn.event is Event.TRANSFER or i in transfers:
            return spoken
        spoken += turn.speaker is not Speaker.SYSTEM
    return None


def _recovery(m: Measured) -> Value:
    """1 where a hurting customer signal is followed, after a repair, by a helping one."""
    catalogue = load_catalogue().signals
    hurt = repaired = False
    for signal in m.contact.signals:
        kind = catalogue[signal.signal]
        if kind.by is Speaker.CUSTOMER and kind.polarity == "-":
            hurt = True
        elif hurt and signal.signal in _REPAIR:
            repaired = True
        elif repaired and kind.by is Speaker.CUSTOMER and kind.polarity == "+":
            return 1
    return 0 if hurt else None


METRICS: dict[str, Metric] = {
    "turns_agent": Metric("turns", "Turns of the agent", lambda m: len(m.by(Speaker.AGENT))),
    "turns_customer": Metric(
        "turns", "Turns of the customer", lambda m: len(m.by(Speaker.CUSTOMER))
    ),
    "talk_share_agent": Metric("share", "The agent's share of all words", _talk_share),
    "handling_time": Metric("s", "From the first word to the last", _handling_time),
    "queue_seconds": Metric("s", "Waiting before the contact", lambda m: m.transcript.waited),
    "hold_count": Metric("holds", "Holds, by event or by words", _hold_count),
    "hold_longest": Metric("s", "The longest hold", _hold_longest),
    "hold_total": Metric("s", "All holds together", _hold_total),
    "silence_total": Metric("s", "Pauses over a second between turns", _silence_total),
    "response_delay": Metric("s", "Median delay before the agent answers", _response_delay),
    "words_per_minute": Metric("words/min", "The agent's speed of speech", _words_per_minute),
    "interruptions": Metric("times", "The agent begins while the customer speaks", _interruptions),
    "sentence_words": Metric("words", "Median words in an agent's sentence", _sentence_words),
    "jargon_share": Metric("share", "Share of the agent's words on the jargon list", _jargon_share),
    "turns_until_transfer": Metric("turns", "Turns before the transfer", _turns_until_transfer),
    "recovery": Metric("0/1", "A hurt customer, a repair, a helped customer", _recovery),
}
