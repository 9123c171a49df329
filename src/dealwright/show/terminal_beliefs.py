"""Print what a bargain looks like over all that the sides may know: chances to sign, and solutions as distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.beliefs_words import cases_words, chance_text, unknown_words
from dealwright.show.tables import figure, named, say, show, table_of, with_errors
from dealwright.show.terminal_spread import package_line
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.bargain.beliefs.found import BeliefsFound
    from dealwright.bargain.result import Bargain, Solution
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_WIDE = 10
_NAMES = {"kalai_smorodinsky": "Kalai-Smor."}


def say_zone(found: Bargain, console: Console) -> None:
    """Print the chance that there is a zone."""
    if found.beliefs is not None:
        said = f"Chance that some package suits everyone: {chance_text(found.beliefs.zone)}"
        say(console, f"{said}, {cases_words(found.beliefs)}.")


def sign_rows(solutions: Sequence[Solution], party: str) -> list[Text]:
    """Return the chance that a party signs what each solution names."""
    chances = (solution.probability_signs.get(party) for solution in solutions)
    return [Text(number.NOTHING if each is None else number.probability(each), style="dim") for each in chances]


def signing_cells(found: Bargain, place: int) -> list[str]:
    """Return the chances that each party, and all of them, sign a package of the frontier."""
    if found.beliefs is None:
        return []
    chances, together = found.beliefs.signing.chances(place), found.beliefs.signing.all_sign(place)
    if together is None:
        return [number.NOTHING, number.NOTHING]
    return [" / ".join(number.probability(chances[each]) for each in found.between), number.probability(together.value)]


def signing_heads(found: Bargain) -> list[str]:
    """Return the heads of those columns."""
    return [] if found.beliefs is None else ["each signs", "all sign"]


def print_over_beliefs(story: Story, found: Bargain, console: Console, scale: Scale, unit: str) -> None:
    """Print each solution as a distribution, where there is anything that only some know."""
    told = found.beliefs
    if told is None or not told.quantities or not told.solutions:
        return
    table = table_of(["", *(_NAMES.get(name, solution_name(name)) for name in told.solutions)])
    solutions = list(told.solutions.values())
    table.add_row("Agreement", *(number.probability(each.agreement.value) for each in solutions))
    for party in found.between:
        gains = [each.gains[party] for each in solutions]
        table.add_row(named(story, party))
        table.add_row("  gain", *with_errors([Estimate(each.mean, each.error) for each in gains], scale, change=True))
        bands = (f"{figure(each.low, scale)} to {figure(each.high, scale)}" for each in gains)
        table.add_row(Text("  5% to 95%", style="dim"), *bands)
    remark = "gain: over no deal, the mean over the cases in which some package suits everyone"
    show(console, f"The solutions found anew in every case, {unit}", table, remark)
    _packages(story, found, told, console)
    say(console, Text(unknown_words(story, told), style="dim"))


def _packages(story: Story, found: Bargain, told: BeliefsFound, console: Console) -> None:
    """Print which packages the solutions name most often."""
    table = table_of(["", "of cases", "package"])
    table.columns[-1].justify, table.columns[-1].no_wrap = "left", False
    for name, each in told.solutions.items():
        for place, package in enumerate(each.packages[:2]):
            label = _NAMES.get(name, solution_name(name)) if place == 0 else ""
            table.add_row(label, number.probability(package.share), package_line(found, package.package))
    paths = ", ".join(story.names.path(path) for path in found.paths_of_terms)
    show(console, "What they name most often", table, f"package: {paths}")
