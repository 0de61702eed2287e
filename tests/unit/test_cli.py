"""The command as people type it: files in, reports out, exit codes."""

import csv
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import ROOT

SAMPLES = ROOT / "data/samples"
DIMSCORE = Path(sys.executable).parent / "dimscore"


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DIMSCORE, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd or ROOT,
        check=False,
        timeout=120,
    )


def test_a_report_on_the_terminal():
    done = run("analyze", SAMPLES / "en/average.txt")
    assert done.returncode == 0, done.stderr
    assert "Empathy gap" in done.stdout
    assert "Expected rating" in done.stdout


def test_a_polish_report_is_in_polish():
    done = run("analyze", SAMPLES / "pl/average.txt")
    assert "Klient" in done.stdout
    assert "Empathy gap" not in done.stdout


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    good = json.dumps({"id": "a", "turns": [{"speaker": "agent", "text": "Hello there"}]})
    path = tmp_path / "mixed.jsonl"
    path.write_text(f"{good}\n\n{{broken\n{good}\n", "utf-8")
    return path


def test_as_many_lines_out_as_records_in(mixed: Path, tmp_path: Path):
    out = tmp_path / "out.jsonl"
    done = run("analyze", mixed, "--output", out)
    assert done.returncode == 1
    assert done.stdout == ""
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [r["transcript_id"] for r in rows] == ["a", None, "a"]
    assert rows[1]["error"]["where"] == {"file": str(mixed), "line": 3, "field": None}
    assert rows[0] == rows[2]


def test_one_report_as_json_and_several_as_a_list(tmp_path: Path):
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    run("analyze", SAMPLES / "lv/top.txt", "--output", one)
    run("analyze", SAMPLES / "lv", "--output", two)
    assert json.loads(one.read_text("utf-8"))["transcript_id"] == "top"
    assert [r["transcript_id"] for r in json.loads(two.read_text("utf-8"))] == ["average", "top"]


def test_a_table_has_a_row_a_contact_and_no_formulas(tmp_path: Path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_text('{"id": "=1+1", "turns": []}\n', "utf-8")
    run("analyze", source, "--output", out)
    header, row = csv.reader(out.read_text("utf-8").splitlines())
    assert len(header) == len(row)
    assert row[0] == "'=1+1"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        named = dict(attrs)
        self.ids.add(named.get("id") or "")
        self.links.append(named.get("href") or "")
        assert not any(name.startswith("on") or name in ("src", "style") for name in named)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_html_report_is_one_safe_file(tmp_path: Path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.html"
    turn = {"speaker": "customer", "text": "<script>alert(1)</script> \u202e my refund is late"}
    talk = {"id": '"><img src=x>', "language": "en", "turns": [turn, {**turn, "speaker": "agent"}]}
    source.write_text(json.dumps(talk) + "\n{broken\n", "utf-8")
    assert run("analyze", source, "--output", out).returncode == 1
    page = out.read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert "Content-Security-Policy" in page
    assert "\u202e" not in page
    assert not {"script", "img", "link"} & tags.seen
    assert all(href[1:] in tags.ids for href in tags.links if href.startswith("#"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["analyze", SAMPLES, "--output", "x.docx"], "--output"),
        (["analyze", SAMPLES, "--output", "/nowhere/at/all/x.json"], "can not write"),
        (["analyze", SAMPLES, "--language", "de"], "--language"),
        (["analyze", SAMPLES, "--roles", "Anna"], "--roles"),
        (["analyze", SAMPLES, "--scorecard", "nothing"], "no scorecard"),
        (["scorecard", "check", "nothing.toml"], "no scorecard"),
        (["signals", "test", "nothing.toml", "--language", "pl"], "nothing.toml"),
        (["models", "show", "nothing"], "no model"),
        (["evaluate", "--gold", "nothing.jsonl"], "nothing.jsonl"),
    ],
)
def test_wrong_usage_is_one_clear_line(arguments: list[str], says: str):
    done = run(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_a_failed_record():
    done = run("analyze", "nothing.txt")
    assert done.returncode == 1
    assert "can not open" in done.stdout


def test_a_bad_scorecard_is_named_by_line_and_key(tmp_path: Path):
    card = tmp_path / "card.toml"
    card.write_text('id = "x"\ntitle = "X"\n[[criteria]]\nid = "a"\ntitle = "A"\ngap = "gape"\n')
    done = run("scorecard", "check", card)
    assert done.returncode == 2
    assert f"{card}, line 6, gap" in done.stderr


@pytest.mark.parametrize("kind", ["report", "transcript", "labelled"])
def test_schemas_are_published(kind: str):
    assert json.loads(run("schema", kind).stdout)["type"] == "object"


@pytest.mark.parametrize("arguments", [["languages"], ["signals"], ["models"], ["scorecard"]])
def test_lists(arguments: list[str]):
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 3


def test_examples_of_a_pack_pass_the_check():
    done = run("signals", "test", ROOT / "src/dimscore/lang/pl/examples.toml")
    assert done.returncode == 0, done.stdout
