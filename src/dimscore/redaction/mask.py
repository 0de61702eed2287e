"""Masking: what `find` found is replaced by typed placeholders, in every text of a transcript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from dimscore.redaction.find import Span, find_private
from dimscore.transcript import Speaker, Transcript, Turn


def mask_transcript(transcript: Transcript) -> Transcript:
    """`transcript` with private data in all its texts masked; ids stay.

    A number may run over several spoken turns; what the system writes stands by itself.

    Texts are those of the turns, the names in them, channel, queue, survey comment, and every
    string and long whole number in the metadata, keys too. Masking twice changes nothing more.
    """
    language = transcript.language
    spoken = [i for i, t in enumerate(transcript.turns) if t.speaker is not Speaker.SYSTEM]
    spans = find_private(
        [(transcript.turns[i].speaker, transcript.turns[i].text) for i in spoken], language
    )
    by_turn: dict[int, list[Span]] = {}
    for span in spans:
        by_turn.setdefault(spoken[span.turn], []).append(span)
    changes: dict[str, object] = {}
    turns = tuple(
        _turn(turn, by_turn.get(i, []), language) for i, turn in enumerate(transcript.turns)
    )
    if any(a is not b for a, b in zip(turns, transcript.turns, strict=True)):
        changes["turns"] = turns
    for name in ("channel", "queue"):
        value = cast("str | None", getattr(transcript, name))
        if value:
            changes[name] = mask_text(value, language)
    if transcript.metadata:
        changes["metadata"] = _mask_value(transcript.metadata, language)
    survey = transcript.survey
    if survey is not None and survey.comment:
        comment = mask_text(survey.comment, language)
        changes["survey"] = survey.model_copy(update={"comment": comment})
    return transcript.model_copy(update=changes) if changes else transcript


def mask_text(text: str, language: str | None = None) -> str:
    """`text` (a note, a comment) with private data masked; all languages' words if None."""
    return _replace(text, find_private([(Speaker.UNKNOWN, text)], language))


def _turn(turn: Turn, spans: list[Span], language: str | None) -> Turn:
    if turn.speaker is Speaker.SYSTEM:
        text = mask_text(turn.text, language)
        return turn if text == turn.text else turn.model_copy(update={"text": text})
    changes: dict[str, object] = {}
    if spans:
        changes["text"] = _replace(turn.text, spans)
    if turn.name:
        name = mask_text(turn.name, language)
        if name != turn.name:
            changes["name"] = name
    return turn.model_copy(update=changes) if changes else turn


def _replace(text: str, spans: Iterable[Span]) -> str:
    out: list[str] = []
    position = 0
    for span in sorted(spans, key=lambda s: s.start):
        out += [text[position : span.start], f"[{span.kind}]"]
        position = span.end
    out.append(text[position:])
    return "".join(out)


def _mask_value(value: Any, language: str | None) -> Any:
    """A value of the metadata, whatever its shape; two keys that become one are told apart."""
    if isinstance(value, str):
        return mask_text(value, language)
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1:
        digits = str(int(value))  # a spreadsheet writes a phone number as 48600700800.0
        text = mask_text(digits, language)
        return value if text == digits else text
    if isinstance(value, Mapping):
        out: dict[str, Any] = {}
        for key, inner in cast("Mapping[object, Any]", value).items():
            name = masked = mask_text(str(key), language)
            count = 1
            while name in out:
                count += 1
                name = f"{masked} {count}"
            out[name] = _mask_value(inner, language)
        return out
    if isinstance(value, list | tuple):
        return [_mask_value(inner, language) for inner in cast("list[Any]", value)]
    return value
