"""Check royalties that are compared or netted with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.terms.royalty import Royalty
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft


def check_side_by_side(draft: Draft) -> list[Problem]:
    """Find royalties that are compared or netted with what is no other royalty, or cannot be."""
    found = []
    for name, term in draft.sound("terms").items():
        if isinstance(term, Royalty):
            for other in term.favoured:
                found += _comparable(draft, name, term, "most_favoured", other)
            if term.netted_with is not None:
                found += _comparable(draft, name, term, "netted_with", term.netted_with) or _netted(draft, name, term)
    return found


def _comparable(draft: Draft, name: str, term: Royalty, key: str, other_name: str) -> list[Problem]:
    """Find others that are no royalty, the term itself, or settled on other days."""
    other, place = draft.sound("terms").get(other_name), draft.place("terms", name, key)
    if other is None:  # reported by itself
        return []
    if not isinstance(other, Royalty) or other_name == name:
        which = "the term itself" if other_name == name else f"`{other_name}`, a term of kind `{other.kind}`"
        what = f"`{key}` of `{name}` names {which}"
        place = draft.key("terms", name, key) if other_name == name else place
        return [error(place, "no-royalty", what, "the name of another royalty", f"name a royalty, or remove `{key}`")]
    if (other.period, year_start(other)) != (term.period, year_start(term)):
        what = f"`{name}` and `{other_name}` are settled in periods that begin on different days"
        expected = "the same `period` and `year_starts` in both"
        return [error(place, "periods-differ", what, expected, _alike(name, term, other_name, other))]
    return []


def _alike(name: str, term: Royalty, other_name: str, other: Royalty) -> str:
    """Say what to write so that two royalties are settled on the same days."""
    if other.period != term.period:
        return f"write `period: {other.period}` in `{name}`"
    if other.year_starts is not None:
        return f"write `year_starts: {other.year_starts}` in `{name}`"
    return f"write `year_starts: {term.year_starts}` in `{other_name}`"


def _netted(draft: Draft, name: str, term: Royalty) -> list[Problem]:
    """Find royalties that do not go opposite ways, or are netted twice, or of which one counts what the other pays."""
    other_name = str(term.netted_with)
    other = draft.sound("terms").get(other_name)
    if not isinstance(other, Royalty):
        return []
    what, expected, mend = "", f"a royalty from `{term.payee}` to `{term.payer}`", "remove `netted_with`"
    twice = _netted_besides(draft, name, other_name)
    if (other.payer, other.payee) != (term.payee, term.payer):
        what = f"`{other_name}` does not go from `{term.payee}` to `{term.payer}`"
    elif twice is not None:
        what = f"`{other_name}` and `{name}` are netted, and so is `{twice}` with one of them"
        expected = "two royalties, netted with each other"
    elif draft.currency_at(f"terms.{other_name}") != draft.currency_at(f"terms.{name}"):
        what = f"`{other_name}` and `{name}` are in different currencies"
        expected, mend = "one currency", "write the same `currency` in both"
    elif _counts(draft, name, other_name) or _counts(draft, other_name, name):
        what = f"of `{name}` and `{other_name}`, which are netted, one counts what the other comes to"
        expected = "two royalties of which neither rests on the other"
    return [error(draft.place("terms", name, "netted_with"), "not-netted", what, expected, mend)] if what else []


def _netted_besides(draft: Draft, name: str, other: str) -> str | None:
    """Name a third royalty that is netted with one of two."""
    pairs = [
        {each, str(term.netted_with)}
        for each, term in draft.sound("terms").items()
        if isinstance(term, Royalty) and term.netted_with is not None
    ]
    both = {name, other}
    return next((min(pair - both) for pair in pairs if pair & both and pair - both), None)


def _counts(draft: Draft, name: str, other: str) -> bool:
    """Say whether a term rests, by whatever detour, on what another comes to."""
    waiting, seen = [f"terms.{name}"], set()
    uses = {
        **{f"terms.{entry.name}": entry.uses for entry in draft.of("terms")},
        **{entry.name: entry.uses for section in ("facts", "drivers") for entry in draft.of(section)},
    }
    while waiting:
        current = waiting.pop()
        seen.add(current)
        waiting += [each for each in uses.get(current, ()) if each not in seen]
    return f"terms.{other}" in seen
