"""Say what counts in the capitalization by which a valuation cap is divided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capitalization:
    """What counts in the capitalization by which a valuation cap is divided: the eight flags of Open Cap Format.

    Attributes:
        outstanding_shares: whether shares outstanding do, as converted.
        outstanding_options: whether shares of rights granted do.
        unissued_options: whether shares that pools have not granted do.
        this_security: whether shares of the convertible itself do.
        other_converting: whether shares of the other convertibles do.
        topup_for_promised: whether options do that were promised beyond what pools have.
        additional_topup: whether what the round adds to pools does.
        new_money: whether shares of the round's investors do.
    """

    outstanding_shares: bool = True
    outstanding_options: bool = True
    unissued_options: bool = True
    this_security: bool = False
    other_converting: bool = False
    topup_for_promised: bool = False
    additional_topup: bool = False
    new_money: bool = False


POST_MONEY = Capitalization(this_security=True, other_converting=True, topup_for_promised=True)
"""Company capitalization of Y Combinator's post-money SAFE (2018): all converting securities, no new pool increase."""
PRE_MONEY = Capitalization(topup_for_promised=True, additional_topup=True)
"""Company capitalization of the pre-money SAFE (2013): the round's pool increase counts, convertibles do not."""
