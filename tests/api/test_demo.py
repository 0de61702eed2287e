"""The demo: ten weeks of six agents in six languages, the same every time."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from dimscore_api.demo.schedule import samples, schedule

from dimscore.store import accounts
from dimscore.store.engine import open_store
from tests.api.server import until

DIMSCORE = Path(sys.executable).parent / "dimscore"

UNTIL = date(2026, 11, 20)


def test_the_demo_is_ten_weeks_of_six_agents_in_six_languages() -> None:
    contacts = list(schedule(samples(), UNTIL))
    assert len(contacts) > 200
    assert len({c.language for c in contacts}) == 6
    per_agent = Counter(c.agent_id for c in contacts)
    assert len(per_agent) == 6
    assert min(per_agent.values()) >= 20, "every agent has figures"
    days = [c.started_at.date() for c in contacts if c.started_at]
    assert min(days) >= UNTIL - timedelta(weeks=10)
    assert max(days) <= UNTIL
    assert sum(c.survey is not None for c in contacts) > 80
    assert max(Counter(c.customer_id for c in contacts).values()) > 1


def test_the_demo_leaves_the_test_split_alone() -> None:
    assert {item.split for item in samples()} == {"train", "dev"}


def test_the_same_day_gives_the_same_demo() -> None:
    assert list(schedule(samples(), UNTIL)) == list(schedule(samples(), UNTIL))


def answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/health")
            return connection.getresponse().read() != b""
        except OSError:
            return False


def test_the_command_fills_a_store_and_opens_the_page(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [DIMSCORE, "demo", "--no-browser", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as demo:
        assert demo.stdout is not None
        told = "".join(iter(demo.stdout.readline, "Press Ctrl+C to stop.\n"))
        [password] = re.findall(r"anna +(\S+)", told)
        until(lambda: answers(port))
        demo.terminate()
    assert f"http://127.0.0.1:{port}/" in told
    with open_store(tmp_path / "dimscore-demo.db").write() as session:
        entered = accounts.sign_in(session, "anna", password)
    assert entered is not None
    assert entered.user.role == "coach"
