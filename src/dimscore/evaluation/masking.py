"""How much private data masking finds, and how often it masks what is harmless."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from dimscore.redaction import mask_transcript
from dimscore.transcript import Frozen, Transcript, Turn

_PLACEHOLDER = re.compile(r"\[[A-Z]+\]")
_WORD = re.compile(r"\w+")


class Piece(Frozen):
    """A stretch of a turn that must not stay."""

    turn: int
    kind: Literal["card", "iban", "email", "phone", "number"]
    text: str


class Case(Frozen):
    """A piece of a contact with what is private in it: one line of a file."""

    turns: tuple[Turn, ...]
    private: tuple[Piece, ...]


class Masking(Frozen):
    """Private pieces and those of which no word was left; harmless lines and those masked."""

    pieces: int
    found: int
    harmless: int
    wrong: int


def read_cases(path: Path) -> list[Case]:
    """The cases of a JSON Lines file."""
    lines = path.read_text("utf-8").splitlines()
    return [Case.model_validate_json(line) for line in lines if line.strip()]


def measure_masking(cases: list[Case], language: str | None) -> Masking:
    """Count over `cases` in `language`; None masks as if nobody had said which it is."""
    found = wrong = 0
    for case in cases:
        talk = Transcript(id="case", language=language, turns=case.turns)
        masked = mask_transcript(talk)
        found += sum(
            not _survives(piece.text, *(t.turns[piece.turn].text for t in (talk, masked)))
            for piece in case.private
        )
        wrong += not case.private and masked != talk
    return Masking(
        pieces=sum(len(case.private) for case in cases),
        found=found,
        harmless=sum(not case.private for case in cases),
        wrong=wrong,
    )


def _survives(piece: str, before: str, after: str) -> bool:
    """Whether a word of the private piece is left that the rest of the turn does not hold."""
    elsewhere = set(_WORD.findall(before.replace(piece, " ", 1)))
    left = set(_WORD.findall(_PLACEHOLDER.sub(" ", after)))
    return bool((set(_WORD.findall(piece)) - elsewhere) & left)
