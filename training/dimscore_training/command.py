"""`dimscore train`: one command from labelled transcripts to a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Train models.", no_args_is_help=True)


@app.callback()
def train() -> None:
    """Train models."""


@app.command()
def confidence(
    gold: Annotated[Path, typer.Option(help="Labelled transcripts, to count right hits in.")],
) -> None:
    """Set each signal's confidence to how often its rules are right, per language."""
    from dimscore.evaluation import read_gold
    from dimscore_training.confidence import write_confidence

    for path in write_confidence(read_gold(gold), gold.name):
        typer.echo(f"wrote {path}")


@app.command()
def csat(
    gold: Annotated[Path, typer.Option(help="Labelled transcripts with ratings, to train on.")],
    out: Annotated[Path, typer.Option(help="Folder of the model, e.g. models/NAME.")],
    check: Annotated[
        Path | None, typer.Option(help="Labelled transcripts that training must not see.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the folds.")] = 7,
) -> None:
    """Train the satisfaction model, measure it against baselines, write it with its card."""
    from dimscore.evaluation import read_gold
    from dimscore_training.artefact import write_model
    from dimscore_training.csat import train as train_model
    from dimscore_training.dataset import build_dataset
    from dimscore_training.report import card, held_out_metrics, metrics_on

    data = build_dataset(read_gold(gold))
    trained = train_model(data, seed)
    measured = {f"{gold.name}, out of fold": held_out_metrics(trained, data)}
    if check is not None:
        measured[check.name] = metrics_on(trained, build_dataset(read_gold(check)))
    metrics = {
        "contacts": len(set(data.groups)),
        "seed": seed,
        "ridge": trained.ridge,
        "measured": measured,
    }
    text = card(out.name, trained, metrics, gold.name, seed)
    command = f"dimscore train csat --gold {gold} --out {out}"
    command += f" --check {check}" if check else ""
    write_model(out, trained.weights(), metrics, text, f"{command} --seed {seed}")
    typer.echo(text)
