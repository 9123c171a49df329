"""Scenarios of GENIUS and NegMAS: read them, and analyse them as a deal's packages are."""

from dealwright.bargain.genius.analysis import TooManyOutcomesError, analyse
from dealwright.bargain.genius.measured import Agreement, Analysis, AsGenius, Party
from dealwright.lang.genius.read import Reading, read_scenario

__all__ = [
    "Agreement",
    "Analysis",
    "AsGenius",
    "Party",
    "Reading",
    "TooManyOutcomesError",
    "analyse",
    "read_scenario",
]
