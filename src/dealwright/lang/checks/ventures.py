"""Check ventures: members that there are, shares that leave nothing over, and keys that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error, warning
from dealwright.lang.checks.references import declared, unknown
from dealwright.terms.venture import Venture, VentureCall

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.deal.expression import Expression
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_BRINGS = ("contributions", "own_contributions", "calls", "cash_flow", "capacity", "exit_value")
_ROUNDING = 1e-9


def check_venture(draft: Draft, entry: Entry) -> list[Problem]:
    """Find members that nothing declares, shares over the whole, and keys of a venture that change nothing."""
    term = entry.shape
    if not isinstance(term, Venture):
        return []
    found = _members(draft, entry) + _whole(draft, entry, "members", term.members.values())
    if term.takes is not None:
        found += _whole(draft, entry, "takes", term.takes.values())
    if all(getattr(term, key) is None for key in _BRINGS):
        words = ", ".join(f"`{key}`" for key in _BRINGS)
        found.append(
            error(entry.key, "none-of", f"`{entry.name}` neither costs nor brings anything", f"one of {words}",
                  "add `cash_flow: ...`")
        )  # fmt: skip
    return found + _capacity(draft, entry) + _calls(draft, entry) + _beyond(draft, entry)


def _members(draft: Draft, entry: Entry) -> list[Problem]:
    """Find names of members that are no party's or company's, and names inside that are no member's."""
    term: Venture = entry.shape
    sections = ("parties", "companies")
    known = [name for section in sections for name in declared(draft, section)]
    found = [
        unknown(name, draft.key(*entry.path, "members", name), sections, known, draft)
        for name in term.members
        if name not in known
    ]
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (name, (key, name)) for key in ("takes", "own_contributions") for name in getattr(term, key) or {}
    ]
    for position, call in enumerate(term.calls or ()):
        named += [(name, ("calls", position, "unmet_by")) for name in call.unmet if name in known]
    return found + [_no_member(draft, entry, name, way) for name, way in named if name not in term.members]


def _no_member(draft: Draft, entry: Entry, name: str, way: tuple[str | int, ...]) -> Problem:
    members = list(entry.shape.members)
    meant = closest(name, members) or members[0]
    what = f"`{name}` is no member of `{entry.name}`"
    return error(draft.key(*entry.path, *way), "unknown-party", what, listed(members), f"write `{meant}`")


def _whole(draft: Draft, entry: Entry, key: str, shares: Iterable[Expression]) -> list[Problem]:
    total = sum(share for share in map(draft.constants.number, shares) if share is not None)
    if total <= 1.0 + _ROUNDING:
        return []
    what = f"the shares of `{key}` come to {total:.4%}".replace(".0000%", "%")
    return [error(draft.key(*entry.path, key), "over-whole", what, "at most 100%", "write lower shares")]


def _capacity(draft: Draft, entry: Entry) -> list[Problem]:
    term: Venture = entry.shape
    idle = [(key, "capacity") for key in ("takes", "price") if term.capacity is None and getattr(term, key) is not None]
    if term.capacity is not None:
        idle += [("capacity", key) for key in ("takes", "price") if getattr(term, key) is None][:1]
    return [_idle(draft, entry, (key,), f"`{key}` changes nothing without `{other}`", other) for key, other in idle]


def _calls(draft: Draft, entry: Entry) -> list[Problem]:
    term: Venture = entry.shape
    found = []
    for position, call in enumerate(term.calls or ()):
        day = draft.constants.moment(call.on)
        place = draft.place(*entry.path, "calls", position, "on")
        if day is not None and draft.as_of is not None and day < draft.as_of:
            what = f"the call of {day} lies before `as_of` ({draft.as_of})"
            found.append(error(place, "date-passed", what, f"a date from {draft.as_of}", "add it to `opening`"))
        if day is not None and draft.horizon is not None and day > draft.horizon:
            what = f"the call of {day} lies past the horizon ({draft.horizon})"
            found.append(error(place, "past-horizon", what, f"a date up to {draft.horizon}", "set a later `horizon`"))
        found += _idle_in_call(draft, entry, position, call)
    if term.opening is not None and not any(call.unmet for call in term.calls or ()):
        what = "`opening` changes nothing where everybody pays what it is asked for"
        found.append(_idle(draft, entry, ("opening",), what, "unmet_by"))
    return found + _wiped_out(draft, entry)


def _idle_in_call(draft: Draft, entry: Entry, position: int, call: VentureCall) -> list[Problem]:
    """Find keys of a call that change nothing where everybody pays, or where nobody pays for who does not."""
    needs = {"covered": "unmet_by", "dilution": "unmet_by", "counts": "covered"}
    idle = [key for key, other in needs.items() if getattr(call, key) is not None and not getattr(call, other)]
    words = {"unmet_by": "everybody pays", "covered": "nobody pays for another"}
    return [
        _idle(draft, entry, ("calls", position, key), f"`{key}` changes nothing where {words[needs[key]]}", needs[key])
        for key in idle
    ]


def _wiped_out(draft: Draft, entry: Entry) -> list[Problem]:
    """Find calls that would take all of a share, since nothing was contributed before as far as is known."""
    term: Venture = entry.shape
    if term.contributions is not None or (term.opening is not None and term.opening.paid is not None):
        return []
    unmet = [position for position, call in enumerate(term.calls or ()) if set(call.unmet) & set(term.members)]
    if not unmet or any(not call.unmet for call in term.calls or ()):
        return []
    place = draft.key(*entry.path, "calls", unmet[0], "unmet_by")
    what = f"nothing says what the members of `{entry.name}` had contributed before this call, so its share falls to 0%"
    return [warning(place, "nothing-contributed", what, "`opening: {paid: ...}` or `contributions`",
                    "add `opening: {paid: ...}`, all that was contributed by `as_of`")]  # fmt: skip


def _beyond(draft: Draft, entry: Entry) -> list[Problem]:
    if getattr(entry.shape.beyond, "function", "") != "perpetuity":
        return []
    place = draft.place(*entry.path, "beyond")
    what = "what a venture brings after the horizon is its `exit_value`"
    return [warning(place, "idle-key", what, "`beyond: cut`", "write `beyond: cut`, and an `exit_value`")]


def _idle(draft: Draft, entry: Entry, way: tuple[str | int, ...], what: str, other: str) -> Problem:
    key = draft.key(*entry.path, *way)
    return warning(key, "idle-key", what, f"the key `{other}`", f"add `{other}: ...`, or remove `{way[-1]}`")
