"""What the data card promises of `data/labelled/`."""

from collections import Counter

import pytest

from dimscore.evaluation import read_gold
from dimscore.labels import Labelled
from dimscore.lang import languages
from tests.conftest import ROOT

FOLDER = ROOT / "data/labelled"
SPLITS = {split: read_gold(FOLDER / f"{split}.jsonl") for split in ("train", "dev", "test")}
SECOND = read_gold(FOLDER / "dev.second.jsonl")
ALL = [item for items in SPLITS.values() for item in items]


def test_there_are_at_least_240_whole_transcripts_in_six_languages():
    assert len(ALL) >= 240
    assert {i.transcript.language for i in ALL} == set(languages())


def test_no_dialogue_and_no_writer_stands_in_two_splits():
    ids = [i.transcript.id for i in ALL]
    assert len(ids) == len(set(ids))
    writers = {split: {i.writer for i in items} for split, items in SPLITS.items()}
    assert not writers["train"] & writers["dev"]
    assert not writers["train"] & writers["test"]
    assert not writers["dev"] & writers["test"]


def test_who_writes_neither_labels_nor_rates():
    for item in [*ALL, *SECOND]:
        hands = [item.writer, item.labeller, *(r.by for r in item.ratings)]
        assert len(set(hands)) == len(hands) == 3
        assert item.transcript.id.split("-")[1] == item.writer


def test_every_rating_occurs():
    ratings = Counter(r.csat for i in ALL for r in i.ratings)
    assert set(ratings) == {1, 2, 3, 4, 5}
    assert min(ratings.values()) >= 12


def test_eight_a_language_are_labelled_twice_by_another_hand():
    first = {i.transcript.id: i for i in SPLITS["dev"]}
    assert Counter(i.transcript.language for i in SECOND) == dict.fromkeys(languages(), 8)
    for item in SECOND:
        other = first[item.transcript.id]
        assert item.transcript == other.transcript
        assert item.labeller != other.labeller


@pytest.mark.parametrize("split", SPLITS)
def test_labels_are_written_as_they_are_read(split: str):
    for item in SPLITS[split]:
        again = Labelled.model_validate_json(item.model_dump_json(exclude_none=True))
        assert again == item
