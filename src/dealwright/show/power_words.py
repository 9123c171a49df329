"""Say what a package implies of bargaining power, and what is drawn between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain, Solution
    from dealwright.bargain.ripples.implied_result import Implied
    from dealwright.show.story import Story

FEW_PERCENT = 10.0


def share(weight: float) -> str:
    """Write a weight in percent.

    Example:
        >>> share(0.458), share(0.0049), share(1.0)
        ('46%', '0.5%', '100%')
    """
    decimals = 1 if abs(100.0 * weight) < FEW_PERCENT and weight else 0
    return f"{number.plain(100.0 * weight, decimals)}%"


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
        near = f"{share(first.nearest.low)} to {share(first.nearest.high)}"
        text += f" It is nearest to the Nash solution with a weight of {near} for {story.names.said(party)}."
    return text


def draw_words(story: Story, found: Bargain, name: str, solution: Solution) -> str:
    """Say what a solution draws between."""
    parts = []
    for each in solution.lottery:
        package = {path: found.literals.get(value, value) for path, value in each.package.items()}
        parts.append(f"with {number.percent(each.probability, decimals=1)} {story.names.package(package)}")
    return f"{solution_name(name)} draws: {'; '.join(parts)}."
