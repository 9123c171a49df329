"""Tell what a study's file says by itself: its names, its trails, its cap tables; nothing is simulated for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.engine.trails import trails
from dealwright.show.contract_keys import contract_keys
from dealwright.show.names import names_of_deal
from dealwright.show.study_report import cap_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.trail import Trail
    from dealwright.equity.captable import CapTable
    from dealwright.lang.load import Loaded
    from dealwright.show.names import Names


@dataclass(frozen=True, slots=True)
class Told:
    """What a deal file says by itself.

    Attributes:
        trails: where each of its values comes from.
        names: what its keys are called.
        tables: the cap table of each company that has securities.
    """

    trails: tuple[Trail, ...]
    names: Names
    tables: Mapping[str, CapTable]


def told(loaded: Loaded) -> Told:
    """Collect what a sound deal says by itself.

    Args:
        loaded: the deal.
    """
    found = (*trails(loaded), *contract_keys(loaded))
    return Told(found, names_of_deal(loaded.sound, found), cap_tables(loaded))
