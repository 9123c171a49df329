"""One kind of term, one file: its keys and units, its cash-flow rule on arrays, its help text."""

from dealwright.terms.base import Opening, Term
from dealwright.terms.kinds import KINDS
from dealwright.terms.outcome import Flow, Outcome
from dealwright.terms.view import View

__all__ = ["KINDS", "Flow", "Opening", "Outcome", "Term", "View"]
