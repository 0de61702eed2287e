"""Which department a customer's idea concerns, by the words it uses.

`departments.toml` of each pack lists words for every department; a star stands for any ending.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from dimscore.errors import PackError
from dimscore.lang.pack import load_pack

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


class Department(StrEnum):
    """Who can act on an idea; where two are named equally often, the first one here."""

    PHONE_MENU = "phone_menu"
    WEBSITE_APP = "website_app"
    DELIVERY = "delivery"
    PACKAGING = "packaging"
    BILLING = "billing"
    STAFF_HOURS = "staff_hours"
    MARKETING = "marketing"
    PRODUCT = "product"
    OTHER = "other"


_ORDER = tuple(Department)
_FILE = TypeAdapter(dict[Department, Annotated[tuple[str, ...], Field(min_length=1)]])


def department(text: str, language: str) -> Department:
    """The department that most words of `text` name; `other` where none does.

    PackError where the language has no pack or the pack's file is broken.
    """
    words = _words(language)
    named: Counter[Department] = Counter()
    for word in _WORD.findall(load_pack(language).folder()(text).text):
        found = words.get(word) or _by_beginning(words, word)
        if found is not None:
            named[found] += 1
    return min(named, key=lambda d: (-named[d], _ORDER.index(d)), default=Department.OTHER)


def _by_beginning(words: dict[str, Department], word: str) -> Department | None:
    """By the longest beginning that is listed with a star."""
    ends = range(len(word), 0, -1)
    return next((words[start] for end in ends if (start := word[:end] + "*") in words), None)


@cache
def _words(language: str) -> dict[str, Department]:
    """Folded words, with their star, and the department of each."""
    name = f"{language}/departments.toml"
    fold = load_pack(language).folder()
    file = resources.files("dimscore.lang") / language / "departments.toml"
    try:
        listed = _FILE.validate_python(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        raise PackError(f"{name} is missing") from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise PackError(f"{name}: {error}") from None
    missing = set(_ORDER) - set(listed) - {Department.OTHER}
    if missing or Department.OTHER in listed:
        raise PackError(f"{name}: list words for each department, and none for `other`")
    return {fold(word).text: where for where in _ORDER for word in listed.get(where, ())}
