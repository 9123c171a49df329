"""What a package changes: each party's worth, line by line, against where the parties stand without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.trail import PackageEffect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.worth import Samples, Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


def package_effect(
    loaded: Loaded, draws: Draws, package: Mapping[str, str], *, name: str, title: str, refusing: Scene | None = None
) -> PackageEffect:
    """Compare a package with no deal, on the same futures.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        package: Path and value of each term it sets.
        name: Its key, such as `nash`.
        title: Its name in words.
        refusing: The no-deal scene, to compute it once for several packages.

    Returns:
        Changes with their standard errors, taken path by path.
    """
    deal = loaded.deal
    assert deal is not None  # noqa: S101 - only checked deals come here
    named = deal.negotiate.no_deal if deal.negotiate is not None else None
    refusing = refusing or Scene(loaded.no_deal() if named else loaded, draws)
    signed = Scene(loaded.package(dict(package)), draws, share=refusing.share)
    worth: dict[str, Estimate] = {}
    lines: dict[str, dict[str, Estimate]] = {}
    for party in deal.parties:
        traits = belief.traits(deal, party)
        before, after = refusing.samples(party, traits), signed.samples(party, traits)
        worth[party] = _gain(deal.worth_by, before, after, traits, draws)
        lines[party] = _line_changes(before, after, draws)
    return PackageEffect(name, title, named or "in_force", dict(package), worth, lines)


def _gain(worth_by: str, before: Samples, after: Samples, traits: Traits, draws: Draws) -> Estimate:
    replicates = independent(draws)
    if worth_by == "mean_at_discount" or traits.risk_tolerance is None:
        pair = (
            (after.at_discount, before.at_discount)
            if worth_by == "mean_at_discount"
            else (after.risk_free, before.risk_free)
        )
        return measures.mean(pair[0] - pair[1], replicates)
    equivalents = [
        measures.certainty_equivalent(each.risk_free, traits.risk_tolerance, 1).value for each in (after, before)
    ]
    blocks = [
        measures.exponential_equivalent(measures.by_replicate(each.risk_free, draws.replicates), traits.risk_tolerance)
        for each in (after, before)
    ]
    return Estimate(
        equivalents[0] - equivalents[1], measures.spread(blocks[0] - blocks[1]) if draws.replicates > 1 else 0.0
    )


def _line_changes(before: Samples, after: Samples, draws: Draws) -> dict[str, Estimate]:
    names = dict.fromkeys([*before.by_line, *after.by_line])
    nothing = np.zeros(draws.paths)
    changes = {
        name: measures.mean(after.by_line.get(name, nothing) - before.by_line.get(name, nothing), independent(draws))
        for name in names
    }
    return {name: change for name, change in changes.items() if change.value != 0.0}
