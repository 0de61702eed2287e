"""Verbs that work on the store."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dimscore.store import contacts
from dimscore.store.engine import open_store
from dimscore.store.keys import Scope, find_key
from tests.conftest import transcript

DIMSCORE = Path(sys.executable).parent / "dimscore"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [DIMSCORE, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def refused(folder: Path, *arguments: str) -> str:
    done = run(folder, *arguments)
    assert done.returncode == 2
    return done.stderr


def test_an_account_is_made_listed_reset_and_removed(tmp_path: Path) -> None:
    made = run(tmp_path, "users", "add", "anna", "--role", "coach")
    assert "anna can sign in once with: " in made.stdout
    assert "anna" in run(tmp_path, "users", "list").stdout
    again = run(tmp_path, "users", "reset", "anna")
    assert again.stdout.split()[-1] != made.stdout.split()[-1]
    assert run(tmp_path, "users", "remove", "anna").returncode == 0
    assert "anna" not in run(tmp_path, "users", "list").stdout


def test_an_agents_account_needs_the_agents_id(tmp_path: Path) -> None:
    done = run(tmp_path, "users", "add", "dana", "--role", "agent")
    assert done.returncode == 2
    assert "--agent-id" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["users", "list"],
        ["reviews", "export", "--output", "x.jsonl"],
        ["keys", "list"],
        ["purge", "--older-than", "30"],
    ],
)
def test_a_store_that_is_not_there_is_named_and_not_made(
    tmp_path: Path, arguments: list[str]
) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert "dimscore.db: there is no store" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_store_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    run(tmp_path, "users", "add", "anna", "--role", "coach")
    for name in ("dimscore.db", "dimscore.key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_a_place_that_can_not_be_a_store_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "users", "add", "anna", "--role", "coach", "--store", "mysql://x/y")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    done = run(tmp_path, "users", "add", "anna", "--role", "coach", "--store", "notes.txt")
    assert "ending in .db" in done.stderr


def test_a_key_is_made_listed_and_revoked(tmp_path: Path) -> None:
    key = run(tmp_path, "keys", "create", "crm", "--scope", "ingest").stdout.strip()
    with open_store(tmp_path / "dimscore.db").read() as session:
        row = find_key(session, key)
    assert row
    assert row.scope == Scope.INGEST
    listed = run(tmp_path, "keys", "list").stdout
    assert "crm" in listed
    assert key.rsplit("_", 1)[1] not in listed
    assert "already" in refused(tmp_path, "keys", "create", "crm", "--scope", "read")
    run(tmp_path, "keys", "revoke", "crm")
    with open_store(tmp_path / "dimscore.db").read() as session:
        assert find_key(session, key) is None
    assert "no key" in refused(tmp_path, "keys", "revoke", "nobody")


def test_purge_says_how_many(tmp_path: Path) -> None:
    store = open_store(tmp_path / "contacts.db")
    with store.write() as session:
        contacts.accept(session, transcript(("customer", "x")))
    assert run(tmp_path, "purge", "--older-than", "1", "--store", "contacts.db").stdout.startswith(
        "0 contacts"
    )
    assert run(tmp_path, "purge", "--older-than", "0", "--store", "contacts.db").stdout.startswith(
        "1 contacts"
    )


def test_serve_is_not_open_to_other_machines_without_a_key(tmp_path: Path) -> None:
    assert "dimscore keys create" in refused(tmp_path, "serve", "--host", "0.0.0.0")
    assert "timezone" in refused(tmp_path, "serve", "--timezone", "Nowhere/Land")
