"""The pattern language of the packs: phrases as people say them, compiled to one regex each.

====================  =====================================================================
``word``              this word, in any case, with or without diacritics
``stem*`` ``*end``    any word that begins (ends) so; ``*`` alone is any word
``(a|b c|d)``         one of these phrases
``[x]``               optional
``<3>``               up to three words of any kind, within the sentence
``{list}``            one of the pack's named list
``#``                 a number in digits
``^`` ``$``           the turn begins (ends) here
``?`` at the end      the sentence ends with a question mark
``..``                at the end (start): the span runs on to the end (start) of the clause
====================  =====================================================================

Between words any blanks, commas or quotes may stand, but no end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dimscore.errors import PackError

_TOKEN = re.compile(r"\.\.|<\d>|\{[\w-]+\}|[()\[\]|^$#?]|\*?[\w'’ʼ-]+\*?|\*|\s+|,")
_BETWEEN = r"[^\w.!?;…\n]+"
_WORD = r"[\w']+"
_NUMBER = r"\d[\d.,:]*"


@dataclass(frozen=True)
class Pattern:
    """A compiled phrase.

    `anchors`: from each of these sets a literal must occur in the text, written with blanks
    between words, for the phrase to occur; the set that says most stands first.
    """

    source: str
    expression: str
    anchors: tuple[frozenset[str], ...]
    to_clause_start: bool
    to_clause_end: bool

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regex, compiled when it first runs: most patterns of a pack never do."""
        return re.compile(self.expression)


@dataclass(frozen=True, slots=True)
class _Node:
    """A compiled piece: its regex, its anchors as in a Pattern, its kind."""

    regex: str
    anchors: tuple[frozenset[str], ...]
    kind: str  # "solid", "optional" or "gap"


def compile_pattern(
    source: str,
    fold: Callable[[str], str],
    lists: Mapping[str, Sequence[str]],
    where: str,
) -> Pattern:
    """Compile `source`; PackError names `where` and what is wrong with it."""
    parser = _Parser(source, fold, lists, where)
    return parser.parse()


class _Parser:
    def __init__(
        self,
        source: str,
        fold: Callable[[str], str],
        lists: Mapping[str, Sequence[str]],
        where: str,
    ) -> None:
        self._source, self._fold, self._lists, self._where = source, fold, lists, where
        self._tokens = self._split(source)
        self._at = 0

    def _fail(self, reason: str) -> PackError:
        return PackError(f"{self._where}: pattern {self._source!r}: {reason}")

    def _split(self, source: str) -> list[str]:
        tokens: list[str] = []
        position = 0
        while position < len(source):
            match = _TOKEN.match(source, position)
            if not match:
                raise self._fail(f"unexpected {source[position]!r} at {position}")
            if match.group().strip(" ,\t\n"):
                tokens.append(match.group())
            position = match.end()
        return tokens

    def parse(self) -> Pattern:
        to_start = self._cut(0, "..")
        question = self._cut(-1, "?")
        to_end = self._cut(-1, "..")
        question = self._cut(-1, "?") or question
        while (to_end or question) and self._tokens and self._tokens[-1].startswith("<"):
            self._tokens.pop()  # what follows is taken up to the end of clause or sentence anyway
        begins, ends = self._cut(0, "^"), self._cut(-1, "$")
        node = self._sequence(stop="")
        if self._at < len(self._tokens):
            raise self._fail(f"{self._tokens[self._at]!r} has no partner")
        if not node.anchors:
            raise self._fail("it needs at least one word that must occur")
        regex = (r"\A\W*" if begins else r"(?<!\w)") + f"({node.regex})" + r"(?!\w)"
        if ends:
            regex += r"(?=\W*\Z)"
        if question:
            regex += r"(?=[^.!…\n]{0,120}[?;])"
        return Pattern(self._source, regex, node.anchors, to_start, to_end)

    def _cut(self, index: int, mark: str) -> bool:
        if self._tokens and self._tokens[index] == mark:
            del self._tokens[index]
            return True
        return False

    def _sequence(self, stop: str) -> _Node:
        nodes: list[_Node] = []
        while self._at < len(self._tokens) and self._tokens[self._at] not in (stop, "|", ")", "]"):
            nodes.append(self._item())
        return self._join(nodes)

    def _join(self, nodes: list[_Node]) -> _Node:
        """Put separators between the pieces, inside the optional ones where they are absent."""
        if not any(n.kind == "solid" for n in nodes):
            raise self._fail("a phrase or branch has no word that must occur")
        out, started = "", False
        for i, node in enumerate(nodes):
            optional = node.kind != "solid"
            if node.kind == "gap" and i in (0, len(nodes) - 1):
                raise self._fail("a gap needs a word on both sides")
            suffix = (node.kind == "gap" and node.regex) or "?"
            piece = _WORD if node.kind == "gap" else node.regex
            if not optional:
                out += (_BETWEEN if started else "") + piece
                started = True
            elif started:
                out += f"(?:{_BETWEEN}{piece}){suffix}"
            else:
                out += f"(?:{piece}{_BETWEEN}){suffix}"
        anchors = {a for n in nodes if n.kind == "solid" for a in n.anchors}
        return _Node(out, tuple(sorted(anchors, key=_says_little)), "solid")

    def _item(self) -> _Node:
        token = self._tokens[self._at]
        self._at += 1
        if token == "(":
            return self._group(")")
        if token == "[":
            inner = self._group("]")
            return _Node(inner.regex, (), "optional")
        if token.startswith("<"):
            return _Node("{0," + token[1] + "}?", (), "gap")
        if token.startswith("{"):
            return self._named(token[1:-1])
        if token == "#":
            return _Node(_NUMBER, (), "solid")
        if token in "^$?|)]" or token == "..":
            raise self._fail(f"{token!r} is not allowed here")
        return self._word(token)

    def _group(self, close: str) -> _Node:
        branches = [self._sequence(close)]
        while self._at < len(self._tokens) and self._tokens[self._at] == "|":
            self._at += 1
            branches.append(self._sequence(close))
        if self._at >= len(self._tokens) or self._tokens[self._at] != close:
            raise self._fail(f"a closing {close!r} is missing")
        self._at += 1
        return _alternatives(branches)

    def _named(self, name: str) -> _Node:
        if name not in self._lists:
            raise self._fail(f"there is no list {name!r} in [lists] of pack.toml")
        branches: list[_Node] = []
        for phrase in self._lists[name]:
            inner = _Parser(phrase, self._fold, {}, f"{self._where}, list {name}")
            branches.append(inner._sequence(stop=""))
        return _alternatives(branches)

    def _word(self, token: str) -> _Node:
        if token == "*":
            return _Node(_WORD, (), "solid")
        text = self._fold(token.strip("*"))
        regex = re.escape(text).replace("'", r"['\s]?").replace(r"\-", r"[-\s]?")
        regex = (r"\w*" if token.startswith("*") else "") + regex
        regex += r"\w*" if token.endswith("*") else ""
        return _Node(regex, (frozenset({_anchor(token, text)}),), "solid")


def _anchor(token: str, text: str) -> str:
    """The longest piece of a word, with a blank on each side where the word must begin or end."""
    pieces = re.split(r"['-]", text)
    longest = max(range(len(pieces)), key=lambda i: len(pieces[i]))
    before = " " if longest == 0 and not token.startswith("*") else ""
    after = " " if longest == len(pieces) - 1 and not token.endswith("*") else ""
    return before + pieces[longest] + after


def _alternatives(branches: list[_Node]) -> _Node:
    """One of the branches: what must occur is the best anchor of any of them."""
    regex = "(?:" + "|".join(b.regex for b in branches) + ")"
    if len(branches) == 1:
        return _Node(regex, branches[0].anchors, "solid")
    if not all(b.anchors for b in branches):
        return _Node(regex, (), "solid")
    return _Node(regex, (frozenset[str]().union(*(b.anchors[0] for b in branches)),), "solid")


def _says_little(anchors: frozenset[str]) -> tuple[int, int, list[str]]:
    """Sorts the most telling set first: long literals, few of them."""
    return -min(map(len, anchors)), len(anchors), sorted(anchors)
