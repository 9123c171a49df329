"""Read a scenario with NegMAS and find its frontier and its Nash points: run by benchmarks/genius.py.

Run: python negmas_scenario_side.py FOLDER. Prints JSON: seconds, the utilities of the frontier and of the Nash points.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path

from negmas.inout import Scenario
from negmas.preferences.ops import nash_points, pareto_frontier


def main() -> None:
    """Print what NegMAS finds, and how long it takes from the files on."""
    warnings.simplefilter("ignore")
    start = time.perf_counter()
    scenario = Scenario.load(Path(sys.argv[1]))
    if scenario is None:
        sys.exit("NegMAS cannot read the scenario")
    line, _ = pareto_frontier(scenario.ufuns, issues=scenario.issues, sort_by_welfare=False, max_cardinality=10**9)
    nash = nash_points(scenario.ufuns, line, issues=scenario.issues)
    seconds = time.perf_counter() - start
    named = {"frontier": [list(point) for point in line], "nash": [list(point) for point, _ in nash]}
    print(json.dumps({"seconds": seconds, "names": [ufun.name for ufun in scenario.ufuns], **named}))


if __name__ == "__main__":
    main()
