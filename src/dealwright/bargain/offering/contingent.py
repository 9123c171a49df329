"""Finds contracts on what may happen by which both sides gain, because they believe or bear it differently.

Two kinds: money that one pays the other if it happens, against money the other way if not; and one package next to the
agreed one if it happens, another if not, as if agreed from the start: what was paid otherwise until then is made good.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.belief import beliefs_of
from dealwright.bargain.beliefs.present import Menu, no_deal
from dealwright.bargain.offering.bets import Odds, best_bet, settled_bet
from dealwright.bargain.offering.contracts import Contract
from dealwright.bargain.packages import forms
from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene
from dealwright.lang.believed import believed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.bargain.offering.bets import Bet
    from dealwright.bargain.offering.occasions import Occasion
    from dealwright.deal.deal import Deal
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Package = Mapping[str, str]

ERRORS = 2.0
"""Standard errors by which both must gain on fresh futures."""
FAINT = 1e-9
"""Part of what may be lost that is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """How somebody sees some packages, and what may happen.

    Args:
        values: Present values at the risk-free rate; (package, path).
        happens: On which paths each occasion happens.
        tolerance: The risk tolerance; none for one that does not mind risk.
        replicates: Scramblings of the paths.
    """

    values: Float[ndarray, "package path"]
    happens: Mapping[Occasion, Bool[ndarray, " path"]]
    tolerance: float | None
    replicates: int

    def odds(self, occasion: Occasion) -> Odds:
        """Return the odds of an occasion, beside the first package."""
        return Odds.of(self.values[0], self.happens[occasion], self.tolerance)

    def odds_by_part(self, occasion: Occasion) -> list[Odds]:
        """Return the same in each scrambling."""
        parts = zip(
            *(each.reshape(self.replicates, -1) for each in (self.values[0], self.happens[occasion])), strict=True
        )
        return [Odds.of(values, happens, self.tolerance) for values, happens in parts]

    def mixed(self, occasion: Occasion, one: int, other: int) -> Float[ndarray, " path"]:
        """Return what comes of one package where it happens and of another where not."""
        return np.asarray(np.where(self.happens[occasion], self.values[one], self.values[other]))

    def gain(self, sample: Float[ndarray, " path"]) -> Estimate:
        """Estimate what a sample is worth more than the first package, on the same paths."""
        both = np.array([sample, self.values[0]])
        value = np.subtract(*self._equivalents(both))
        parts = both.reshape(2, self.replicates, -1)
        apart = [np.subtract(*self._equivalents(parts[:, part])) for part in range(self.replicates)]
        error = measures.spread(np.array(apart)) if len(apart) > 1 else 0.0
        return Estimate(float(value), error)

    def _equivalents(self, rows: Float[ndarray, "row chunk"]) -> Float[ndarray, " row"]:
        if self.tolerance is None:
            return np.asarray(rows.mean(axis=1))
        return measures.exponential_equivalent(rows, self.tolerance)


def sights_of(
    loaded: Loaded, draws: Draws, packages: Sequence[Package], occasions: Sequence[Occasion], parties: Sequence[str]
) -> dict[str, Sight]:
    """Look at some packages with the eyes of each of some parties, and with those of the file.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        packages: The packages, the agreed one first.
        occasions: What may happen.
        parties: The parties.

    Returns:
        What each party sees at central beliefs, by its own beliefs where it says any; under `PARTY.file` what the file
        says of it.
    """
    table = loaded.sound.negotiate.between  # type: ignore[union-attr]  # somebody bargains
    found: dict[int, tuple[Float[ndarray, "package party path"], dict[Occasion, Bool[ndarray, " path"]]]] = {}
    out = {}
    for party in parties:
        for key, seen in ((party, believed(loaded, party)), (f"{party}.file", loaded)):
            if id(seen) not in found:
                found[id(seen)] = _look(seen, draws, packages, occasions)
            values, happens = found[id(seen)]
            out[key] = Sight(values[:, table.index(party)], happens, _tolerance(loaded.sound, party), _parts(draws))
    return out


def _parts(draws: Draws) -> int:
    return draws.replicates


def _tolerance(deal: Deal, party: str) -> float | None:
    return None if deal.worth_by == "mean_at_discount" else belief.traits(deal, party).risk_tolerance


def _look(
    seen: Loaded, draws: Draws, packages: Sequence[Package], occasions: Sequence[Occasion]
) -> tuple[Float[ndarray, "package party path"], dict[Occasion, Bool[ndarray, " path"]]]:
    refusing = no_deal(seen, draws)
    deal = seen.sound
    beliefs = beliefs_of(deal, refusing.doubts, deal.negotiate.between)  # type: ignore[union-attr]  # somebody bargains
    known = {name: each.central for name, each in beliefs.items() if each.doubt is not None}
    values = Menu.of(seen, draws, packages).present_values(draws, known)
    scene = Scene(seen.package(dict(packages[0])), draws, forms=forms(seen))
    return values, {occasion: occasion.happens(scene, known) for occasion in occasions}


def factor(deal: Deal, occasion: Occasion) -> float:
    """Return what money on the day of an occasion is worth today, at the risk-free rate."""
    days = (occasion.day - deal.dates[0]).days + 1
    return float((1.0 + belief.constant(deal, deal.risk_free)) ** (-days / 365.0))


def searched_bets(
    deal: Deal, sights: Mapping[str, Sight], pair: tuple[str, str], occasions: Sequence[Occasion], most: float
) -> list[tuple[Occasion, Bet]]:
    """Size the best bet of two parties on each occasion, what creates most first.

    Args:
        deal: The deal.
        sights: What each of them sees.
        pair: The two.
        occasions: What may happen.
        most: What either may lose at most, in money of the day on which it is known.
    """
    found = []
    for occasion in occasions:
        one, other = (sights[party].odds(occasion) for party in pair)
        stated = float(np.mean(sights[f"{pair[0]}.file"].happens[occasion]))
        bet = best_bet(one, other, stated=stated, most=most * factor(deal, occasion))
        if bet is not None:
            found.append((occasion, bet))
    return sorted(found, key=lambda each: -each[1].created)


def bet_again(deal: Deal, sights: Mapping[str, Sight], pair: tuple[str, str], occasion: Occasion, bet: Bet) -> Contract:
    """Value a bet again on other futures.

    Args:
        deal: The deal.
        sights: What each of the two sees on them.
        pair: The two.
        occasion: What is bet on.
        bet: The bet, as it was sized.
    """
    first, second = pair if bet.backer == "first" else pair[::-1]
    stated = float(np.mean(sights[f"{first}.file"].happens[occasion]))

    def settled(one: Odds, other: Odds) -> Bet:
        return settled_bet(one, other, bet.pays_if, bet.pays_if_not, stated=stated)

    whole = settled(sights[first].odds(occasion), sights[second].odds(occasion))
    parts = [
        settled(one, other)
        for one, other in zip(*(sights[party].odds_by_part(occasion) for party in (first, second)), strict=True)
    ]

    def estimate(value: float, apart: Sequence[float]) -> Estimate:
        return Estimate(value, measures.spread(np.array(apart)) if len(apart) > 1 else 0.0)

    paid = 1.0 / factor(deal, occasion)
    gains = {
        party: estimate(whole.gains[place], [each.gains[place] for each in parts])
        for place, party in enumerate((first, second))
    }
    return Contract(
        "bet",
        occasion,
        chances={party: sights[party].odds(occasion).chance for party in (first, second)},
        stated=stated,
        backer=first,
        pays_if=bet.pays_if * paid,
        pays_if_not=bet.pays_if_not * paid,
        gains=gains,
        searched=dict(zip((first, second), _turned(bet), strict=True)),
        created=estimate(whole.created, [each.created for each in parts]),
        by_change=0.0,
        by_beliefs=whole.by_beliefs,
        by_risk=whole.by_risk,
        moved=whole.moved if first == pair[0] else -whole.moved,
        most_lost={first: bet.pays_if_not * paid, second: bet.pays_if * paid},
    )


def _turned(bet: Bet) -> tuple[float, float]:
    return bet.gains if bet.backer == "first" else (bet.gains[1], bet.gains[0])


def searched_switches(
    sights: Mapping[str, Sight], pair: tuple[str, str], occasions: Sequence[Occasion], most: float
) -> list[tuple[Occasion, int, int]]:
    """Find which neighbour of the agreed package to have if something happens, and which if not.

    Of each occasion the pair with the largest product of both gains, if it is larger than that of either package in any
    case, nobody at the table has on any future more than a limit less than by the agreed one, and those whom it is not
    between lose nothing by it: what only moves worth away from them creates none, and they would not sign it.

    Args:
        sights: What each at the table sees: the agreed package first, then its neighbours.
        pair: The two whom it is between.
        occasions: What may happen.
        most: What anybody may lose at most against the agreed package, present value.

    Returns:
        What happens, the package then, and the package otherwise; the largest product first.
    """
    found = []
    for occasion in occasions:
        gains = [_gains_of_mixes(sights[party], occasion) for party in pair]
        beside = bystanders(sights, pair)
        bearable = np.logical_and.reduce([_bearable(sights[party], occasion, most) for party in (*pair, *beside)])
        unharmed = [_gains_of_mixes(sights[party], occasion) >= -FAINT * most for party in beside]
        product = np.where(np.logical_and.reduce([bearable, *unharmed]), np.prod(np.maximum(gains, 0.0), axis=0), 0.0)
        sure = np.diag(np.prod(np.maximum(gains, 0.0), axis=0))
        product = np.where(product > np.maximum(sure[:, None], sure[None, :]), product, 0.0)
        np.fill_diagonal(product, 0.0)
        one, other = np.unravel_index(int(np.argmax(product)), product.shape)
        if product[one, other] > 0.0:
            found.append((float(product[one, other]), occasion, int(one), int(other)))
    return [(occasion, one, other) for _, occasion, one, other in sorted(found, key=lambda each: -each[0])]


def bystanders(sights: Mapping[str, Sight], pair: tuple[str, str]) -> list[str]:
    """List who is at the table beside two.

    Args:
        sights: What each at the table sees; under `PARTY.file` what the file says of it.
        pair: The two.
    """
    return [key for key in sights if key not in pair and f"{key}.file" in sights]


def _gains_of_mixes(sight: Sight, occasion: Occasion) -> Float[ndarray, "package package"]:
    """Return what each package if it happens, with each if not, is worth more than the first in any case."""
    happens, rho = sight.happens[occasion], sight.tolerance
    if rho is None:
        then, else_ = (sight.values * here for here in (happens, ~happens))
        mixed = then.mean(axis=1)[:, None] + else_.mean(axis=1)[None, :]
        return np.asarray(mixed - mixed[0, 0])
    utility = np.exp((sight.values[0].min() - sight.values) / rho)
    then, else_ = ((utility * here).mean(axis=1) for here in (happens, ~happens))
    mixed = then[:, None] + else_[None, :]
    return np.asarray(-rho * np.log(mixed / mixed[0, 0]))


def _bearable(sight: Sight, occasion: Occasion, most: float) -> Bool[ndarray, "package package"]:
    """Tell which pairs leave nobody with more than a limit less than the first package, on any future."""
    less = sight.values - sight.values[0]
    happens = sight.happens[occasion]
    worst = [less[:, here].min(axis=1) if here.any() else np.zeros(len(less)) for here in (happens, ~happens)]
    return np.asarray((worst[0] >= -most)[:, None] & (worst[1] >= -most)[None, :])


def switch_again(
    sights: Mapping[str, Sight],
    pair: tuple[str, str],
    switch: tuple[Occasion, int, int],
    changes: Sequence[Mapping[str, str]],
) -> Contract:
    """Value two packages, each for its case, again on other futures.

    Args:
        sights: What each of the two sees on them.
        pair: The two.
        switch: What happens, the package then and the package otherwise.
        changes: What each package changes of the agreed one; the first changes nothing.
    """
    occasion, one, other = switch
    mixed = {party: sights[party].mixed(occasion, one, other) for party in pair}
    gains = {party: sights[party].gain(mixed[party]) for party in pair}
    own = {party: float(np.mean(mixed[party] - sights[party].values[0])) for party in pair}
    files = {party: sights[f"{party}.file"] for party in pair}
    stated = {party: float(np.mean(f.mixed(occasion, one, other) - f.values[0])) for party, f in files.items()}
    total = sum(each.value for each in gains.values())
    error = math.hypot(*(each.standard_error for each in gains.values()))
    by_change, believed = sum(stated.values()), sum(own.values())
    return Contract(
        "switch",
        occasion,
        chances={party: sights[party].odds(occasion).chance for party in pair},
        stated=float(np.mean(files[pair[0]].happens[occasion])),
        if_happens=changes[one],
        if_not=changes[other],
        gains=gains,
        bystanders={p: sights[p].gain(sights[p].mixed(occasion, one, other)) for p in bystanders(sights, pair)},
        searched={},
        created=Estimate(total, error),
        by_change=by_change,
        by_beliefs=believed - by_change,
        by_risk=total - believed,
        moved=(stated[pair[1]] - stated[pair[0]]) / 2.0,
        most_lost={party: max(0.0, -float(np.min(mixed[party] - sights[party].values[0]))) for party in pair},
    )


def worthwhile(contract: Contract) -> bool:
    """Tell whether both gain by a contract by more than two standard errors, and nobody else loses by as much."""
    rounding = FAINT * abs(contract.created.value)
    harmed = any(each.value < -ERRORS * each.standard_error - rounding for each in contract.bystanders.values())
    return not harmed and all(each.value > ERRORS * each.standard_error for each in contract.gains.values())
