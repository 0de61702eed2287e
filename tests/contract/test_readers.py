"""What every reader must do, checked with the example file it comes with."""

import io
from pathlib import Path

import pytest

from dimscore.readers import READERS, Reader, Source, read_stream
from dimscore.report import Failure
from dimscore.transcript import Transcript
from tests.conftest import ROOT

EXAMPLES = {r.id: sorted((ROOT / "data/formats" / r.id).iterdir()) for r in READERS}
pytestmark = pytest.mark.parametrize("reader", READERS, ids=lambda r: r.id)


def records(reader: Reader, data: bytes, name: str) -> list[Transcript | Failure]:
    return list(read_stream(io.BytesIO(data), Source(name=name)))


def test_it_comes_with_an_example_that_it_reads(reader: Reader):
    assert EXAMPLES[reader.id]
    for path in EXAMPLES[reader.id]:
        assert path.suffix in reader.suffixes
        found = records(reader, path.read_bytes(), path.name)
        assert found
        assert all(isinstance(r, Transcript) for r in found)


def test_it_knows_its_own_format_and_no_other(reader: Reader):
    for other, paths in EXAMPLES.items():
        for path in paths:
            if other == reader.id:
                assert reader.sniff(path.read_bytes())
    first = next(r for r in READERS if r.sniff(EXAMPLES[reader.id][0].read_bytes()))
    assert first.id == reader.id


def test_what_it_reads_can_be_written_and_read_again(reader: Reader):
    for path in EXAMPLES[reader.id]:
        for transcript in records(reader, path.read_bytes(), path.name):
            assert isinstance(transcript, Transcript)
            [again] = records(reader, transcript.to_json().encode(), "again.jsonl")
            assert again == transcript


@pytest.mark.parametrize("damage", ["truncated", "binary", "encoding"])
def test_damage_is_a_clear_error_and_never_a_traceback(reader: Reader, damage: str):
    path: Path = EXAMPLES[reader.id][0]
    whole = path.read_bytes()
    data = {
        "truncated": whole[: len(whole) // 2],
        "binary": whole[:20] + b"\x00\x01" + whole[20:],
        "encoding": whole[:-30] + "ąśż".encode("cp1250") + whole[-30:],
    }[damage]
    found = records(reader, data, path.name)
    assert found
    for record in found:
        if isinstance(record, Failure):
            assert record.error.where.file == path.name
            assert record.error.message
    if damage != "truncated":
        assert any(isinstance(r, Failure) for r in found)
