"""Share of private data that masking finds, and of harmless lines that it masks, per language.

    python benchmarks/masking.py

`own` are the lines that the rules were written with, `others` those by other hands. `told` masks
with the language known, `all` with the words of all languages.
"""

from __future__ import annotations

from common import ROOT

from dimscore.evaluation.masking import measure_masking, read_cases
from dimscore.lang import languages

_FOLDERS = {"own": ROOT / "data/redaction", "others": ROOT / "data/redaction/others"}


def main() -> None:
    print("lines   language  asked   found        share  harmless lines masked")
    for name, folder in _FOLDERS.items():
        for code in languages():
            cases = read_cases(folder / f"{code}.jsonl")
            for asked, language in (("told", code), ("all", None)):
                m = measure_masking(cases, language)
                share = m.found / m.pieces
                print(
                    f"{name:7} {code:9} {asked:6} {m.found:4} of {m.pieces:3}   {share:.3f}"
                    f"  {m.wrong} of {m.harmless}"
                )


if __name__ == "__main__":
    main()
