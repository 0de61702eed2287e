"""Finding private data in turns; what is done with the spans is `mask`'s matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from dimscore.redaction.digits import Item, Kind, read_turn
from dimscore.redaction.documents import document_spans
from dimscore.redaction.emails import email_echoes, said_emails, typed_emails
from dimscore.redaction.ibans import chars, find_ibans
from dimscore.redaction.numbers import LONG
from dimscore.redaction.resolve import number_spans
from dimscore.redaction.spans import Span, merged
from dimscore.redaction.tokens import Token, tokenize
from dimscore.redaction.vocabulary import Lookup, vocabulary
from dimscore.transcript import Speaker

T = TypeVar("T")

_DIGIT = re.compile(r"\d|[²³¹⁰⁴-⁹₀-₉①-⑨⓪]")
_BANK = 8  # letters of the longest bank code in an account number, as one word
_DOMAIN = re.compile(r"[^\W\d_]\.[^\W\d_]{2}")
_WORDS = re.compile(r"[^\W\d_]+")


def find_private(turns: Sequence[tuple[Speaker, str]], language: str | None) -> list[Span]:
    """The private data in `turns`, in order and apart; None: the words of all languages."""
    words = vocabulary(language)
    texts = [text for _, text in turns]
    speakers = [speaker for speaker, _ in turns]
    lookup = Lookup(words)
    if not _worth_reading(texts, lookup):
        return []
    tokens = [tokenize(i, text, lookup) for i, text in enumerate(texts)]
    spans = [
        Span(i, *span, "EMAIL")
        for i, text in enumerate(texts)
        if "@" in text
        for span in typed_emails(text)
    ]
    spans += [Span(i, *s, "NUMBER") for i, text in enumerate(texts) for s in document_spans(text)]
    spans += _said_emails(tokens, speakers)
    taken: list[list[tuple[int, int]]] = [[] for _ in texts]
    for span in spans:
        taken[span.turn].append((span.start, span.end))
    items = [read_turn(i, text, tokens[i], taken[i]) for i, text in enumerate(texts)]
    accounts = _ibans(items, tokens, speakers)
    for span in accounts:
        items[span.turn] = [
            Item(Kind.WALL, i.turn, i.start, i.end) if span.start <= i.start < span.end else i
            for i in items[span.turn]
        ]
    spans += accounts
    spans += number_spans(items, speakers, words.regions)
    return merged(spans, texts)


def _worth_reading(texts: Sequence[str], words: Lookup) -> bool:
    """Whether there can be private data at all: an @, or enough digits, typed or said."""
    if any("@" in text or document_spans(text) for text in texts):
        return True
    digits, said_at, said_dot = 0, False, False
    for text in texts:
        digits += sum(1 for _ in _DIGIT.finditer(text))
        for word in _WORDS.findall(text.lower()):
            number, at, dot = words.glance(word)
            digits += number
            said_at, said_dot = said_at or at, said_dot or dot
        said_dot = said_dot or _DOMAIN.search(text) is not None
        if digits >= LONG or (said_at and said_dot):
            return True
    return False


def _by_side(turns: Sequence[list[T]], speakers: Sequence[Speaker]) -> Iterator[list[T]]:
    """What each speaker's turns hold, one list a speaker."""
    for side in dict.fromkeys(speakers):
        yield [
            one for own, turn in zip(speakers, turns, strict=True) if own is side for one in turn
        ]


def _said_emails(tokens: list[list[Token]], speakers: Sequence[Speaker]) -> list[Span]:
    """Addresses that are said, over a speaker's turns, and what repeats them."""
    spans: list[Span] = []
    for stream in _by_side(tokens, speakers):
        for first, last in said_emails(stream):
            spans += _token_spans(stream[first:last])
            spans += [
                span
                for turn in tokens
                for chain in email_echoes(turn, stream[first:last])
                for span in _token_spans(chain)
            ]
    return spans


def _token_spans(tokens: Sequence[Token]) -> list[Span]:
    """One span a turn, from the first of `tokens` in it to the last."""
    ends: dict[int, tuple[int, int]] = {}
    for token in tokens:
        start = ends[token.turn][0] if token.turn in ends else token.start
        ends[token.turn] = (start, token.end)
    return [Span(turn, start, end, "EMAIL") for turn, (start, end) in ends.items()]


def _ibans(
    items: list[list[Item]], tokens: list[list[Token]], speakers: Sequence[Speaker]
) -> list[Span]:
    """Account numbers, over a speaker's turns."""
    letters = {(t.turn, t.start): _letters(t) for turn in tokens for t in turn}
    spans: list[Span] = []
    for stream in _by_side(items, speakers):
        parts = [chars(item, letters.get((item.turn, item.start), "")) for item in stream]
        for account in find_ibans(parts):
            spans += [Span(c.turn, c.start, c.end, "IBAN") for c in account]
    return spans


def _letters(token: Token) -> str:
    """The letters of an account number that a word stands for."""
    if token.meaning.letter:
        return token.meaning.letter
    return token.word if token.word.isascii() and len(token.word) <= _BANK else ""
