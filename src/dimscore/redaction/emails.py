"""E-mail addresses, typed (anna.smith@example.com) or said (anna dot smith at example dot com)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dimscore.redaction.tokens import Token

_LOCAL = re.compile(r"[^\s@<>()\[\]:;,\"“”„«»]{1,64}\Z")
_DOMAIN = re.compile(r"\s?(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,4}[^\W\d_]{2,24}(?![\w@])")
_WHOLE = re.compile(
    r"[^\s@<>()\[\]:;,]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,4}[^\W\d_]{2,24}"
)
#: Words of an address on each side of the @ that are looked at.
_REACH = 24
_LABELS = 5
#: Words of the part before the @ that nothing links ("jan kowalski 85 at ...").
_LOOSE = 4
_LINKS = (".", "-", "_")
#: Top-level domains as they are typed, recognised or written down by ear.
_TLDS = frozenset(
    word
    for line in (
        "com kom org net eu pl hu gr ua lv uk ie us cy info biz io me de co gov edu ru lt ee",
        "ком орг нет нєт еу юа уа юей укр инфо інфо ру κομ γκρ γρ τζιαρ",
    )
    for word in line.split()
)


def is_email(text: str) -> bool:
    """Whether the whole of `text` is an e-mail address."""
    return _WHOLE.fullmatch(text) is not None


def typed_emails(text: str) -> list[tuple[int, int]]:
    """The spans of addresses with an @."""
    found: list[tuple[int, int]] = []
    at = text.find("@")
    while at >= 0:
        domain = _DOMAIN.match(text, at + 1)
        if domain is not None:
            end = at - 1 if text[at - 1 : at] == " " else at
            local = _LOCAL.search(text[max(0, end - 64) : end])
            if local is not None:
                found.append((end - len(local.group()), domain.end()))
        at = text.find("@", at + 1)
    return found


def said_emails(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Addresses that are said, as ranges of `tokens` (first, last exclusive)."""
    found: list[tuple[int, int]] = []
    for at, token in enumerate(tokens):
        if token.meaning.char != "@" or (found and at < found[-1][1]):
            continue
        end = _domain(tokens, at + 1)
        if end:
            start = _local(tokens, at, found[-1][1] if found else 0)
            if start < at:
                found.append((start, end))
    return found


def _domain(tokens: Sequence[Token], start: int) -> int:
    """The end of the domain that begins at `start`; 0 if there is none."""
    end = labels = 0
    at = start
    while at < min(len(tokens), start + _REACH):
        token = tokens[at]
        if token.mask or token.meaning.char == "@":
            break
        dotted = at + 1 < len(tokens) and token.meaning.char == "." and _is_tld(tokens[at + 1])
        if dotted:
            end = at = at + 2
        elif end and _is_tld(token) and tokens[at - 1].meaning.provider:
            end = at = at + 1
        elif end and not token.meaning.filler:
            break
        else:
            at += 1
            if token.meaning.provider and not labels:
                end = at
            elif not token.meaning.char and not token.meaning.filler:
                labels += 1
                if labels > _LABELS:
                    break
    return end


def _is_tld(token: Token) -> bool:
    return token.word in _TLDS


def _local(tokens: Sequence[Token], at: int, floor: int) -> int:
    """Where the part before the @ at `at` begins: after the last word that introduces it."""
    start, loose = at, 0
    for i in range(at - 1, max(floor, at - _REACH) - 1, -1):
        token, after = tokens[i], tokens[i + 1]
        linked = after.meaning.char in _LINKS or (_is_sign(token) and _is_sign(after))
        linked = linked or _is_spelt(tokens, i)
        loose += not linked and not token.meaning.char
        if token.mask or loose > _LOOSE:
            break
        if token.meaning.char == "@" and not tokens[at].word:
            return start  # "reach me at anna@": beside a typed @ the word is none
        if token.turn != after.turn and not (linked or after is tokens[at]):
            return start
        inside = i > floor and tokens[i - 1].meaning.char in _LINKS  # the o of "ilze.o at"
        if not linked and ((token.meaning.intro and not inside) or (after.fresh and start < at)):
            return start
        start = i
    return start if start == floor and loose <= _LOOSE else _chain(tokens, at, floor)


def _chain(tokens: Sequence[Token], at: int, floor: int) -> int:
    """Where the part before the @ begins as far as dots, dashes, letters and digits link it."""
    start = at - 1
    while start > floor:
        before, token = tokens[start - 1], tokens[start]
        linked = token.meaning.char in _LINKS or before.meaning.char in _LINKS
        linked = linked or _is_spelt(tokens, start - 1)
        spelled = _is_sign(before) and _is_sign(token)
        if before.mask or not (linked or spelled or _is_sign(token)):
            break
        start -= 1
    return start


def _is_spelt(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` is a part of "s for sugar"."""
    return any(
        tokens[at].meaning.spelling
        and (len(tokens[at - 1].word) == 1 or tokens[at - 1].meaning.letter)
        for at in range(max(1, i - 1), min(len(tokens) - 1, i + 2))
    )


def _is_sign(token: Token) -> bool:
    return bool(token.digits or token.meaning.pieces or len(token.word) == 1)


def email_echoes(tokens: Sequence[Token], address: Sequence[Token]) -> list[Sequence[Token]]:
    """Pieces of `address` that `tokens` say again: two words or more with a dot or dash between."""
    known = {t.word or t.digits for t in address}
    chains: list[Sequence[Token]] = []
    first = 0
    for at in range(len(tokens) + 1):
        if at < len(tokens):
            token = tokens[at]
            if token.meaning.char or (token.word or token.digits) in known:
                continue
        while first < at and tokens[first].meaning.char:  # the "at" of "reach me at anna."
            first += 1
        chain = tokens[first:at]
        if any(t.meaning.char in _LINKS for t in chain[1:-1]):
            chains.append(chain)
        first = at + 1
    return chains
