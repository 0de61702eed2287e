"""A server as people start it: `dimscore serve`, with its scoring process beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

COMMAND = Path(sys.executable).parent / "dimscore"


def until(what: Callable[[], Any], seconds: float = 90.0) -> Any:
    """Wait for other processes until `what` is true, and give it back."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
    return found


class Server:
    """One running server."""

    def __init__(self, store: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        command = [COMMAND, "serve", "--port", str(self.port), "--store", str(store)]
        self._log = store.with_suffix(".log").open("ab")
        self.process = subprocess.Popen(command, stdout=self._log, stderr=self._log, cwd=ROOT)
        self.url = f"http://127.0.0.1:{self.port}"
        until(self._answers)

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the server did not start"
        try:
            return urllib.request.urlopen(f"{self.url}/health").status == 200
        except urllib.error.URLError:
            return False

    def worker(self) -> int:
        """The scoring process's id, once there is one."""

        def child() -> str:
            tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
            return " ".join(path.read_text() for path in tasks).strip()

        return int(until(child).split()[0])

    def kill(self) -> None:
        """End it without a warning, if it runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._log.close()

    def stop(self) -> None:
        """End it as an administrator does."""
        self.process.terminate()
        assert self.process.wait(20) in (0, -signal.SIGTERM)
        self._log.close()


def gone(pid: int) -> bool:
    """Whether a process has ended, even where nobody has asked how."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
