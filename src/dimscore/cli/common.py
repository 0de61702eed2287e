"""What several verbs share: paths to files, a console, the default model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dimscore.errors import UsageError
from dimscore.readers import READERS


def input_files(paths: Sequence[Path]) -> list[Path]:
    """The files that `paths` name; a folder stands for all files in it of a known ending."""
    endings = {suffix for reader in READERS for suffix in reader.suffixes}
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix in endings)
            if not found:
                raise UsageError(f"{path}: no file here ends in {', '.join(sorted(endings))}")
            files += found
        else:
            files.append(path)
    return files
