"""Commands and snippets in the docs are run; reference tables are those of the code."""

import importlib.util
import json
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
SERVER = "127.0.0.1:8000"
STORED = {"serve", "demo", "keys", "purge", "users", "reviews"}


def blocks(kind: str) -> list[tuple[str, str]]:
    return [
        (page.name, text)
        for page in PAGES
        for found, text in BLOCK.findall(page.read_text("utf-8"))
        if found == kind
    ]


def lines(text: str) -> list[str]:
    """The commands of a block; a backslash at the end of a line goes on with the next."""
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def commands(first: str) -> list[str]:
    found = [line for _, text in blocks("sh") for line in lines(text)]
    return sorted({line for line in found if line.split()[0] == first})


def by_itself(command: str) -> bool:
    """Whether a command runs alone: those of a store and a server are run page by page."""
    return command.split()[1] not in STORED


LIVED = [
    page
    for page in PAGES
    if any(
        not by_itself(line)
        for kind, text in BLOCK.findall(page.read_text("utf-8"))
        for line in lines(text)
        if kind == "sh" and line.startswith("dimscore")
    )
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("data", "benchmarks", "models"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("command", [c for c in commands("dimscore") if by_itself(c)])
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
    first_words = {line.split()[0] for _, text in blocks("sh") for line in lines(text)}
    assert first_words <= {"dimscore", "python", "make", "curl", "export"}
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert {c.split()[1] for c in commands("make")} <= set(targets)


@pytest.mark.parametrize(
    ("page", "snippet"), [(p, s) for p, s in blocks("python") if SERVER not in s]
)
def test_a_snippet_of_the_docs_runs(page: str, snippet: str, copy: Path):
    assert run([sys.executable, "-c", snippet], copy, dict(os.environ)).strip()


def run(command: list[str | Path], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


class Page:
    """A page of the docs, lived through from top to bottom with a store and a server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "no_proxy": "127.0.0.1",
        }
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        self.server: subprocess.Popen[bytes] | None = None

    def sh(self, line: str) -> None:
        """A command as a shell reads it; what it exports is there for the next."""
        line = line.replace("8000", self.port)
        if line.startswith("dimscore serve"):
            self.serve(line)
        elif line.startswith("export"):
            name = line.split()[1].split("=")[0]
            told = run(["sh", "-ec", f'{line}; printf %s "${name}"'], self.folder, self.environment)
            assert told, line
            self.environment[name] = told
        elif line.startswith("curl"):
            answer = run(["sh", "-ec", line], self.folder, self.environment)
            told = json.loads(answer) if answer else {}
            assert "detail" not in told, answer
        elif line.startswith("dimscore") and not by_itself(line) and line.split()[1] != "demo":
            run(["sh", "-ec", line], self.folder, self.environment)

    def serve(self, line: str) -> None:
        assert self.server is None, "one server a page"
        self.server = subprocess.Popen(
            [BIN / "dimscore", *shlex.split(line)[1:]],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/health", trust_env=False)
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def python(self, snippet: str) -> None:
        """A snippet that talks to the server."""
        snippet = snippet.replace("8000", self.port)
        assert run([sys.executable, "-c", snippet], self.folder, self.environment).strip()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    for name in ("data", "models"):
        shutil.copytree(ROOT / name, tmp_path / name)
    page = Page(tmp_path)
    yield page
    if page.server is not None:
        page.server.terminate()
        page.server.wait(20)


def test_the_lived_pages_are_there():
    assert {"README.md", "integrator.md"} <= {path.name for path in LIVED}


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl on this machine")
@pytest.mark.parametrize("path", LIVED, ids=lambda path: path.name)
def test_a_page_is_true_from_top_to_bottom(path: Path, page: Page):
    for kind, text in BLOCK.findall(path.read_text("utf-8")):
        if kind == "sh":
            for line in lines(text):
                page.sh(line)
        elif kind == "python" and SERVER in text:
            page.python(text)


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
