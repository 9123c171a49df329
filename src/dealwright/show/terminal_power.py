"""Print what hangs on bargaining power, payments and draws: where Nash jumps, implied power, ways of agreeing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.power_words import IN_UTILITY, WAYS, between, draw_words, implied_words, share
from dealwright.show.tables import figure, named, say, show, table_of, with_errors
from dealwright.show.terminal_spread import package_line
from dealwright.show.words import capital, solution_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.implied_result import Implied
    from dealwright.bargain.ripples.jumps import Stretch
    from dealwright.bargain.ripples.spaces_result import InSpace, Spaces
    from dealwright.engine.result import Estimate
    from dealwright.show.number import Scale
    from dealwright.show.story import Story


def print_power(story: Story, found: Bargain, console: Console, scale: Scale, unit: str) -> None:
    """Print what was asked about power, payments and draws.

    Args:
        story: the results with their names.
        found: the bargain.
        console: where to print.
        scale: of money.
        unit: of money, in words.
    """
    for name, solution in found.solutions.items():
        if solution.lottery:
            say(console, draw_words(story, found, name, solution))
    if found.power and found.jumps:
        _jumps(story, found, next(iter(found.jumps.items())), console, (scale, unit))
    if found.implied is not None:
        _implied(story, found, found.implied, console)
    if found.spaces is not None:
        _spaces(story, found, found.spaces, console, (scale, unit))


def _jumps(
    story: Story, found: Bargain, told: tuple[str, tuple[Stretch, ...]], console: Console, said: tuple[Scale, str]
) -> None:
    """Print where the Nash solution jumps as one party's weight rises."""
    party, stretches = told
    scale, unit = said
    table = table_of(["weight", *(story.names.short(each) for each in found.between), "package"])
    for column in table.columns:
        column.justify = "right"
    table.columns[-1].justify, table.columns[-1].no_wrap = "left", False
    for each in stretches:
        gains = (figure(each.gains[other], scale) for other in found.between)
        table.add_row(f"{share(each.low)} to {share(each.high)}", *gains, package_line(found, each.package))
    title = f"Where Nash jumps as the weight of {story.names.said(party)} rises, gain over no deal, {unit}"
    remark = "in the search; the others share the rest as their weights say; package: "
    show(console, title, table, remark + ", ".join(story.names.path(path) for path in found.paths_of_terms))


def _implied(story: Story, found: Bargain, implied: Implied, console: Console) -> None:
    """Print which power a package implies, and how unsure that is."""
    table = table_of(["", "range", "middle", "by error", "over beliefs", "ends over beliefs"])
    for party in found.between:
        each = implied.parties[party]
        error, cases = each.over_error, each.over_cases
        ends = None if each.least is None or each.most is None else (each.least, each.most)
        table.add_row(
            named(story, party),
            number.NOTHING if each.range is None else between(*each.range),
            number.NOTHING if each.central is None else share(each.central),
            number.NOTHING if error is None else between(error.low, error.high),
            number.NOTHING if cases is None else between(cases.low, cases.high),
            number.NOTHING if ends is None else between(*ends),
        )
    whose = "what was signed" if implied.origin == "signed" else "the package asked about"
    remark = "by error, over beliefs: the middle, 5th to 95th percentile; ends: 5th of the least, 95th of the largest"
    show(console, f"Power that {whose} implies", table, remark)
    say(console, implied_words(story, implied))


def _spaces(story: Story, found: Bargain, spaces: Spaces, console: Console, said: tuple[Scale, str]) -> None:
    """Print what each way of agreeing brings, and what it adds to single packages."""
    scale, unit = said
    table = table_of(["", *(story.names.short(party) for party in found.between), "together"])
    rows: list[tuple[str, list[Estimate] | None]] = []
    for name in dict.fromkeys(name for solutions in spaces.solutions.values() for name in solutions):
        rows.append((solution_name(name), None))
        for way, solutions in spaces.solutions.items():
            rows += _rows(found, WAYS[way], solutions.get(name))
    columns = [
        with_errors([each[place] for _, each in rows if each is not None], scale, change=True)
        for place in range(len(found.between) + 1)
    ]
    at = 0
    for label, each in rows:
        cells: list[Text] = [] if each is None else [column[at] for column in columns]
        at += each is not None
        table.add_row(Text(label, style="bold" if each is None else ""), *cells)
    title = f"What money beside the deal and draws between packages add, gain over no deal, {unit}"
    show(console, title, table, "in the search, at central beliefs, on the same futures; ± standard error")
    if spaces.solutions.get("lotteries") and found.measure != "mean_at_discount":
        say(console, IN_UTILITY)
    for way, reason in spaces.reasons.items():
        say(console, f"{capital(WAYS[way])}: {reason}.")


def _rows(found: Bargain, way: str, each: InSpace | None) -> list[tuple[str, list[Estimate] | None]]:
    if each is None:
        return []

    def listed(by_party: Mapping[str, Estimate], total: Estimate) -> list[Estimate]:
        return [*(by_party[party] for party in found.between), total]

    rows: list[tuple[str, list[Estimate] | None]] = [(f"  {way}", listed(each.surplus, each.total))]
    if each.added is not None and each.total_added is not None:
        rows.append(("    which adds", listed(each.added, each.total_added)))
    return rows
