"""Values packages one at a time through the books, as slowly as it reads: what the grid's worths are compared with.

Nothing here, nor anything that it imports, knows of plans, columns or kernels.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs
from dealwright.engine.scenario import Scene

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float

    from dealwright.deal.deal import Deal
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Package = Mapping[str, str]


def packages(loaded: Loaded) -> list[dict[str, str]]:
    """List every package of a deal: each value of each path, the last path of the file runs fastest."""
    values = loaded.ranges()
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


def wordings(loaded: Loaded) -> tuple[Deal, ...]:
    """List the wordings that are compared in the bargain: the deal with each value of each path alone, and no deal."""
    alone = [loaded.package({path: value}).sound for path, values in loaded.ranges().items() for value in values]
    return (loaded.package({}).sound, *alone, loaded.no_deal().sound)


def samples(
    loaded: Loaded, package: Package | None, draws: Draws, compared: Sequence[Deal]
) -> dict[str, Float[np.ndarray, " path"]]:
    """Simulate one package, or no deal, and return what it is worth to each party at the table on each path.

    Packages are compared with the same eyes: what someone at the table knows is taken at its central value (the median
    of a number, the likeliest reading of a clause); what nobody there knows differs from path to path.

    Args:
        loaded: The deal.
        package: A value for each negotiable path; None for no deal.
        draws: The draws of its futures.
        compared: Every wording that is compared.

    Returns:
        Present value by the bargain's measure, by party; (path,) money.
    """
    deal = loaded.sound
    assert deal.negotiate is not None
    table = deal.negotiate.between
    anew = replace(draws)  # nothing that was computed for another package is found again
    laid = loaded.no_deal() if package is None else loaded.package(dict(package))
    scene = Scene(laid, anew, forms=compared)
    known = {doubt.name: doubt.central for doubt in scene.doubts if doubt.known_to & set(table)}
    own = deal.worth_by == "mean_at_discount"
    found = {}
    for party in table:
        seen = scene.samples(party, beliefs.traits(scene.loaded.sound, party), known)
        found[party] = seen.at_discount if own else seen.risk_free
    return found


def tolerances(loaded: Loaded, package: Package | None) -> dict[str, float | None]:
    """Say what each party's central risk tolerance is in a package; none where it counts means."""
    deal = (loaded.no_deal() if package is None else loaded.package(dict(package))).sound
    assert deal.negotiate is not None
    own = deal.worth_by == "mean_at_discount"
    return {party: None if own else beliefs.traits(deal, party).risk_tolerance for party in deal.negotiate.between}


def tails(sample: Float[np.ndarray, " path"], share: float = 0.05) -> tuple[float, float, float]:
    """Take the standard deviation, the quantile at a share, and the mean of the worst share of the paths.

    Source: Rockafellar and Uryasev, Journal of Risk 2(3), 2000: the path on the boundary counts in part.
    """
    weight = np.clip(share * len(sample) - np.arange(len(sample)), 0.0, 1.0)
    worst = float(np.sum(np.sort(sample) * weight) / np.sum(weight))
    return float(np.std(sample)), float(np.quantile(sample, share)), worst


def certainty_equivalent(sample: Float[np.ndarray, " path"], tolerance: float | None) -> float:
    """Take what a party would take for sure: -rho log of the mean of exp(-value / rho); the mean without a tolerance.

    Source: Howard, "Decision analysis: practice and promise", Management Science 34 (1988).
    """
    if tolerance is None:
        return float(np.mean(sample))
    least = float(np.min(sample))
    return least - tolerance * float(np.log1p(np.mean(np.expm1(-(sample - least) / tolerance))))
