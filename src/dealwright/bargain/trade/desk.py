"""A deal where its terms stand: what any change of it is worth to each party, with and without a signature."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from dealwright.bargain.trade.issues import issues_of, laid
from dealwright.engine.scenario import independent
from dealwright.engine.sensitivities.ground import Grounds
from dealwright.engine.sensitivities.moves import Refused
from dealwright.engine.sensitivities.slopes import slopes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.trade.issues import Issue
    from dealwright.engine.result import Estimate
    from dealwright.engine.sensitivities.figures import Figures
    from dealwright.engine.sensitivities.ground import Ground
    from dealwright.engine.sensitivities.slopes import Slopes
    from dealwright.ground.problem import Problem
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


Worths: TypeAlias = "Mapping[str, Figures]"
"""What a form of the deal is worth to each party."""


FRESH = 1_000_003
"""What is added to the seed for fresh futures."""


class CannotStandError(LookupError):
    """Says that values cannot stand in a deal.

    Args:
        message: Why, in a sentence.
        problems: The same as data.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        """Keep both."""
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True)
class Desk:
    """A deal where its terms stand, and the futures on which they are traded.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        at: The package from which terms are moved, `path: value as written`; nothing for today's terms.
        named: What the package is called; empty for one that was given, or none.
        asked: Parties who are asked for; those at the table by default, or everyone where nobody is.
    """

    loaded: Loaded
    draws: Draws
    at: Mapping[str, str] = field(default_factory=dict)
    named: str = ""
    asked: tuple[str, ...] = ()
    _known: dict[tuple[bool, tuple[tuple[str, str], ...]], Worths] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def bargains(self) -> bool:
        """Tell whether parties bargain, so that there is a signature and no deal."""
        return self.loaded.negotiate is not None

    @cached_property
    def standing(self) -> Loaded:
        """Return the deal where its terms stand: signed, where it says what signing changes.

        Raises:
            CannotStandError: If the package cannot stand.
        """
        deal = self.loaded.package(dict(self.at)) if self.bargains else self.loaded.with_overrides(dict(self.at))
        if deal.deal is None:
            why = "; ".join(f"{each.what} ({each.mend})" for each in deal.errors)
            raise CannotStandError(f"the package to start from cannot stand: {why}", deal.errors)
        return deal

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Name those for whom worth is told: who is asked for, who is at the table, or everyone where nobody is."""
        negotiate = self.loaded.negotiate
        return self.asked or tuple(self.loaded.sound.parties if negotiate is None else negotiate.between)

    @cached_property
    def grounds(self) -> Grounds:
        """Return the deal where it stands on its futures."""
        closes = self.bargains and self.loaded.sound.closing is not None
        refused = self.loaded.no_deal() if closes else None
        return Grounds(self.standing, self.draws, self.parties, 0, exact=False, refused=refused)

    @cached_property
    def refusing(self) -> Grounds:
        """Return no deal on the same futures."""
        return Grounds(self.loaded.no_deal(), self.draws, self.parties, 0, exact=False)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """Return what can be traded."""
        return issues_of(self.standing, self.grounds.scale)

    @cached_property
    def fresh(self) -> Desk:
        """Return the same on futures of which nothing was chosen: picking the best of many estimates flatters it."""
        return replace(self, draws=replace(self.draws, seed=self.draws.seed + FRESH))

    @cached_property
    def searched(self) -> Ground:
        """Return the futures on which swaps are looked for: fewer, since what is found is valued again on all."""
        return self.grounds.each_state if None in self.grounds.states.values() else self.grounds.some

    def measured(self, figures: Figures) -> float:
        """Return a worth by the measure of the bargain."""
        mean = self.loaded.sound.worth_by == "mean_at_discount"
        return figures.mean if mean else figures.certainty_equivalent

    def is_agreed(self, path: str) -> bool:
        """Tell whether a value is what the parties agree on; anything else is as it is with and without a deal."""
        return path in self.loaded.over() or path in self.at

    def unsigned(self, changes: Mapping[str, str]) -> dict[str, str]:
        """Return those values that hold without a deal, too: of what is not agreed, and what no deal says alike."""
        signed, refused = self.standing, self.refusing.loaded
        shared = {path: to for path, to in changes.items() if not self.is_agreed(path)}
        return {path: to for path, to in shared.items() if refused.text_at(path) == signed.text_at(path)}

    def with_package(self, changes: Mapping[str, str]) -> Desk:
        """Return the deal where other values are agreed, too."""
        return Desk(self.loaded, self.draws, {**self.at, **changes}, asked=self.asked)

    def worth(self, changes: Mapping[str, str]) -> Worths:
        """Value the deal for each party with values laid over it, as a valuation does.

        Raises:
            CannotStandError: If they cannot stand.
        """
        return self._kept(changes, signed=True)

    def held(self, changes: Mapping[str, str]) -> Worths:
        """Value no deal for each party, with those of the values that hold without a deal, too.

        Raises:
            CannotStandError: If they cannot stand.
        """
        return self._kept(self.unsigned(changes), signed=False)

    def _kept(self, changes: Mapping[str, str], *, signed: bool) -> Worths:
        """Value each form once."""
        key = (signed, tuple(changes.items()))
        if key not in self._known:
            self._known[key] = _valued(self.grounds if signed else self.refusing, changes)
        return self._known[key]

    def estimate(self, *weighted: tuple[float, Figures], measure: str = "") -> Estimate:
        """Estimate a weighted sum of what forms of the deal are worth to a party.

        Args:
            weighted: Forms with their weights: 1 and -1 make a difference, of which luck cancels.
            measure: `certainty_equivalent` or `mean_at_discount`; that of the bargain by default.
        """
        return _by(self.slopes(*weighted), measure or self.loaded.sound.worth_by)

    def slopes(self, *weighted: tuple[float, Figures]) -> Slopes:
        """Sum forms of the deal by their weights, with errors and by scrambling."""
        return slopes(weighted, independent(self.draws), self.grounds.all.scale)


def _by(found: Slopes, measure: str) -> Estimate:
    return found.mean if measure == "mean_at_discount" else found.certainty_equivalent


def _valued(grounds: Grounds, changes: Mapping[str, str]) -> Worths:
    if not changes:
        return grounds.all.base
    form = laid(grounds.loaded, changes)
    if isinstance(form, Refused):
        raise CannotStandError(form.why)
    return grounds.all.figures(form.loaded, grounds.reach.of_all(list(changes)), form.overrides)
