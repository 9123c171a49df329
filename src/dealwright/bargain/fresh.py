"""Values the packages that solutions name again, on futures they were not chosen on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.lots import mixed_parts, mixed_worth
from dealwright.bargain.packages import forms, taken_for_known
from dealwright.bargain.result import SurplusSplit
from dealwright.bargain.trust import doubt, told
from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.belief_states import belief_states, value_in_turn
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.stage import few
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.refinement import Refined, Refinement
    from dealwright.bargain.result import Bargain, Solution
    from dealwright.deal.deal import Deal
    from dealwright.engine.belief_states import States, Tastes
    from dealwright.engine.worth import Samples, Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


def reserve(scene: Scene, party: str) -> Estimate:
    """Estimate what a scenario is worth to a party at central beliefs, by the bargain's measure."""
    found, traits = sample(scene, party)
    return by_measure(scene.loaded.sound, found, traits, independent(scene.draws))


def by_measure(deal: Deal, found: Samples, traits: Traits, replicates: int) -> Estimate:
    """Take the bargain's one measure of a party's samples."""
    if deal.worth_by == "mean_at_discount":
        return measures.mean(found.at_discount, replicates)
    return measures.certainty_equivalent(found.risk_free, traits.risk_tolerance, replicates)


def on_fresh_futures(found: Bargain, loaded: Loaded, draws: Draws) -> Bargain:
    """Value no deal, and the packages that solutions name, again: on futures they were not chosen on, over all beliefs.

    Picking the best of many estimates flatters it; the second figure does not. It is the mean over what the party
    knows and we do not, as the worth of a scenario is, where all packages are compared at central beliefs.

    Args:
        found: The bargain.
        loaded: The deal.
        draws: The draws it was found on.

    Returns:
        The same bargain with `fresh_reservation`, and `fresh`, `fresh_surplus` and `belief_band` of each solution.
    """
    refusing, scenes = fresh_scenes(loaded, draws, _packages(found))
    held, *others = value_afresh([refusing, *scenes.values()], found.between)
    signed = dict(zip(scenes, others, strict=True))
    found = replace(
        found,
        fresh_reservation={party: each.worth for party, each in held.items()},
        reservation_band={party: each.band for party, each in held.items() if each.band is not None},
    )
    nash = found.solutions.get("nash")
    if nash is not None and not nash.lottery:
        package = tuple(nash.package.items())
        total = sum(signed[package][party].worth.value - held[party].worth.value for party in found.between)
        found = replace(found, split=split_surplus(scenes[package], refusing, found.between, total))
    cases = [("no deal", held), *(("a package that a solution names", each) for each in signed.values())]
    doubts = told((found.names.get(p, p), case, has.doubt) for case, each in cases for p, has in each.items())
    found = replace(found, notes=(*found.notes, *doubts))
    fewer = refusing.on(few(refusing.draws))
    tastes = {party: fewer.tastes(party, seed=fewer.draws.seed) for party in found.between}
    solutions = {name: _told(each, _drawn(each, signed, tastes), held) for name, each in found.solutions.items()}
    refined = None if found.refined is None else _refined(found.refined, solutions, signed, held)
    return replace(found, solutions=solutions, refined=refined, notes=(*found.notes, *_refused(found, solutions)))


def fresh_scenes(
    loaded: Loaded, draws: Draws, packages: Iterable[Mapping[str, str]]
) -> tuple[Scene, dict[tuple[tuple[str, str], ...], Scene]]:
    """Open no deal, and some packages, on futures that nothing was chosen on.

    Args:
        loaded: The deal.
        draws: The draws on which it was chosen.
        packages: What each package sets.

    Returns:
        The scene of no deal, and that of each package, each once.
    """
    again = replace(draws, seed=draws.seed + 1_000_003)
    compared = forms(loaded)
    refusing = Scene(loaded.no_deal(), again, forms=compared)
    return refusing, {
        package: Scene(loaded.package(dict(package)), again, _if_not_closed(loaded, refusing), compared)
        for package in dict.fromkeys(tuple(each.items()) for each in packages)
    }


def _refused(found: Bargain, solutions: Mapping[str, Solution]) -> list[str]:
    """Say to whom no deal is worth more than a package that it would sign in the search, by more than two errors."""
    said = []
    for party in found.between:
        gains = {name: (each.fresh_surplus or {})[party] for name, each in solutions.items()}
        named = [name.replace("_", "-") for name, gain in gains.items() if gain.value < -2 * gain.standard_error]
        if named:
            what = f"the package{'s' if len(named) > 1 else ''} of {joined(named)}"
            said.append(f"valued again, no deal is worth more to {found.names.get(party, party)} than {what}")
    return said


def _named(found: Bargain) -> list[Solution]:
    """List what solutions name, on the grid and between its steps."""
    between = () if found.refined is None else found.refined.solutions.values()
    return [*found.solutions.values(), *(each.solution for each in between)]


def _packages(found: Bargain) -> list[Mapping[str, str]]:
    """List the packages that solutions name, all of those that they draw between."""
    return [each for s in _named(found) for each in ([c.package for c in s.lottery] or [s.package])]


def _drawn(
    solution: Solution, signed: Mapping[tuple[tuple[str, str], ...], Mapping[str, Again]], tastes: Mapping[str, Tastes]
) -> Mapping[str, Again]:
    """Return what a solution brings each party: its package, or the draw between several."""
    if not solution.lottery:
        return signed[tuple(solution.package.items())]
    parts = [signed[tuple(each.package.items())] for each in solution.lottery]
    chances = [each.probability for each in solution.lottery]
    return {party: Again.drawn([part[party] for part in parts], chances, own) for party, own in tastes.items()}


def _refined(
    refined: Refinement,
    on_grid: Mapping[str, Solution],
    signed: Mapping[tuple[tuple[str, str], ...], Mapping[str, Again]],
    held: Mapping[str, Again],
) -> Refinement:
    """Write on what solutions name between the steps what it brings, and what it adds to those on the grid."""
    solutions = {}
    for name, each in refined.solutions.items():
        again, before = signed[tuple(each.solution.package.items())], on_grid.get(name)
        found = replace(each, solution=_told(each.solution, again, held))
        if before is not None and each.moved:
            found = _beside(found, again, signed[tuple(before.package.items())], held, before)
        solutions[name] = found
    return replace(refined, solutions=solutions)


def _beside(
    refined: Refined, again: Mapping[str, Again], base: Mapping[str, Again], held: Mapping[str, Again], before: Solution
) -> Refined:
    """Write on what a solution names between the steps how much it adds to the grid's, both valued again."""
    gained = {party: has.gain(base[party]) for party, has in again.items()}
    start = np.array([has.gain(held[party]).value for party, has in base.items()])
    change = np.array([each.value for each in gained.values()])
    blocks = np.array([has.blocks - base[party].blocks for party, has in again.items()])
    paid = {p: refined.solution.payments.get(p, 0.0) - before.payments.get(p, 0.0) for p in again}
    return replace(
        refined,
        fresh_gained={party: _more(each, paid[party]) for party, each in gained.items()},
        fresh_better=refined.yardstick.better(start, change, blocks),
    )


def _told(solution: Solution, signed: Mapping[str, Again], held: Mapping[str, Again]) -> Solution:
    """Write on a solution what it brings when valued again, with what each party is paid in cash beside the package."""
    paid = {party: solution.payments.get(party, 0.0) for party in signed}
    return replace(
        solution,
        fresh={party: _more(has.worth, paid[party]) for party, has in signed.items()},
        fresh_surplus={party: _more(has.gain(held[party]), paid[party]) for party, has in signed.items()},
        belief_band={
            party: (has.band[0] + paid[party], has.band[1] + paid[party])
            for party, has in signed.items()
            if has.band is not None
        },
    )


def _more(estimate: Estimate, money: float) -> Estimate:
    return Estimate(estimate.value + money, estimate.standard_error)


def value_afresh(scenes: Sequence[Scene], parties: Sequence[str]) -> list[dict[str, Again]]:
    """Value scenes of the same futures for some parties, over all that each may know.

    Args:
        scenes: The scenes.
        parties: The parties.
    """
    fewer = few(scenes[0].draws)
    small = [scene.on(fewer) for scene in scenes]
    value_in_turn(small, parties, seed=fewer.seed)
    return [
        {party: Again.of(scene, party, on_few) for party in parties}
        for scene, on_few in zip(scenes, small, strict=True)
    ]


def _if_not_closed(loaded: Loaded, refusing: Scene) -> tuple[float, Scene] | None:
    """Return the chance that a signed deal closes, and what holds if it does not."""
    chance = getattr(loaded.sound.closing, "probability", None)
    return None if chance is None else (belief.constant(loaded.sound, chance), refusing)


@dataclass(frozen=True, slots=True)
class Again:
    """What a party has by the bargain's measure, as it sees it, over all that it may know.

    Args:
        worth: The mean over beliefs, in currency.
        blocks: The same at central beliefs in each scrambling.
        states: How it moves with what the party knows and we do not; none where it does not.
        band: Its 5th and 95th percentile over beliefs.
        doubt: Why its certainty equivalent rests on the sample; empty where it does not.
        neutral: Whether it is a mean.
    """

    worth: Estimate
    blocks: Float[ndarray, " replicate"]
    states: States | None = None
    band: tuple[float, float] | None = None
    doubt: str = ""
    neutral: bool = False

    @staticmethod
    def of(scene: Scene, party: str, small: Scene) -> Again:
        """Value a scene for a party; beliefs on fewer draws."""
        deal = scene.loaded.sound
        traits = belief.traits(deal, party)
        if deal.worth_by == "mean_at_discount" or traits.risk_tolerance is None:  # a mean is one over all beliefs
            seen = scene.samples(party, traits, {})
            worth = by_measure(deal, seen, traits, independent(scene.draws))
            return Again(worth, _blocks(deal, seen, traits, scene.draws.replicates), neutral=True)
        seen = scene.samples(party, traits)
        central = by_measure(deal, seen, traits, independent(scene.draws))
        blocks = _blocks(deal, seen, traits, scene.draws.replicates)
        states = belief_states(party, seen, small.tastes(party, seed=small.draws.seed), small)
        why = doubt(scene.books(scene.known(party))[0][1], party, seen.risk_free, traits.risk_tolerance)
        if states is None:
            return Again(central, blocks, doubt=why)
        low, high = states.percentiles(0.05, 0.95)
        worth = Estimate(central.value + states.mean, math.hypot(central.standard_error, states.error))
        band = (central.value + low, central.value + high) if low < high else None
        return Again(worth, blocks, states, band, why)

    @staticmethod
    def drawn(parts: Sequence[Again], chances: Sequence[float], tastes: Tastes) -> Again:
        """Put together what a draw between several packages brings, each with its chance."""
        mean = all(part.neutral for part in parts)
        rho = None if mean else tastes.central.risk_tolerance
        blocks = mixed_worth(np.array([part.blocks for part in parts]), chances, rho)
        centers = np.array([part.central for part in parts])
        center = float(mixed_worth(centers, chances, rho))
        shares = mixed_parts(centers, chances, rho)
        error = measures.spread(blocks) if len(blocks) > 1 else float(shares @ [p.worth.standard_error for p in parts])
        whys = [part.doubt for part in parts if part.doubt]
        states = [part.states for part in parts if part.states is not None]
        why = whys[0] if whys else ""
        if len(states) < len(parts):
            return Again(Estimate(center, error), blocks, doubt=why, neutral=mean)
        taken = [own.risk_tolerance for own in tastes.drawn] if tastes.own else [rho]
        rhos = rho if rho is None or len(taken) != states[0].shifts.shape[1] else np.array(taken, dtype=float)
        worths = np.array([at + each.shifts for at, each in zip(centers, states, strict=True)])
        drifts = [each.drift for each in states if each.drift is not None]
        drift = np.tensordot(shares, drifts, axes=1) if len(drifts) == len(states) else None
        moved = replace(states[0], shifts=mixed_worth(worths, chances, rhos) - center, drift=drift)
        low, high = moved.percentiles(0.05, 0.95)
        worth = Estimate(center + moved.mean, math.hypot(error, moved.error))
        return Again(worth, blocks, moved, (center + low, center + high) if low < high else None, why)

    @property
    def central(self) -> float:
        """What it is worth at central beliefs."""
        return self.worth.value - (0.0 if self.states is None else self.states.mean)

    def gain(self, held: Again) -> Estimate:
        """Return what the party gains over no deal, the error from differences on the same futures and beliefs."""
        gains = self.blocks - held.blocks
        error = measures.spread(gains) if len(gains) > 1 else self.worth.standard_error
        if self.states is not None and held.states is not None:
            error = math.hypot(error, self.states.less(held.states).error)
        return Estimate(self.worth.value - held.worth.value, error)


def central_blocks(scene: Scene, party: str) -> Float[ndarray, " replicate"]:
    """Return what a scene is worth to a party in each scrambling, at central beliefs, by the bargain's measure."""
    seen, traits = sample(scene, party)
    return _blocks(scene.loaded.sound, seen, traits, scene.draws.replicates)


def sample(scene: Scene, party: str) -> tuple[Samples, Traits]:
    """Discount a scenario for a party as packages are compared: at central beliefs, the same for everyone."""
    traits = belief.traits(scene.loaded.sound, party)
    return scene.samples(party, traits, taken_for_known(scene.loaded.sound, scene.doubts)), traits


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
    deal = signed.loaded.sound
    own = deal.worth_by == "mean_at_discount"
    mean_gain = total if own else _joint_gain(signed, refusing, parties)
    return SurplusSplit.of(total, mean_gain, _joint_gain(_at_one_rate(signed), _at_one_rate(refusing), parties))


def _joint_gain(signed: Scene, refusing: Scene, parties: Sequence[str]) -> float:
    """Sum what the parties gain on average, their own flows at the risk-free rate."""
    return sum(_on_average(signed, party) - _on_average(refusing, party) for party in parties)


def _on_average(scene: Scene, party: str) -> float:
    return float(np.mean(scene.samples(party, belief.traits(scene.loaded.sound, party), {}).risk_free))


def _at_one_rate(scene: Scene) -> Scene:
    """Let companies carry money at the risk-free rate, too: then no payment between two sides makes or costs any."""
    free = scene.loaded.text_at("risk_free") or "0%"
    rates = {f"companies.{name}.cost_of_capital": free for name in scene.loaded.sound.companies}
    otherwise = None if scene.otherwise is None else (scene.otherwise[0], _at_one_rate(scene.otherwise[1]))
    return replace(scene, loaded=scene.loaded.with_overrides(rates), otherwise=otherwise, valued={}, kept={})


def _blocks(deal: Deal, found: Samples, traits: Traits, replicates: int) -> Float[ndarray, " replicate"]:
    sample = found.at_discount if deal.worth_by == "mean_at_discount" else found.risk_free
    blocks = measures.by_replicate(sample, replicates)
    if deal.worth_by == "mean_at_discount" or traits.risk_tolerance is None:
        out: Float[ndarray, " replicate"] = np.mean(blocks, axis=1)
        return out
    return measures.exponential_equivalent(blocks, traits.risk_tolerance)
