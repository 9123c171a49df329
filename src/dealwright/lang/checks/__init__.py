"""Small checks of a deal that was read: each is a pure function that returns what it finds wrong."""

from dealwright.lang.checks.table import DEAL_CHECKS, ENTRY_CHECKS, WARNING_CHECKS, WORD_CHECKS

__all__ = ["DEAL_CHECKS", "ENTRY_CHECKS", "WARNING_CHECKS", "WORD_CHECKS"]
