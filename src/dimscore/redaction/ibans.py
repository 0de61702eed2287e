"""International bank account numbers, typed or spelled out: country, check digits, mod 97."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stdnum import iban  # pyright: ignore[reportMissingTypeStubs]

from dimscore.redaction.digits import Item, Kind

#: Characters of an account number per country (SWIFT, IBAN registry), of those in Europe.
_LENGTHS = {
    code: length
    for length, codes in {
        15: "no", 16: "be", 18: "dk fi fo gl nl", 19: "mk si", 20: "at ba ee lt lu xk",
        21: "ch hr li lv", 22: "bg de gb ge ie me rs", 23: "gi", 24: "cz es md ro se sk",
        25: "pt", 26: "is tr", 27: "fr gr it mc sm", 28: "al by cy hu pl", 29: "ua", 31: "mt",
    }.items()
    for code in codes.split()
}  # fmt: skip
#: Countries whose accounts have four letters for the bank after the check digits.
_BANK_LETTERS = frozenset(["bg", "gb", "gi", "ie", "lv", "nl", "ro"])
_STEPS = 90  # items at most that an account number is looked for in
_WORDS = 2  # words of an aside within


class Chars(NamedTuple):
    """An item that may be part of an account number, with the characters it stands for."""

    turn: int
    start: int
    end: int
    kind: Kind
    whole: str = ""
    apart: str = ""


def is_iban(text: str) -> bool:
    """Whether `text`, without blanks, is an account number that checks out."""
    return len(text) == _LENGTHS.get(text[:2].lower(), 0) and bool(iban.is_valid(text))


def chars(item: Item, letters: str) -> Chars:
    """`item` as a part of an account number; `letters` is what it stands for if it is a word."""
    whole, apart = (item.whole, item.apart) if item.kind is Kind.DIGITS else (letters, letters)
    return Chars(item.turn, item.start, item.end, item.kind, whole, apart)


def find_ibans(items: Sequence[Chars]) -> list[list[Chars]]:
    """The account numbers among `items`, each as the items it is made of."""
    found: list[list[Chars]] = []
    at = 0
    while at < len(items):
        account = _account(items, at) if _may_begin(items[at]) else []
        if account:
            found.append(account)
            at = next(i for i in range(at, len(items)) if items[i] is account[-1])
        at += 1
    return found


def _may_begin(item: Chars) -> bool:
    return item.kind is not Kind.DIGITS and 1 <= len(item.whole) <= 2


def _account(items: Sequence[Chars], start: int) -> list[Chars]:
    used: list[Chars] = []
    whole = apart = ""
    words = 0
    for item in items[start : start + _STEPS]:
        if item.kind is Kind.WALL:
            break
        # A filler that could be a bank's letters ("un") is none, but a country's ("ee").
        filler = item.kind is Kind.SOFT and len(item.whole) > 1 and len(whole) > 1
        if not item.whole or filler:
            words += item.kind is Kind.WORD
            if words > _WORDS:
                break
            continue
        used.append(item)
        whole += item.whole
        apart += item.apart
        length = _LENGTHS.get(whole[:2], 0)
        if len(whole) >= 2 and (not length or min(len(whole), len(apart)) > length):
            break
        if _is_said_iban(whole) or _is_said_iban(apart):
            return used
    return []


def _is_said_iban(text: str) -> bool:
    """As `is_iban`, where the letter o of a bank may have been taken for the digit."""
    if text[:2] in _BANK_LETTERS:
        text = text[:4] + text[4:8].replace("0", "o") + text[8:]
    return is_iban(text)
