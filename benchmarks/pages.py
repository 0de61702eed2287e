"""How quickly every page answers with 20,000 contacts in the store, quiet and while posts come in.

    python benchmarks/pages.py [CONTACTS]

Fills a store with copies of the sample contacts, starts the server as it is started in earnest,
signs in and asks for every page in turn. Medians of each page's answers in milliseconds; `busy`
is the same while another connection posts transcripts without a pause.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from common import transcripts

from dimscore.analyzer import Analyzer
from dimscore.csat.artefact import default_model
from dimscore.scoring import shipped_scorecards
from dimscore.store import accounts, contacts, keys
from dimscore.store.engine import Store, open_store
from dimscore.transcript import Survey

_CONTACTS, _ROUNDS, _AGENTS = 20_000, 15, 60
_PASSWORD = "a password for measuring"
_PAGES = (
    "/queue",
    "/queue?order=sample&gap=empathy_gap",
    "/contacts",
    "/contacts?words=deadline",
    "/contacts?gap=empathy_gap&gap_state=open&csat_max=2",
    "/contacts/10000",
    "/team",
    "/agents/agent-07",
    "/insights",
)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _CONTACTS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.db"
        key = fill(open_store(path), count)
        port = free_port()
        dimscore = Path(sys.executable).parent / "dimscore"
        server = subprocess.Popen([dimscore, "serve", "--port", str(port), "--store", path])
        try:
            wait_for(port)
            measure(port, key)
        finally:
            server.terminate()
            server.wait()


def fill(store: Store, count: int) -> str:
    """Copies of the sample contacts under new ids, each scored once; an ingest key."""
    analyzer = Analyzer(scorecards=list(shipped_scorecards()), model=default_model())
    scored = [
        (t, analyzer.analyze(t)) for t in (contacts.masked(store.secret, t) for t in transcripts())
    ]
    start = datetime.now(UTC) - timedelta(weeks=10)
    begun = time.perf_counter()
    for first in range(0, count, 500):
        with store.write() as session:
            for number in range(first, min(first + 500, count)):
                transcript, report = scored[number % len(scored)]
                survey = Survey(csat=number % 5 + 1) if number % 3 == 0 else None
                copy = transcript.model_copy(
                    update={
                        "id": f"contact-{number}",
                        "agent_id": f"agent-{number % _AGENTS:02d}",
                        "customer_id": f"customer-{number % 7001}",
                        "queue": ("billing", "orders", "technical")[number % 3],
                        "started_at": start + timedelta(minutes=number * 5 % 100_000),
                        "survey": survey,
                    }
                )
                contact = contacts.accept(session, copy).contact
                own = report.model_copy(update={"transcript_id": copy.id})
                contacts.save_report(session, contact.id, own)
    seconds = time.perf_counter() - begun
    print(f"kept {count} contacts in {seconds:.0f} s ({1000 * seconds / count:.1f} ms each)")
    with store.write() as session:
        accounts.add_user(session, "coach", accounts.Role.COACH, password=_PASSWORD)
        key = keys.create_key(session, "benchmark", keys.Scope.INGEST)
    store.close()
    return key


def measure(port: int, key: str) -> None:
    cookie = sign_in(port)
    quiet = {page: median_ms(port, cookie, page) for page in _PAGES}
    stop = threading.Event()
    posted: list[float] = []
    thread = threading.Thread(target=post, args=(port, key, stop, posted))
    thread.start()
    busy = {page: median_ms(port, cookie, page) for page in _PAGES}
    stop.set()
    thread.join()
    print(f"{'page':55} quiet ms   busy ms   ratio")
    for page in _PAGES:
        print(f"{page:55} {quiet[page]:8.0f}  {busy[page]:8.0f}  {busy[page] / quiet[page]:6.1f}")
    print(f"posted meanwhile: {len(posted)}, median {1000 * statistics.median(posted):.0f} ms each")


def median_ms(port: int, cookie: str, page: str) -> float:
    times: list[float] = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        status, _, body = ask(port, "GET", page, headers={"cookie": cookie, "accept": "text/html"})
        times.append(time.perf_counter() - begun)
        if status != 200 or b"</html>" not in body:
            raise SystemExit(f"{page}: {status}")
    return 1000 * statistics.median(times)


def post(port: int, key: str, stop: threading.Event, posted: list[float]) -> None:
    samples = transcripts()
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    number = 0
    while not stop.is_set():
        sample = samples[number % len(samples)]
        body = sample.model_copy(update={"id": f"posted-{number}"}).to_json().encode()
        begun = time.perf_counter()
        status, _, _ = ask(port, "POST", "/v1/transcripts", body, headers)
        posted.append(time.perf_counter() - begun)
        if status != 201:
            raise SystemExit(f"posting: {status}")
        number += 1


def sign_in(port: int) -> str:
    _, headers, page = ask(port, "GET", "/signin")
    form = dict(headers)["set-cookie"].split(";")[0]
    found = re.search(rb'name="csrf" value="([^"]+)"', page)
    assert found
    fields = {"name": "coach", "password": _PASSWORD, "csrf": found[1].decode()}
    sent = {"cookie": form, "content-type": "application/x-www-form-urlencoded"}
    _, headers, _ = ask(port, "POST", "/signin", urlencode(fields).encode(), sent)
    cookies = [value.split(";")[0] for name, value in headers if name == "set-cookie"]
    return next(c for c in cookies if c.startswith("dimscore_session="))


def ask(
    port: int,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, list[tuple[str, str]], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, [(k.lower(), v) for k, v in answer.getheaders()], content


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            if json.loads(ask(port, "GET", "/health")[2])["status"] == "ok":
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


if __name__ == "__main__":
    main()
