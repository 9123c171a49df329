"""Time what knowing a drug's sales is worth to its licensee, against revaluing the deal for each that may be learnt.

Run: python benchmarks/facts.py [--quick]. Both sides are in one run and asked the same: a package is signed or refused,
one doubt is learnt before. The plain side lays each of many sales on the deal and values it anew, then takes what is
better, as one would by hand (nested simulation). Its time is scaled to the error of ours, which falls with the root of
the time; what the noise of its inner means flatters it by is left to it. Trust the ratio.
"""

from __future__ import annotations

import argparse
import os
import platform
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.stats import norm

import dealwright
from dealwright.study import Study

DEAL, PARTY, DOUBT = "examples/drug-licence/deal.yaml", "heron", "peak_sales"
LOW, HIGH = 500e6, 1600e6
"""The 5th and 95th percentile of the doubt, a lognormal."""
SIGMA = np.log(HIGH / LOW) / 2.0 / norm.ppf(0.95)
PACKAGE = {
    "terms.upfront.amount": "120m USD",
    "terms.trial_paid.amount": "100m USD",
    "terms.approval_paid.amount": "50m USD",
    "terms.royalty.rate": "8%",
}
INNER = 4096
"""Futures of each inner valuation."""


def main() -> None:
    """Print both values, with errors and processor times, and the ratio at equal error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the plain side")
    outer = 64 if parser.parse_args().quick else 256
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    ours(512)  # what is imported and compiled once is no part of either side
    nested(4)
    value, error, took = ours(16384)
    print(f"regression, 16,384 futures: {value / 1e6:.2f}m ±{error / 1e6:.2f}, {took:.2f} s")
    plain, wide, long = nested(outer)
    print(f"nested, {outer} sales of {INNER} futures: {plain / 1e6:.2f}m ±{wide / 1e6:.2f}, {long:.2f} s")
    print(f"at equal error: {long * (wide / error) ** 2 / took:.0f} times as fast")
    apart = abs(value - plain) / np.hypot(error, wide)
    print(f"apart by {apart:.1f} standard errors")


def ours(paths: int) -> tuple[float, float, float]:
    """Return the value of knowing as `facts` tells it, its error, and the processor time."""
    study = Study(dealwright.load(DEAL), paths=paths)
    _ = study.deal
    start = time.process_time()
    side = study.facts(PARTY, of=DOUBT, at=PACKAGE, ranges=False).side(PARTY)
    took = time.process_time() - start
    if side is None:
        raise SystemExit(f"{PARTY} decides nothing in {DEAL}")
    found = side.knowing[f"facts.{DOUBT}"].value
    return found.value, found.standard_error, took


def nested(outer: int) -> tuple[float, float, float]:
    """Return the same by revaluing the deal at each of many sales, two at a level so that their spread is seen."""
    package = dealwright.load(DEAL).package(PACKAGE)
    start = time.process_time()
    gains = np.empty((2, outer // 2))
    rng = np.random.default_rng(1)
    for place in range(outer // 2):
        for twin in range(2):
            level = (place + rng.random()) / (outer // 2)
            sales = float(np.sqrt(LOW * HIGH) * np.exp(SIGMA * norm.ppf(level)))
            learnt = package.with_overrides({f"facts.{DOUBT}.is": f"{sales:.0f} USD"})
            seed = 2 * place + twin + 1
            gains[twin, place] = worth(Study(learnt, seed, INNER, overrides={}))
    values = [float(np.mean(np.maximum(each, 0.0)) - max(np.mean(each), 0.0)) for each in gains]
    took = time.process_time() - start
    differences = np.maximum(gains[0], 0.0) - np.maximum(gains[1], 0.0)
    return float(np.mean(values)), float(np.sqrt(np.mean(differences**2) / 2.0 / outer)), took


def worth(study: Study) -> float:
    """Return what the party gains by the contract over no deal."""
    found = study.value()
    signed, refused = (
        found.scenarios[name].parties[PARTY].mean.value for name in ("in_force", study.deal.sound.negotiate.no_deal)
    )
    return float(signed - refused)


if __name__ == "__main__":
    main()
