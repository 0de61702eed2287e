"""`dimscore evaluate`: how well labelled transcripts are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    gold: Annotated[
        list[Path], typer.Option(help="Labelled transcripts, JSON Lines; may be given again.")
    ],
    output: Annotated[
        list[Path] | None,
        typer.Option(help="Also write what was measured, .json or .md; may be given again."),
    ] = None,
) -> None:
    """Print precision, recall and F1 per signal, gap and language, span overlap, rating error."""
    from dimscore.analyzer import Analyzer
    from dimscore.csat.artefact import default_model
    from dimscore.errors import UsageError
    from dimscore.evaluation import evaluate_gold, labelled_in_full, read_gold
    from dimscore.evaluation.show import as_markdown

    if any(path.suffix not in (".json", ".md") for path in output or ()):
        raise UsageError("--output: write to a file that ends in .json or .md")
    labelled = labelled_in_full([item for path in gold for item in read_gold(path)])
    if not labelled:
        raise UsageError("--gold: no labelled transcript in the file")
    name = ", ".join(path.name for path in gold)
    evaluation = evaluate_gold(labelled, Analyzer(model=default_model()), name)
    text = as_markdown(evaluation)
    typer.echo(text)
    json = evaluation.model_dump_json(indent=1) + "\n"
    for path in output or ():
        path.write_text(json if path.suffix == ".json" else text, "utf-8")
