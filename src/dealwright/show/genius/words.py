"""Say in words what the analysis of a scenario found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.genius.measured import Analysis


def finding(found: Analysis) -> str:
    """Say what could be agreed on, as a title.

    Args:
        found: The analysis.
    """
    names = together([party.name for party in found.parties])
    solution = found.bargain.solutions.get("nash")
    if solution is None:
        return f"{names} have nothing to agree on"
    if len(found.parties) == 1:
        return f"{names} wants most: {listed(solution.package)}"
    gainers = sum(gain > 0 for gain in solution.surplus.values())
    who = "can all gain" if gainers == len(found.parties) else "can agree, though not all of them gain"
    if len(found.parties) == 2 and gainers == 2:  # noqa: PLR2004 - two parties
        who = "can both gain"
    return f"{names} {who}: Nash names {listed(solution.package)}"


def setting(found: Analysis) -> str:
    """Say what was looked at, and in which space its figures are.

    Args:
        found: The analysis.
    """
    outcomes, issues = found.outcomes, len(found.outcomes.issues)
    share = found.acceptable_share
    how_many = number.count(found.bargain.zone) if share is None else f"about {number.probability(share.value)}"
    zone = f", {how_many} acceptable to all"
    real = any(issue.kind == "real" for issue in outcomes.issues)
    steps = f" (real issues at {outcomes.steps} values)" if real else ""
    count = f"{number.count(outcomes.count)} outcomes of {issues} issue{'s' * (issues != 1)}{steps}{zone}"
    return f"{found.name}, {found.format}: {count}; figures are utilities"


def listed(package: Mapping[str, str]) -> str:
    """List an outcome: each issue with its value.

    Example:
        >>> listed({"price": "low", "days": "30"})
        'price low, days 30'
    """
    return ", ".join(f"{issue} {value}" for issue, value in package.items())


def together(names: list[str]) -> str:
    """Name several.

    Example:
        >>> together(["a", "b", "c"])
        'a, b and c'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
