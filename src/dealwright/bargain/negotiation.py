"""Bargains over a deal: every package's worth, what no deal is worth, frontier and solutions, and how sure we are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.beliefs.sure import say_how_sure
from dealwright.bargain.certainty import unrounded
from dealwright.bargain.figures import WORTH_ALONE, Figures
from dealwright.bargain.fresh import closed, on_fresh_futures, reserve
from dealwright.bargain.literals import literals_of
from dealwright.bargain.logged_offers import offers_of
from dealwright.bargain.packages import Eyes, forms, packages_of, signed_scene, value_grid, with_worth
from dealwright.bargain.planned import may_refine, plan_grid
from dealwright.bargain.refining.refine import refine
from dealwright.bargain.ripples.asked_package import signed_in_full
from dealwright.bargain.ripples.implied import implied_of
from dealwright.bargain.ripples.spaces import compare_spaces
from dealwright.bargain.solutions import TIE
from dealwright.bargain.spread import spreads_of
from dealwright.bargain.table import Rules
from dealwright.bargain.tiled.grid import Sought, gathered_grid, tiled_grid
from dealwright.bargain.trade.priced import price_changes
from dealwright.deal.talk import MOST_IN_MEMORY
from dealwright.engine import beliefs as belief
from dealwright.engine.heading import heading_of
from dealwright.engine.scenario import Scene
from dealwright.engine.traits import reservation
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.implied_result import Implied, Origin
    from dealwright.deal.deal import Deal
    from dealwright.engine.executors.running import Running
    from dealwright.engine.result import Estimate
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]

SPAN = 3
"""Fewest values of a path that make a range with ends."""
CENTRAL = (
    "all packages, and no deal, are compared at central beliefs (medians, likeliest readings); no deal and the "
    "packages that a solution names are then valued again over all that each side may know"
)
"""Said of every bargain in which someone at the table knows what we do not."""
ONCE_CLOSED = "how far worth may fall is told as if the deal closed; worth itself counts the chance that it does not"
UNNAMED = "the file names no `no_deal` scenario, so the contract in force is what each side has if talks fail"


def negotiate(
    loaded: Loaded,
    draws: Draws,
    *,
    fresh: bool = True,
    refined: bool | None = None,
    figures: Figures = WORTH_ALONE,
    progress: Progress | None = None,
    running: Running | None = None,
) -> Bargain:
    """Bargain over a deal.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        fresh: Whether the packages that solutions name are valued again on fresh futures.
        refined: Whether the parties may agree on values between the steps of a range; None leaves it to the file.
        figures: What is worked out of each package, and whether to tell how far what is found may fall.
        progress: Is told how many parts of the work are done, of how many.
        running: Who values the packages, and where they are kept; this process, in memory, by default.

    Returns:
        The bargain.

    Raises:
        KeepError: If a folder cannot keep the packages.
        HaltedError: If somebody stops a run of which something is kept.
        StoppedError: If somebody stops another.
    """
    deal = loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    tell = progress or (lambda _done, _of: None)
    eyes = Eyes()
    refusing, held, grid = compare(loaded, draws, tell, eyes, running, figures)
    found = bargain_among(loaded, draws, (refusing, held, grid))
    found = say_how_sure(found, loaded, draws, grid, refusing, rules_of(deal))
    notes = (*found.notes, *_notes(refusing), *_at_ends(grid, found, loaded), *_idle(grid))
    planned = plan_grid(
        loaded, draws.paths, grid.worlds[0].plan, Figures(figures.tails, grid.precision), refined=refined
    )
    found = replace(found, notes=notes, offers=offers_of(loaded, draws, held), plan=planned)
    if deal.negotiate.priced_in is not None:
        found = replace(found, prices=price_changes(found, loaded, draws, grid, deal.negotiate.priced_in))
    if (may_refine(deal) if refined is None else refined) and not rules_of(deal).lotteries:
        found = replace(found, refined=refine(found, loaded, grid, eyes, rules_of(deal)))
    found = replace(found, implied=_implied(found, loaded, draws, (grid, refusing), figures.implied_by))
    if figures.side_by_side:
        found = replace(found, spaces=compare_spaces(found, loaded, draws, grid, rules_of(deal)))
    if figures.tails:
        if deal.closing is not None:
            found = replace(found, notes=(*found.notes, ONCE_CLOSED))
        found = replace(found, spread=spreads_of(found, grid))
    tell(4, 5)
    if fresh:
        found = on_fresh_futures(found, loaded, draws)
    tell(5, 5)
    return found


def _implied(
    found: Bargain, loaded: Loaded, draws: Draws, seen: tuple[Grid, Scene], asked: Mapping[str, str] | None
) -> Implied | None:
    """Say which power the package that was asked about implies, or else what was signed; none where nothing was."""
    package = signed_in_full(loaded) if asked is None else asked
    origin: Origin = "signed" if asked is None else "asked"
    return None if package is None else implied_of(found, (loaded, draws, *seen), package, origin)


def compare(
    loaded: Loaded,
    draws: Draws,
    tell: Progress,
    eyes: Eyes | None = None,
    running: Running | None = None,
    figures: Figures = WORTH_ALONE,
) -> tuple[Scene, dict[str, Estimate], Grid]:
    """Value no deal, and every package, at central beliefs.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        tell: Is told that up to three parts of five are done.
        eyes: Central beliefs, with room for the scenes that are opened.
        running: Who values the packages, and where they are kept; this process, in memory, by default.
        figures: What is worked out of each package.

    Returns:
        No deal, what it is worth to each party at the table, and the packages.

    Raises:
        ArithmeticError: If all packages are to be in memory, and are too many.
    """
    deal = loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    refusing = Scene(loaded.no_deal(), draws, forms=forms(loaded))
    estimates = {party: reserve(refusing, party) for party in deal.negotiate.between}
    tell(1, 5)
    held = np.array([each.value for each in estimates.values()])
    settle = partial(_settled, deal, held)
    eyes, many = eyes or Eyes(), packages_of(loaded.ranges())
    signed_scene(loaded, draws, eyes)
    if running is not None and (running.keep is not None or many > running.in_memory):
        outside = outside_worth(loaded, draws, refusing.forms, values_of(estimates))
        floors = np.array([outside.get(party, -np.inf) for party in estimates])
        certain = getattr(deal.closing, "probability", None) is None
        sought = Sought(held, floors, settle, rules_of(deal).side_payments, certain, figures)
        grid = tiled_grid(loaded, draws, running, sought)
        tell(3, 5)
        return refusing, estimates, grid
    if many > MOST_IN_MEMORY:
        message = (
            f"the ranges make {many:,} packages, and at most {MOST_IN_MEMORY:,} are compared here: take larger steps"
        )
        raise ArithmeticError(message)
    if running is not None and running.executor is not None:
        grid = gathered_grid(loaded, draws, running, figures, held)
    else:
        told = partial(_told, tell)
        grid = with_worth(value_grid(loaded, draws, eyes=eyes, worth=False, progress=told), figures.precision, held)
    return refusing, estimates, replace(grid, worth=settle(grid.worth, np.abs(grid.worth).max(axis=1)))


def _told(tell: Progress, done: int, of: int) -> None:
    """Tell how many parts of five are done when so many worlds are."""
    tell(1 + 2 * done // of, 5)


def _settled(
    deal: Deal,
    held: Float[ndarray, " party"],
    worth: Float[ndarray, "party package"],
    largest: Float[ndarray, " party"],
) -> Float[ndarray, "party package"]:
    """Turn the worth of packages once they close into what parties compare: no rounding, and the chance of closing."""
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    rows = zip(deal.negotiate.between, worth, held, largest, strict=True)
    return np.array(
        [closed(deal, belief.traits(deal, p), unrounded(row, own, most), own) for p, row, own, most in rows]
    )


def bargain_among(loaded: Loaded, draws: Draws, compared: tuple[Scene, Mapping[str, Estimate], Grid]) -> Bargain:
    """Say what the parties could agree on among packages that were compared, and which the solutions name.

    Args:
        loaded: The deal.
        draws: The draws of its futures.
        compared: No deal, what it is worth to each party at the table, and the packages.

    Returns:
        The bargain, with the deal, the money and the futures that it is of.
    """
    deal, (refusing, held, grid) = loaded.sound, compared
    found = bargain(
        grid.worth if grid.excerpt is None else grid.excerpt,
        held,
        describe=grid.package,
        paths_of_terms=tuple(grid.values),
        measure=deal.worth_by,
        outside=outside_worth(loaded, draws, refusing.forms, values_of(held)),
        rules=rules_of(deal),
    )
    return replace(
        found,
        **heading_of(loaded, draws),
        names={key: deal.parties[key].short or deal.parties[key].name or key for key in found.between},
        literals=literals_of(loaded),
    )


def outside_worth(
    loaded: Loaded, draws: Draws, compared: Sequence[Deal], held: Mapping[str, float]
) -> dict[str, float]:
    """Say what a package must be worth to a party by more than no deal, at central beliefs.

    That is its outside option, or what it holds out for beyond no deal; the larger where it has both.

    Args:
        loaded: The deal.
        draws: The draws of its futures.
        compared: Forms of the deal that are compared.
        held: What no deal is worth to each party at the table.
    """
    deal = loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    wants = {party: reservation(deal, party) for party in held}
    found = {party: held[party] + want for party, want in wants.items() if want > 0}
    for party in deal.negotiate.outside:
        other = loaded.outside(party)
        if other is not None:
            worth = reserve(Scene(other, draws, forms=compared), party).value
            found[party] = max(worth, found.get(party, worth))
    return found


def values_of(estimates: Mapping[str, Estimate]) -> dict[str, float]:
    """Return estimates without their errors."""
    return {name: each.value for name, each in estimates.items()}


def rules_of(deal: Deal) -> Rules:
    """Read what the parties may agree on."""
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    power = {party: belief.constant(deal, each) for party, each in (deal.negotiate.power or {}).items()}
    pays, draws = (
        asked is not None and bool(belief.constant(deal, asked))
        for asked in (deal.negotiate.side_payments, deal.negotiate.lotteries)
    )
    minds = deal.worth_by != "mean_at_discount"  # expected money is its own utility
    tolerance = {p: belief.traits(deal, p).risk_tolerance for p in deal.negotiate.between} if draws and minds else {}
    return Rules(power, side_payments=pays, lotteries=draws, risk_tolerance=tolerance)


def _at_ends(grid: Grid, found: Bargain, loaded: Loaded) -> list[str]:
    """Say which paths every solution takes at an end of their range: a wider range might hold a better package.

    A list of names or clauses has no ends, and where the value of a path moves nobody's worth none is better.
    """
    chosen = [solution.package for solution in found.solutions.values()]
    wide = [path for path, values in grid.values.items() if len(values) >= SPAN and in_order(loaded, path)]
    ends = [path for path in wide if chosen and all(_tells(grid, package, path) for package in chosen)]
    return (
        [f"every solution takes {joined(ends)} at an end of {'its range' if len(ends) == 1 else 'their ranges'}"]
        if ends
        else []
    )


def _idle(grid: Grid) -> list[str]:
    """Say which paths move nobody at the table, whichever of their values is agreed."""
    idle = [path for path in grid.worlds[0].plan.idle if len(grid.values[path]) > 1]
    moves, one = ("moves", "value") if len(idle) == 1 else ("move", "values")
    return [f"{joined(idle)} {moves} nobody at the table, whichever {one} they agree on"] if idle else []


def in_order(loaded: Loaded, path: str) -> bool:
    """Tell whether the values of a path are numbers, durations or dates that rise or fall."""
    values = loaded.quantities(path)
    if any(each.kind not in ("number", "duration", "date") for each in values):
        return False
    steps = np.diff([each.value.toordinal() if isinstance(each.value, date) else each.value for each in values])
    return bool(np.all(steps > 0) or np.all(steps < 0))


def _tells(grid: Grid, package: Mapping[str, str], path: str) -> bool:
    """Tell whether a package has a path at an end, and is worth another amount to someone with the next value."""
    values = grid.values[path]
    inside = {values[0]: values[1], values[-1]: values[-2]}.get(package[path])
    if inside is None:
        return False
    numbers = [grid.number(package), grid.number({**package, path: inside})]
    here, there = grid.worth_of(np.array(numbers)).T
    return bool(np.any(np.abs(here - there) > TIE * np.abs(here)))


def _notes(scene: Scene) -> list[str]:
    deal = scene.loaded.sound
    table = deal.negotiate.between if deal.negotiate is not None else []
    known = [doubt for doubt in scene.doubts if doubt.known_to & set(table)]
    unsure = [p for p in table if belief.uncertain_traits(deal, p) or belief.unsure(deal, deal.parties[p].reservation)]
    unnamed = deal.negotiate is not None and deal.negotiate.no_deal is None
    said = [*([UNNAMED] if unnamed else []), *([CENTRAL] if known or unsure else [])]
    return [*said, *belief.not_counted(deal)]
