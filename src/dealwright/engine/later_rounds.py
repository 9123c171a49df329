"""What a company's later rounds come to, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.cap_table import cap_table, held_at_start, later_rounds_of
from dealwright.engine.held import Held
from dealwright.engine.rounds_on_paths import after_round_on_paths
from dealwright.equity.impossible import ImpossibleError, impossible
from dealwright.equity.rounds import price_round

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Int
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.cap_table import LaterRound
    from dealwright.engine.view import FuturesView
    from dealwright.equity.claims import Number
    from dealwright.equity.exact import Rounding
    from dealwright.ground.problem import Problem


class UnpricedRoundError(ArithmeticError):
    """A round's terms have no answer: no price makes them true together.

    Args:
        problem: The same for a person: at the round, with what may mend it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem}; {problem.mend}")


@dataclass(frozen=True, slots=True)
class AfterRound:
    """A round that was worked out.

    Args:
        later: The round.
        held: Who holds what after it.
        price: Money per new share; one number or one per path, no number where there is no answer.
        paid: Money by investor.
        fully_diluted: All shares after it, as converted.
    """

    later: LaterRound
    held: Held
    price: Number
    paid: Mapping[str, float]
    fully_diluted: Number

    def require(self, places: Int[ndarray, " path"]) -> None:
        """See that the round has a price on some paths.

        Raises:
            UnpricedRoundError: If it has none on one of them.
        """
        if np.ndim(self.price) == 0 or np.isfinite(self.price[places]).all():  # type: ignore[index]
            return
        key = self.later.key
        share = 1.0 - float(np.mean(np.isfinite(self.price[places])))  # type: ignore[index]
        name = self.later.round.id
        raise UnpricedRoundError(
            impossible(
                self.later.place, "impossible-round",
                f"on {share:.2g} of the futures that reach it no price makes the terms of round `{name}` true together",
                f"a `{key}` above zero that leaves room for what converts and the pool",
                f"keep it above something: `{key}: \"max(..., 1m)\"`; or lower the pool's share",
            ).problem
        )  # fmt: skip


def later_rounds(deal: Deal, name: str, view: FuturesView) -> tuple[AfterRound, ...]:
    """Work out the priced rounds of a company on or after the deal's first day, in the order of their days.

    Args:
        deal: The deal.
        name: The company, which has securities.
        view: The futures.

    Returns:
        What each comes to if those before it came, too.

    Raises:
        UnpricedRoundError: If one whose price is certain has no answer.
    """
    sign = view.sign(deal.companies[name], "securities")
    return view.figures(("later rounds", name), (sign,), partial(_worked_out, deal, name, view))


def _worked_out(deal: Deal, name: str, view: FuturesView) -> tuple[AfterRound, ...]:
    rounding = cap_table(deal, name, view).rounding
    held, found = Held(held_at_start(deal, name, view)), []
    for later in later_rounds_of(deal, name, view):
        try:
            after = _on_paths(held, later, view) if later.by_path or held.by_path else _exactly(held, later, rounding)
        except ImpossibleError as none:
            place = none.problem.place if none.problem.place.line else later.place
            raise UnpricedRoundError(replace(none.problem, place=place)) from none
        found.append(after)
        held = after.held
    return tuple(found)


def _exactly(held: Held, later: LaterRound, rounding: Rounding) -> AfterRound:
    priced = price_round(held.exact, later.round, rounding)
    paid = {each.holder: float(each.money) for each in priced.investments}
    return AfterRound(later, Held(priced.after), float(priced.price), paid, float(priced.fully_diluted))


def _on_paths(held: Held, later: LaterRound, view: FuturesView) -> AfterRound:
    if later.round.pro_rata:
        raise impossible(
            later.place, "pro-rata-by-path",
            f"round `{later.round.id}` is priced by the path and exercises pro rata rights",
            "investors that are listed, where drivers move the price of this round or of one before it",
            "list what each pays under `investors`, and leave `pro_rata` out",
        )  # fmt: skip
    after, price = after_round_on_paths(held, later.round, *later.priced(view))
    every = float(after.exact.fully_diluted) + sum(after.added.values(), start=0.0)
    every = every + sum((each.as_converted for each in after.lone), start=0.0)
    return AfterRound(later, after, price, {who: float(m) for who, m in later.round.investors.items()}, every)
