"""Time to `dimscore --help` and to the first report, beside a bare Python, in one run.

python benchmarks/start.py
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from common import ROOT

_ROUNDS = 5


def seconds(command: list[object]) -> float:
    start = time.perf_counter()
    subprocess.run([str(c) for c in command], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    dimscore = Path(sys.executable).parent / "dimscore"
    commands: dict[str, list[object]] = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "dimscore --help": [dimscore, "--help"],
        "first report": [dimscore, "analyze", ROOT / "data/samples/en/top.txt"],
    }
    print("what             seconds (min, median, max)")
    for name, command in commands.items():
        seconds(command)
        times = sorted(seconds(command) for _ in range(_ROUNDS))
        print(f"{name:16} {times[0]:.2f}, {median(times):.2f}, {times[-1]:.2f}")


if __name__ == "__main__":
    main()
