"""The store's files: who may read them, and that what was deleted is in none of them."""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from dimscore.analyzer import Analyzer
from dimscore.errors import StoreError
from dimscore.store import batches, contacts, deletion, exports, surveys
from dimscore.store.engine import Store, open_store, store_url
from dimscore.store.export_files import as_csv, as_parquet
from dimscore.store.keys import Scope, create_key
from dimscore.store.listing import Filters
from dimscore.store.secret import Secret
from dimscore.transcript import Survey
from tests.conftest import transcript


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "dimscore.db")
    yield store
    store.close()


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_files_are_for_the_owner_alone(store: Store, tmp_path: Path):
    with store.write() as session:
        create_key(session, "k", Scope.READ)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"dimscore.db", "dimscore.key"} <= names
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


@pytest.mark.parametrize("how", ["transcript", "customer", "purge"])
def test_no_file_holds_a_word_of_what_was_deleted(
    store: Store, tmp_path: Path, analyzer: Analyzer, how: str
):
    said = "My zanzibarword is broken and I am very upset, I need help today."
    for n in range(30):
        talk = transcript(("customer", said), ("agent", "I am sorry.")).model_copy(
            update={
                "id": f"xylophone-{n}",
                "customer_id": "kangaroo",
                "agent_id": "pelican",
                "survey": Survey(comment="a platypus"),
            }
        )
        kept = contacts.masked(store.secret, talk)
        with store.write() as session:
            contact = contacts.accept(session, kept).contact
            contacts.save_report(session, contact.id, analyzer.analyze(kept))
    words = (b"zanzibarword", b"xylophone-1", b"kangaroo", b"pelican", b"platypus")
    before = on_disk(tmp_path)
    assert all(word in before for word in words)
    if how == "transcript":
        for n in range(30):
            deletion.delete_transcript(store, f"xylophone-{n}", by="test")
    elif how == "customer":
        assert deletion.delete_customer(store, "kangaroo", by="test") == 30
    else:
        assert deletion.purge(store, 0, by="test") == 30
    after = on_disk(tmp_path)
    assert [word for word in words if word in after] == []


def test_a_survey_without_a_transcript_goes_when_it_is_old(store: Store):
    with store.write() as session:
        surveys.put(session, "never came", Survey(csat=5))
    deletion.purge(store, 1, by="test")
    with store.read() as session:
        assert surveys.get(session, "never came")
    deletion.purge(store, 0, by="test")
    with store.read() as session:
        assert surveys.get(session, "never came") is None


def test_a_deletion_takes_the_error_of_a_record_that_was_never_kept(store: Store, tmp_path: Path):
    with store.write() as session:
        batch = batches.begin(session, "key").id
    with store.write() as session:
        refused = batches.Refused(1, "invalid_record", "no turns", "turns", "zanzibar-7")
        batches.keep(session, batch, [], [refused])
    assert b"zanzibar-7" in on_disk(tmp_path)
    deletion.delete_transcript(store, "zanzibar-7", by="test")
    assert b"zanzibar-7" not in on_disk(tmp_path)


@pytest.mark.parametrize("where", ["contacts.txt", "mysql://host/name", "://", "postgresql:/x"])
def test_a_place_that_is_no_store_is_refused(where: str):
    with pytest.raises(StoreError):
        store_url(where)


def test_a_store_needs_the_key_file_it_had(tmp_path: Path):
    (tmp_path / "dimscore.key").write_text("something else")
    with pytest.raises(StoreError, match=re.escape("put the one back")):
        open_store(tmp_path / "dimscore.db")


@pytest.mark.parametrize("content", [b"z" * 64, bytes(range(128, 192)), b""])
def test_a_key_file_that_is_none_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "dimscore.key").write_bytes(content)
    with pytest.raises(StoreError, match="put the one back"):
        open_store(tmp_path / "dimscore.db")


def test_a_key_file_that_can_not_be_read_is_said(tmp_path: Path):
    (tmp_path / "dimscore.key").mkdir()
    with pytest.raises(StoreError, match="key file"):
        open_store(tmp_path / "dimscore.db")


def test_a_store_that_lost_its_key_file_gets_no_other(store: Store, tmp_path: Path):
    store.close()
    (tmp_path / "dimscore.key").unlink()
    with pytest.raises(StoreError, match="put the one back"):
        open_store(tmp_path / "dimscore.db")
    assert not (tmp_path / "dimscore.key").exists()


def test_a_store_of_a_later_version_is_refused(store: Store, tmp_path: Path):
    with store.write() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match="later version"):
        open_store(tmp_path / "dimscore.db")


def test_a_disguise_is_the_same_every_time_and_another_with_another_key():
    one, other = Secret(b"1" * 32), Secret(b"2" * 32)
    assert one.disguise("+48600700800") == one.disguise(" +48600700800 ")
    assert one.disguise("+48600700800") != other.disguise("+48600700800")
    assert one.disguise("agent-7") == "agent-7"


def test_csv_disarms_what_a_spreadsheet_would_run(store: Store):
    for n, text in enumerate(["=1+1", "+1", "-1", "@a", "\tx", "\rx", "plain", "it's"]):
        talk = transcript(("customer", "x")).model_copy(update={"id": str(n), "queue": text})
        with store.write() as session:
            contacts.accept(session, contacts.masked(store.secret, talk))
    rows = exports.contact_rows(store, Filters())
    text = "".join(as_csv(exports.contact_columns(), rows))
    cells = [row["queue"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert cells[::-1] == ["'=1+1", "'+1", "'-1", "'@a", "'\tx", "'\rx", "plain", "it's"]


def test_parquet_keeps_values_and_types(store: Store, analyzer: Analyzer):
    talk = transcript(("customer", "thank you"), ("agent", "=1")).model_copy(
        update={"queue": "=1", "survey": Survey(csat=4, resolved=True)}
    )
    with store.write() as session:
        contact = contacts.accept(session, talk).contact
        contacts.save_report(session, contact.id, analyzer.analyze(talk))
    with as_parquet(exports.contact_columns(), exports.contact_rows(store, Filters())) as file:
        [row] = pq.read_table(file).to_pylist()
    assert row["queue"] == "=1"
    assert row["survey_csat"] == 4
    assert row["survey_resolved"] is True
    assert row["at"].tzinfo is not None
    assert isinstance(row["empathy_gap_open"], int)
