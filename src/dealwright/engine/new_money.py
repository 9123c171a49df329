"""What investors pay into a company in the priced rounds of its securities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuer import issuer_of
from dealwright.engine.later_rounds import later_rounds
from dealwright.engine.owners import owner_of

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exit import ExitTime
    from dealwright.engine.view import FuturesView


def paid_by_investors(
    deal: Deal, name: str, exit_: ExitTime, view: FuturesView
) -> list[tuple[str, float, Float[ndarray, " path"]]]:
    """Return what each investor pays into a company in rounds that come before its exit.

    Args:
        deal: The deal.
        name: The company.
        exit_: When its exit comes.
        view: The futures.

    Returns:
        Party or company, day, and money on each path; nothing where the company has no securities.
    """
    securities = deal.companies[name].securities
    if securities is None:
        return []
    found: list[tuple[str, float, Float[ndarray, " path"]]] = []
    issuer = issuer_of(deal, name, view)
    for number, later in enumerate(issuer.rounds):
        comes = np.asarray(exit_.day >= later.day, dtype=float)
        paid = {investor: float(money) for investor, money in later.round.investors.items()}
        if later.round.pro_rata or later.by_path or found:  # whether it comes about, and who pays, only its price tells
            after = later_rounds(issuer)[number]
            comes, paid = comes * after.came, dict(after.paid)
        found += [(owner_of(investor, securities, deal), later.day, money * comes) for investor, money in paid.items()]
    return found
