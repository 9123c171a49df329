"""What a company's later rounds come to; one without an answer on a path does not come about there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuers.held import Held
from dealwright.engine.issuers.issuer import Sized
from dealwright.engine.issuers.rounds_on_paths import after_round_on_paths
from dealwright.equity.accrual import interest
from dealwright.equity.exact import NOTHING
from dealwright.equity.rounds.impossible import ImpossibleError, impossible
from dealwright.equity.rounds.priced import price_round

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool
    from numpy import ndarray

    from dealwright.engine.issuers.issuer import Issuer, LaterRound
    from dealwright.engine.view import FuturesView
    from dealwright.equity.exact import Rounding
    from dealwright.equity.exits.claims import Number
    from dealwright.ground.problem import Problem

    Flags = Bool[ndarray, " path"]


class UnpricedRoundError(ArithmeticError):
    """A round's terms have no answer on any path: no price makes them true together.

    Args:
        problem: The same for a person: at the round, with what may mend it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem}; {problem.mend}")


@dataclass(frozen=True, slots=True)
class State:
    """Who holds what on some paths: those on which the same rounds came about.

    Args:
        where: The paths.
        held: Who holds what.
    """

    where: Flags
    held: Held


@dataclass(frozen=True, slots=True)
class AfterRound:
    """A round that was worked out.

    Args:
        later: The round.
        states: Who holds what after it, by the rounds that came about.
        came: On which paths it comes about if the exit does not come first.
        price: Money per new share; one number or one per path, no number where it does not come about.
        paid: Money by stakeholder: what investors pay, less interest paid on notes that convert.
        fully_diluted: All shares after it, as converted.
    """

    later: LaterRound
    states: tuple[State, ...]
    came: Flags
    price: Number
    paid: Mapping[str, float]
    fully_diluted: Number

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes, more or less."""
        lone = sum(3 * len(state.held.lone) for state in self.states)
        return int(self.came.nbytes * 8 * (2 + lone)) if np.ndim(self.price) else int(self.came.nbytes)


def states_after(issuer: Issuer, rounds: int) -> tuple[State, ...]:
    """Return who holds what of a company after so many of its later rounds.

    Args:
        issuer: The company.
        rounds: How many have had their day.

    Returns:
        Holdings, with the paths on which they are those.
    """
    if rounds:
        return later_rounds(issuer)[rounds - 1].states
    return (State(np.ones(issuer.view.paths, dtype=bool), Held(issuer.held)),)


def later_rounds(issuer: Issuer) -> tuple[AfterRound, ...]:
    """Work out the priced rounds of a company on or after the deal's first day, in the order of their days.

    Args:
        issuer: The company.

    Returns:
        What each comes to.

    Raises:
        UnpricedRoundError: If one has no answer anywhere.
    """
    return issuer.kept("later rounds", partial(_worked_out, issuer))


def _worked_out(issuer: Issuer) -> tuple[AfterRound, ...]:
    states, found = states_after(issuer, 0), []
    for later in issuer.rounds:
        try:
            after = _worked(states, later, issuer.table.rounding, issuer.view)
        except ImpossibleError as none:
            place = none.problem.place if none.problem.place.line else later.place
            raise UnpricedRoundError(replace(none.problem, place=place)) from none
        found.append(after)
        states = after.states
    return Sized(found)


def _worked(states: tuple[State, ...], later: LaterRound, rounding: Rounding, view: FuturesView) -> AfterRound:
    """Work one round out on every state of affairs before it."""
    if not later.by_path and len(states) == 1 and not states[0].held.by_path:
        return _exactly(states[0], later, rounding)
    _computable(later)
    price, every = np.full((2, view.paths), np.nan)
    given, value = later.priced(view)
    after: list[State] = []
    for state in states:
        held, here = after_round_on_paths(state.held, later.round, given, value)
        came = state.where & np.isfinite(here)
        price[came], every[came] = here[came], np.broadcast_to(held.fully_diluted, here.shape)[came]
        after += [State(came, held)] if came.any() else []
        after += [State(state.where & ~came, state.held)] if (state.where & ~came).any() else []
    came = np.isfinite(price)
    if not came.any():
        raise impossible(
            later.place, "impossible-round", f"round `{later.round.id}` has no price in any future",
            f"a `{given}` above zero that leaves room for what converts, is protected and the pool",
            f"raise `{given}`, or lower what the round brings or the pool's share",
        )  # fmt: skip
    return AfterRound(later, tuple(after), came, price, _listed(later, states[0].held), every)


def _exactly(state: State, later: LaterRound, rounding: Rounding) -> AfterRound:
    priced = price_round(state.held.exact, later.round, rounding)
    paid = {each.holder: float(each.money) for each in priced.investments}
    for each in priced.conversions:
        if each.interest_paid:
            paid[each.holder] = paid.get(each.holder, 0.0) - float(each.interest_paid)
    after = (State(state.where, Held(priced.after)),)
    return AfterRound(later, after, state.where, float(priced.price), paid, float(priced.fully_diluted))


def _listed(later: LaterRound, held: Held) -> dict[str, float]:
    """Return what each investor pays, less interest that is paid to whoever's note converts."""
    paid = {who: float(money) for who, money in later.round.investors.items()}
    named, least = later.round.converts, later.round.new_money
    for each in held.exact.convertibles.values():
        converts = (each.qualified_financing or NOTHING) <= least if named is None else each.id in named
        if converts and not each.interest_converts:
            paid[each.holder] = paid.get(each.holder, 0.0) - float(interest(each, later.round.on))
    return paid


def _computable(later: LaterRound) -> None:
    """Refuse what is not worked out path by path."""
    cap = later.round.new_class.return_cap
    if cap is not None and cap.amount is not None:
        raise impossible(
            later.place, "cap-by-path",
            f"round `{later.round.id}` is priced by the path, and its class has a return cap in money, for all of it",
            "a return cap as a multiple of what was paid", "write `return_cap: {multiple: ...}`",
        )  # fmt: skip
    if later.round.pro_rata or later.round.pro_rata_on_top:
        raise impossible(
            later.place, "pro-rata-by-path",
            f"round `{later.round.id}` exercises pro rata rights, and its price or an earlier one's moves with drivers",
            "investors that are listed",
            "list what each pays under `investors`, and leave `pro_rata` out",
        )  # fmt: skip
