"""Tells what the terms of a deal trade for, where it stands or at any package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.literals import literals_of
from dealwright.bargain.trade.rates import exchange_rates
from dealwright.bargain.trade.result import Trade
from dealwright.engine.result import PartyCard
from dealwright.engine.sensitivities.sensitivities import titles_of

if TYPE_CHECKING:
    from dealwright.bargain.trade.desk import Desk


def trade(desk: Desk) -> Trade:
    """Tell what the terms of a deal trade for.

    Args:
        desk: The deal where its terms stand.

    Returns:
        Exchange rates.
    """
    deal, draws, grounds = desk.standing.sound, desk.draws, desk.grounds
    rates, _ = exchange_rates(grounds, desk.issues)
    mean = deal.worth_by == "mean_at_discount"
    return Trade(
        title=deal.title,
        file=desk.loaded.file,
        digest=desk.loaded.digest,
        seed=draws.seed,
        paths=draws.paths,
        currency=deal.currency,
        as_of=deal.dates[0],
        worth_by=deal.worth_by,
        at=dict(desk.at),
        named=desk.named,
        worth={p: each.mean if mean else each.certainty_equivalent for p, each in grounds.all.base.items()},
        parties={key: PartyCard(deal.parties[key].name or key, deal.parties[key].short or "") for key in deal.parties},
        titles=titles_of(deal),
        literals=literals_of(desk.loaded),
        before_tax=deal.before_tax,
        price_basis=deal.prices,
        rates=rates,
    )
