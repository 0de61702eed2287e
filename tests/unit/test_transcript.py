import pytest
from pydantic import ValidationError

from dimscore.transcript import Transcript, Turn


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
