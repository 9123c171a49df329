"""Check what parties believe: of the future and of the facts, not of what is agreed or of what others are like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from dealwright.deal.party import Party
    from dealwright.lang.draft import Draft

BELIEVED = ("drivers", "facts", "companies", "correlations", "exchange_rates")
"""Sections of what a party may believe otherwise than the file."""


def check_believed(draft: Draft) -> list[Problem]:
    """Find beliefs on paths that are no matter of belief."""
    parties: dict[str, Party] = draft.sound("parties")
    return [
        error(
            draft.key("parties", name, "believes", path),
            "not-a-belief",
            f"`{path}` is nothing that a party believes",
            f"a path in {', '.join(BELIEVED)}",
            "believe something of a driver or a fact; a clause read in two ways is a fact with `readings`",
        )
        for name, party in parties.items()
        for path in party.believes
        if path.partition(".")[0] not in BELIEVED
    ]
