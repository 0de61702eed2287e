"""From a transcript to its signals: rules over every turn, overlaps resolved, answers linked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dimscore.catalogue import Catalogue, load_catalogue
from dimscore.report import Signal
from dimscore.tagging.links import link_answers
from dimscore.tagging.rules import Hit, RuleSet, load_rules
from dimscore.tagging.view import OTHER_SIDE, Surroundings, TurnView
from dimscore.transcript import Event, Speaker, Transcript, Turn


def tag(transcript: Transcript, language: str) -> list[Signal]:
    """The signals of `transcript` by the rules of `language`, in the order they are said."""
    rules = load_rules(language)
    catalogue = load_catalogue()
    views = tag_views(transcript.turns, rules)
    signals: list[Signal] = []
    for view, hits in views:
        signals.extend(_to_signal(hit, view.turn, catalogue) for hit in resolve(hits, catalogue))
    return link_answers(signals, [view for view, _ in views], rules)


def tag_views(turns: Sequence[Turn], rules: RuleSet) -> list[tuple[TurnView, list[Hit]]]:
    """Every turn's view with its raw hits; earlier turns are context for later ones."""
    out: list[tuple[TurnView, list[Hit]]] = []
    last_of: dict[Speaker, TurnView] = {}
    spoken: dict[Speaker, int] = {}
    holding = False
    for index, turn in enumerate(turns):
        view = rules.view(index, turn)
        around = Surroundings(
            previous=last_of.get(OTHER_SIDE.get(turn.speaker, Speaker.UNKNOWN)),
            after_hold=holding,
            nth_of_speaker=spoken.get(turn.speaker, 0),
            from_end=len(turns) - 1 - index,
        )
        hits = rules.hits(view, around)
        out.append((view, hits))
        holding = _holding_after(view, holding)
        last_of[turn.speaker] = view
        spoken[turn.speaker] = spoken.get(turn.speaker, 0) + 1
    return out


def _holding_after(view: TurnView, holding: bool) -> bool:
    """Whether the next agent turn would be a return from a hold or pause."""
    if view.turn.event in (Event.HOLD, Event.SILENCE, Event.MUTE, Event.TRANSFER):
        return True
    if view.turn.speaker is Speaker.AGENT:
        return "hold_request" in view.found
    return holding


def resolve(hits: Iterable[Hit], catalogue: Catalogue) -> list[Hit]:
    """One hit a place: equal signals that overlap merge, overridden signals give way."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.signal, h.start, -h.end)):
        last = merged[-1] if merged else None
        if last is not None and last.signal == hit.signal and hit.start < last.end:
            merged[-1] = _better(last, hit)
        else:
            merged.append(hit)
    kept = [h for h in merged if not any(_overrides(o, h, catalogue) for o in merged)]
    return sorted(kept, key=lambda h: (h.start, h.end, h.signal))


def _better(a: Hit, b: Hit) -> Hit:
    """The surer of two overlapping hits; of two equally sure ones the longer."""
    return max(a, b, key=lambda h: (h.confidence, h.end - h.start, -h.start))


def _overrides(other: Hit, hit: Hit, catalogue: Catalogue) -> bool:
    return (
        hit.signal in catalogue.signals[other.signal].overrides
        and other.start < hit.end
        and hit.start < other.end
    )


def _to_signal(hit: Hit, turn: Turn, catalogue: Catalogue) -> Signal:
    return Signal(
        signal=hit.signal,
        dimension=catalogue.signals[hit.signal].dimension,
        turn=hit.turn,
        start=hit.start,
        end=hit.end,
        text=turn.text[hit.start : hit.end],
        speaker=turn.speaker,
        confidence=hit.confidence,
        source="rules",
        rule=hit.rule,
    )
