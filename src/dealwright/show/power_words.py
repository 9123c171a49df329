"""Say what a package implies of bargaining power, and what is drawn between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.result import Bargain, Solution
    from dealwright.bargain.ripples.implied_result import Implied
    from dealwright.bargain.ripples.spaces_result import InSpace
    from dealwright.show.story import Story

WAYS = {
    "money": "a package alone",
    "money with side payments": "with money beside it",
    "lotteries": "with a draw",
}
"""How the parties may agree, in words."""
IN_UTILITY = (
    "A draw is weighed in each side's expected utility, not in money, so that whoever minds risk more may get less."
)
"""Said where draws stand beside packages."""
FEW_PERCENT = 10.0


def share(weight: float) -> str:
    """Write a weight in percent.

    Example:
        >>> share(0.458), share(0.0049), share(1.0)
        ('46%', '0.5%', '100%')
    """
    decimals = 1 if abs(100.0 * weight) < FEW_PERCENT and weight else 0
    return f"{number.plain(100.0 * weight, decimals)}%"


def between(low: float, high: float) -> str:
    """Write a range of weights; once where both ends are written alike."""
    return share(low) if share(low) == share(high) else f"{share(low)} to {share(high)}"


def added_words(found: Bargain) -> str:
    """Say what money beside the first solution's package adds for all at the table together.

    Args:
        found: the bargain.
    """
    return _added(found, "money with side payments", "Money beside the {} package") or "What hangs on bargaining power"


def ways_words(found: Bargain) -> str:
    """Say what a draw between packages adds to the first solution, for all at the table together.

    Args:
        found: the bargain.
    """
    return _added(found, "lotteries", "To the {} package a draw") or "What each way of agreeing brings"


def _added(found: Bargain, way: str, whose: str) -> str:
    """Say what a way of agreeing adds to the first solution found in it; nothing where it was not looked for."""
    solutions = {} if found.spaces is None else found.spaces.solutions.get(way, {})
    for name, each in solutions.items():
        if (more := each.total_added) is None:
            continue
        told = abs(more.value) > 2.0 * more.standard_error
        text = " ".join(number.uncertain_money(more.value, more.standard_error)) if told else "nothing beyond the error"
        return f"{whose.format(solution_name(name))} adds {text}".rstrip()
    return ""


def paid_words(story: Story, found: Bargain, each: InSpace) -> str:
    """Say which package a way of agreeing names, what is drawn, and who pays whom beside it."""

    def written(package: Mapping[str, str]) -> str:
        return story.names.package({path: found.literals.get(value, value) for path, value in package.items()})

    if each.lottery:
        return "; ".join(f"{number.percent(one.probability)} {written(one.package)}" for one in each.lottery)
    paid = [
        f"{story.names.short(party)} {number.money(amount, change=True)}"
        for party, amount in each.payments.items()
        if amount
    ]
    return "; paid beside it: ".join([written(each.package), *([joined(paid)] if paid else [])])


def implied_words(story: Story, implied: Implied) -> str:
    """Say how sure it is which power a package implies, and how far it is from the frontier where none does."""
    cases = f"{number.count(implied.cases)} cases of what the parties know and of the futures' error"
    said = [f"In {number.probability(implied.defined)} of {cases} some powers explain it"]
    if implied.off_frontier:
        said.append(f"in {number.probability(implied.off_frontier)} another package is better for all")
    if implied.in_hollow:
        said.append(f"in {number.probability(implied.in_hollow)} it lies in a hollow of the frontier")
    if implied.refused:
        said.append(f"in {number.probability(implied.refused)} somebody gains nothing by it")
    first = next(iter(implied.parties.values()))
    text = f"{joined(said)}."
    if first.range is None and implied.forgone > 0:
        text += f" At central beliefs none do: each side could still gain {number.money(implied.forgone)} or more."
    elif first.range is None:
        text += " At central beliefs none do."
    if first.range is None and first.nearest is not None:
        party = next(iter(implied.parties))
        near = between(first.nearest.low, first.nearest.high)
        text += f" It is nearest to the Nash solution with a weight of {near} for {story.names.said(party)}."
    return text


def draw_words(story: Story, found: Bargain, name: str, solution: Solution) -> str:
    """Say what a solution draws between."""
    parts = []
    for each in solution.lottery:
        package = {path: found.literals.get(value, value) for path, value in each.package.items()}
        parts.append(f"with {number.percent(each.probability, decimals=1)} {story.names.package(package)}")
    return f"{solution_name(name)} draws: {'; '.join(parts)}."
