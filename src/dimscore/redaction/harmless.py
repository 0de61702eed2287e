"""Numbers that stay: dates, times, prices and amounts as they are typed; years."""

from __future__ import annotations

import re

_ALONE = r"(?<![\d+])(?<!\d[ .,:/\-])"
_END = r"(?!\d)(?![.:/\-]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d"
_BLANK = r"[ \u00a0\u202f]"
# Of more than eight digits before the decimals nobody in a contact speaks as of an amount.
_AMOUNT = r"(?:\d{1,2}(?:[ .,'’\u00a0\u202f]\d{3}){1,2}|\d{1,7})(?:[.,]\d{1,2})?"

_TYPED = re.compile(
    "|".join(
        (
            rf"{_ALONE}{_DAY}(?P<a>[./\-]){_BLANK}?{_MONTH}(?P=a){_BLANK}?(?:{_YEAR}|\d\d){_END}",
            rf"{_ALONE}{_MONTH}(?P<b>[/\-]){_DAY}(?P=b){_YEAR}{_END}",
            rf"{_ALONE}{_YEAR}(?P<c>[./\-]){_BLANK}?{_MONTH}(?P=c){_BLANK}?{_DAY}{_END}",
            rf"(?<![\d:]){_CLOCK}{_BLANK}?[-–—]{_BLANK}?{_CLOCK}(?!\d)",
            r"(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])",
            rf"{_ALONE}\d{{1,3}}[.,]\d\d(?![\d\s.,/\-]?\d)",
            # Prices in a row, "19,90 29,90": nobody writes other numbers so.
            rf"{_ALONE}\d{{1,3}},\d[059](?:{_BLANK}\d{{1,3}},\d[059]){{1,3}}(?![\d\s.,/\-]?\d)",
            rf"[€$£₴]{_BLANK}?{_AMOUNT}(?!\d)",
            rf"{_ALONE}{_AMOUNT}{_BLANK}?[€$£₴%‰°]",
        )
    ),
    re.ASCII,
)
_BEFORE_UNIT = re.compile(rf"{_ALONE}{_AMOUNT}\Z", re.ASCII)
#: Longest amount in characters, decimals and separators with it.
_LONGEST = 16


def typed_spans(text: str) -> list[tuple[int, int]]:
    """The spans of dates, times and amounts that show by their form alone."""
    return [match.span() for match in _TYPED.finditer(text)]


def amount_before(text: str, end: int) -> int | None:
    """Where the typed amount begins that ends at `end`, before a unit; None if there is none."""
    window = max(0, end - _LONGEST - 2)
    match = _BEFORE_UNIT.search(text, window, end)
    if match is None or (window and match.start() < window + 2):
        return None
    return match.start()


def is_date(parts: list[str]) -> bool:
    """Whether the parts of a number, as they were said or typed, are day, month and year."""
    return bool(re.fullmatch(rf"(?:0-)?{_DAY}-(?:0-)?{_MONTH}-(?:19|20)-?\d\d", "-".join(parts)))


def are_times(parts: list[str]) -> bool:
    """Whether the parts are times of day as they are said, "ten fifteen, eleven thirty"."""
    hours, minutes = parts[::2], parts[1::2]
    return (
        len(hours) == len(minutes)
        and all(re.fullmatch(r"1?\d|2[0-4]", hour) for hour in hours)
        and all(re.fullmatch(r"[1-5][05]", minute) for minute in minutes)
    )


def are_years(parts: list[str]) -> bool:
    """Whether every part is a year of our time."""
    return all(re.fullmatch(_YEAR, part) for part in parts)
