"""`dealwright captable`: who owns what of a company, and what a round, an IPO or an exit makes of it."""

from dealwright.cli.captable.verb import add

__all__ = ["add"]
