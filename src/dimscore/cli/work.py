"""Run an analyzer over files: one outcome a record, in order, written as it comes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dimscore.analyzer import Analyzer
from dimscore.errors import UsageError
from dimscore.readers import Record, Source, read_path
from dimscore.render.output import SUFFIXES, ReportWriter, open_writer
from dimscore.render.terminal import print_outcome
from dimscore.report import Failure, Outcome
from dimscore.transcript import Speaker, Transcript

_Write = Callable[[Outcome, Record], None]
_Step = Callable[[int], None]


def run(
    analyzer: Analyzer,
    files: Sequence[Path],
    output: Path | None,
    roles: Mapping[str, Speaker],
    language: str | None,
) -> int:
    """Analyse all records of `files`; how many could not be read."""
    if output is not None and output.suffix not in SUFFIXES:
        raise UsageError(f"--output: write to a file that ends in {', '.join(SUFFIXES)}")
    failed = 0
    with _progress(files, shown=output is not None) as step, _sink(output) as write:
        for file in files:
            source = Source(name=str(file), roles=roles, language=language)
            for record in read_path(file, source):
                outcome = record if isinstance(record, Failure) else analyzer.analyze(record)
                failed += isinstance(outcome, Failure)
                write(outcome, record)
                step(0)
            step(1)
    return failed


@contextmanager
def _sink(output: Path | None) -> Generator[_Write]:
    if output is None:
        console = Console()

        def show(outcome: Outcome, record: Record) -> None:
            print_outcome(console, outcome, record if isinstance(record, Transcript) else None)

        yield show
        return
    try:
        writer: ReportWriter = open_writer(output)
    except OSError as error:
        raise UsageError(f"--output: can not write {output}: {error.strerror}") from None
    with writer:
        yield writer.write


@contextmanager
def _progress(files: Sequence[Path], *, shown: bool) -> Generator[_Step]:
    """A progress bar on a terminal, nothing when piped."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda done: None
        return
    columns = (
        TextColumn("{task.fields[records]} records"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("analyze", total=len(files), records=0)
        count = 0

        def step(done: int) -> None:
            nonlocal count
            count += 1 - done
            progress.update(task, advance=done, records=count)

        yield step
