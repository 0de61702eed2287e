"""Which department a customer's idea concerns, by the words of `departments.toml`."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from dimscore.lang.wordlists import WordLists


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


def department(text: str, language: str) -> Department:
    """The department that most words of `text` name; `other` where none does.

    PackError where the language has no pack or the pack's file is broken.
    """
    lists = _lists(language)
    named = lists.named(text)
    return min(named, key=lambda d: (-named[d], lists.rank(d)), default=Department.OTHER)


@cache
def _lists(language: str) -> WordLists[Department]:
    return WordLists("departments", language, Department)
