import re

from hypothesis import given
from hypothesis import strategies as st

from dimscore.redaction import mask_text, mask_transcript, private
from dimscore.transcript import Transcript

LANGUAGE = st.sampled_from([None, "en", "pl", "hu", "el", "uk", "lv"])
VOCABULARY = """
4242 07700 900123 12 1 2024 31.12.2024 £ € pounds minutes may at dot gmail com @ anna . , - ( )
one two twenty forty hundred thousand double oh er yes card phone + GB29 NWBK cztery sto małpa
kropka öt kukac pont δύο παπάκι п'ять собака četri et punkts [CARD] [PHONE] [NUMBER]
"""
WORDS = st.sampled_from(VOCABULARY.split())
TALK = st.lists(WORDS, max_size=24).map(" ".join)
TURNS = st.lists(st.tuples(st.sampled_from(["agent", "customer", "system"]), TALK), max_size=6)
DIGITS = st.text("0123456789", min_size=8, max_size=30)


def contact(turns: list[tuple[str, str]], language: str | None) -> Transcript:
    said = [{"speaker": speaker, "text": text} for speaker, text in turns]
    return Transcript.model_validate({"id": "c", "language": language, "turns": said})


@given(TURNS, LANGUAGE)
def test_masking_twice_changes_nothing_more(turns: list[tuple[str, str]], language: str | None):
    masked = mask_transcript(contact(turns, language))
    assert mask_transcript(masked) == masked


@given(TURNS, LANGUAGE)
def test_all_but_the_texts_stays_and_no_text_becomes_empty(
    turns: list[tuple[str, str]], language: str | None
):
    transcript = contact(turns, language)
    masked = mask_transcript(transcript)
    assert len(masked.turns) == len(transcript.turns)
    for before, after in zip(transcript.turns, masked.turns, strict=True):
        assert after.model_copy(update={"text": before.text}) == before
        assert bool(after.text) == bool(before.text)


@given(st.text(max_size=80), LANGUAGE)
def test_any_text_can_be_masked(text: str, language: str | None):
    masked = mask_text(text, language)
    assert mask_text(masked, language) == masked
    private(text)


@given(DIGITS, st.sampled_from(["", " ", "-", ".", "/", "\u00a0", ", "]), LANGUAGE)
def test_no_long_number_survives_however_it_is_spaced(
    digits: str, between: str, language: str | None
):
    groups = [digits[i : i + 4] for i in range(0, len(digits), 4)]
    masked = mask_text(f"my card, {between.join(groups)} thanks", language)
    left = re.sub(r"\D", "", masked)
    dates = re.fullmatch(r"(?:(?:19|20)\d\d)+", digits)  # years in a row stay
    assert dates or len(left) < 8
