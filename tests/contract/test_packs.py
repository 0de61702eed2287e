"""What every language pack must hold; a new folder is checked without editing anything."""

import pytest

from dimscore.catalogue import load_catalogue
from dimscore.lang import languages, load_pack
from dimscore.lang.pack import load_examples
from dimscore.metrics import METRICS
from dimscore.scoring import shipped_scorecards
from dimscore.tagging.examples import check_examples
from dimscore.tagging.links import is_stock, promises_later
from dimscore.tagging.rules import load_rules

pytestmark = pytest.mark.parametrize("code", languages())
SIGNALS = load_catalogue().signals


def test_rules_and_cues_compile(code: str):
    load_rules(code)
    assert not is_stock("", code)
    assert not promises_later("", code)


def test_every_signal_has_rules_and_enough_examples(code: str):
    examples = load_examples(code)
    for signal in SIGNALS:
        assert load_pack(code).signals[signal].all_rules(), signal
        lines = examples[signal]
        counts = (len(lines.match), len(lines.no_match), len(lines.near_miss))
        assert all(n >= least for n, least in zip(counts, (8, 4, 2), strict=True)), (signal, counts)


def test_every_example_is_read_as_it_should_be(code: str):
    assert [str(f) for f in check_examples(code, load_examples(code))] == []


def test_no_example_stands_twice(code: str):
    for signal, lines in load_examples(code).items():
        texts = [x.text for x in (*lines.match, *lines.no_match, *lines.near_miss)]
        assert len(texts) == len(set(texts)), signal


def test_there_is_advice_for_every_gap(code: str):
    advice = load_pack(code).advice
    english = load_pack("en").advice
    assert {(gap, key) for gap, table in advice.items() for key in table} == {
        (gap, key) for gap, table in english.items() for key in table
    }
    assert advice.keys() == load_catalogue().gaps.keys()
    assert all(len(s) >= 2 for table in advice.values() for s in table.values())


def test_there_is_a_word_for_everything_on_screen(code: str):
    messages = load_pack(code).messages
    english = load_pack("en").messages
    for section, words in english.items():
        assert messages[section].keys() == words.keys(), section
        assert all(messages[section].values()), section
    assert messages["signals"].keys() == SIGNALS.keys()
    assert messages["gaps"].keys() == load_catalogue().gaps.keys()
    assert messages["metrics"].keys() == METRICS.keys()
    cards = shipped_scorecards()
    assert messages["criteria"].keys() == {c.id for card in cards.values() for c in card.criteria}
    assert messages["scorecards"].keys() == cards.keys()


def test_stakes_are_the_same_everywhere(code: str):
    assert load_pack(code).file.stakes.keys() == load_pack("en").file.stakes.keys()


def test_no_pattern_matches_the_whole_language(code: str):
    """A pattern anchored on one or two letters would run over every turn."""
    for signal, table in load_pack(code).signals.items():
        for rule in table.all_rules():
            for source in rule.patterns:
                anchors = load_rules(code).pattern(source, signal).anchors
                assert any(len(a.strip()) >= 2 for s in anchors for a in s), (signal, source)
