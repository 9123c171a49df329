"""Say how a signed package stands in one state of what the parties know: zone, pie, frontier, power, rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.backtest_result import RULES
from dealwright.bargain.bargaining import agree
from dealwright.bargain.power import nearest_power
from dealwright.bargain.result import SOLUTIONS
from dealwright.bargain.shortfall import Shortfall, shortfall, shortfall_with_payments
from dealwright.bargain.table import Table
from dealwright.bargain.zone import zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.circumstances import Circumstance
    from dealwright.bargain.spaces import Agreement
    from dealwright.bargain.table import Rules


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What stays the same in every state.

    Attributes:
        parties: the parties at the table.
        rules: what they may agree on.
        describe: what a package sets, by its number.
        number: the reverse.
        apart: how far each package's terms are from the signed ones; (package,).
        unchanged: how far those of the contract in force are.
        middle: number of the package in the middle of every range.
        packages: how many there are.
    """

    parties: tuple[str, ...]
    rules: Rules
    describe: Callable[[int], Mapping[str, str]]
    number: Callable[[Mapping[str, str]], int]
    apart: Float[ndarray, " package"]
    unchanged: float
    middle: int
    packages: int


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """What one rule reached.

    Attributes:
        apart: difference of each party's worth from the signed package's, in currency, at least zero.
        of_pie: their sum as a share of the pie.
        of_terms: distance of the terms.
        package: number of the package named; None where none is.
    """

    apart: Float[ndarray, " party"]
    of_pie: float
    of_terms: float
    package: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How the signed package stands.

    Attributes:
        inside: whether nobody refuses it.
        zone: how many packages nobody refuses.
        pie: what all gain together in the package that brings most; None without a zone.
        short: how far the signed package is from the frontier.
        power: by which powers it is nearest to the Nash solution; None where one does not gain, or where they pay each
            other.
        rules: what each rule reached; empty without a zone.
    """

    inside: bool
    zone: int
    pie: float | None
    short: Shortfall
    power: Float[ndarray, " party"] | None
    rules: Mapping[str, Reached]


def standing(here: Circumstance, frame: Frame) -> Standing:
    """Say how the signed package stands in one state.

    Args:
        here: What everything is worth in it.
        frame: What stays the same in every state.
    """
    table = Table(frame.parties, here.worth, here.held, here.outside, frame.rules, frame.describe)
    agreement = agree(table)
    gain = here.worth - here.held[:, None]
    inside = zone(here.worth, here.held, here.outside)
    pie = agreement.solutions["utilitarian"].total_surplus if agreement.solutions else None
    paid = frame.rules.side_payments
    short = shortfall_with_payments(gain, here.gain) if paid else shortfall(gain, here.gain, rounding=here.rounding)
    all_gain = bool((here.gain > here.rounding).all())
    return Standing(
        bool((here.gain >= here.needed - here.rounding).all()),
        agreement.acceptable,
        pie,
        short,
        nearest_power(gain[:, inside], here.gain) if all_gain and not paid else None,
        {} if pie is None else _rules(here, frame, agreement, inside, pie),
    )


def _rules(
    here: Circumstance, frame: Frame, agreement: Agreement, inside: Int[ndarray, " package"], pie: float
) -> dict[str, Reached]:
    """Say what each rule reached."""

    def reached(apart: Float[ndarray, " party"], of_terms: float, package: int | None = None) -> Reached:
        return Reached(apart, float(apart.sum()) / pie if pie > 0 else np.inf, of_terms, package)

    found = {}
    for name in SOLUTIONS:
        solution = agreement.solutions[name]
        worth = np.array([solution.certainty_equivalent[party] for party in frame.parties])
        number = frame.number(solution.package)
        found[name] = reached(np.abs(worth - here.signed), float(frame.apart[number]), number)
    found["no_change"] = reached(np.abs(here.gain), frame.unchanged)
    middle = np.abs(here.worth[:, frame.middle] - here.signed)
    found["middle"] = reached(middle, float(frame.apart[frame.middle]), frame.middle)
    if len(inside):
        anywhere = np.abs(here.worth[:, inside] - here.signed[:, None]).mean(axis=1)
        found["random"] = reached(anywhere, float(frame.apart[inside].mean()))
    return {name: found[name] for name in RULES if name in found}
