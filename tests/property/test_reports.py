"""Laws that hold for every transcript, however odd."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dimscore.analyzer import Analyzer
from dimscore.csat.artefact import default_model
from dimscore.lang import languages
from dimscore.lang.pack import load_examples
from dimscore.report import Report
from dimscore.schemas import json_schema
from dimscore.scoring import shipped_scorecards
from dimscore.transcript import Transcript

ANALYZER = Analyzer(scorecards=list(shipped_scorecards()), model=default_model())
LINES = [
    x.text
    for code in languages()
    for e in load_examples(code).values()
    for x in (*e.match[:2], *e.near_miss[:1])
]
TEXT = st.one_of(st.sampled_from(LINES), st.text(max_size=40))
SPEECH = st.fixed_dictionaries(
    {"speaker": st.sampled_from(["agent", "customer", "bot", "unknown", "system"]), "text": TEXT}
)
EVENT = st.fixed_dictionaries(
    {
        "speaker": st.just("system"),
        "text": st.just(""),
        "event": st.sampled_from(["hold", "transfer", "silence", "mute"]),
        "seconds": st.none() | st.floats(0, 1e6),
    }
)
TRANSCRIPTS = st.builds(
    lambda language, turns: Transcript.model_validate(
        {"id": "t", "language": language, "turns": turns}
    ),
    st.sampled_from([None, "de", *languages()]),
    st.lists(st.one_of(SPEECH, SPEECH, EVENT), max_size=14),
)


@settings(max_examples=150, deadline=None)
@given(TRANSCRIPTS)
def test_offsets_slice_the_text_of_their_turn(transcript: Transcript):
    for signal in ANALYZER.analyze(transcript).signals:
        turn = transcript.turns[signal.turn]
        assert turn.text[signal.start : signal.end] == signal.text
        assert signal.text.strip() == signal.text != ""
        assert signal.speaker == turn.speaker
        assert signal.answers is None or signal.answers < signal.turn


@settings(max_examples=100, deadline=None)
@given(TRANSCRIPTS)
def test_equal_input_gives_equal_reports_in_any_company(transcript: Transcript):
    alone = ANALYZER.analyze(transcript)
    other = Transcript.model_validate(
        {"id": "o", "turns": [{"speaker": "agent", "text": LINES[0]}]}
    )
    *_, again = ANALYZER.stream([other, transcript, other, transcript])
    assert again == alone
    assert Report.model_validate_json(alone.to_json()) == alone


@settings(max_examples=100, deadline=None)
@given(TRANSCRIPTS)
def test_numbers_add_up(transcript: Transcript):
    report = ANALYZER.analyze(transcript)
    assert report.csat is not None
    csat = report.csat
    assert csat.contributions.total == pytest.approx(csat.expected, abs=1e-6)
    assert csat.interval[0] <= csat.expected <= csat.interval[1]
    for score in report.dimensions.values():
        assert (score.score is None) == (score.contributions is None)
        if score.score is not None and score.contributions is not None:
            assert score.contributions.total == pytest.approx(score.score, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(TRANSCRIPTS)
def test_every_report_fits_the_published_schema(transcript: Transcript):
    jsonschema.validate(json.loads(ANALYZER.analyze(transcript).to_json()), json_schema("report"))


@settings(max_examples=100, deadline=None)
@given(TRANSCRIPTS)
def test_every_gap_that_is_not_met_has_a_better_sentence(transcript: Transcript):
    for gap in ANALYZER.analyze(transcript).gaps:
        assert (gap.suggestion is None) == (gap.state == "met")
        assert (gap.severity is None) == (gap.state == "met")
        assert gap.turn < len(transcript.turns)


@settings(max_examples=100, deadline=None)
@given(TRANSCRIPTS)
def test_a_transcript_read_back_is_the_same(transcript: Transcript):
    assert Transcript.model_validate_json(transcript.to_json()) == transcript
