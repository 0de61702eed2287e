"""Commands and snippets in the docs are run; reference tables are those of the code."""

import importlib.util
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
BIN = Path(sys.executable).parent


def blocks(kind: str) -> list[tuple[str, str]]:
    return [
        (page.name, text)
        for page in PAGES
        for found, text in BLOCK.findall(page.read_text("utf-8"))
        if found == kind
    ]


def commands(first: str) -> list[str]:
    lines = [line for _, text in blocks("sh") for line in text.splitlines()]
    return sorted({line for line in lines if line.split()[0] == first})


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("data", "benchmarks", "models"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize(
    "command", [c for c in commands("dimscore") if not c.startswith("dimscore serve")]
)
def test_a_command_of_the_docs_runs(command: str, copy: Path):
    done = subprocess.run(
        [BIN / "dimscore", *shlex.split(command)[1:]],
        cwd=copy,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize("command", commands("python"))
def test_a_benchmark_of_the_docs_is_there(command: str):
    assert (ROOT / command.split()[1]).is_file()


def test_every_command_in_the_docs_is_of_a_kind_that_is_checked():
    first_words = {
        line.split()[0] for _, text in blocks("sh") for line in text.splitlines() if line.strip()
    }
    assert first_words <= {"dimscore", "python", "make", "curl"}
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert {c.split()[1] for c in commands("make")} <= set(targets)


@pytest.mark.parametrize(("page", "snippet"), blocks("python"))
def test_a_snippet_of_the_docs_runs(page: str, snippet: str, copy: Path):
    done = subprocess.run(
        [sys.executable, "-c", snippet],
        cwd=copy,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [BIN / "dimscore", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("command", commands("curl"))
def test_a_curl_of_the_docs_is_answered(command: str, server: int):
    parts = shlex.split(command)
    url = next(p for p in parts if p.startswith("http")).replace(":8000", f":{server}")
    answer = httpx.post(
        url,
        content=parts[parts.index("-d") + 1].encode(),
        headers={"content-type": "application/json"},
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["gaps"]


def test_reference_tables_are_those_of_the_code():
    spec = importlib.util.spec_from_file_location("w", ROOT / "docs/write_reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, page in module.PAGES.items():
        assert (ROOT / "docs/reference" / name).read_text("utf-8") == page() + "\n", name


def test_every_link_between_pages_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), (page.name, target)


def test_every_scorecard_shown_in_the_docs_is_valid():
    from dimscore.scoring import parse_scorecard

    shown = [text for _, text in blocks("toml")]
    assert shown
    for text in shown:
        parse_scorecard(text, "docs")
