"""Check the tiers of a profit participation: each ends, but for the last, and later than the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.terms.profit_participation import ProfitParticipation

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_tiers(draft: Draft, entry: Entry) -> list[Problem]:
    """Find tiers that nothing can reach, and tiers that end before the one before them."""
    if not isinstance(entry.shape, ProfitParticipation):
        return []
    found: list[Problem] = []
    tiers = entry.shape.tiers
    for position, tier in enumerate(tiers[:-1]):
        if tier.until_paid is None and tier.until_base is None:
            place = draft.place(*entry.path, "tiers", position + 1)
            what = f"tier {position + 2} of `{entry.name}` is never reached, since the one before it has no end"
            expected = "`until_paid` or `until_base` in every tier but the last"
            found.append(error(place, "none-of", what, expected, "add `until_paid: ...` to the tier before"))
    for key in ("until_paid", "until_base"):
        reached = 0.0
        for position, tier in enumerate(tiers):
            end = draft.constants.number(getattr(tier, key))
            if end is not None and position and end <= reached:
                place = draft.place(*entry.path, "tiers", position, key)
                what = f"tier {position + 1} of `{entry.name}` ends no later than the one before it"
                expected = "amounts that rise from tier to tier, for each counts from the very beginning"
                mend = "write what was paid or earned in all by its end"
                found.append(error(place, "out-of-order", what, expected, mend))
            reached = max(reached, end or 0.0)
    return found
