"""Peak memory of `dimscore analyze` over 1,000 and over 100,000 transcripts.

    python benchmarks/memory.py

Flat means: the two figures are nearly the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from common import transcripts

_SIZES = (1_000, 100_000)


def main() -> None:
    contacts = transcripts()
    dimscore = Path(sys.executable).parent / "dimscore"
    print("transcripts  peak MB")
    with tempfile.TemporaryDirectory() as folder:
        for size in _SIZES:
            source = Path(folder) / f"{size}.jsonl"
            with source.open("w", encoding="utf-8") as file:
                for i in range(size):
                    contact = contacts[i % len(contacts)]
                    short = contact.model_copy(update={"id": str(i), "turns": contact.turns[:6]})
                    file.write(short.to_json() + "\n")
            output = Path(folder) / "out.jsonl"
            print(f"{size:11}  {peak([dimscore, 'analyze', source, '--output', output]):.0f}")


def peak(command: list[object]) -> float:
    process = subprocess.Popen([str(part) for part in command])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
