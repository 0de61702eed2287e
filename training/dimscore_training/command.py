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
    from dimscore.evaluation import labelled_in_full, read_gold
    from dimscore_training.confidence import write_confidence

    for path in write_confidence(labelled_in_full(read_gold(gold)), gold.name):
        typer.echo(f"wrote {path}")


@app.command()
def csat(
    gold: Annotated[Path, typer.Option(help="Labelled transcripts with ratings, to train on.")],
    out: Annotated[Path, typer.Option(help="Folder of the model, e.g. models/NAME.")],
    calibrate: Annotated[
        Path | None,
        typer.Option(help="Rated transcripts by other writers: they set temperature and interval."),
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
    others = build_dataset(read_gold(calibrate)) if calibrate else None
    trained = train_model(data, seed, others)
    measured = {f"{gold.name}, out of fold": held_out_metrics(trained, data)}
    if others is not None and calibrate is not None:
        measured[f"{calibrate.name}, used for calibration"] = metrics_on(trained, others)
    metrics = {
        "contacts": len(set(data.groups)),
        "seed": seed,
        "ridge": trained.ridge,
        "measured": measured,
    }
    text = card(out.name, trained, metrics, gold.name, calibrate.name if calibrate else None)
    command = f"dimscore train csat --gold {gold} --out {out}"
    command += f" --calibrate {calibrate}" if calibrate else ""
    write_model(out, trained.weights(), metrics, text, f"{command} --seed {seed}")
    typer.echo(text)
