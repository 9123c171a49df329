"""Scenarios of GENIUS and NegMAS: read them, analyse them as a deal's packages are, and write them."""

from dealwright.bargain.genius.analysis import TooManyOutcomesError, analyse
from dealwright.bargain.genius.back import Back
from dealwright.bargain.genius.files import scenario_files, write_files
from dealwright.bargain.genius.made import Made
from dealwright.bargain.genius.measured import Agreement, Analysis, AsGenius, Party
from dealwright.lang.genius.agreed import read_agreement
from dealwright.lang.genius.read import Reading, read_scenario

__all__ = [
    "Agreement",
    "Analysis",
    "AsGenius",
    "Back",
    "Made",
    "Party",
    "Reading",
    "TooManyOutcomesError",
    "analyse",
    "read_agreement",
    "read_scenario",
    "scenario_files",
    "write_files",
]
