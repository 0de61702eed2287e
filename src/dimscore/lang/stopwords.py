"""The words of a text that say what it is about: no stop words, each with its stem.

Stop words are spaCy's list of the language and the pack's `stopwords.toml`: what nearly every
customer says whatever the matter is ("I would like", "hello", "number"). A stem is the first five
letters of the folded word: rough, but one rule for six languages, and for text without diacritics.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources

from pydantic import TypeAdapter, ValidationError

from dimscore.errors import PackError
from dimscore.lang.pack import load_pack

_STEM, _SHORTEST = 5, 3
_MASK = re.compile(r"\[\w+\]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_FILE: TypeAdapter[dict[str, tuple[str, ...]]] = TypeAdapter(dict[str, tuple[str, ...]])


@dataclass(frozen=True)
class ContentWord:
    """A word as it was written, in lower case, and its stem."""

    form: str
    stem: str


def content_words(text: str, language: str) -> list[ContentWord]:
    """The content words of `text` in order; masked data and numbers are none."""
    fold, stop = load_pack(language).folder(), _stop_words(language)
    # As long as it was, so that the folded positions stay those of the text.
    text = _MASK.sub(lambda mask: " " * len(mask.group()), text)
    folded = fold(text)
    words: list[ContentWord] = []
    for match in _WORD.finditer(folded.text):
        word = match.group()
        if len(word) < _SHORTEST or stop.holds(word):
            continue
        start, end = folded.original(*match.span())
        stem = word.replace("'", "")[:_STEM]
        words.append(ContentWord(text[start:end].lower(), stem))
    return words


@dataclass(frozen=True)
class _StopWords:
    words: frozenset[str]
    beginnings: tuple[str, ...]

    def holds(self, word: str) -> bool:
        """Whether a folded word is one of them, with or without what an apostrophe adds."""
        if word in self.words or word.startswith(self.beginnings):
            return True
        head, apostrophe, _ = word.partition("'")
        return bool(apostrophe) and self.holds(head)


@cache
def _stop_words(language: str) -> _StopWords:
    name = f"{language}/stopwords.toml"
    file = resources.files("dimscore.lang") / language / "stopwords.toml"
    try:
        own = _FILE.validate_python(tomllib.loads(file.read_text("utf-8")))["words"]
    except (FileNotFoundError, KeyError):
        raise PackError(f"{name}: a list `words` is missing") from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise PackError(f"{name}: {error}") from None
    # Imported here: spaCy takes half a second, and most programs never ask.
    general: set[str] = import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    fold = load_pack(language).folder()
    whole = {fold(word).text for word in (*general, *own) if not word.endswith("*")}
    return _StopWords(
        frozenset(whole), tuple(fold(w.rstrip("*")).text for w in own if w.endswith("*"))
    )
