"""Find contacts by the words that were said in them, however they are typed."""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy import ColumnElement, column, func, literal_column, select, table

from dimscore.lang.fold import Folder
from dimscore.store.tables import Contact, ContactWords
from dimscore.transcript import Transcript

_WORD = re.compile(r"\w+")


@cache
def _folder() -> Folder:
    """One folding for all languages: who searches does not say in which."""
    return Folder({}, {})


def searchable(transcript: Transcript) -> str:
    """The words of all turns, folded."""
    said = " ".join(turn.text for turn in transcript.turns)
    return " ".join(_WORD.findall(_folder()(said).text))


def contains(words: str, dialect: str) -> ColumnElement[bool] | None:
    """The condition that a contact holds a word beginning with each of `words`; None if none."""
    parts = _WORD.findall(_folder()(words).text)
    if not parts:
        return None
    if dialect == "postgresql":
        simple: ColumnElement[str] = literal_column(
            "'simple'"
        )  # as in the index: a parameter would pass it by
        vector = func.to_tsvector(simple, ContactWords.words)
        query = func.to_tsquery(simple, " & ".join(f"{p}:*" for p in parts))
        found = select(ContactWords.contact_id).where(vector.op("@@")(query))
        return Contact.id.in_(found)
    index = table("contact_search", column("rowid"))
    match = column("contact_search").op("MATCH")(" ".join(f'"{p}"*' for p in parts))
    return Contact.id.in_(select(index.c.rowid).where(match))
