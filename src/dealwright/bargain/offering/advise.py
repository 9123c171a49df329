"""Advises what to offer in a deal: the best offer, several of one worth, what to give and what to ask back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.beliefs.belief import beliefs_of
from dealwright.bargain.literals import literals_of
from dealwright.bargain.negotiation import compare, in_order, outside_worth, rules_of
from dealwright.bargain.offering.changes import compare as compare_packages
from dealwright.bargain.offering.changes import pairs_of, ranked_asks, ranked_concessions
from dealwright.bargain.offering.equivalent import choose_equivalent, differences, expected_best
from dealwright.bargain.offering.outlook import STATES, Outlook
from dealwright.bargain.offering.pools import of_one_worth, promising
from dealwright.bargain.offering.result import Alike, Change, Changes, Equivalents, Offered, Offers, Side
from dealwright.bargain.offering.starting import (
    LAST_OFFER,
    NASH,
    TODAY,
    NoStartError,
    as_written,
    last_offer,
    neighbours,
    today,
)
from dealwright.bargain.offering.surplus import best_offer, efficient, expected_surplus, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.bargain.offering.view import View
    from dealwright.bargain.packages import Grid
    from dealwright.engine.result import Estimate
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]
    Package = Mapping[str, str]

PAIRS = 3
"""Changes of two terms that are valued again, of each kind."""
ROUNDS = 3
"""Times that the packages next to the best offer are looked at."""
SLACK = 0.005
"""Part of what is asked for by which equivalent offers may differ where the error is smaller."""
FINALISTS = 60
"""Packages of one worth that are valued again."""
RANDOM = 400
"""Random choices of equivalent offers that the advice is compared with."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the advice.

    Args:
        party: Whom it is for; none shows all sides and advises nobody.
        count: How many equivalent offers.
        gain: What they are to bring over no deal, money; what the best offer brings by default.
        worth: What they are to be worth, money, in place of a gain.
        start: From which package concessions are made: `nash`, `today`, `last-offer`.
        changes: What is laid over that package first.
    """

    party: str | None = None
    count: int = 3
    gain: float | None = None
    worth: float | None = None
    start: str = NASH
    changes: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Ground:
    """What all offers of a deal are weighed on.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        refusing: No deal.
        reservation: What each party has without a deal.
        grid: All packages.
    """

    loaded: Loaded
    draws: Draws
    refusing: Scene
    reservation: Mapping[str, Estimate]
    grid: Grid

    @property
    def table(self) -> tuple[str, ...]:
        """The parties at the table."""
        return tuple(self.reservation)

    @cached_property
    def gains(self) -> Float[ndarray, "party package"]:
        """What each package brings each party over no deal, at central beliefs."""
        held = np.array([each.value for each in self.reservation.values()])
        return np.asarray(self.grid.worth - held[:, None])

    @cached_property
    def needed(self) -> Float[ndarray, " party"]:
        """What each party must gain lest it takes its outside option, or holds out for more."""
        held = {party: each.value for party, each in self.reservation.items()}
        outside = outside_worth(self.loaded, self.draws, self.refusing.forms, held)
        return np.array([max(outside.get(party, value) - value, 0.0) for party, value in held.items()])


def offers(loaded: Loaded, draws: Draws, wanted: Wanted, *, progress: Progress | None = None) -> Offers:
    """Advise what to offer.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        wanted: What is asked for.
        progress: Is told how many parts of the work are done, of how many.

    Returns:
        The advice; without a party the curves of all sides.

    Raises:
        ArithmeticError: If the packages are too many.
        NoStartError: If there is no package to make concessions from.
    """
    tell = progress or (lambda _done, _of: None)
    ground = Ground(loaded, draws, *compare(loaded, draws, lambda done, _of: tell(done, 10)))
    tell(3, 10)
    sides = ground.table if wanted.party is None else (wanted.party,)
    start = None if wanted.party is None else _start(ground, wanted)
    outlook = Outlook(loaded, draws, ground.grid, ground.refusing)
    named = _about(ground, wanted)
    if wanted.party is None:
        return replace(named, sides=tuple(_looked(ground, outlook, party)[0] for party in sides))
    advice = _Advice(ground, outlook, wanted, wanted.party, start or {})
    return advice.given(named, tell)


def _looked(ground: Ground, outlook: Outlook, party: str) -> tuple[Side, list[dict[str, str]], View | None]:
    """Weigh the promising packages of one side, and those next to the best of them."""
    place, package = ground.table.index(party), ground.grid.package
    packages = [package(int(number)) for number in promising(ground.gains, place, ground.needed)]
    if not packages:
        return Side(party, ()), [], None
    ordered = _ordered(ground)
    view = outlook.view(packages, place)
    for _ in range(ROUNDS):
        best = packages[best_offer(view)]
        near = [{**best, **change} for change in neighbours(ground.loaded, best, ordered)]
        more = [each for each in near if each not in packages]
        if not more:
            break
        surplus = expected_surplus(view).max()
        packages = [*packages, *more]
        view = outlook.view(packages, place)
        if expected_surplus(view).max() <= surplus:
            break
    curve = tuple(Offered(packages[each], weigh(view, int(each))) for each in efficient(view))
    return Side(party, curve), packages, view


def _ordered(ground: Ground) -> dict[str, bool]:
    return {path: in_order(ground.loaded, path) for path in ground.grid.values}


def _start(ground: Ground, wanted: Wanted) -> dict[str, str]:
    """Find the package from which concessions are made."""
    found = _named_start(ground, wanted.start)
    return as_written(ground.loaded, {**found, **(wanted.changes or {})})


def _named_start(ground: Ground, name: str) -> dict[str, str]:
    if name == TODAY:
        return today(ground.loaded)
    if name == LAST_OFFER:
        return last_offer(ground.loaded)
    deal = ground.loaded.sound
    floors = {
        party: held.value + more for (party, held), more in zip(ground.reservation.items(), ground.needed, strict=True)
    }
    found = bargain(
        ground.grid.worth,
        ground.reservation,
        describe=ground.grid.package,
        measure=deal.worth_by,
        outside=floors,
        rules=rules_of(deal),
    )
    if "nash" not in found.solutions:
        if found.nearest is None:
            message = f"there is no Nash package: {found.no_solution}"
            raise NoStartError(message)
        return dict(found.nearest.package)
    return dict(found.solutions["nash"].package)


def _about(ground: Ground, wanted: Wanted) -> Offers:
    """Say which deal, which money and which futures the advice is of."""
    deal = ground.loaded.sound
    unsure = beliefs_of(deal, ground.refusing.doubts, ground.table)
    return Offers(
        between=ground.table,
        sides=(),
        advised=wanted.party or "",
        measure=deal.worth_by,
        names={key: deal.parties[key].short or deal.parties[key].name or key for key in ground.table},
        literals=literals_of(ground.loaded),
        titles={f"terms.{name}": term.title for name, term in deal.terms.items() if term.title},
        currency=deal.currency,
        title=deal.title,
        as_of=deal.dates[0],
        seed=ground.draws.seed,
        paths=ground.draws.paths,
        states=STATES if unsure else 1,
        before_tax=deal.before_tax,
        price_basis=deal.prices,
    )


@dataclass(frozen=True)
class _Advice:
    """Gives one side its advice."""

    ground: Ground
    outlook: Outlook
    wanted: Wanted
    party: str
    start: Package

    @property
    def place(self) -> int:
        return self.ground.table.index(self.party)

    def given(self, named: Offers, tell: Callable[[int, int], None]) -> Offers:
        side, packages, view = _looked(self.ground, self.outlook, self.party)
        tell(6, 10)
        best = None if view is None or expected_surplus(view).max() <= 0.0 else best_offer(view)
        changes = self._changes_searched()
        alike = [] if view is None or best is None else self._alike(packages[best])
        tell(7, 10)
        finalists = [
            *([] if best is None else [packages[best]]),
            *alike,
            self.start,
            *({**self.start, **change.changes} for change in changes),
        ]
        unique = [dict(each) for each in dict.fromkeys(tuple(each.items()) for each in finalists)]
        fresh = self.outlook.afresh.view(unique, self.place)
        tell(9, 10)
        at = {tuple(each.items()): place for place, each in enumerate(unique)}
        if view is not None and best is not None:
            again = weigh(fresh, at[tuple(packages[best].items())])
            side = replace(side, best=Offered(packages[best], weigh(view, best), again))
        equivalents = self._equivalents(alike, fresh, at) if alike else None
        return replace(named, sides=(side,), equivalents=equivalents, changes=self._changes_again(changes, fresh, at))

    def _changes_searched(self) -> list[Change]:
        """Compare the packages one and two steps away, and keep what is worth valuing again."""
        singles = neighbours(self.ground.loaded, self.start, _ordered(self.ground))
        steps = [*singles, *pairs_of(singles)]
        view = self.outlook.view([self.start, *({**self.start, **step} for step in steps)], self.place)
        found = [compare_packages(view, 0, place + 1) for place in range(len(steps))]
        like = [place for place, each in enumerate(found) if each.kind == "both gain"]
        like.sort(key=lambda place: -found[place].gives.value)
        ranked = [ranked_concessions(found), ranked_asks(found), like]
        kept = [*range(len(singles)), *(place for each in ranked for place in _best_pairs(each, len(singles)))]
        return [Change(steps[place], found[place], found[place]) for place in dict.fromkeys(kept)]

    def _changes_again(
        self, changes: Sequence[Change], fresh: View, at: Mapping[tuple[tuple[str, str], ...], int]
    ) -> Changes:
        base = at[tuple(self.start.items())]
        again = [
            replace(each, again=compare_packages(fresh, base, at[tuple({**self.start, **each.changes}.items())]))
            for each in changes
        ]
        figures = [each.again for each in again]
        like = [each for each in again if each.kind == "both gain"]
        return Changes(
            self.wanted.start,
            self.start,
            weigh(fresh, base),
            tuple(again[place] for place in ranked_concessions(figures)),
            tuple(again[place] for place in ranked_asks(figures)),
            tuple(sorted(like, key=lambda each: -each.again.gives.value)),
        )

    def _level(self, best: Package) -> float:
        """Return what equivalent offers are to bring at central beliefs."""
        held = list(self.ground.reservation.values())[self.place].value
        if self.wanted.worth is not None:
            return self.wanted.worth - held
        if self.wanted.gain is not None:
            return self.wanted.gain
        return float(self.ground.gains[self.place, self.ground.grid.number(best)])

    def _alike(self, best: Package) -> list[dict[str, str]]:
        """Choose packages that are worth the same, those to be valued again."""
        ground, level = self.ground, self._level(best)
        scale = max(abs(level), float(np.std(ground.gains[self.place])))
        places = ground.grid.places()
        numbers = of_one_worth(ground.gains, self.place, level, 4 * SLACK * scale, places)
        if len(numbers) == 0:
            return []
        packages = [ground.grid.package(int(number)) for number in numbers]
        view = self.outlook.view(packages, self.place)
        means = view.weights @ view.mine
        asked = self.wanted.gain is not None or self.wanted.worth is not None
        nearest = int(np.argmin(np.abs(ground.gains[self.place, numbers] - level))) if asked else 0
        reference = packages.index(dict(best)) if not asked and dict(best) in packages else nearest
        kept = [
            place
            for place in range(len(packages))
            if _same_to_me(view, reference, place, SLACK * abs(float(means[reference])))
        ]
        best_first = sorted(kept, key=lambda place: (place != reference, -float(view.weights @ view.theirs[:, place])))
        return [packages[place] for place in best_first[:FINALISTS]]

    def _equivalents(
        self, alike: Sequence[Package], fresh: View, at: Mapping[tuple[tuple[str, str], ...], int]
    ) -> Equivalents:
        """Choose offers among those that are worth the same when valued again."""
        places = [at[tuple(each.items())] for each in alike]
        slack = SLACK * abs(float(fresh.weights @ fresh.mine[:, places[0]]))
        same = [number for number, place in enumerate(places) if _same_to_me(fresh, places[0], place, slack)]
        pool = [alike[number] for number in same]
        value_on = self.outlook.view(pool, self.place)
        apart = differences(pool)
        chosen = choose_equivalent(value_on.theirs, value_on.weights, apart, self.wanted.count)
        view = fresh.with_only([places[same[number]] for number in chosen])
        whole = fresh.with_only([places[number] for number in same])
        signed, worth = _at_random(whole, apart, len(chosen), self.ground.draws.seed)
        return Equivalents(
            tuple(
                Alike(pool[number], view.estimate(view.mine[:, place] - view.mine[:, 0]), weigh(view, place))
                for place, number in enumerate(chosen)
            ),
            pool=len(pool),
            tolerance=slack,
            any_signed=view.estimate(view.signed.any(axis=1).astype(float)),
            best_of_them=view.estimate(view.theirs.max(axis=1)),
            random_signed=signed,
            random_best=worth,
            reason=_why_fewer(len(chosen), self.wanted.count, len(pool)),
        )


def _best_pairs(ranked: Sequence[int], singles: int) -> list[int]:
    """Keep changes of two terms that rank before every change of one, a few of them."""
    first = next((rank for rank, place in enumerate(ranked) if place < singles), len(ranked))
    return list(ranked[:first][:PAIRS])


def _same_to_me(view: View, reference: int, place: int, slack: float) -> bool:
    """Tell whether two packages bring the one who looks the same, paired on the same futures and beliefs."""
    found = view.estimate(view.mine[:, place] - view.mine[:, reference])
    return abs(found.value) <= max(2.0 * found.standard_error, slack)


def _at_random(view: View, apart: Bool[ndarray, "package package"], count: int, seed: int) -> tuple[float, float]:
    """Return what random choices of as many, as far apart, bring on average: a signature, and the best of them."""
    many = view.mine.shape[1]
    if many <= count:
        chosen = list(range(many))
        return float(view.weights @ view.signed.any(axis=1)), expected_best(view.theirs, view.weights, chosen)
    rng = np.random.Generator(np.random.PCG64(seed))
    found = []
    for _ in range(RANDOM):
        tried = rng.choice(many, count, replace=False)
        if all(apart[one, other] for one, other in combinations(tried, 2)):
            signs = float(view.weights @ view.signed[:, tried].any(axis=1))
            found.append((signs, expected_best(view.theirs, view.weights, tried.tolist())))
    signed, worth = np.mean(found, axis=0) if found else (np.nan, np.nan)
    return float(signed), float(worth)


def _why_fewer(found: int, count: int, pool: int) -> str:
    if found >= count:
        return ""
    return f"of the {pool} packages of that worth, no more than {found} differ in two terms from each other"
