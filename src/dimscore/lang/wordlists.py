"""Which of some kinds a text names most, by word lists that every pack has in a file of its own.

A list holds words and short phrases for each kind; a star stands for any ending.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Annotated, Generic, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from dimscore.errors import PackError
from dimscore.lang.pack import load_pack

# Masked data ("[card]") is a token of its own, so that it names nothing and parts phrases.
_TOKEN = re.compile(r"\[\w+\]|[^\W\d_]+(?:-[^\W\d_]+)*")
_FILE = TypeAdapter(dict[str, Annotated[tuple[str, ...], Field(min_length=1)]])
_OTHER = "other"

K = TypeVar("K", bound=StrEnum)
#: All words of a phrase, with their stars.
_Phrase = tuple[str, ...]


class WordLists(Generic[K]):
    """The lists of one language in `<language>/<name>.toml`, one for each of `kinds` but `other`.

    PackError where the language has no pack, or the file is broken.
    """

    def __init__(self, name: str, language: str, kinds: type[K]) -> None:
        self._language = language
        self._kinds = tuple(kinds)
        self._phrases: dict[str, list[tuple[_Phrase, K]]] = {}
        for kind, phrases in _read(f"{language}/{name}.toml", kinds).items():
            for phrase in phrases:
                words = tuple(self._plain(phrase).split())
                self._phrases.setdefault(words[0], []).append((words, kinds(kind)))
        # The same few thousand words come again and again.
        self._begun = lru_cache(maxsize=20_000)(self._look_up)

    def named(self, text: str) -> Counter[K]:
        """How many words name each kind; from left to right, the longest phrase counts."""
        words = _TOKEN.findall(self._plain(text))
        named: Counter[K] = Counter()
        at = 0
        while at < len(words):
            fitting = [e for e in self._begun(words[at]) if _fits(e[0], words[at:])]
            if fitting:
                phrase, kind = max(fitting, key=lambda entry: len(entry[0]))
                named[kind] += len(phrase)
                at += len(phrase) - 1
            at += 1
        return named

    def rank(self, kind: K) -> int:
        """The place of a kind: of two named equally often, the first one counts."""
        return self._kinds.index(kind)

    def _look_up(self, word: str) -> tuple[tuple[_Phrase, K], ...]:
        keys = (word, *(word[:end] + "*" for end in range(len(word), 0, -1)))
        return tuple(entry for key in keys for entry in self._phrases.get(key, ()))

    def _plain(self, text: str) -> str:
        """Folded, and without apostrophes: many leave them out."""
        return load_pack(self._language).folder()(text).text.replace("'", "")


def _fits(phrase: _Phrase, words: list[str]) -> bool:
    if len(phrase) > len(words):
        return False
    pairs = zip(phrase, words, strict=False)
    return all(w.startswith(p[:-1]) if p.endswith("*") else w == p for p, w in pairs)


def _read(name: str, kinds: type[StrEnum]) -> Mapping[str, tuple[str, ...]]:
    file = resources.files("dimscore.lang") / name
    try:
        listed = _FILE.validate_python(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        raise PackError(f"{name} is missing") from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise PackError(f"{name}: {error}") from None
    if set(listed) != {kind.value for kind in kinds} - {_OTHER}:
        raise PackError(f"{name}: list words for each kind, and none for `{_OTHER}`")
    return listed
