"""Every kind of term that has formulas, by its name in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dealwright.show.excel.terms.commitment import commitment
from dealwright.show.excel.terms.flow import flow
from dealwright.show.excel.terms.granted import exclusivity, licence
from dealwright.show.excel.terms.loan import loan
from dealwright.show.excel.terms.milestone import milestone
from dealwright.show.excel.terms.option import option
from dealwright.show.excel.terms.payment import payment
from dealwright.show.excel.terms.profit_participation import profit_participation
from dealwright.show.excel.terms.royalty import royalty
from dealwright.show.excel.terms.termination import termination
from dealwright.show.excel.terms.venture import venture

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.show.excel.terms.context import TermContext

KINDS: tuple[tuple[str, Callable[[Any, TermContext], None]], ...] = (
    ("flow", flow),
    ("payment", payment),
    ("royalty", royalty),
    ("profit_participation", profit_participation),
    ("licence", licence),
    ("exclusivity", exclusivity),
    ("commitment", commitment),
    ("venture", venture),
    ("milestone", milestone),
    ("loan", loan),
    ("option", option),
    ("termination", termination),
)
"""The kinds, and what writes each. What a kind does not know it refuses with `NotLiveError`, which says why in words;
the sheet then holds the engine's values, and says so."""
