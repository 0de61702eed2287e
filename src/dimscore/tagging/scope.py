"""Where a hit does not count: negated, quoted or reported speech; and where a clause ends.

The scope idea follows ConText (Harkema et al. 2009): cues that reach forward until something
ends their reach. Here negation reaches three words, reported speech four.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dimscore.lang.pack import PackFile
from dimscore.tagging.view import TurnView

_NEGATION_REACH = 3
_REPORTED_REACH = 4
_CLAUSE_WORDS = 16
_PUNCTUATION = re.compile(r"[;!?…\n()]|[,.:](?!\d)| - ")  # but not inside 8:05 or 4.5
_WORD = re.compile(r"\w[\w']*")
_QUOTED = re.compile(r"[\"„“”«»‟]")


def _words_regex(words: Iterable[str], fold: Callable[[str], str]) -> re.Pattern[str] | None:
    folded = sorted({fold(w) for w in words if w.strip()}, key=len, reverse=True)
    if not folded:
        return None
    body = "|".join(re.escape(w).replace("'", r"['\s]?") for w in folded)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)")


class Scope:
    """The scope rules of one language."""

    def __init__(self, file: PackFile, fold: Callable[[str], str]) -> None:
        self._negation = _words_regex(file.negation.cues, fold)
        self._ends = _words_regex(file.negation.terminators, fold)
        self._reported = _words_regex(file.reported.cues, fold)
        self._breaks = _words_regex(file.clause.breaks, fold)
        self._question = _words_regex(file.question.cues, fold)

    def negated(self, view: TurnView, start: int) -> bool:
        """Whether a negation within reach stands before folded position `start`."""
        before = self._window(view, start, _NEGATION_REACH)
        if self._negation is None or not before:
            return False
        cue = _last(self._negation, before)
        if cue is None:
            return False
        rest = before[cue.end() :]
        if _PUNCTUATION.search(rest):
            return False
        return self._ends is None or self._ends.search(rest) is None

    def reported(self, view: TurnView, start: int, end: int) -> bool:
        """Whether the span is somebody else's words: in quotes, or after "he said that"."""
        sentence_start, sentence_end = view.around(start, end)
        marks = len(_QUOTED.findall(view.text, sentence_start, start))
        if marks % 2 and _QUOTED.search(view.text, end, sentence_end):
            return True
        if self._reported is None:
            return False
        before = self._window(view, start, _REPORTED_REACH)
        return bool(before) and self._reported.search(before) is not None

    def is_question(self, view: TurnView, position: int) -> bool:
        """Whether the sentence at `position` asks; by its mark, else by its first words."""
        _, sentence_end = view.sentence(position)
        mark = (
            view.text[sentence_end - 1 : sentence_end].strip()
            or view.text[max(0, sentence_end - 2) : sentence_end].strip()
        )
        if mark[-1:] in ("?", ";"):
            return True
        if self._question is None or (view.punctuated and mark[-1:] in (".", "!")):
            return False
        start, end = view.around(position, position)
        sentence = view.text[start:end].lstrip()
        return self._question.match(sentence) is not None or (
            not view.punctuated and self._question.search(sentence) is not None
        )

    def clause_end(self, view: TurnView, start: int, end: int) -> int:
        """Where the clause that holds the span ends, at most 16 words on."""
        _, limit = view.around(start, end)
        stop = _PUNCTUATION.search(view.text, end, limit)
        limit = stop.start() if stop else limit
        if self._breaks is not None:
            word_break = self._breaks.search(view.text, end, limit)
            limit = word_break.start() if word_break else limit
        last = end
        for count, word in enumerate(_WORD.finditer(view.text, end, limit)):
            if count >= _CLAUSE_WORDS:
                break
            last = word.end()
        return last

    def clause_start(self, view: TurnView, start: int) -> int:
        """Where the clause that holds the span begins, at most 16 words back."""
        sentence_start, _ = view.around(start, start)
        begin = sentence_start
        for stop in _PUNCTUATION.finditer(view.text, sentence_start, start):
            begin = stop.end()
        if self._breaks is not None:
            for word_break in self._breaks.finditer(view.text, begin, start):
                begin = word_break.end()
        words = list(_WORD.finditer(view.text, begin, start))
        return words[-_CLAUSE_WORDS:][0].start() if words else start

    @staticmethod
    def _window(view: TurnView, start: int, words: int) -> str:
        sentence_start, _ = view.sentence(start)
        found = list(_WORD.finditer(view.text, max(sentence_start, start - 60), start))
        return view.text[found[-words:][0].start() : start] if found else ""


def _last(regex: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for match in regex.finditer(text):
        last = match
    return last
