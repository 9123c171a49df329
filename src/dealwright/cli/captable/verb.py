"""The verb `captable` with all that it can show."""

from __future__ import annotations

from dealwright.cli.captable import export, import_, ipo, opm, round_, show, waterfall
from dealwright.cli.options import Verbs, add_verb_of_parts

PARTS = (show, round_, waterfall, ipo, opm, import_, export)
"""Every part's module, in the order of the help."""
MORE = """

FILE is a cap table (a file that begins with `captable: 1`), a deal whose companies have `securities`, or a folder or
zip of the Open Cap Format. `dealwright new --template captable` starts one."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    add_verb_of_parts(verbs, "captable", PARTS, "show who owns what of a company, and what each gets", MORE)
