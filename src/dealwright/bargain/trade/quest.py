"""Says of which deal, which money and which futures something was sought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.literals import literals_of
from dealwright.bargain.trade.sought import Quest
from dealwright.engine.heading import heading_of
from dealwright.engine.naming import titles_of
from dealwright.engine.result import PartyCard

if TYPE_CHECKING:
    from dealwright.bargain.trade.desk import Desk
    from dealwright.bargain.trade.sought import Sought


def quest(desk: Desk, sought: tuple[Sought, ...], *, break_even: bool = False) -> Quest:
    """Say what was sought where.

    Args:
        desk: The deal where its terms stand.
        sought: What was found.
        break_even: Whether it is where parties are indifferent.
    """
    deal, draws = desk.loaded.sound, desk.draws
    return Quest(
        **heading_of(desk.loaded, draws),
        worth_by=deal.worth_by,
        at=dict(desk.at),
        named=desk.named,
        parties={key: PartyCard(party.name or key, party.short or "") for key, party in deal.parties.items()},
        titles=titles_of(deal),
        literals=literals_of(desk.loaded),
        break_even=break_even,
        sought=sought,
    )
