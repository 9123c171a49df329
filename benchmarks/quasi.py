"""Compare the variance of what is estimated, quasi-random against plain draws, at equal paths.

Run: python benchmarks/quasi.py [PATHS] [SEEDS]. Each seed draws anew; the variance is that of the estimates over the
seeds. One scrambling has all the paths. To beat: 20 times less variance of a certainty equivalent; aim: 50.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dealwright.engine.books import keep_books
from dealwright.engine.last_pricing import last_pricing
from dealwright.engine.lines import Rates, whole
from dealwright.engine.measures import exponential_equivalent
from dealwright.lang.load import load
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from jaxtyping import Float

    from dealwright.deal.deal import Deal

ROOT = Path(__file__).resolve().parent.parent
REAL, REFERENCE = ROOT / "examples" / "openai-microsoft" / "deal.yaml", ROOT / "benchmarks" / "reference_deal.yaml"
PATHS, SEEDS = 4096, 32
MEASURES = ("mean", "certainty equivalent", "p5", "CVaR 5 %")
RATES = Rates(0.045, own_rates=False)


def estimates(deal: Deal, tolerances: dict[str, float], draws: Draws) -> Float[np.ndarray, "party measure"]:
    """Estimate what a deal is worth to parties, by every measure."""
    books = keep_books(deal, simulate(deal, draws))
    rows = []
    for party, tolerance in tolerances.items():
        worth = whole(books, party, RATES)
        p5 = float(np.quantile(worth, 0.05))
        sure = float(exponential_equivalent(worth[None], tolerance)[0])
        rows.append([float(worth.mean()), sure, p5, float(worth[worth <= p5].mean())])
    return np.array(rows)


def main(paths: int = PATHS, seeds: int = SEEDS) -> int:
    """Print the measurements."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    print(
        f"variance of plain draws over that of quasi-random ones, {paths:,} paths, {seeds} seeds each: within a factor"
    )
    print(f"of {np.exp(4 / seeds**0.5):.1f} either way")
    loaded = load(REAL)
    reference = load(REFERENCE).sound
    pairs = {
        "real deal": (loaded.no_deal().sound, loaded.scenario("signed").sound, {"holders": 5e10, "microsoft": 5e11}),
        "reference deal": (reference, reference, {"ada": 200.0, "bob": 200.0}),
    }
    for title, (first, second, tolerances) in pairs.items():
        priced_by = last_pricing(first)
        drawn = {
            mode: np.array(
                [_both(first, second, tolerances, Draws(seed, 1, paths, mode, priced_by)) for seed in range(seeds)]
            )
            for mode in ("plain", "sobol")
        }
        kinds = ("no deal", "signed", "difference") if first is not second else ("worth",)
        for place, party in enumerate(tolerances):
            for kind, what in enumerate(kinds):
                plain, quasi = (np.var(drawn[mode][:, kind, place], axis=0) for mode in ("plain", "sobol"))
                told = ", ".join(f"{name} {each:6.1f}" for name, each in zip(MEASURES, plain / quasi, strict=True))
                print(f"  {title}, {party:9s} {what:10s} {told}")
        for kind, deal in zip(kinds, (first, second), strict=False):
            told = ", ".join(f"{party} {each}" for party, each in _deciding(deal, tolerances, priced_by).items())
            print(f"  {title}, {kind}: spread over risk tolerance, and part of the futures that decide: {told}")
    return 0


def _deciding(deal: Deal, tolerances: dict[str, float], priced_by: float | None) -> dict[str, str]:
    """Say how many risk tolerances a standard deviation is, and which part of the futures decides.

    That part is the effective sample of the weights exp(-worth / tolerance), of which a certainty equivalent is made.
    """
    books = keep_books(deal, simulate(deal, Draws(1, 8, PATHS, priced_by=priced_by)))
    found = {}
    for party, tolerance in tolerances.items():
        worth = whole(books, party, RATES)
        weight = np.exp((worth.min() - worth) / tolerance)
        part = weight.sum() ** 2 / (weight @ weight) / len(weight)
        found[party] = f"{worth.std() / tolerance:.1f} and {part:.0%}"
    return found


def _both(
    first: Deal, second: Deal, tolerances: dict[str, float], draws: Draws
) -> Float[np.ndarray, "kind party measure"]:
    before = estimates(first, tolerances, draws)
    after = before if second is first else estimates(second, tolerances, draws)
    return np.array([before, after, after - before])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
