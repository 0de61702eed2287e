"""`dimscore analyze`: transcripts in, reports out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def analyze(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders with transcripts.")],
    output: Annotated[
        Path | None,
        typer.Option(help="Write here instead of the terminal: .jsonl, .json, .html or .csv."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Language of transcripts that name none, e.g. pl.")
    ] = None,
    roles: Annotated[
        str, typer.Option(help='Who the labels are, e.g. "Anna=agent,Piotr=customer".')
    ] = "",
    scorecard: Annotated[
        list[str] | None,
        typer.Option(help="Scorecard id or file; may be given more than once."),
    ] = None,
) -> None:
    """Analyse transcripts: signals, gaps, scores, predicted satisfaction, with evidence."""
    from dimscore.analyzer import Analyzer
    from dimscore.cli.common import input_files
    from dimscore.cli.work import run
    from dimscore.csat.artefact import default_model
    from dimscore.errors import UsageError
    from dimscore.lang import languages
    from dimscore.readers import parse_roles
    from dimscore.scoring import DEFAULT

    if language is not None and language not in languages():
        raise UsageError(f"--language: {language!r} is not one of {', '.join(languages())}")
    analyzer = Analyzer(
        scorecards=scorecard or (DEFAULT,), model=default_model(), language=language
    )
    failed = run(analyzer, input_files(paths), output, parse_roles(roles), language)
    if failed:
        raise typer.Exit(1)
