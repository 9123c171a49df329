"""What a package changes: each party's worth, line by line, against where the parties stand without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.naming import cards, titles_of
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.trail import OVERLAY, PackageEffect
from dealwright.lang.flow_text import flow_text, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.result import PartyCard
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
    deal = loaded.sound
    named = deal.negotiate.no_deal if deal.negotiate is not None else None
    refusing = refusing or Scene(loaded.no_deal() if named else loaded, draws)
    signed = Scene(loaded.package(dict(package)), draws)
    changes = _changes(refusing, signed)
    return PackageEffect(name, title, named or "in_force", dict(package), *changes, **_about(loaded, draws))


def overlay_effect(before: Loaded, after: Loaded, draws: Draws, overrides: Mapping[str, object]) -> PackageEffect:
    """Compare a deal with what it is after values were laid over it, on the same draws.

    Args:
        before: The deal, checked and calibrated.
        after: The same deal with the values laid over it.
        draws: The draws of both.
        overrides: Path and value of what was laid.

    Returns:
        Changes with their standard errors, taken path by path.
    """
    changes = _changes(Scene(before, draws), Scene(after, draws))
    laid = ((path, written(value)) for path, value in overrides.items())
    said = {path: value if isinstance(value, str) else flow_text(value) for path, value in laid}
    return PackageEffect(OVERLAY, "With these values", "in_force", said, *changes, **_about(after, draws))


class _About(TypedDict):
    currency: str
    seed: int
    paths: int
    parties: dict[str, PartyCard]
    titles: dict[str, str]


def _about(loaded: Loaded, draws: Draws) -> _About:
    """Say in which money the changes are, on which futures, and how to name whom and what they touch."""
    deal = loaded.sound
    return _About(
        currency=deal.currency,
        seed=draws.seed,
        paths=draws.paths,
        parties=cards(loaded),
        titles=titles_of(deal),
    )


def _changes(first: Scene, second: Scene) -> tuple[dict[str, Estimate], dict[str, dict[str, Estimate]]]:
    """Compare two scenes on the same draws: what each party gains, and on which lines."""
    worth: dict[str, Estimate] = {}
    lines: dict[str, dict[str, Estimate]] = {}
    old, new = first.loaded.sound, second.loaded.sound
    for party in old.parties:
        traits = belief.traits(old, party), belief.traits(new, party)
        before, after = first.samples(party, traits[0]), second.samples(party, traits[1])
        worth[party] = gain(new.worth_by, (before, after), traits, first.draws)
        lines[party] = _line_changes(before, after, first.draws)
    return worth, lines


def gain(worth_by: str, samples: tuple[Samples, Samples], traits: tuple[Traits, Traits], draws: Draws) -> Estimate:
    """Estimate how much more the second of two samples is worth than the first.

    Args:
        worth_by: The bargain's measure.
        samples: A party's present values before and after, on the same draws.
        traits: What the party is like before and after.
        draws: The draws of both.

    Returns:
        The difference, its error taken path by path.
    """
    before, after = samples
    if worth_by == "mean_at_discount":
        return measures.mean(after.at_discount - before.at_discount, independent(draws))
    if traits[0].risk_tolerance is None and traits[1].risk_tolerance is None:
        return measures.mean(after.risk_free - before.risk_free, independent(draws))
    tolerances = [each.risk_tolerance for each in traits]
    values = [
        measures.certainty_equivalent(each.risk_free, tolerance, 1).value
        for each, tolerance in zip(samples, tolerances, strict=True)
    ]
    blocks = [
        _by_block(measures.by_replicate(each.risk_free, draws.replicates), tolerance)
        for each, tolerance in zip(samples, tolerances, strict=True)
    ]
    if draws.replicates > 1:
        return Estimate(values[1] - values[0], measures.spread(blocks[1] - blocks[0]))
    moved = [moves(each.risk_free, tolerance) for each, tolerance in zip(samples, tolerances, strict=True)]
    return Estimate(values[1] - values[0], measures.mean(moved[1] - moved[0], 1).standard_error)


def moves(sample: Float[ndarray, " path"], tolerance: float | None) -> Float[ndarray, " path"]:
    """Return what each path moves a certainty equivalent by, to first order; a mean exactly.

    Args:
        sample: Present values at the risk-free rate.
        tolerance: Risk tolerance in money; `None` for a party that does not mind risk.

    Returns:
        A sample whose mean has the error of the certainty equivalent (the delta method).
    """
    if tolerance is None:
        return sample
    utility = np.exp((np.min(sample) - sample) / tolerance)
    return np.asarray(-tolerance * utility / np.mean(utility))


def _by_block(blocks: Float[ndarray, "replicate path"], tolerance: float | None) -> Float[ndarray, " replicate"]:
    """Compute the certainty equivalent of each scrambling; the mean for a party that does not mind risk."""
    return np.asarray(blocks.mean(axis=1)) if tolerance is None else measures.exponential_equivalent(blocks, tolerance)


def _line_changes(before: Samples, after: Samples, draws: Draws) -> dict[str, Estimate]:
    names = dict.fromkeys([*before.by_line, *after.by_line])
    nothing = np.zeros(draws.paths)
    changes = {
        name: measures.mean(after.by_line.get(name, nothing) - before.by_line.get(name, nothing), independent(draws))
        for name in names
    }
    return {name: change for name, change in changes.items() if change.value != 0.0}
