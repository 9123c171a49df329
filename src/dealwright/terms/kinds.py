"""The explicit list of kinds of term: one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.terms.commitment import Commitment
from dealwright.terms.equity import Equity
from dealwright.terms.exclusivity import Exclusivity
from dealwright.terms.flow import RunningFlow
from dealwright.terms.licence import Licence
from dealwright.terms.loan import Loan
from dealwright.terms.milestone import Milestone
from dealwright.terms.option import Option
from dealwright.terms.payment import Payment
from dealwright.terms.profit_participation import ProfitParticipation
from dealwright.terms.royalty import Royalty
from dealwright.terms.termination import Termination
from dealwright.terms.venture import Venture

if TYPE_CHECKING:
    from dealwright.terms.base import Term

KINDS: dict[str, type[Term]] = {
    "royalty": Royalty,
    "payment": Payment,
    "milestone": Milestone,
    "licence": Licence,
    "exclusivity": Exclusivity,
    "commitment": Commitment,
    "equity": Equity,
    "profit_participation": ProfitParticipation,
    "loan": Loan,
    "flow": RunningFlow,
    "option": Option,
    "termination": Termination,
    "venture": Venture,
}
"""Every kind by the word a deal file uses for it."""
