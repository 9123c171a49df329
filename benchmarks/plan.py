"""Hold what `dealwright plan` foresees against what is measured, on real deals: the time of the packages and of it all.

Run: python benchmarks/plan.py [--quick]. A figure is foreseen roughly: the aim is a factor of three.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dealwright.bargain.packages import value_grid
from dealwright.lang.load import load
from dealwright.study import Study

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
DEALS = ("bms-imclone", "bms-otsuka", "openai-microsoft", "drug-licence", "sanofi-regeneron", "cloud-commitment")
QUICK = DEALS[:3]


def measured(study: Study) -> tuple[float, float]:
    """Time the packages, and then the whole bargain, in processor seconds; what the first has computed is not kept."""
    start = time.process_time()
    value_grid(study.deal, study.randomness)
    packages = time.process_time() - start
    again = Study(study.loaded, paths=study.paths)
    _ = again.deal
    start = time.process_time()
    again.bargain()
    return packages, time.process_time() - start


def main() -> None:
    """Print what was foreseen, what was measured, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three deals, 4,096 futures")
    quick = parser.parse_args().quick
    for name in QUICK if quick else DEALS:
        study = Study(load(EXAMPLES / name / "deal.yaml"), paths=4096 if quick else 16384)
        start = time.process_time()
        plan = study.plan()
        planned = time.process_time() - start
        packages, whole = measured(study)
        parts = plan.cost.parts
        foreseen = sum(spent for part, spent in parts.items() if part not in ("solutions", "refinement"))
        print(
            f"{name}: planned in {planned * 1e3:.0f} ms; {plan.packages:,} packages foreseen {foreseen:.2f} s, "
            f"measured {packages:.2f} s, ratio {foreseen / packages:.2f}; all foreseen {plan.cost.seconds[1]:.2f} s, "
            f"measured {whole:.2f} s, ratio {plan.cost.seconds[1] / whole:.2f}"
        )


if __name__ == "__main__":
    main()
