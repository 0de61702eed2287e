"""What a customer's need is about: the same ten topics in every language.

`topics.toml` of each pack lists words and short phrases for every topic; a star stands for any
ending.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from dimscore.errors import PackError
from dimscore.lang.pack import load_pack

# Masked data ("[card]") is a token of its own, so that it names nothing and parts phrases.
_TOKEN = re.compile(r"\[\w+\]|[^\W\d_]+(?:-[^\W\d_]+)*")


class Topic(StrEnum):
    """What a need is about; where two are named equally often, the first one here."""

    HEALTH = "health"
    ACCOUNT_ACCESS = "account_access"
    REFUND_RETURN = "refund_return"
    CONTRACT_SUBSCRIPTION = "contract_subscription"
    ORDER_DELIVERY = "order_delivery"
    BOOKING_VISIT = "booking_visit"
    BILLING_PAYMENT = "billing_payment"
    DOCUMENTS_DATA = "documents_data"
    FAULT_OUTAGE = "fault_outage"
    INFORMATION = "information"
    OTHER = "other"


_ORDER = tuple(Topic)
_FILE = TypeAdapter(dict[Topic, Annotated[tuple[str, ...], Field(min_length=1)]])


def topic(text: str, language: str) -> Topic:
    """The topic that `text` names most; `other` where it names none.

    Read from left to right, the longest phrase at each place counts, by its number of words.
    `information` asks about a matter without naming it: it counts where no other topic does.
    PackError where the language has no pack or the pack's file is broken.
    """
    words = _TOKEN.findall(_plain(text, language))
    named: Counter[Topic] = Counter()
    at = 0
    while at < len(words):
        found = _longest(language, words, at)
        if found is not None:
            length, about = found
            named[about] += length
            at += length - 1
        at += 1
    ranks = {about: (about is Topic.INFORMATION, -named[about]) for about in named}
    return min(named, key=lambda t: (ranks[t], _ORDER.index(t)), default=Topic.OTHER)


#: Phrases by their first word: all their words, with their stars, and the topic.
_Phrases = dict[str, list[tuple[tuple[str, ...], Topic]]]


def _longest(language: str, words: list[str], at: int) -> tuple[int, Topic] | None:
    """The longest phrase that begins at a word: its number of words, and its topic."""
    begun = _begun(language, words[at])
    fitting = ((len(entry), about) for entry, about in begun if _fits(entry, words[at:]))
    return max(fitting, key=lambda found: found[0], default=None)


@lru_cache(maxsize=20_000)
def _begun(language: str, word: str) -> tuple[tuple[tuple[str, ...], Topic], ...]:
    """The phrases that `word` can begin: the same few thousand words come again and again."""
    phrases = _phrases(language)
    keys = (word, *(word[:end] + "*" for end in range(len(word), 0, -1)))
    return tuple(entry for key in keys for entry in phrases.get(key, ()))


def _fits(entry: tuple[str, ...], words: list[str]) -> bool:
    if len(entry) > len(words):
        return False
    pairs = zip(entry, words, strict=False)
    return all(w.startswith(e[:-1]) if e.endswith("*") else w == e for e, w in pairs)


def _plain(text: str, language: str) -> str:
    """Folded, and without apostrophes: many leave them out."""
    return load_pack(language).folder()(text).text.replace("'", "")


@cache
def _phrases(language: str) -> _Phrases:
    name = f"{language}/topics.toml"
    file = resources.files("dimscore.lang") / language / "topics.toml"
    try:
        listed = _FILE.validate_python(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        raise PackError(f"{name} is missing") from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise PackError(f"{name}: {error}") from None
    if set(listed) != set(Topic) - {Topic.OTHER}:
        raise PackError(f"{name}: list words for each topic, and none for `other`")
    phrases: _Phrases = {}
    for about in _ORDER:
        for phrase in listed.get(about, ()):
            words = tuple(_plain(phrase, language).split())
            phrases.setdefault(words[0], []).append((words, about))
    return phrases
