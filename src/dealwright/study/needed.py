"""Load what a study needs for its first valuation, before there is one; imported by those who are asked in haste."""

from __future__ import annotations

from scipy.special import betaincinv

import dealwright.bargain.packages
import dealwright.engine.issuers.payouts
import dealwright.engine.valuation  # noqa: F401 - all of these are loaded for those who come after

_ = betaincinv  # which is else looked for when the first belief is read
