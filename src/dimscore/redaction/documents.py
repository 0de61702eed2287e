"""Numbers of documents that are short for private numbers, but told by their form alone."""

from __future__ import annotations

import re

# Britain's National Insurance number: two letters, six digits, a letter of A to D. In small
# letters only without blanks, as "is 48 29 16 a" is no such number.
_DOCUMENT = re.compile(
    r"(?<!\w)(?:[A-Z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]|[a-z]{2}\d{6}[a-d])(?!\w)", re.ASCII
)


def document_spans(text: str) -> list[tuple[int, int]]:
    """The spans of such numbers as they are typed."""
    return [match.span() for match in _DOCUMENT.finditer(text)]
