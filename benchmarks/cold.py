"""Time the way from a cold start to a first value and a first bargain, as whole processes: after an install, and later.

Run: python benchmarks/cold.py [--quick]. To beat: 2 s; aim: 1 s. The first run finds nothing compiled, neither loops
nor bytecode, which pip would have compiled at install; later runs find both. Beside them stands `import numpy`,
which is most of what no program with arrays can do without. On a busy machine trust the processor time and the ratio.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
RUNS = 5


def process(arguments: list[str], kept: str) -> tuple[float, float]:
    """Return wall and processor seconds of a process that keeps what it compiles in a folder."""
    left_out = {"PYTHONDONTWRITEBYTECODE"}
    places = {"PYTHONPYCACHEPREFIX": f"{kept}/bytecode", "NUMBA_CACHE_DIR": f"{kept}/loops"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | places
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True, env=environment)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def told(title: str, found: list[tuple[float, float]], floor: float) -> None:
    """Print the least wall and processor time of some runs, and the ratio to the floor."""
    wall, spent = (min(each) for each in zip(*found, strict=True))
    print(f"  {title:<42} {wall:5.2f} s wall, {spent:5.2f} processor-s, {spent / floor:4.1f} times NumPy's start")


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two later runs in place of five")
    later = 2 if parser.parse_args().quick else RUNS
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    with tempfile.TemporaryDirectory() as kept:
        importing = [process(["-c", "import numpy"], kept) for _ in range(later + 1)][1:]
        floor = min(spent for _, spent in importing)
        told('python -c "import numpy"', importing, floor)
    small, real = ("a small deal", "hello.yaml"), ("the real deal", "openai-microsoft/deal.yaml")
    for verb, (which, path) in (("value", small), ("value", real), ("bargain", small)):
        with tempfile.TemporaryDirectory() as kept:
            title, command = f"{verb} of {which}", ["-m", "dealwright", verb, str(EXAMPLES / path)]
            told(f"{title}, nothing compiled yet", [process(command, kept)], floor)
            told(f"{title}, later runs", [process(command, kept) for _ in range(later)], floor)


if __name__ == "__main__":
    main()
