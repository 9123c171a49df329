"""In which order the options of a deal are fitted, and which of two is decided first where both may be on one day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.deal.once import once_for_each_deal
from dealwright.engine import beliefs as belief
from dealwright.engine.expressions import names_used, references
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.deal import Deal


@once_for_each_deal
def by_turns(deal: Deal) -> tuple[str, ...]:
    """List the options in the order in which those of one day are decided.

    It is that of the file, but each comes after those on whose exercise it hangs itself.
    """
    return _after_what_they_hang_on([name for name, term in deal.terms.items() if isinstance(term, Option)], deal)


@once_for_each_deal
def by_first_day(deal: Deal) -> tuple[str, ...]:
    """List the options in the order of their first days, by `on` or `from`: the one from which each is fitted.

    Each comes after those on whose exercise it hangs itself; of those with the same day the first in the file is first.
    """
    options = [name for name, term in deal.terms.items() if isinstance(term, Option)]
    if len(options) > 1:
        options.sort(key=lambda name: _first_day(deal.terms[name], deal))
    return _after_what_they_hang_on(options, deal)


def _after_what_they_hang_on(options: Sequence[str], deal: Deal) -> tuple[str, ...]:
    done: list[str] = []
    waiting = list(options)
    while waiting:
        free = [name for name in waiting if not _awaits(name, deal).intersection(waiting) - {name}]
        done.append((free or waiting)[0])
        waiting.remove(done[-1])
    return tuple(done)


def _awaits(name: str, deal: Deal) -> frozenset[str]:
    """Name the terms on whose happening an option hangs; those that it ends are none."""
    term = deal.terms[name].model_copy(update={"ends": None, "replaces": None})
    return (names_used(term) | references(term)) & deal.terms.keys()


def _first_day(term: Option, deal: Deal) -> float:
    """Return the day from which an option may be exercised, by its dates alone; that of `as_of` where they say none."""
    first = term.on or term.from_
    if isinstance(first, Quantity) and isinstance(first.value, dt.date):
        return max(0.0, float((first.value - deal.dates[0]).days))
    return 0.0 if first is None else max(0.0, belief.constant(deal, first))
