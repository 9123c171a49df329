"""Check licences and exclusivities: lives of their parts, keys of what is exclusive, and offers that pay somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error, warning
from dealwright.terms.exclusivity import Exclusivity
from dealwright.terms.licence import Licence, LicencePart

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_OF_EXCLUSIVE = ("exclusive_until", "exclusive_worth", "exclusive_costs")


def check_right(draft: Draft, entry: Entry) -> list[Problem]:
    """Find parts of a licence that cannot run, and keys of rights that change nothing."""
    term = entry.shape
    if isinstance(term, Exclusivity):
        return _refusal(draft, entry)
    if not isinstance(term, Licence):
        return []
    found = _exclusive(draft, entry, term, ())
    for name, part in (term.parts or {}).items():
        way = ("parts", name)
        found += _exclusive(draft, entry, part, way) + _life(draft, entry, part, way)
    return found


def _exclusive(draft: Draft, entry: Entry, right: Licence | LicencePart, way: tuple[str, ...]) -> list[Problem]:
    if right.exclusive is not None:
        no_end = right.exclusive_until is None or entry.shape.beyond is None or str(entry.shape.beyond) == "cut"
        if no_end or getattr(entry.shape.beyond, "function", "") != "perpetuity":
            return []
        what = "what goes on past the horizon cannot be exclusive for a time"
        place = draft.key(*entry.path, *way, "exclusive_until")
        return [error(place, "one-too-many", what, "`exclusive_until` or `beyond`", "make the time a part of its own")]
    return [
        warning(
            draft.key(*entry.path, *way, key), "idle-key", f"`{key}` changes nothing without `exclusive`",
            "the key `exclusive`", f"add `exclusive: yes`, or remove `{key}`",
        )
        for key in _OF_EXCLUSIVE
        if getattr(right, key) is not None
    ]  # fmt: skip


def _life(draft: Draft, entry: Entry, part: LicencePart, way: tuple[str, ...]) -> list[Problem]:
    """Find a part that ends before it begins, is over, or goes on past the horizon unsaid."""
    term: Licence = entry.shape
    start = draft.constants.moment(part.from_ or term.from_)
    end = draft.constants.moment(part.until)
    if end is None:
        end = draft.constants.moment(term.until) if part.from_ is not None else None
    if end is None:
        return []
    key = "until" if part.until is not None else "from"
    place, name = draft.place(*entry.path, *way, key), f"{entry.name}.{'.'.join(way)}"
    if start is not None and end < start:
        what = f"`{name}` ends on {end}, before it starts on {start}"
        return [error(place, "ends-before-start", what, f"a date from {start}", "write another date")]
    if draft.horizon is not None and end > draft.horizon and term.beyond is None:
        what = f"`{name}` goes on to {end}, past the horizon ({draft.horizon})"
        mend = f"add `beyond: cut` to `{entry.name}`, or set a later `horizon`"
        return [error(place, "past-horizon", what, f"a date up to {draft.horizon}, or `beyond`", mend)]
    if draft.as_of is not None and end < draft.as_of:
        what = f"`{name}` ended on {end}, before `as_of` ({draft.as_of}); it is worth nothing"
        return [warning(place, "term-over", what, f"a date from {draft.as_of}", "remove the part")]
    return []


def _refusal(draft: Draft, entry: Entry) -> list[Problem]:
    right = entry.shape.first_refusal
    if right is None or right.takes != "never":
        return []
    return [
        warning(
            draft.key(*entry.path, "first_refusal", key), "idle-key", f"`{key}` changes nothing where nothing is taken",
            "`takes: best`", f"remove `{key}`",
        )
        for key in ("fee", "after")
        if getattr(right, key) is not None and (key == "fee" or right.deters is None)
    ]  # fmt: skip
