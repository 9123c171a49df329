"""Read what options make of terms: the wording of each term that is switched, for every set of options exercised."""

from __future__ import annotations

import datetime as dt
import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

from dealwright.lang.overlay import Pair, lay, written_pairs
from dealwright.lang.tree import MappingNode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.lang.draft import Draft
    from dealwright.terms.option import Option

MOST_ON_ONE = 3
"""So many options may switch one term: every set of them makes a wording of its own."""
_SHORTEST_YEAR, _LONGEST_YEAR, _SLACK = 365, 366, 3
_LONGEST = {"month": 31, "quarter": 92, "half": 184, "year": 366}


def switches(draft: Draft) -> dict[str, list[Pair]]:
    """Return what each option lays over the terms once it is exercised, by the option's name."""
    found = {}
    for entry in draft.of("terms"):
        node = entry.node.entries.get("switches") if isinstance(entry.node, MappingNode) else None
        if node is not None and getattr(entry.shape, "switches", None) is not None:
            found[entry.name] = written_pairs(node)
    return found


def terms_of(pairs: list[Pair], draft: Draft) -> frozenset[str]:
    """Name the terms over which pairs lay something."""
    names = sorted(draft.names("terms"), key=len, reverse=True)
    return frozenset(next((name for name in names if pair.path.startswith(f"terms.{name}.")), "") for pair in pairs) - {
        ""
    }


def switched(draft: Draft) -> dict[frozenset[str], dict[str, Any]]:
    """Return the wordings of terms that options make, by the options exercised.

    Args:
        draft: A deal in which nothing is wrong.
    """
    laid = switches(draft)
    touched = {name: terms_of(pairs, draft) for name, pairs in laid.items()}
    found: dict[frozenset[str], dict[str, Any]] = {}
    for size in range(1, min(len(laid), MOST_ON_ONE) + 1):
        for chosen in combinations(laid, size):
            common = frozenset.intersection(*(touched[name] for name in chosen))
            if common:
                found[frozenset(chosen)] = _worded(draft, laid, chosen, common)
    return found


def in_time(names: Sequence[str], draft: Draft) -> list[str]:
    """Put options into the order of their days, as far as dates say it; else they stay in the order given.

    Args:
        names: Options, in the order of the file.
        draft: The deal.
    """
    done: list[str] = []
    waiting = list(names)
    while waiting:
        free = [name for name in waiting if not any(precedes(other, name, draft) for other in waiting)]
        done.append((free or waiting)[0])
        waiting.remove(done[-1])
    return done


def precedes(one: str, other: str, draft: Draft) -> bool:
    """Say whether an option takes effect before another, whenever they are exercised, by their dates alone."""
    terms = draft.sound("terms")
    before, after = terms[one], terms[other]
    if one in (*after.awaited, *after.start_events):
        return True
    first, last = _effective(before, draft)
    earliest, latest = _effective(after, draft)
    return last is not None and earliest is not None and last <= earliest and (first, last) != (earliest, latest)


def _effective(option: Option, draft: Draft) -> tuple[dt.date | None, dt.date | None]:
    """Return a first and a last day between which an option takes effect, if ever; none where its dates do not say."""
    first = draft.constants.moment(option.on or option.from_) or (None if option.on else draft.as_of)
    last = draft.constants.moment(option.on or option.until) or (None if option.on else draft.horizon)
    if option.notice is None or first is None or last is None:
        return first, last
    years = draft.constants.number(option.notice)
    if years is None:
        return first, None
    put_off = _LONGEST.get(option.notice_to or "", 0)
    first += dt.timedelta(days=max(0, math.floor(years * _SHORTEST_YEAR) - _SLACK))
    return first, last + dt.timedelta(days=math.ceil(years * _LONGEST_YEAR) + _SLACK + put_off)


def _worded(
    draft: Draft, laid: Mapping[str, list[Pair]], chosen: tuple[str, ...], names: frozenset[str]
) -> dict[str, Any]:
    """Return some terms as they are worded once some options are exercised, later ones over earlier."""
    over = lay(draft.root, [pair for name in in_time(chosen, draft) for pair in laid[name]])
    terms = draft.reread(over.root, over.touched).sound("terms")
    return {name: terms[name] for name in sorted(names)}
