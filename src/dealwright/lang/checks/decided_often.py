"""Warn where a bargain would have the holder of an option decide anew in very many packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.deal.talk import MOST_PACKAGES
from dealwright.ground.problem import Problem, warning
from dealwright.lang.switches import switches, terms_of
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dealwright.deal.talk import Negotiate
    from dealwright.lang.draft import Draft

MOST = 500
"""So many packages in which an option is decided anew take a minute or a few."""


def check_decided_often(draft: Draft) -> list[Problem]:
    """Warn of options decided by their holders in many packages: in each of them it is fitted anew how they decide."""
    entry = draft.entry(("negotiate",))
    negotiate: Negotiate | None = None if entry is None else entry.shape
    options = [n for n, term in draft.sound("terms").items() if isinstance(term, Option) and term.exercise == "best"]
    if negotiate is None or not options:
        return []
    weighed, packages = _weighed(draft, options), 1
    for path in negotiate.over:
        section, _, rest = path.partition(".")
        if section != "terms" or any(rest.startswith(f"{name}.") for name in weighed):
            packages *= len(draft.range_of(path) or (None,))
    if not MOST < packages <= MOST_PACKAGES:
        return []
    what = f"how {_named(options)} would be exercised is found anew in {packages:,} packages, which may take long"
    expected = f"at most {MOST} packages that differ in what a holder weighs"
    mend = f"take larger steps, or write `exercise: always` or `never` in `{options[0]}`"
    return [warning(draft.key("negotiate", "over"), "decided-often", what, expected, mend)]


def _named(options: Collection[str]) -> str:
    return " and ".join(f"`{name}`" for name in options)


def _weighed(draft: Draft, options: Collection[str]) -> frozenset[str]:
    """Name the terms that holders weigh: what is linked to the option, for who minds risk all of its own.

    With companies, whose liability is limited, all count.
    """
    terms, parties = draft.sound("terms"), draft.sound("parties")
    if draft.names("companies"):
        return frozenset(terms)
    found = set(options)
    for name in options:
        tolerance = getattr(parties.get(terms[name].holder), "risk_tolerance", None)
        minds = tolerance is not None and not (isinstance(tolerance, Quantity) and tolerance.value is None)
        if minds and draft.word("worth_by") != "mean_at_discount":
            found |= {other for other, term in terms.items() if terms[name].holder in term.sides}
    links = _links(draft)
    while True:
        more = {each for one in found for each in links.get(one, ())} | {one for one in links if links[one] & found}
        if more <= found:
            return frozenset(found)
        found |= more


def _links(draft: Draft) -> Mapping[str, frozenset[str]]:
    """Return the other terms that each term names, in whatever way."""
    laid, names = switches(draft), draft.names("terms")
    found = {}
    for entry in draft.of("terms"):
        named = {each.name for each in entry.references} | {name.removeprefix("terms.") for name in entry.uses}
        found[entry.name] = frozenset(named & set(names)) | terms_of(laid.get(entry.name, []), draft)
    return found
