"""Every language has every text of the page, with the same values in it and its own plurals."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from dimscore_api.coach.page import environment
from dimscore_api.coach.say import Say

from dimscore.lang import languages
from dimscore.lang.screen import Text, load_screen

_WORD = re.compile(r"[^\W\d_]{2,}")
_VALUE = re.compile(r"\{(\w+)\}")
_SAID = re.compile(r"""say\(\s*['"](\w+\.\w+)['"]\s*[,)]""")


def forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


@pytest.mark.parametrize("code", languages())
def test_a_language_has_the_texts_that_english_has(code: str) -> None:
    own = {page: set(texts) for page, texts in load_screen(code).items()}
    english = {page: set(texts) for page, texts in load_screen("en").items()}
    assert own == english


@pytest.mark.parametrize("code", languages())
def test_a_text_takes_the_values_that_the_english_one_takes(code: str) -> None:
    for page, texts in load_screen("en").items():
        for key, english in texts.items():
            wanted = {name for form in forms(english) for name in _VALUE.findall(form)}
            for form in forms(load_screen(code)[page][key]):
                assert set(_VALUE.findall(form)) <= wanted, f"{code} {page}.{key}"
                assert form.strip(), f"{code} {page}.{key} is empty"


@pytest.mark.parametrize("code", languages())
def test_counted_texts_have_the_languages_plural_forms(code: str) -> None:
    known = set(Locale.parse(code).plural_form.tags) | {"other"}
    for page, texts in load_screen(code).items():
        for key, text in texts.items():
            if not isinstance(text, str):
                assert "other" in text, f"{code} {page}.{key}"
                assert set(text) <= known, f"{code} {page}.{key}"
                if "one" in load_screen("en")[page][key]:
                    assert set(text) >= known - {"other"}, f"{code} {page}.{key}"


@pytest.mark.parametrize("code", [c for c in languages() if c != "en"])
def test_texts_are_not_left_in_english(code: str) -> None:
    same = [
        f"{page}.{key}"
        for page, texts in load_screen("en").items()
        for key, text in texts.items()
        if load_screen(code)[page][key] == text
        and len(_WORD.findall(_VALUE.sub("", forms(text)[0]))) > 2
    ]
    assert not same


def test_the_templates_ask_only_for_texts_that_exist() -> None:
    texts = load_screen("en")
    env = environment()
    assert env.loader is not None
    for name in env.list_templates():
        source = env.loader.get_source(env, name)[0]
        for key in _SAID.findall(source):
            page, _, text = key.partition(".")
            assert text in texts.get(page, {}), f"{name}: {key}"


def test_counts_take_the_form_of_the_language() -> None:
    polish = Say("pl", ZoneInfo("UTC"))
    shown = [polish("queue.left", n=n) for n in (1, 3, 5)]
    assert len({text.replace(str(n), "") for n, text in zip((1, 3, 5), shown, strict=True)}) == 3
