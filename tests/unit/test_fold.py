import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from dimscore.lang.fold import Folder

PLAIN = Folder({}, {})
GREEK = Folder({"ω": "ο", "η": "ι", "υ": "ι"}, {"th": "θ", "x": "χ", "e": "ε", "u": "υ", "a": "α",
                "r": "ρ", "i": "ι", "s": "σ", "t": "τ", "o": "ο", "w": "ω"})  # fmt: skip


def test_case_and_diacritics_fold_away():
    assert PLAIN("Zażółć GĘŚLĄ jaźń, Łódź").text == "zazolc gesla jazn, lodz"


def test_all_apostrophes_are_one():
    assert PLAIN("п'ять п’ять пʼять").text == "п'ять п'ять п'ять".replace("й", "и")


def test_greeklish_meets_greek():
    assert GREEK("ευχαριστώ").text == GREEK("euxaristw").text


def test_a_span_leads_back_to_the_text_as_given():
    text = "pro\u0301ba" + " dalej"
    folded = PLAIN(text)
    start = folded.text.index("dalej")
    a, b = folded.original(start, start + 5)
    assert text[a:b] == "dalej"


@given(st.text(max_size=60))
def test_every_folded_position_has_an_original(text: str):
    for folder in (PLAIN, GREEK):
        folded = folder(text)
        if folded.offsets is None:
            assert len(folded.text) == len(text)
        else:
            assert len(folded.offsets) == len(folded.text) + 1
            assert list(folded.offsets) == sorted(folded.offsets)
            assert folded.offsets[-1] == len(text)


@given(st.text(alphabet="aąbćdéžņğšŗīūę ő", max_size=30))
def test_composed_and_decomposed_text_fold_alike(text: str):
    decomposed = unicodedata.normalize("NFD", text)
    assert PLAIN(decomposed).text == PLAIN(unicodedata.normalize("NFC", text)).text
