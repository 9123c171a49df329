"""Say what a number of shares of a class take at an exit by the terms of their class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.exits.claims import Claim
from dealwright.equity.exits.moment import plus, product

if TYPE_CHECKING:
    from dealwright.equity.exits.moment import Amount
    from dealwright.equity.securities import ShareClass


def claim_on_shares(
    cls: ShareClass,
    shares: Amount,
    ratio: Exact,
    preference_price: Exact,
    *,
    accrued: Amount = NOTHING,
    paid: Exact = NOTHING,
) -> Claim:
    """Return what shares take, without a name and without holders.

    Args:
        cls: Their class.
        shares: How many.
        ratio: As-converted shares per share.
        preference_price: Money per share that the preference counts.
        accrued: Cumulative dividend that a share has accrued, in money.
        paid: Preference already paid off per share.

    Returns:
        The claim. What accrued joins the preference; a cap counts both, and what was paid off before.
    """
    owed = plus(cls.preference * preference_price - paid, accrued)
    per_share = max(NOTHING, owed) if isinstance(owed, Exact) else np.maximum(0.0, owed)
    preference = product(shares, per_share)
    then = cls.dividend.on_conversion if cls.dividend is not None else "forfeited"
    kept = accrued if then == "paid" else NOTHING
    gets = ratio / preference_price if then == "converts" and preference_price > 0 else NOTHING
    capped = cls.participation == "capped" and cls.cap is not None
    return Claim(
        name=cls.id,
        holders={},
        shares=product(shares, ratio),
        preference=preference,
        seniority=float(cls.seniority),
        participation=cls.participation,
        cap=product(shares, max(NOTHING, cls.cap * preference_price - paid))
        if capped and cls.cap is not None
        else None,
        converts=cls.converts_into is not None or not cls.preference,
        counted=cls.kind != "preferred" or cls.converts_into is not None,
        strike=float(cls.threshold or NOTHING),
        on_conversion=np.minimum(product(shares, kept), preference),
        further_shares=product(shares, accrued, gets),
        security=cls.id,
        count=product(shares),
    )
