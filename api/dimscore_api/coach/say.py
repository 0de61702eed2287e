"""What the page says: texts, dates and numbers in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent

from dimscore.lang.pack import languages, load_pack
from dimscore.lang.screen import load_screen
from dimscore.render.words import Words

_FALLBACK = "en"
_LOCALES = {"en": "en_GB"}


class Say:
    """The words and formats of one language, dates in one time zone.

    `say("queue.accept")` is a text of `screen/queue.toml`; `say("queue.left", n=3)` fills in
    values and picks the plural form by `n`. `say.words` are those of reports: signals, gaps, ...
    """

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language if language in languages() else _FALLBACK
        self.words = Words(self.language)
        self._texts = load_screen(self.language)
        self._locale = _locale(self.language)
        self._zone = zone

    def __call__(self, key: str, **values: Any) -> str:
        """A text of the page; KeyError where no file holds it."""
        page, _, name = key.partition(".")
        text = self._texts[page][name]
        if isinstance(text, Mapping):
            form = self._locale.plural_form(values["n"])
            text = text.get(form) or text["other"]
        shown = {k: self.number(v) if isinstance(v, int | float) else v for k, v in values.items()}
        return text.format(**shown)

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number with so many decimals at most; a dash for none."""
        if value is None:
            return "–"
        pattern = "#,##0" if digits == 0 else "#,##0." + "0" * digits
        return format_decimal(value, format=pattern, locale=self._locale)

    def signed(self, value: float, digits: int = 1) -> str:
        """A number with its sign."""
        return ("+" if value > 0 else "−" if value < 0 else "±") + self.number(abs(value), digits)

    def percent(self, share: float | None) -> str:
        """A share of 0 to 1 as percent; a dash for none."""
        return "–" if share is None else format_percent(share, locale=self._locale)

    def range(self, low: float | None, high: float | None, digits: int = 0) -> str:
        """An interval; a dash for none."""
        if low is None or high is None:
            return "–"
        return f"{self.number(low, digits)}–{self.number(high, digits)}"

    def time(self, seconds: float | None) -> str:
        """Seconds as minutes and seconds, 4:05; a dash for none."""
        if seconds is None:
            return "–"
        return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"

    def day(self, value: date | datetime) -> str:
        """A date, short."""
        moment = self._local(value) if isinstance(value, datetime) else value
        return format_date(moment, "medium", locale=self._locale)

    def short_day(self, value: date) -> str:
        """Day and month."""
        return format_skeleton("MMMd", value, locale=self._locale)

    def moment(self, value: datetime) -> str:
        """A date with the time of day."""
        local = self._local(value)
        clock = format_time(local, "short", tzinfo=local.tzinfo, locale=self._locale)
        return f"{self.day(value)}, {clock}"

    def _local(self, value: datetime) -> datetime:
        try:
            return value.astimezone(self._zone)
        except OverflowError:  # the first or last day there is, and this zone's is beyond it
            return value

    @staticmethod
    def languages() -> list[tuple[str, str]]:
        """Codes and the languages' own names."""
        return [(code, load_pack(code).file.native) for code in languages()]


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))
