"""Telephone numbers, international or national in one of the regions of the language."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers


def is_phone(number: str, regions: Iterable[str]) -> bool:
    """Whether `number` (digits, perhaps with + before them) can be called from `regions`.

    Digits that begin with the code of one of the regions count without + too.
    """
    if not 8 <= len(number.lstrip("+")) <= 17:
        return False
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.startswith("+"):
        return _valid(number, None)
    return any(
        _valid(number, region)
        or (
            number.startswith(str(phonenumbers.country_code_for_region(region)))
            and _valid("+" + number, None)
        )
        for region in regions
    )


def _valid(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
