"""Check that no term steps in the place of itself, and no right waits for itself, by whatever detour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Name
from dealwright.ground.problem import Problem, error
from dealwright.terms.base import Term
from dealwright.terms.option import Option
from dealwright.terms.termination import Termination

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_chains(draft: Draft) -> list[Problem]:
    """Find terms that replace each other in a circle, and options and terminations that wait for each other."""
    terms = {entry.name: entry for entry in draft.of("terms") if isinstance(entry.shape, Term)}
    replaced = {name: ("replaces", entry.shape.replaces) for name, entry in terms.items() if entry.shape.replaces}
    awaited = {name: wait for name, entry in terms.items() if (wait := _awaited(entry, terms)) is not None}
    found = _circles(draft, terms, replaced, "steps in its own place", "names of other terms")
    return found + _circles(draft, terms, awaited, "waits for itself, and never comes", "names of other events")


def _awaited(entry: Entry, terms: dict[str, Entry]) -> tuple[str, str] | None:
    """Return the one event that an option or a termination cannot do without, with the key that names it."""
    term = entry.shape
    if not isinstance(term, Option | Termination):
        return None
    moments = [each.name if isinstance(each, Name) else "" for each in getattr(term, "moments", ())]
    own = ("at", term.awaited) if isinstance(term, Option) else ("on", moments)
    single = [(key, names[0]) for key, names in (own, ("starts_on", term.start_events)) if len(names) == 1]
    return next((wait for wait in single if wait[1] in terms), None)


def _circles(
    draft: Draft, terms: dict[str, Entry], follows: dict[str, tuple[str, str]], does: str, expected: str
) -> list[Problem]:
    """Report each circle once, at its first term in the file."""
    found, seen = [], set[str]()
    for start in follows:
        way = [start]
        while (after := follows.get(way[-1], ("", ""))[1]) and after not in way:
            way.append(after)
        if after != start or seen & set(way):
            continue
        seen |= set(way)
        detour = f": {' -> '.join(f'`{name}`' for name in [*way, start])}" if len(way) > 1 else ""
        key = follows[start][0]
        place = draft.place(*terms[start].path, key)
        found.append(error(place, "definition-cycle", f"`{start}` {does}{detour}", expected, f"remove `{key}`"))
    return found
