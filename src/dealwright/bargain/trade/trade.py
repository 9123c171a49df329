"""Tells what the terms of a deal trade for, where it stands or at any package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.literals import literals_of
from dealwright.bargain.trade.rates import exchange_rates
from dealwright.bargain.trade.result import Trade
from dealwright.bargain.trade.swaps import swaps
from dealwright.bargain.trade.tornado import tornado
from dealwright.engine.heading import heading_of
from dealwright.engine.naming import titles_of
from dealwright.engine.result import PartyCard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from dealwright.bargain.trade.desk import Desk

    Progress = Callable[[int, int], None]


PARTS = ("rates", "swaps", "tornado")
"""What may be asked of a deal's terms."""
NEGOTIATED = "the ranges that are negotiated"
STATED = "the ranges that the file states, else 10 % of what stands: nothing is negotiated"


def trade(
    desk: Desk,
    *,
    side: str = "",
    only: Collection[str] = PARTS,
    exact: bool = False,
    progress: Progress | None = None,
) -> Trade:
    """Tell what the terms of a deal trade for.

    Args:
        desk: The deal where its terms stand.
        side: The party for whom swaps are ordered; nobody by default.
        only: What is wanted: exchange `rates`, `swaps`, the `tornado`; all by default.
        exact: Whether the tornado moves every input on all futures.
        progress: Is told how much of the work is done, of how much.

    Returns:
        Exchange rates, swaps by which those at the table gain, and what every input of the deal does.
    """
    deal, draws, grounds = desk.standing.sound, desk.draws, desk.grounds
    mean = deal.worth_by == "mean_at_discount"
    return Trade(
        **heading_of(desk.loaded, draws),
        worth_by=deal.worth_by,
        at=dict(desk.at),
        named=desk.named,
        worth={p: each.mean if mean else each.certainty_equivalent for p, each in grounds.all.base.items()},
        parties={key: PartyCard(deal.parties[key].name or key, deal.parties[key].short or "") for key in deal.parties},
        titles=titles_of(deal),
        literals=literals_of(desk.loaded),
        rates=exchange_rates(grounds, desk.issues) if "rates" in only else None,
        swaps=swaps(desk, side=side) if "swaps" in only and len(desk.parties) > 1 else None,
        tornado=tornado(desk, exact=exact, progress=progress) if "tornado" in only else None,
        side=side,
        bargains=desk.bargains,
        bounds=NEGOTIATED if desk.loaded.over() else STATED,
    )
