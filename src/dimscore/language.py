"""Which of the six languages a transcript is in.

Script decides between Greek, Cyrillic and Latin. For Latin text the commonest small words of
each pack are counted after folding, which holds for text typed without diacritics and for
Greeklish; where they do not decide, py3langid (Barbaresi 2021, after Lui and Baldwin 2012)
does: over the packs' languages, or over all where the text is long and in none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from dimscore.lang.pack import languages, load_pack

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_MARKED = re.compile(r"[\u00c0-\u024f]")
_ENOUGH = 4000  # characters that settle the matter; more would only cost time
_CLEAR = 0.06  # share of small words under which long text is in none of the languages
_LONG = 15  # words from which on foreign text can be told


def detect_language(texts: Iterable[str]) -> str | None:
    """The code of the pack that fits `texts` (both speakers'), or None where none does."""
    text = ""
    for part in texts:
        text += part + "\n"
        if len(text) >= _ENOUGH:
            break
    counts = {
        "el": len(_GREEK.findall(text)),
        "uk": len(_CYRILLIC.findall(text)),
        "": len(_LATIN.findall(text)),
    }
    script, letters = max(counts.items(), key=lambda item: item[1])
    if letters == 0:
        return None
    return script or _latin_language(text)


def _latin_language(text: str) -> str | None:
    words = _WORD.findall(text.lower().replace("’", "'"))
    hits = Counter[str]()
    for code, small in _small_words().items():
        if code == "el" and _MARKED.search(text):
            continue  # nobody types Greek with Polish or Hungarian letters
        folder = load_pack(code).folder() if code != "el" else None
        for word in words:
            if (folder(word).text if folder else word) in small:
                hits[code] += 1
    ranked = hits.most_common(2)
    best, count = ranked[0] if ranked else ("", 0)
    second = ranked[1][1] if len(ranked) > 1 else 0
    if count >= 2 and count >= 1.5 * second:
        return best
    if not words:
        return None
    if len(words) >= _LONG and count < _CLEAR * len(words):
        guess = str(_identifier(restricted=False).classify(text)[0])
        return guess if guess in languages() else None
    return str(_identifier(restricted=True).classify(text)[0])


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """The commonest small words of each Latin-typed language, folded; Greek ones as Greeklish."""
    out: dict[str, frozenset[str]] = {}
    for code in languages():
        pack = load_pack(code)
        words = pack.file.detect.words
        if code == "el":
            out[code] = frozenset(words)
        elif all(_LATIN.search(w) for w in words):
            fold = pack.folder()
            out[code] = frozenset(fold(w).text for w in words)
    return out


@cache
def _identifier(*, restricted: bool) -> Any:
    """py3langid's model, over the Latin-written languages of the packs or over all it knows."""
    langid: Any = import_module("py3langid.langid")  # it carries no types
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    if restricted:
        identifier.set_languages([c for c in languages() if c not in ("el", "uk")])
    return identifier
