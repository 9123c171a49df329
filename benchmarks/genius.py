"""Read and analyse scenarios of up to 10^30 outcomes, and compare with NegMAS 0.16 where it can: speed, and results.

Run: make oracle, then python benchmarks/genius.py [--quick]. Both sides read the same files of one run, and are timed
from the files to the Nash point; ours finds all solutions, opposition and how many outcomes are acceptable besides.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from dealwright.lang.genius.functions import Table
from dealwright.lang.genius.issue import Issue
from dealwright.lang.genius.print_yaml import yaml_files
from dealwright.lang.genius.scenario import Additive, Profile, Scenario
from dealwright.study.genius import Analysis, analyse, read_scenario

HERE = Path(__file__).resolve().parent
ORACLE = HERE.parent / ".oracle" / "bin" / "python"
SIDE = HERE / "oracle" / "negmas_scenario_side.py"
SHAPES = {"party": (6, 4), "energy": (8, 5), "seven million": (7, 10), "10^20": (20, 10), "10^30": (30, 10)}
"""How many issues of how many values."""
MOST_OF_NEGMAS = 400_000
PATIENCE = 300
CLOSE = 1e-9


def scenario(issues: int, values: int, parties: int = 2) -> Scenario:
    """Make a scenario with evaluations from 1 to 100 and weights that sum to one."""
    drawn = random.Random(issues * 100 + values)  # noqa: S311 - no secret
    space = tuple(
        Issue(f"i{at}", values=tuple(f"v{place}" for place in range(values)), index=at) for at in range(issues)
    )
    profiles = []
    for party in ("ada", "bruno", "carla")[:parties]:
        weights = [drawn.random() for _ in space]
        tables = tuple(
            Table(tuple((value, drawn.randint(1, 100) / 100) for value in issue.values), by_largest=False)
            for issue in space
        )
        profiles.append(Profile(party, Additive(tuple(each / sum(weights) for each in weights), tables), 0.1))
    return Scenario("drawn", space, tuple(profiles), "NegMAS")


def ours(folder: Path) -> tuple[float, Analysis]:
    """Read and analyse a folder."""
    start = time.perf_counter()
    found = analyse(read_scenario([folder]).sound)
    return time.perf_counter() - start, found


def theirs(folder: Path) -> dict[str, Any] | None:
    """Let NegMAS read and analyse the same folder, in its own environment; None where it takes too long."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    try:
        done = subprocess.run(
            [ORACLE, SIDE, folder], capture_output=True, text=True, check=True, env=clean, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return None
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def told(found: Analysis, other: dict[str, Any]) -> str:
    """Say what is the same."""
    order = [other["names"].index(party) for party in found.bargain.between]
    line = np.array(sorted({tuple(point.certainty_equivalent.values()) for point in found.bargain.frontier}))
    rival = np.array(sorted(tuple(point[at] for at in order) for point in other["frontier"]))
    same = line.shape == rival.shape and bool(np.abs(line - rival).max() < CLOSE)
    nash = np.array(list(found.bargain.solutions["nash"].certainty_equivalent.values()))
    named = [np.abs(nash - [point[at] for at in order]).max() < CLOSE for point in other["nash"]]
    return f"frontier {'the same' if same else 'NOT THE SAME'}, Nash {'the same' if any(named) else 'NOT THE SAME'}"


def main() -> int:
    """Print times, ratios, memory, and what is the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only what NegMAS does in seconds, and the largest")
    quick = parser.parse_args().quick
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    if not ORACLE.exists():
        print("without NegMAS: `make oracle` makes an environment with it (AGPL) in .oracle/")
    for title, (issues, values) in SHAPES.items():
        if quick and title in {"energy", "seven million"}:
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file, text in yaml_files(scenario(issues, values)).items():
                (folder / file).write_text(text, encoding="utf-8")
            wall, found = ours(folder)
            points = f"{len(found.bargain.frontier):,} points"
            said = f"{title}, {found.outcomes.count:,} outcomes: {1e3 * wall:,.0f} ms, {points}"
            if ORACLE.exists() and found.outcomes.count <= MOST_OF_NEGMAS:
                other = theirs(folder)
                beside = f"over {PATIENCE} s" if other is None else f"{1e3 * other['seconds']:,.0f} ms"
                ratio = "" if other is None else f", {other['seconds'] / wall:,.0f} times; {told(found, other)}"
                said += f"; NegMAS {beside}{ratio}"
            print(said, flush=True)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
