"""Load what every process needs, once for all of them: whoever imports this has it, and so has what begins from it."""

from __future__ import annotations

from scipy.special import betaincinv

import dealwright.bargain.packages
import dealwright.engine.issuers.payouts
import dealwright.engine.valuation
import dealwright.web.downloads
import dealwright.web.long_parts
import dealwright.web.quick_parts
import dealwright.web.state
import dealwright.web.worker  # noqa: F401 - all of these are loaded for those who come after
from dealwright.show.pieces import load_templates

_ = betaincinv  # which is else looked for when the first belief is read
load_templates()
