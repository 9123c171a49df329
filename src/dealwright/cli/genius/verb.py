"""The verb `genius` with all that it can do."""

from __future__ import annotations

from dealwright.cli.genius import analyse, back, write
from dealwright.cli.options import Verbs, add_verb_of_parts

PARTS = (analyse, write, back)
"""Every part's module, in the order of the help."""
MORE = """

A scenario is a folder with a domain and a profile for each party, as GENIUS, NegMAS or GeniusWeb write it. A deal with
`negotiate:` is written as one, played by agents, and what they agree on is brought back."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    add_verb_of_parts(
        verbs, "genius", PARTS, "read scenarios of negotiating agents (GENIUS, NegMAS), and write them", MORE
    )
