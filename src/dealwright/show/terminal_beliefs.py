"""Print what a bargain looks like over all that the sides may know: chances to sign, and solutions as distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.beliefs_words import cases_words, chance_text, quantity_name, short_name, unknown_words
from dealwright.show.tables import figure, named, say, show, table_of, with_errors
from dealwright.show.terminal_spread import package_line
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.bargain.beliefs.found import BeliefsFound, GainBand
    from dealwright.bargain.beliefs.split import SpreadSplit
    from dealwright.bargain.result import Bargain, Solution
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

NO_DEAL_WORDS = "No deal"
NO_DEAL = "no_deal"
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
    """Print each solution as a distribution, where there is anything that only some know, and what is belief."""
    told = found.beliefs
    if told is None or not told.solutions:
        return
    if not told.quantities:
        _spreads(story, found, console, scale, unit)
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
    _spreads(story, found, console, scale, unit)
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


def _spreads(story: Story, found: Bargain, console: Console, scale: Scale, unit: str) -> None:
    """Print which part of each spread is belief, which is future, and which belief moves a gain by how much."""
    told = found.beliefs
    if told is None or not told.spreads:
        return
    columns = list(dict.fromkeys(each.of for each in told.spreads))
    heads = [NO_DEAL_WORDS if of == NO_DEAL else _NAMES.get(of, solution_name(of)) for of in columns]
    table = table_of(["", *heads])
    for party in found.between:
        own = {each.of: each for each in told.spreads if each.party == party}
        table.add_row(named(story, party))
        table.add_row("  standard deviation", *(figure(own[of].deviation, scale) for of in columns))
        table.add_row("  of it belief", *(number.probability(own[of].belief) for of in columns))
        table.add_row(Text("    most by", style="dim"), *(_most(story, own[of]) for of in columns))
        bands = {each.of: each for each in told.bands if each.party == party}
        if bands:
            table.add_row("  gain over beliefs", *(_band(bands.get(of), scale) for of in columns))
            table.add_row(Text("    most by", style="dim"), *(_widest(story, bands.get(of)) for of in columns))
    remark = "of it belief: share of the variance of present value that the facts make, the rest is future"
    if told.bands:
        gain = "what the package of the search brings over no deal, 5% to 95%, sure equivalents of all futures"
        remark = f"{remark}; gain over beliefs: {gain}"
    show(console, f"What is belief, and what is future, {unit}", table, remark)


def _most(story: Story, own: SpreadSplit) -> str:
    name, share = next(iter(own.by_fact.items()), ("", 0.0))
    return quantity_name(story, name) if share > 0 else number.NOTHING


def _band(band: GainBand | None, scale: Scale) -> str:
    return number.NOTHING if band is None else f"{figure(band.low, scale)} to {figure(band.high, scale)}"


def _widest(story: Story, band: GainBand | None) -> str:
    return number.NOTHING if band is None else short_name(story, next(iter(band.by_belief)))
