"""Fold text so that one pattern finds a word however it is typed.

Lower case, no diacritics, one kind of apostrophe; a pack adds letters that its customers mix
(Russian ы in Ukrainian) and, for Greek, Latin letters written for Greek ones. Patterns and text
pass through the same function, and every folded position leads back to the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_APOSTROPHES = "'’ʼ`´‘＇ʹ"
_DASHES = "-‐‑‒–—−"
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `offsets` maps its positions to the original's, None where they are equal."""

    text: str
    offsets: tuple[int, ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as given that the folded span `start:end` stands for."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end]


class _Table(dict[int, str]):
    """A translation table that learns a code point when it first meets it."""

    def __init__(self, extra: dict[str, str]) -> None:
        super().__init__()
        self._extra = extra

    def __missing__(self, point: int) -> str:
        char = _fold_char(chr(point))
        char = self._extra.get(char, char)
        self[point] = char
        return char


class Folder:
    """Folds the text of one language.

    `letters` replaces single folded letters (ы -> и); `latin` replaces Latin letter groups, the
    longest first, where the language is written in another script (Greeklish).
    """

    def __init__(self, letters: dict[str, str], latin: dict[str, str]) -> None:
        self._table = _Table(letters)
        self._latin = {k: "".join(letters.get(c, c) for c in v) for k, v in latin.items()}
        self._groups = (
            re.compile("|".join(sorted(map(re.escape, latin), key=len, reverse=True)))
            if latin
            else None
        )

    def __call__(self, text: str) -> Folded:
        """Fold `text`; as long as the text itself unless it holds combining marks or Latin."""
        offsets: list[int] | None = None
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            text, offsets = _compose(text)
        folded = text.translate(self._table)
        if self._groups is not None and _LATIN.search(folded):
            folded, offsets = self._transliterate(folded, offsets)
        return Folded(folded, None if offsets is None else tuple(offsets))

    def _transliterate(self, text: str, offsets: list[int] | None) -> tuple[str, list[int]]:
        assert self._groups is not None
        before = offsets if offsets is not None else list(range(len(text) + 1))
        parts: list[str] = []
        after: list[int] = []
        position = 0
        for match in self._groups.finditer(text):
            parts.append(text[position : match.start()])
            after.extend(before[position : match.start()])
            letters = self._latin[match.group()]
            parts.append(letters)
            after.extend(
                before[min(match.start() + i, match.end() - 1)] for i in range(len(letters))
            )
            position = match.end()
        parts.append(text[position:])
        after.extend(before[position:])
        return "".join(parts), after


def _fold_char(char: str) -> str:
    if char in _APOSTROPHES:
        return "'"
    if char in _DASHES:
        return "-"
    if char.isspace():
        return "\n" if char == "\n" else " "
    lower = char.lower()[:1]
    base = unicodedata.normalize("NFKD", lower)
    if not base:
        return lower
    special = {"ł": "l", "đ": "d", "ø": "o", "ς": "σ", "ß": "s", "ı": "i"}
    return special.get(base[0], base[0])


def _compose(text: str) -> tuple[str, list[int]]:
    """NFC of `text` cluster by cluster, with the original position of each code point."""
    out: list[str] = []
    offsets: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and unicodedata.combining(text[end]):
            continue
        cluster = unicodedata.normalize("NFC", text[start:end])
        kept = cluster if len(cluster) == 1 or end - start == 1 else cluster[0]
        out.append(kept)
        offsets.extend([start] * len(kept))
        start = end
    offsets.append(len(text))
    return "".join(out), offsets
