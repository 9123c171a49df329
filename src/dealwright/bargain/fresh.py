"""Values the packages that solutions name again, on futures they were not chosen on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.packages import deal_of, forms, taken_for_known
from dealwright.bargain.result import SurplusSplit
from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene, independent
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.result import Bargain
    from dealwright.deal.deal import Deal
    from dealwright.engine.worth import Samples, Traits
    from dealwright.lang.load import Loaded


def reserve(scene: Scene, party: str) -> Estimate:
    """Estimate what a scenario is worth to a party at central beliefs, by the bargain's measure."""
    found, traits = sample(scene, party)
    return by_measure(deal_of(scene.loaded), found, traits, independent(scene.draws))


def by_measure(deal: Deal, found: Samples, traits: Traits, replicates: int) -> Estimate:
    """Take the bargain's one measure of a party's samples."""
    if deal.worth_by == "mean_at_discount":
        return measures.mean(found.at_discount, replicates)
    return measures.certainty_equivalent(found.risk_free, traits.risk_tolerance, replicates)


def on_fresh_futures(found: Bargain, loaded: Loaded, draws: Draws) -> Bargain:
    """Value the packages that solutions name again on futures they were not chosen on.

    Picking the best of many estimates flatters it; the second figure does not.

    Args:
        found: The bargain.
        loaded: The deal.
        draws: The draws it was found on.

    Returns:
        The same bargain with `fresh` and `fresh_surplus` of each solution.
    """
    again = Draws(draws.seed + 1_000_003, draws.replicates, draws.paths_per_replicate, draws.mode)
    compared = forms(loaded)
    refusing = Scene(loaded.no_deal(), again, forms=compared)
    held = {party: sample(refusing, party) for party in found.between}
    valued: dict[tuple[tuple[str, str], ...], tuple[dict[str, Estimate], dict[str, Estimate]]] = {}
    for solution in found.solutions.values():
        key = tuple(solution.package.items())
        if key not in valued:
            scene = Scene(loaded.package(dict(solution.package)), again, forms=compared)
            valued[key] = _compare(scene, held)
    nash = found.solutions.get("nash")
    if nash is not None:
        scene = Scene(loaded.package(dict(nash.package)), again, forms=compared)
        total = sum(each.value for each in valued[tuple(nash.package.items())][1].values())
        found = replace(found, split=split_surplus(scene, refusing, found.between, total))
    return replace(
        found,
        solutions={
            name: replace(each, fresh=_paid(worth, each.payments), fresh_surplus=_paid(gain, each.payments))
            for name, each in found.solutions.items()
            for worth, gain in [valued[tuple(each.package.items())]]
        },
    )


def _paid(estimates: Mapping[str, Estimate], payments: Mapping[str, float]) -> dict[str, Estimate]:
    """Add what each party is paid in cash beside the package."""
    return {
        party: Estimate(each.value + payments.get(party, 0.0), each.standard_error) for party, each in estimates.items()
    }


def sample(scene: Scene, party: str) -> tuple[Samples, Traits]:
    """Discount a scenario for a party as packages are compared: at central beliefs, the same for everyone."""
    traits = belief.traits(deal_of(scene.loaded), party)
    return scene.samples(party, traits, taken_for_known(deal_of(scene.loaded), scene.doubts)), traits


def _compare(
    scene: Scene, held: Mapping[str, tuple[Samples, Traits]]
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Estimate a package's worth and its gain, the gain's error from differences on the same futures."""
    deal, replicates = deal_of(scene.loaded), independent(scene.draws)
    worth, gain = {}, {}
    for party, (refused, traits) in held.items():
        signed, own = sample(scene, party)
        worth[party] = by_measure(deal, signed, own, replicates)
        whole = np.array([worth[party].value]), np.array([by_measure(deal, refused, traits, replicates).value])
        parts = [
            _blocks(deal, found, each, scene.draws.replicates) for found, each in ((signed, own), (refused, traits))
        ]
        gains = closed(deal, traits, parts[0], parts[1]) - parts[1]
        held_here = float(whole[1][0])
        value = float(closed(deal, traits, whole[0], whole[1])[0]) - held_here
        worth[party] = Estimate(held_here + value, worth[party].standard_error)
        gain[party] = Estimate(value, measures.spread(gains) if len(gains) > 1 else worth[party].standard_error)
    return worth, gain


def closed(
    deal: Deal, traits: Traits, signed: Float[ndarray, " worth"], refused: Float[ndarray, " worth"] | float
) -> Float[ndarray, " worth"]:
    """Count the chance that a signed deal does not close, in which case no deal holds.

    Args:
        deal: The deal; `closing: p by DATE` gives the chance that it closes.
        traits: What the party is like.
        signed: What it has if the deal closes, by the bargain's measure.
        refused: What it has without a deal.

    Returns:
        What it has as signed: the certainty equivalent of the two outcomes, or their mean.
    """
    chance = getattr(deal.closing, "probability", None)
    if chance is None:
        return signed
    closes = belief.constant(deal, chance)
    found: Float[ndarray, " worth"] = refused + closes * (signed - refused)
    if deal.worth_by != "mean_at_discount" and traits.risk_tolerance is not None:
        gain = (signed - refused) / traits.risk_tolerance
        found = refused - traits.risk_tolerance * np.log1p(closes * np.expm1(-gain))
    return found


def split_surplus(signed: Scene, refusing: Scene, parties: Sequence[str], total: float) -> SurplusSplit:
    """Tell where the parties' joint gain from a package comes from.

    Args:
        signed: The package.
        refusing: No deal, on the same futures.
        parties: The parties at the table.
        total: Their joint gain by the bargain's measure, in currency.

    Returns:
        More cash for all together, with everyone, companies too, at the risk-free rate; risk that moves to whoever
        bears it more easily, where the measure is the certainty equivalent; the rest is time that moves between
        parties and companies whose rates differ.
    """
    deal = deal_of(signed.loaded)
    own = deal.worth_by == "mean_at_discount"
    mean_gain = total if own else _joint_gain(signed, refusing, parties)
    return SurplusSplit.of(total, mean_gain, _joint_gain(_at_one_rate(signed), _at_one_rate(refusing), parties))


def _joint_gain(signed: Scene, refusing: Scene, parties: Sequence[str]) -> float:
    """Sum what the parties gain on average, their own flows at the risk-free rate."""
    gains = (sample(signed, party)[0].risk_free - sample(refusing, party)[0].risk_free for party in parties)
    return sum(float(np.mean(gain)) for gain in gains)


def _at_one_rate(scene: Scene) -> Scene:
    """Let companies carry money at the risk-free rate, too: then no payment between two sides makes or costs any."""
    free = scene.loaded.text_at("risk_free") or "0%"
    rates = {f"companies.{name}.cost_of_capital": free for name in deal_of(scene.loaded).companies}
    return replace(scene, loaded=scene.loaded.with_overrides(rates), valued={}, kept={})


def _blocks(deal: Deal, found: Samples, traits: Traits, replicates: int) -> Float[ndarray, " replicate"]:
    sample = found.at_discount if deal.worth_by == "mean_at_discount" else found.risk_free
    blocks = measures.by_replicate(sample, replicates)
    if deal.worth_by == "mean_at_discount" or traits.risk_tolerance is None:
        out: Float[ndarray, " replicate"] = np.mean(blocks, axis=1)
        return out
    return measures.exponential_equivalent(blocks, traits.risk_tolerance)
