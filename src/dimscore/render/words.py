"""The words a report is shown with, in the language of its transcript."""

from __future__ import annotations

import unicodedata

from dimscore.lang.pack import LanguagePack, languages, load_pack
from dimscore.report import Contribution, Criterion, Gap, Report

_FALLBACK = "en"
_SECTION = {
    "signal": "signals",
    "gap": "opportunities",
    "metric": "metrics",
    "criterion": "criteria",
}


class Words:
    """Screen words of one language; English where the language is not known."""

    def __init__(self, language: str) -> None:
        self.language = language if language in languages() else _FALLBACK
        self._pack: LanguagePack = load_pack(self.language)

    def __call__(self, section: str, key: str) -> str:
        """A word of `messages.toml`."""
        return self._pack.say(section, key)

    def source(self, item: Contribution) -> str:
        """What a contribution is traced to, in words."""
        kind, _, name = item.source.partition(":")
        return self(_SECTION[kind], name)

    @property
    def letters(self) -> dict[str, str]:
        """The letter that marks a dimension where colour alone would."""
        return self._pack.messages["letters"]

    def criterion(self, criterion: Criterion) -> str:
        """A criterion's title; a company's own scorecard has only the one it was written with."""
        return self._pack.messages.get("criteria", {}).get(criterion.id, criterion.title)

    def scorecard(self, name: str) -> str:
        """A scorecard's title; a company's own is known by its id."""
        return self._pack.messages.get("scorecards", {}).get(name, name)

    def found(self, item: Contribution) -> str:
        """Where a contribution comes from: the turns, or that nothing was found."""
        if item.turns:
            return ", ".join(map(str, item.turns))
        return self("report", "absent") if item.source.startswith("signal:") else ""

    def causes(self, gap: Gap) -> str:
        """Why a gap is not met, in words."""
        known = self._pack.messages.get("causes", {})
        return ", ".join(dict.fromkeys(known.get(c) or self("signals", c) for c in gap.cause))


def top_reasons(report: Report, most: int = 6) -> list[Contribution]:
    """The contributions that moved the predicted rating most, one a source, the largest first."""
    if report.csat is None:
        return []
    merged: dict[str, Contribution] = {}
    for item in report.csat.contributions.items:
        before = merged.get(item.source)
        if before:
            item = item.model_copy(
                update={
                    "value": before.value + item.value,
                    "turns": tuple(sorted({*before.turns, *item.turns})),
                }
            )
        merged[item.source] = item
    said = [c for c in merged.values() if abs(c.value) >= 0.01]
    return sorted(said, key=lambda c: -abs(c.value))[:most]


def printable(text: str) -> str:
    """`text` without control characters, which could drive a terminal or hide words."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "\ufffd"
        for c in text
    )
