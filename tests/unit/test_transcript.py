import pytest
from pydantic import ValidationError

from dimscore.transcript import Transcript, Turn


def nested(levels: int) -> dict[str, object]:
    out: dict[str, object] = {}
    for _ in range(levels - 1):
        out = {"a": out}
    return out


def test_null_is_the_same_as_absent():
    with_null = Transcript.model_validate({"id": "1", "queue": None, "turns": []})
    assert with_null == Transcript.model_validate({"id": "1", "turns": []})


def test_unknown_keys_are_errors():
    with pytest.raises(ValidationError, match="extra"):
        Transcript.model_validate({"id": "1", "turns": [], "agnet_id": "7"})


def test_text_may_be_empty_but_must_be_there():
    assert Turn.model_validate({"speaker": "agent", "text": ""}).text == ""
    with pytest.raises(ValidationError, match="text"):
        Turn.model_validate({"speaker": "agent"})


@pytest.mark.parametrize(
    ("written", "means"), [("pl-PL", "pl"), ("EN", "en"), ("uk_UA", "uk"), ("", None)]
)
def test_a_region_is_cut_off_the_language(written: str, means: str | None):
    assert (
        Transcript.model_validate({"id": "1", "language": written, "turns": []}).language == means
    )


@pytest.mark.parametrize(
    ("turn", "complaint"),
    [
        ({"speaker": "agent", "text": "", "event": "hold"}, "only a turn of speaker system"),
        ({"speaker": "agent", "text": "", "start": 5, "end": 4}, "end lies before start"),
        ({"speaker": "system", "text": "", "seconds": 4}, "seconds belongs to an event"),
        ({"speaker": "agent", "text": "", "start": -1}, "greater than or equal to 0"),
        ({"speaker": "agent", "text": "", "start": float("nan")}, "finite"),
        ({"speaker": "system", "text": "", "event": "hold", "seconds": 1e308}, "less than"),
        ({"speaker": "boss", "text": ""}, "agent"),
    ],
)
def test_a_bad_turn_is_refused(turn: dict[str, object], complaint: str):
    with pytest.raises(ValidationError, match=complaint):
        Turn.model_validate(turn)


def test_a_transcript_is_frozen():
    transcript = Transcript.model_validate({"id": "1", "turns": []})
    with pytest.raises(ValidationError, match="frozen"):
        transcript.id = "2"


@pytest.mark.parametrize(
    ("metadata", "complaint"),
    [
        ({"a": "\ud800"}, "half a surrogate pair"),
        ({"a": [{"\udc00": 1}]}, "half a surrogate pair"),
        ({"a": 10**5000}, "longer than"),
        (nested(40), "deeper than"),
        (nested(5000), "deeper than"),
    ],
)
def test_metadata_that_could_not_be_read_back_is_refused(
    metadata: dict[str, object], complaint: str
):
    with pytest.raises(ValidationError, match=complaint):
        Transcript.model_validate({"id": "1", "turns": [], "metadata": metadata})


def test_metadata_may_have_any_shape():
    metadata = {"a": [1, 2.5, None, True, {"b": ["c"]}], "d": nested(20)}
    transcript = Transcript.model_validate({"id": "1", "turns": [], "metadata": metadata})
    assert Transcript.model_validate_json(transcript.to_json()) == transcript
