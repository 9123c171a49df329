"""Wordings that say the same in a form of a deal are valued once, and nothing changes by that."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.forms import Sampler, compared, rates_of
from dealwright.bargain.knowing.unknowns import unknowns
from dealwright.lang.load import load
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from pathlib import Path

REAL = "examples/openai-microsoft/deal.yaml"
PACKAGE = {
    "terms.stake.stake": "30%",
    "terms.revenue_share.rate": "10%",
    "terms.access.until": "2032-12-31",
    "terms.access.ends_on": "none",
}


def test_wordings_that_say_the_same_are_valued_once(root: Path) -> None:
    """Each wording laid on all futures by a sampler of its own, and put together by which is true on each."""
    loaded = load(str(root / REAL))
    package = {path: value for path, value in PACKAGE.items() if path in loaded.over()}
    opened = [loaded.no_deal().sound, loaded.package(package).sound]
    unknown, parties = unknowns(loaded, opened), ("holders", "microsoft")
    forms = compared(loaded, unknown.laid, {"package": ("the package", package)})

    def sampler() -> Sampler:
        return Sampler(forms, parties, unknown, rates_of(loaded, parties))

    draws, kept = Draws(1, 4, 16), sampler()
    levels = unknown.levels(draws)
    found, again = (kept.values(draws, levels) for _ in range(2))
    wordings = [each for each in unknown.every if each.structural]
    apart = np.full_like(found, np.nan)
    for chosen in product(*(each.readings for each in wordings)):
        laid = {each.name: place for each, place in zip(wordings, chosen, strict=True)}
        true = np.all([each.reading(levels[each.name]) == laid[each.name] for each in wordings], axis=0)
        np.copyto(apart, sampler().values(draws, levels, laid), where=true)
    assert np.array_equal(found, apart)
    assert np.array_equal(again, apart)
    merged = {form: len(set(alike.values())) for form, alike in kept.alike.items()}
    assert merged["no_deal"] > merged["package"]
