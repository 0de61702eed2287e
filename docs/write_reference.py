"""Write `docs/reference/*.md` from the code: python docs/write_reference.py

A test writes them again and compares, so they can not drift.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dimscore.catalogue import load_catalogue
from dimscore.csat.features import features
from dimscore.metrics import METRICS
from dimscore.readers import READERS
from dimscore.scoring import shipped_scorecards

FOLDER = Path(__file__).parent / "reference"


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def signals() -> str:
    rows = (
        (f"`{s.id}`", s.dimension, s.by, s.polarity, s.definition, s.not_this)
        for s in load_catalogue().signals.values()
    )
    head = ("id", "dimension", "said by", "polarity", "definition", "not this")
    return (
        "# Signals\n\n`+` helps, `-` hurts, `o` opens an opportunity or gives context.\n\n"
        + table(head, rows)
    )


def gaps() -> str:
    rows = (
        (
            f"`{g.id}`",
            g.dimension,
            g.definition,
            ", ".join(f"`{s}`" for s in g.opens_on) or "events, times",
            ", ".join(f"`{s}`" for s in g.answers),
            ", ".join(f"{k} = {v:g}" for k, v in g.settings.items()),
        )
        for g in load_catalogue().gaps.values()
    )
    head = ("id", "dimension", "what is missing", "opens on", "met by", "settings")
    return "# Gaps\n\nEvery opportunity is listed in a report, met ones too.\n\n" + table(
        head, rows
    )


def metrics() -> str:
    rows = ((f"`{name}`", m.unit, m.meaning) for name, m in METRICS.items())
    text = "# Metrics\n\nNull where the transcript does not hold what is needed.\n\n"
    return text + table(("id", "unit", "meaning"), rows)


def scorecards() -> str:
    parts = ["# Scorecards"]
    for card in shipped_scorecards().values():
        rows = (
            (
                f"`{c.id}`",
                c.title,
                f"{c.weight:g}",
                c.dimension or c.level or "",
                c.gap or ", ".join(c.signals) or f"not {', '.join(c.avoid)}"
                if not c.metric
                else c.metric,
            )
            for c in card.criteria
        )
        head = ("id", "criterion", "weight", "dimension or level", "looks at")
        parts.append(f"## `{card.id}`: {card.title}\n\n{card.description}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def model_features() -> str:
    rows = (
        (f"`{f.name}`", f"`{f.source}`", f.dimension, "+" if f.sign > 0 else "-")
        for f in features()
    )
    text = "# Features of the satisfaction model\n\nA weight never goes against its sign.\n\n"
    return text + table(("name", "traced to", "dimension", "sign"), rows)


def formats() -> str:
    rows = (
        (f"`{r.id}`", r.title, ", ".join(r.suffixes), f"`data/formats/{r.id}/`") for r in READERS
    )
    return "# Input formats\n\n" + table(("id", "format", "endings", "example"), rows)


PAGES = {
    "signals.md": signals,
    "gaps.md": gaps,
    "metrics.md": metrics,
    "scorecards.md": scorecards,
    "features.md": model_features,
    "formats.md": formats,
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page() + "\n", "utf-8")


if __name__ == "__main__":
    main()
