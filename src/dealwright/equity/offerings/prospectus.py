"""Say what a buyer in an offering pays above the net tangible book value that each share then has behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING

if TYPE_CHECKING:
    from dealwright.equity.exact import Exact


@dataclass(frozen=True, slots=True)
class Dilution:
    """The dilution table of a prospectus, in money per share.

    Attributes:
        price: Offer price.
        before: Net tangible book value before the offering.
        pro_forma: That after conversions before the sale of new shares.
        after: That after the sale.
        increase: What the sale adds for those who were there.
        dilution: What a buyer pays above it.
    """

    price: Exact
    before: Exact
    pro_forma: Exact
    after: Exact
    increase: Exact
    dilution: Exact


def dilution_per_share(
    price: Exact,
    book_value: Exact,
    shares: Exact,
    sale: tuple[Exact, Exact],
    conversion: tuple[Exact, Exact] = (NOTHING, NOTHING),
) -> Dilution:
    """Work out the dilution table of an offering.

    Args:
        price: Offer price, in money per share.
        book_value: Tangible assets less liabilities before it, in money; preferred outside equity is a liability.
        shares: Common shares outstanding before it.
        sale: New shares, and the net proceeds to the company.
        conversion: Common shares that convert before the sale, and what leaves the liabilities with them.

    Returns:
        The table.

    Source:
        Regulation S-K, item 506 (17 CFR 229.506).
    """
    pro_forma_shares, pro_forma_value = shares + conversion[0], book_value + conversion[1]
    after = (pro_forma_value + sale[1]) / (pro_forma_shares + sale[0])
    pro_forma = pro_forma_value / pro_forma_shares
    return Dilution(price, book_value / shares, pro_forma, after, after - pro_forma, price - after)
