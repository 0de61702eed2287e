"""`redaction.toml` of each language: the words in which private data are said, read and checked.

==============  ==================================================================
``[numbers]``   words per number, 0 to 999, in the forms people say
``[scales]``    words that multiply: 100, 1000, 1000000
``[repeats]``   words that repeat the digit that follows ("double")
``[nouns]``     words for a digit as a thing ("three zeros"), where the language has them
``[letters]``   names of Latin letters and country codes as they are spelled
``[words]``     fillers, number joiners, cues, units, months
``[email]``     the words for @ . - _, for "as in" in "a as in anna", names of providers, words
                that introduce an address
``[phones]``    ISO 3166 regions whose national numbers people give without a country code
==============  ==================================================================
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import Field, ValidationError

from dimscore.errors import PackError
from dimscore.transcript import Frozen

Words = tuple[str, ...]


class NumberTalk(Frozen):
    """`[words]`: what stands between and around digits; every entry may be a phrase."""

    conjunctions: Words = ()
    fillers: Annotated[Words, Field(min_length=1)]
    cues: Annotated[Words, Field(min_length=1)]
    units: Annotated[Words, Field(min_length=1)]
    months: Annotated[Words, Field(min_length=12)]


class EmailTalk(Frozen):
    """`[email]`: how an address is said."""

    at: Annotated[Words, Field(min_length=1)]
    dot: Annotated[Words, Field(min_length=1)]
    dash: Words = ()
    underscore: Words = ()
    spelling: Words = ()
    providers: Words = ()
    intro: Words = ()


class PhoneTalk(Frozen):
    """`[phones]`."""

    regions: Annotated[tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...], Field(min_length=1)]


class RedactionWords(Frozen):
    """`redaction.toml`."""

    numbers: dict[Annotated[int, Field(ge=0, le=999)], Words]
    scales: dict[Annotated[int, Field(multiple_of=100, ge=100, le=1_000_000)], Words]
    repeats: dict[Annotated[int, Field(ge=2, le=6)], Words]
    nouns: dict[Annotated[int, Field(ge=0, le=9)], Words]
    letters: dict[Annotated[str, Field(pattern="^[a-z]{1,2}$")], Words]
    words: NumberTalk
    email: EmailTalk
    phones: PhoneTalk


@cache
def load_words(code: str) -> RedactionWords:
    """The redaction words of language `code`; PackError naming file and key if broken."""
    name = f"{code}/redaction.toml"
    try:
        text = (resources.files("dimscore.lang") / code / "redaction.toml").read_text("utf-8")
    except FileNotFoundError:
        raise PackError(f"{name} is missing; write it so that private data can be masked") from None
    return parse_words(text, name)


def parse_words(text: str, where: str) -> RedactionWords:
    """Redaction words from TOML `text`; PackError naming `where` and the key if broken."""
    try:
        return RedactionWords.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{where}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise PackError(f"{where}, {key}: {first['msg']}") from None
