"""A turn's text as tokens: digits, words and phrases with their meaning, and what stands alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from dimscore.redaction.vocabulary import Lookup, Meaning

#: The typed placeholders that masking writes; text inside of one is never read again.
PLACEHOLDER = re.compile(r"\[(?:CARD|IBAN|EMAIL|PHONE|NUMBER)\]")

_DIGIT = r"\d²³¹⁰⁴-⁹₀-₉①-⑨⓪"
_LETTER = r"(?:[^\W\d_²³¹⁰⁴-⁹₀-₉①-⑨⓪]|[\u0300-\u036f])"
_TOKEN = re.compile(
    rf"(?P<mask>{PLACEHOLDER.pattern})|(?P<digits>[{_DIGIT}]+)"
    rf"|(?P<word>{_LETTER}+(?:['’ʼ`´‘＇ʹ]{_LETTER}+)*)|(?P<sign>[€$£₴%‰°])"
    r"|(?P<char>(?<=[\w)\]])[.@_](?=\w))"
)
_BLANK = re.compile(r"[\s\-‐‑‒–—−]*")
_NEAR = 8  # characters between words that still follow each other
_SENTENCE = re.compile(r"[.!?;…](?!\w)|\n")
_WORD = Meaning()
_UNIT = Meaning(unit=True)
_CHARS = {char: Meaning(char=char) for char in ".@_"}


@dataclass(slots=True)
class Token:
    """A piece of one turn: `digits` as ASCII if typed, else `word` (lower case) and meaning.

    `joined` says that only blanks or dashes stand between it and the token before, `fresh` that
    a sentence ends there.
    """

    turn: int
    start: int
    end: int
    digits: str = ""
    word: str = ""
    meaning: Meaning = _WORD
    joined: bool = False
    fresh: bool = False
    mask: bool = False


def tokenize(turn: int, text: str, words: Lookup) -> list[Token]:
    """The tokens of turn number `turn`."""
    raw = [_raw(turn, match) for match in _TOKEN.finditer(text)]
    tokens: list[Token] = []
    i = 0
    while i < len(raw):
        token, count = _phrase(raw, i, words)
        tokens.append(token)
        i += count
    for before, token in pairwise(tokens):
        near = token.start - before.end < _NEAR
        token.joined = near and bool(_BLANK.fullmatch(text, before.end, token.start))
        token.fresh = not token.joined and bool(_SENTENCE.search(text, before.end, token.start))
    return tokens


def _raw(turn: int, match: re.Match[str]) -> Token:
    start, end = match.span()
    if match.lastgroup == "digits":
        text = match.group()
        plain = text if text.isascii() else "".join(str(unicodedata.digit(c)) for c in text)
        return Token(turn, start, end, digits=plain)
    if match.lastgroup == "word":
        return Token(turn, start, end, word=match.group().lower())
    if match.lastgroup == "char":
        return Token(turn, start, end, meaning=_CHARS[match.group()])
    if match.lastgroup == "sign":
        return Token(turn, start, end, word=match.group(), meaning=_UNIT)
    return Token(turn, start, end, mask=True)


def _phrase(raw: list[Token], i: int, words: Lookup) -> tuple[Token, int]:
    """The token that begins at `i`, as long a phrase as means something, and its length."""
    token = raw[i]
    if not token.word or token.meaning.unit:
        return token, 1
    longest, meaning = words.alone(token.word)
    for count in range(longest, 1, -1):
        piece = raw[i : i + count]
        if len(piece) < count or not all(t.word for t in piece):
            continue
        together = words.phrase([t.word for t in piece])
        if together is not None:
            word = " ".join(t.word for t in piece)
            return Token(token.turn, token.start, piece[-1].end, word=word, meaning=together), count
    token.meaning = meaning
    return token, 1
