import pytest

from dimscore.metrics import METRICS, measure
from dimscore.transcript import Transcript
from tests.conftest import transcript
from tests.unit.test_gaps import mark


def timed(*turns: tuple[str, str, float, float]) -> Transcript:
    rows = [{"speaker": w, "text": t, "start": a, "end": b} for w, t, a, b in turns]
    return Transcript.model_validate({"id": "t", "waited": 30, "turns": rows})


CALL = timed(
    ("agent", "one two three", 0, 2),
    ("customer", "four five", 2.5, 4),
    ("agent", "six seven eight nine", 3.5, 5.5),
    ("customer", "ten", 8.5, 9),
    ("agent", "eleven", 10, 10.5),
)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("turns_agent", 3),
        ("turns_customer", 2),
        ("talk_share_agent", 0.727),
        ("handling_time", 10.5),
        ("queue_seconds", 30),
        ("hold_count", 0),
        ("hold_total", None),
        ("silence_total", 3.0),
        ("response_delay", 0.25),
        ("words_per_minute", 106.667),
        ("interruptions", 1),
        ("sentence_words", 3.0),
        ("turns_until_transfer", None),
        ("recovery", None),
    ],
)
def test_what_is_measured(metric: str, value: float | None):
    assert measure(CALL, [], "en")[metric] == value


def test_without_times_what_needs_them_is_null():
    values = measure(transcript(("agent", "hello"), ("customer", "hi")), [], "en")
    for name in ("handling_time", "response_delay", "words_per_minute", "interruptions"):
        assert values[name] is None
    assert values.keys() == METRICS.keys()


def test_an_empty_contact_has_metrics_too():
    values = measure(transcript(), [], "en")
    assert values["turns_agent"] == 0
    assert values["talk_share_agent"] is None


def test_holds_are_counted_and_timed():
    call = transcript(("agent", "wait"), ("hold", "30"), ("agent", "so"), ("hold", "90"))
    values = measure(call, [], "en")
    assert (values["hold_count"], values["hold_longest"], values["hold_total"]) == (2, 90, 120)


def test_turns_until_a_transfer():
    call = transcript(("agent", "a"), ("customer", "b"), ("transfer", ""), ("agent", "c"))
    assert measure(call, [], "en")["turns_until_transfer"] == 2


def test_recovery_is_hurt_then_repaired_then_helped():
    call = transcript(("customer", "awful"), ("agent", "sorry"), ("customer", "thanks"))
    hurt, repair, helped = (
        mark(call, 0, "frustration"),
        mark(call, 1, "apology"),
        mark(call, 2, "gratitude"),
    )
    assert measure(call, [hurt, repair, helped], "en")["recovery"] == 1
    assert measure(call, [hurt, helped], "en")["recovery"] == 0
    assert measure(call, [helped], "en")["recovery"] is None
