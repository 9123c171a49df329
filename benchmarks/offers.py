"""Time what to offer against a careful search that values all packages anew in every case, and compare what they find.

Run: python benchmarks/offers.py [--quick]. Both sides are in one run; trust the ratios. The plain side values every
package on the same futures once for each draw of what the other side knows, all packages of a draw at once in arrays,
and takes the largest mean of what is gained where it is signed. It finds the best offer alone: what is offered beside
it, concessions, asks and contracts on what may happen are on the verb's side only.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from dataclasses import replace

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

import dealwright
from dealwright.bargain.negotiation import compare
from dealwright.bargain.packages import Eyes, forms, value_grid
from dealwright.engine import beliefs as belief
from dealwright.engine.scenario import Scene
from dealwright.study import Study

DEAL, ME, THEM = "examples/beliefs.yaml", "grant", "hollis"
DRAWS, OWN = 256, 16


def main() -> None:
    """Print processor times, ratios, and how good either offer is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the paths")
    paths = 1024 if parser.parse_args().quick else 4096
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {paths:,} futures")
    Study(dealwright.load(DEAL), paths=64).offers(ME)  # what is imported once is no part of any side
    study = Study(dealwright.load(DEAL), paths=paths)
    start = time.process_time()
    best = study.offers(ME).sides[0].best
    verb = time.process_time() - start
    if best is None:
        raise SystemExit("there is no best offer")
    start = time.process_time()
    packages, surplus = searched(Study(dealwright.load(DEAL), paths=paths))
    plain = time.process_time() - start
    ours = surplus[packages.index(dict(best.package))] if dict(best.package) in packages else None
    top = int(np.argmax(surplus))
    print(f"the verb, with all that it says: {verb:.1f} s; the plain search of the best offer: {plain:.1f} s")
    print(f"ratio {plain / verb:.1f}")
    print(f"expected surplus of the best offer of {len(packages)}: {surplus[top]:,.0f} ({packages[top]})")
    told = best.searched.surplus
    where = "between two steps" if ours is None else f"{ours:,.0f} by the plain search"
    print(f"of the verb's: {told.value:,.0f} ±{told.standard_error:,.0f}; {where} ({dict(best.package)})")


def searched(study: Study) -> tuple[list[dict[str, str]], np.ndarray]:
    """Value every package anew for each draw of what either side knows; return what is expected of offering each."""
    loaded, draws = study.deal, study.randomness
    deal, (_, held, grid) = loaded.sound, compare(loaded, draws, lambda _done, _of: None)
    me, them = (list(held).index(party) for party in (ME, THEM))
    doubts = {each.name: each for each in Scene(loaded.no_deal(), draws, forms=forms(loaded)).doubts}
    mine = np.zeros(grid.worth.shape[1])
    for reading, chance in zip(doubts["support"].choices, (0.65, 0.35), strict=True):
        for tolerance in belief.trait_at(deal, ME, "risk_tolerance", middles(OWN)):
            traits = {party: belief.traits(deal, party) for party in held}
            traits[ME] = replace(traits[ME], risk_tolerance=float(tolerance))
            seen = value_grid(loaded, draws, eyes=Eyes({"support": reading}, traits, alone=True))
            mine += chance / OWN * seen.worth[me]
    mine -= held[ME].value + np.mean(belief.trait_at(deal, ME, "reservation", middles(DRAWS)))
    signed = np.zeros(len(mine))
    for value in doubts["uplift"].at_levels(middles(DRAWS)):
        seen = value_grid(loaded, draws, eyes=Eyes({"uplift": float(value)}, alone=True))
        signed += (seen.worth[them] >= held[THEM].value) / DRAWS  # without a deal it has nothing, whatever it knows
    return [dict(grid.package(number)) for number in range(len(mine))], signed * mine


def middles(count: int) -> np.ndarray:
    """Return the middles of equal parts of 0 to 1."""
    return (np.arange(count) + 0.5) / count


if __name__ == "__main__":
    main()
