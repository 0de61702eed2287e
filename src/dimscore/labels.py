"""The one format for labels: a transcript with what people marked in it and how they rated it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from dimscore.catalogue import load_catalogue
from dimscore.report import GapState, Index, Signal
from dimscore.transcript import Frozen, Transcript


class SignalLabel(Frozen):
    """A span somebody marked; offsets as in reports."""

    turn: Index
    start: Index
    end: Index
    signal: str
    answers: Index | None = None


class GapLabel(Frozen):
    """An opportunity and what became of it, as somebody read it."""

    gap: str
    turn: Index
    state: GapState


class Rating(Frozen):
    """A CSAT rating of 1 to 5 by one person, or a survey's answer."""

    by: str
    csat: Annotated[int, Field(ge=1, le=5)]


class Labelled(Frozen):
    """One labelled transcript.

    `reviewed` is missing where people labelled everything. Where labels come from reviews, it
    names what somebody decided on; the rest is what the machine had found.
    """

    transcript: Transcript
    signals: tuple[SignalLabel, ...] = ()
    gaps: tuple[GapLabel, ...] = ()
    ratings: tuple[Rating, ...] = ()
    writer: str | None = None
    labeller: str | None = None
    style: Literal["clean", "asr", "typed", "exchange"] | None = None
    split: Literal["train", "dev", "test"] | None = None
    reviewed: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _fits_the_transcript(self) -> Labelled:
        catalogue = load_catalogue()
        turns = self.transcript.turns
        for i, label in enumerate(self.signals):
            if label.signal not in catalogue.signals:
                raise ValueError(f"signals.{i}: the catalogue has no signal {label.signal!r}")
            if label.turn >= len(turns):
                raise ValueError(f"signals.{i}: there is no turn {label.turn}")
            if not 0 <= label.start < label.end <= len(turns[label.turn].text):
                raise ValueError(f"signals.{i}: offsets outside of turn {label.turn}")
            if turns[label.turn].speaker is not catalogue.signals[label.signal].by:
                raise ValueError(f"signals.{i}: {label.signal} is not said by this speaker")
        for i, gap in enumerate(self.gaps):
            if gap.gap not in catalogue.gaps:
                raise ValueError(f"gaps.{i}: the catalogue has no gap {gap.gap!r}")
            if gap.turn >= len(turns):
                raise ValueError(f"gaps.{i}: there is no turn {gap.turn}")
        return self

    def as_signals(self) -> list[Signal]:
        """The labels as certain signals, as gap rules, metrics and features read them."""
        catalogue = load_catalogue()
        turns = self.transcript.turns
        return [
            Signal(
                signal=label.signal,
                dimension=catalogue.signals[label.signal].dimension,
                turn=label.turn,
                start=label.start,
                end=label.end,
                text=turns[label.turn].text[label.start : label.end],
                speaker=turns[label.turn].speaker,
                confidence=1.0,
                source="rules",
                answers=label.answers,
            )
            for label in sorted(self.signals, key=lambda s: (s.turn, s.start, s.end))
        ]
