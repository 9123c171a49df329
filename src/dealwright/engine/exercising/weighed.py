"""Which terms of a deal decide how its options are exercised: packages that differ in others share their policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.once import once_for_each_deal
from dealwright.engine.exercising.reach import hung_on, touched
from dealwright.engine.exercising.taste import Taste
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal


@once_for_each_deal
def what_is_weighed(deal: Deal) -> Deal:
    """Return a deal without the terms that no holder of an option weighs when it decides.

    Who is indifferent to risk weighs the terms whose flows the exercise may change, with all on which they hang; who
    minds risk, all terms on one side of which it stands. With companies, whose liability is limited, everything counts.

    Args:
        deal: The deal, overrides laid.
    """
    if deal.companies:
        return deal
    counts: set[str] = set()
    for name, term in deal.terms.items():
        if isinstance(term, Option) and term.exercise == "best":
            counts |= touched(deal, name)
            if Taste.of(deal, term.holder).tolerance is not None:
                counts |= {other for other, each in deal.terms.items() if term.holder in each.sides}
    kept = hung_on(counts, deal)
    if kept >= deal.terms.keys():
        return deal
    switched = {
        by: {term: wording for term, wording in changed.items() if term in kept}
        for by, changed in deal.switched.items()
        if by <= kept
    }
    terms = {name: term for name, term in deal.terms.items() if name in kept}
    return deal.model_copy(update={"terms": terms}).with_switched(switched)
