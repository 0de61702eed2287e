"""Whether a whole text, an id for example, is private data itself."""

from __future__ import annotations

import re

from dimscore.redaction.cards import is_card
from dimscore.redaction.emails import is_email
from dimscore.redaction.ibans import is_iban
from dimscore.redaction.phones import is_phone
from dimscore.redaction.vocabulary import vocabulary

_JOINERS = re.compile(r"[\s.\-/()_]+")
_LONGEST = 320  # characters of the longest e-mail address there can be


def private(text: str) -> str | None:
    """The kind of private data that the whole of `text` is, None if it is none.

    One of "email", "iban", "card", "phone"; a phone may be national in the regions of any language.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if is_email(text):
        return "email"
    plain = _JOINERS.sub("", text)
    if is_iban(plain):
        return "iban"
    if not re.fullmatch(r"\+?\d+", plain):
        return None
    digits = "".join(str(int(c)) for c in plain.lstrip("+"))
    if plain[0] != "+" and is_card(digits):
        return "card"
    number = "+" + digits if plain[0] == "+" else digits
    return "phone" if is_phone(number, vocabulary(None).regions) else None
