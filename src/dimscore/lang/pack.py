"""A language pack: one folder of data files of fixed shape, read and checked once.

========================  ==========================================================
``pack.toml``             role words, stage directions, negation, stakes, jargon, ...
``signals.toml``          patterns per signal, with their conditions
``advice.toml``           better sentences per gap and cause
``examples.toml``         lines that must match, must not, and near misses
``messages.toml``         the words of reports and pages
``confidence.json``       how often each signal's hits were right on contacts the rules never saw
========================  ==========================================================
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError

from dimscore.errors import PackError
from dimscore.lang.fold import Folder
from dimscore.transcript import Frozen

M = TypeVar("M", bound=Frozen)
_READ_BY_REPORTS = ("pack.toml", "signals.toml", "advice.toml", "confidence.json")
Words = tuple[str, ...]


class Roles(Frozen):
    """Words people write before the colon for each side."""

    agent: Words
    customer: Words
    bot: Words = ()
    system: Words = ()


class Units(Frozen):
    """Words for minutes and seconds in stage directions, as patterns."""

    minute: Words
    second: Words


class Events(Frozen):
    """Stage directions, as patterns, per event."""

    hold: Words
    transfer: Words = ()
    silence: Words = ()
    mute: Words = ()
    units: Units


class Negation(Frozen):
    """Words that negate what follows, and words that end their reach."""

    cues: Words
    terminators: Words = ()


class Cues(Frozen):
    """Words or phrases that open a scope (reported speech, a question)."""

    cues: Words = ()


class Clause(Frozen):
    """Conjunctions that begin a new clause."""

    breaks: Words = ()


class WordList(Frozen):
    """A plain list of words; a star stands for any ending."""

    words: Words = ()


class Patterns(Frozen):
    """A plain list of patterns."""

    patterns: Words = ()


class Fillers(Frozen):
    """Fillers of speech."""

    fillers: Words = ()


class PackFile(Frozen):
    """`pack.toml`."""

    code: str
    name: str
    native: str
    roles: Roles
    events: Events
    lists: dict[str, Words] = Field(default_factory=dict)
    negation: Negation
    reported: Cues = Cues()
    clause: Clause = Clause()
    question: Cues = Cues()
    fold: dict[str, str] = Field(default_factory=dict)
    latin: dict[str, str] = Field(default_factory=dict)
    jargon: WordList
    stakes: dict[str, Words]
    detect: WordList = WordList()
    stock: Patterns
    later: Patterns = Patterns()
    chat: Fillers = Fillers()


class Rule(Frozen):
    """Patterns under conditions; see the tagging package for what each condition means."""

    patterns: Annotated[Words, Field(min_length=1)]
    context: Words = ()
    unless: Words = ()
    with_: Annotated[Words, Field(alias="with")] = ()
    negation: Literal["block", "ignore"] = "block"
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.8


class SignalRules(Frozen):
    """One signal's table in `signals.toml`."""

    patterns: Words = ()
    rules: tuple[Rule, ...] = ()

    def all_rules(self) -> tuple[Rule, ...]:
        """The unconditional patterns as a rule of their own, then the rules."""
        plain = (Rule(patterns=self.patterns),) if self.patterns else ()
        return plain + self.rules


class ExampleLine(Frozen):
    """One line of `examples.toml` with what stands around it."""

    text: str
    before: str | None = None
    event: Literal["hold", "silence", "transfer", "mute"] | None = None
    first: bool = False
    last: bool = False


class Examples(Frozen):
    """One signal's examples."""

    match: tuple[ExampleLine, ...]
    no_match: tuple[ExampleLine, ...]
    near_miss: tuple[ExampleLine, ...]


class LanguagePack(Frozen):
    """Everything the program knows of one language."""

    file: PackFile
    signals: dict[str, SignalRules]
    advice: dict[str, dict[str, Words]]
    messages: dict[str, dict[str, str]]
    confidence: dict[str, float]
    version: str

    @property
    def code(self) -> str:
        """ISO 639-1 code."""
        return self.file.code

    def folder(self) -> Folder:
        """The folding of this language's text."""
        return _folder(self.file.code)

    def say(self, section: str, key: str) -> str:
        """A word of the screen texts; the key itself where the pack has none."""
        return self.messages.get(section, {}).get(key, key)


@cache
def languages() -> tuple[str, ...]:
    """Codes of the packs that ship, in alphabetical order."""
    root = resources.files("dimscore.lang")
    return tuple(sorted(f.name for f in root.iterdir() if (f / "pack.toml").is_file()))


@cache
def load_pack(code: str) -> LanguagePack:
    """The pack of language `code`; PackError naming file and key where it is broken."""
    if code not in languages():
        raise PackError(f"there is no language pack {code!r}; known: {', '.join(languages())}")
    folder = resources.files("dimscore.lang") / code
    file = _parse(_toml(folder, "pack.toml"), PackFile, f"{code}/pack.toml")
    signals = {
        key: _parse(table, SignalRules, f"{code}/signals.toml [{key}]")
        for key, table in _toml(folder, "signals.toml").items()
    }
    if not any(s.patterns or s.rules for s in signals.values()):
        raise PackError(f"{code}/signals.toml: an empty pack is an error, not a language")
    confidence = folder / "confidence.json"
    return LanguagePack(
        file=file,
        signals=signals,
        advice=_toml(folder, "advice.toml"),
        messages=_toml(folder, "messages.toml"),
        confidence=json.loads(confidence.read_text("utf-8"))["signals"]
        if confidence.is_file()
        else {},
        version=_digest(folder),
    )


@cache
def load_examples(code: str) -> dict[str, Examples]:
    """The example lines of a pack, by signal."""
    return parse_examples(
        _toml(resources.files("dimscore.lang") / code, "examples.toml"), f"{code}/examples.toml"
    )


def parse_examples(data: dict[str, Any], where: str) -> dict[str, Examples]:
    """Examples from a parsed TOML file; a bare string is a line without surroundings."""
    return {
        signal: _parse(
            {
                kind: [{"text": line} if isinstance(line, str) else line for line in lines]
                for kind, lines in table.items()
            },
            Examples,
            f"{where} [{signal}]",
        )
        for signal, table in data.items()
    }


@cache
def _folder(code: str) -> Folder:
    file = load_pack(code).file
    return Folder(file.fold, file.latin)


def _digest(folder: Traversable) -> str:
    """Twelve hex digits that change whenever a file does that reports depend on."""
    digest = hashlib.sha256()
    for name in _READ_BY_REPORTS:
        file = folder / name
        if file.is_file():
            digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _toml(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text("utf-8"))
    except FileNotFoundError:
        raise PackError(f"{folder.name}/{name} is missing") from None
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{folder.name}/{name}: {error}") from None


def _parse(data: dict[str, Any], kind: type[M], where: str) -> M:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise PackError(f"{where}, {key}: {first['msg']}") from None
