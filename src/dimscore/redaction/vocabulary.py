"""What a word can mean where private data are said, in one language or in all of them.

Words are compared folded (`dimscore.lang.fold`), so case, diacritics, Greeklish and Russian
letters do not matter. One word may mean several things: "at" is a word of English and an @.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dimscore.lang.fold import Folder
from dimscore.lang.pack import languages, load_pack
from dimscore.redaction.pack import RedactionWords, load_words

#: Longest word, in characters, that is tried as number words written together.
_LONGEST_COMPOUND = 40
#: At most how many digits a word stands for; longer ones may be several numbers in one.
_A_WORD, _A_COMPOUND, _LONG_WORD = 4, 20, 9


@dataclass(frozen=True, slots=True)
class Piece:
    """One number word of a group: its value, or the factor of a word like "thousand"."""

    value: int
    scale: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or phrase can mean; several at a time."""

    pieces: tuple[Piece, ...] = ()
    repeat: int = 0
    noun: str = ""  # the digit of "zeros", "sevens"
    letter: str = ""
    char: str = ""  # "@", ".", "-" or "_" as said in an address
    conjunction: bool = False
    filler: bool = False
    cue: bool = False
    unit: bool = False
    month: bool = False
    provider: bool = False
    intro: bool = False
    spelling: bool = False  # "as in" of "a as in anna"


_NOTHING = Meaning()


class _Table:
    """The meanings of one language, by folded phrase."""

    def __init__(self, words: RedactionWords, folder: Folder) -> None:
        self._folder = folder
        self._phrases: dict[tuple[str, ...], Meaning] = {}
        self.longest: dict[str, int] = {}  # first word -> words of its longest phrase
        for phrase, change in _entries(words):
            self._add(phrase, change)
        meanings = [(k[0], k[-1], m) for k, m in self._phrases.items()]
        self._numbers = {k[:3] for k, _, m in meanings if m.pieces or m.repeat or m.noun}
        self._ats = {last for _, last, m in meanings if m.char == "@"}
        self._dots = {k for k, _, m in meanings if m.char == "." or m.provider}
        self._compounds = {
            key[0]: m.pieces for key, m in self._phrases.items() if len(key) == 1 and m.pieces
        }

    def fold(self, word: str) -> str:
        return self._folder(word).text.replace("'", "")  # people leave it out: "пять" for "п'ять"

    def phrase(self, words: tuple[str, ...]) -> Meaning | None:
        return self._phrases.get(words)

    def compound(self, word: str) -> tuple[Piece, ...]:
        """The number words that `word` is written together from; () if it is not."""
        if not 4 < len(word) <= _LONGEST_COMPOUND:
            return ()
        best: list[tuple[Piece, ...] | None] = [None] * (len(word) + 1)
        best[0] = ()
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 16), end - 1):
                before, pieces = best[start], self._compounds.get(word[start:end])
                if before is not None and pieces:
                    best[end] = before + pieces
                    break
        return best[-1] or ()

    def glance(self, word: str) -> tuple[int, bool, bool]:
        if word[:3] in self._numbers:
            return (_A_WORD if len(word) <= _LONG_WORD else _A_COMPOUND), word in self._ats, False
        return 0, word in self._ats, word in self._dots

    def _add(self, phrase: str, change: dict[str, object]) -> None:
        key = tuple(self.fold(word) for word in phrase.replace("-", " ").split())
        self._phrases[key] = replace(self._phrases.get(key, _NOTHING), **change)
        self.longest[key[0]] = max(self.longest.get(key[0], 1), len(key))


def _entries(words: RedactionWords) -> Iterator[tuple[str, dict[str, object]]]:
    """Every phrase of the file with the field of Meaning that it fills."""

    def each(phrases: Iterable[str], **change: object) -> Iterator[tuple[str, dict[str, object]]]:
        return ((phrase, change) for phrase in phrases)

    for value, forms in words.numbers.items():
        yield from each(forms, pieces=(Piece(value),))
    for value, forms in words.scales.items():
        yield from each(forms, pieces=(Piece(value, scale=True),))
    for times, forms in words.repeats.items():
        yield from each(forms, repeat=times)
    for digit, forms in words.nouns.items():
        yield from each(forms, noun=str(digit))
    for letter, forms in words.letters.items():
        yield from each(forms, letter=letter)
    yield from each(words.words.conjunctions, conjunction=True)
    yield from each(words.words.fillers, filler=True)
    yield from each(words.words.cues, cue=True)
    yield from each(words.words.units, unit=True)
    yield from each(words.words.months, month=True)
    yield from each(words.email.at, char="@")
    yield from each(words.email.dot, char=".")
    yield from each(words.email.dash, char="-")
    yield from each(words.email.underscore, char="_")
    yield from each(words.email.providers, provider=True)
    yield from each(words.email.intro, intro=True)
    yield from each(words.email.spelling, spelling=True)


class Vocabulary:
    """The words of one or more languages, looked up together."""

    def __init__(self, codes: Sequence[str]) -> None:
        self._tables = [_Table(load_words(c), load_pack(c).folder()) for c in codes]
        self.regions = tuple(dict.fromkeys(r for c in codes for r in load_words(c).phones.regions))

    def glance(self, folded: tuple[str, ...]) -> tuple[int, bool, bool]:
        """At most how many digits a word stands for; whether it may be an @, or a dot."""
        digits, at, dot = 0, False, False
        for table, word in zip(self._tables, folded, strict=True):
            more, is_at, is_dot = table.glance(word)
            digits, at, dot = max(digits, more), at or is_at, dot or is_dot
        return digits, at, dot

    def fold(self, word: str) -> tuple[str, ...]:
        """`word` folded as each language folds it."""
        return tuple(table.fold(word) for table in self._tables)

    def longest(self, folded: tuple[str, ...]) -> int:
        """How many words the longest phrase has that begins with this word; 0 if none does."""
        return max(t.longest.get(w, 0) for t, w in zip(self._tables, folded, strict=True))

    def phrase(self, words: Sequence[tuple[str, ...]]) -> Meaning | None:
        """What these folded words mean together, in any of the languages."""
        found: Meaning | None = None
        for i, table in enumerate(self._tables):
            meaning = table.phrase(tuple(word[i] for word in words))
            if meaning is not None:
                found = meaning if found is None else _both(found, meaning)
        return found

    def compound(self, folded: tuple[str, ...]) -> Meaning | None:
        """The meaning of a word written together from number words ("huszonegy")."""
        for table, word in zip(self._tables, folded, strict=True):
            pieces = table.compound(word)
            if pieces:
                return Meaning(pieces=pieces)
        return None


class Lookup:
    """A vocabulary for the length of one call: each word is folded and looked up once."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._folded: dict[str, tuple[str, ...]] = {}
        self._alone: dict[str, tuple[int, Meaning]] = {}

    def fold(self, word: str) -> tuple[str, ...]:
        """`word` (lower case) as each language folds it."""
        folded = self._folded.get(word)
        if folded is None:
            folded = self._folded[word] = self._words.fold(word)
        return folded

    def glance(self, word: str) -> tuple[int, bool, bool]:
        """As `Vocabulary.glance`, of a word as it is written."""
        return self._words.glance(self.fold(word))

    def alone(self, word: str) -> tuple[int, Meaning]:
        """The words of the longest phrase that begins with `word`, and what it means alone."""
        known = self._alone.get(word)
        if known is None:
            folded = self.fold(word)
            meaning = self._words.phrase([folded]) or self._words.compound(folded) or _NOTHING
            known = self._alone[word] = (self._words.longest(folded), meaning)
        return known

    def phrase(self, words: Sequence[str]) -> Meaning | None:
        """What these words mean together."""
        return self._words.phrase([self.fold(word) for word in words])


def _both(first: Meaning, second: Meaning) -> Meaning:
    """One meaning out of two: the first language's, filled up with the second's."""
    return Meaning(
        *(getattr(first, name) or getattr(second, name) for name in Meaning.__dataclass_fields__)
    )


@cache
def vocabulary(language: str | None) -> Vocabulary:
    """The words of `language`, of all languages where it is None or has no pack."""
    return Vocabulary((language,) if language in languages() else languages())
