"""Payment cards: 13 to 19 digits that pass the Luhn check and begin as cards do."""

from __future__ import annotations

import re

from stdnum import luhn  # pyright: ignore[reportMissingTypeStubs]

# Amex and Diners 3, Visa 4, Mastercard 5 and 2, Mir and Prostir 2 and 9, Maestro and Discover 6.
_ISSUERS = re.compile(r"3[04-9]|4|5|6|2[2-7]|9[07]")


def is_card(digits: str) -> bool:
    """Whether `digits` is the number of a payment card."""
    return (
        13 <= len(digits) <= 19
        and _ISSUERS.match(digits) is not None
        and len(set(digits)) > 1
        and bool(luhn.is_valid(digits))
    )
