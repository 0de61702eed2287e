"""What a coach sees: every gap flagged at its turn, in the words of the transcript's language."""

from pathlib import Path

from dimscore.analyzer import Analyzer
from dimscore.lang import load_pack
from dimscore.render.output import open_writer
from dimscore.render.words import Words, printable, top_reasons
from tests.conftest import ROOT, read_one

AVERAGE = read_one(ROOT / "data/samples/lv/average.txt")


def test_every_gap_is_flagged_at_the_turn_that_opened_it(analyzer: Analyzer, tmp_path: Path):
    report = analyzer.analyze(AVERAGE)
    with open_writer(tmp_path / "r.html") as writer:
        writer.write(report, AVERAGE)
    page = (tmp_path / "r.html").read_text("utf-8")
    unmet = [g for g in report.gaps if g.state != "met"]
    spoken = [g for g in unmet if not AVERAGE.turns[g.turn].event]
    assert page.count("⚑") == len(spoken) > 1
    for gap in unmet:
        assert gap.suggestion
        assert load_pack("lv").say("gaps", gap.gap) in page


def test_reasons_are_merged_by_what_they_are_traced_to(analyzer: Analyzer):
    reasons = top_reasons(analyzer.analyze(AVERAGE))
    sources = [r.source for r in reasons]
    assert len(sources) == len(set(sources))
    assert [abs(r.value) for r in reasons] == sorted((abs(r.value) for r in reasons), reverse=True)


def test_words_of_an_unknown_language_are_english():
    assert Words("und").language == "en"


def test_control_characters_do_not_reach_the_terminal():
    assert printable("a\x1b[31mb\u202ec\nd") == "a\ufffd[31mb\ufffdc\nd"
