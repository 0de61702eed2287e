"""The kind of a long number: card, phone, or just a number that could lead to somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dimscore.redaction.cards import is_card
from dimscore.redaction.phones import is_phone

#: From so many digits on a number is masked whatever it is.
LONG = 8
# No card, phone or account is longer; such a run is masked whole without a closer look.
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class Found:
    """A private number in a run: the parts `first` to `last` (exclusive) and its kind."""

    first: int
    last: int
    kind: str

    def kind_of(self, part: int) -> str:
        """The kind of part number `part`: of what lies outside nothing more is known."""
        return self.kind if self.first <= part < self.last else "NUMBER"


def find_number(parts: list[str], regions: Iterable[str], *, plus: bool = False) -> Found | None:
    """The card or phone that `parts` hold, a card also among other digits; None if neither."""
    total = sum(map(len, parts))
    if not LONG <= total <= _LONGEST:
        return None
    whole = "".join(parts)
    if is_card(whole):
        return Found(0, len(parts), "CARD")
    if is_phone("+" + whole if plus else whole, regions):
        return Found(0, len(parts), "PHONE")
    for length in (16, 15, 14, 13, 17, 18, 19):
        found = _card_of(parts, length)
        if found is not None:
            return found
    return None


def _card_of(parts: list[str], length: int) -> Found | None:
    """A card of exactly `length` digits that begins and ends with a part."""
    for first in range(len(parts)):
        digits = ""
        for last in range(first, len(parts)):
            digits += parts[last]
            if len(digits) >= length:
                if len(digits) == length and is_card(digits):
                    return Found(first, last + 1, "CARD")
                break
    return None
