"""Better sentences: the pack's advice that fits the gap, its cause and the customer's stake."""

from __future__ import annotations

from collections.abc import Sequence

from dimscore.lang.pack import LanguagePack


class Advice:
    """Picks sentences for one contact; a second gap of one kind gets a second wording."""

    def __init__(self, pack: LanguagePack) -> None:
        self._advice = pack.advice
        self._used: dict[tuple[str, str], int] = {}

    def sentence(self, gap: str, keys: Sequence[str]) -> str | None:
        """The sentence of the first of `keys` that the pack knows for `gap`."""
        table = self._advice.get(gap, {})
        for key in keys:
            if sentences := table.get(key):
                turn = self._used.get((gap, key), 0)
                self._used[gap, key] = turn + 1
                return sentences[turn % len(sentences)]
        return None
