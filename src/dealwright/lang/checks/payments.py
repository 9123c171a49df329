"""Check payments: an amount for what is paid, stages that say how much, and an index with what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Name, walk
from dealwright.ground.problem import Problem, error, warning
from dealwright.ground.unit import Kind, describe
from dealwright.lang.units import check_units
from dealwright.terms.payment import Payment

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_ROUNDING = 1e-9
_OF_AN_INDEX = ("indexed_from", "index_base", "index_floor", "index_cap")


def check_payment(draft: Draft, entry: Entry) -> list[Problem]:
    """Find payments that do not say how much, and keys of a payment that do not go together."""
    if not isinstance(entry.shape, Payment):
        return []
    return [*_amounts(draft, entry), *_interest(draft, entry), *_index(draft, entry)]


def _amounts(draft: Draft, entry: Entry) -> list[Problem]:
    term, found = entry.shape, []
    stages = term.stages or []
    for position, stage in enumerate(stages):
        place = draft.key(*entry.path, "stages", position)
        words, name = "exactly one of `amount`, `share`", f"stage {position + 1} of `{entry.name}`"
        if stage.amount is None and stage.share is None:
            found.append(error(place, "none-of", f"{name} does not say how much", words, "add `amount: ...`"))
        elif stage.amount is not None and stage.share is not None:
            place = draft.key(*entry.path, "stages", position, "share")
            found.append(error(place, "one-too-many", f"{name} has both `amount` and `share`", words, "remove `share`"))
    found += _over_whole(draft, entry)
    needed = not stages or any(stage.share is not None for stage in stages)
    if needed and term.amount is None:
        what = f"`{entry.name}` pays, and does not say how much"
        found.append(error(entry.key, "missing-key", what, "the key `amount`", "add `amount: ...`"))
    if not needed and term.amount is not None:
        what = "`amount` changes nothing where every stage has an amount of its own"
        place = draft.key(*entry.path, "amount")
        found.append(warning(place, "idle-key", what, "a `share` in some stage", "remove `amount`"))
    return found


def _over_whole(draft: Draft, entry: Entry) -> list[Problem]:
    """Find stages on dates whose shares come to more than the payment; events and conditions may exclude each other."""
    sure = [each for each in entry.shape.stages or () if each.if_ is None and draft.constants.moment(each.on)]
    shares = [draft.constants.number(stage.share) for stage in sure]
    total = sum(share for share in shares if share is not None)
    if total <= 1 + _ROUNDING:
        return []
    what = f"the stages of `{entry.name}` come to {total * 100:.6g}% of its `amount`"
    return [error(draft.key(*entry.path, "stages"), "over-whole", what, "at most 100%", "write lower shares")]


def _interest(draft: Draft, entry: Entry) -> list[Problem]:
    term = entry.shape
    if term.year_starts is not None and term.every is None:
        what, place = "`year_starts` changes nothing without `every`", draft.key(*entry.path, "year_starts")
        return [warning(place, "idle-key", what, "the key `every`", "add `every: quarter`, or remove `year_starts`")]
    if term.day_count is None or term.every is not None:
        return []
    what = "`day_count` makes `amount` money per year, and nothing says how often it is paid"
    place = draft.key(*entry.path, "day_count")
    return [error(place, "missing-key", what, "the key `every`", "add `every: quarter`")]


def _index(draft: Draft, entry: Entry) -> list[Problem]:
    term = entry.shape
    if term.indexed_by is None:
        return [
            warning(
                draft.key(*entry.path, key), "idle-key", f"`{key}` changes nothing without `indexed_by`",
                "the key `indexed_by`", f"add `indexed_by: ...`, or remove `{key}`",
            )
            for key in _OF_AN_INDEX
            if getattr(term, key) is not None
        ]  # fmt: skip
    return [*_level(draft, entry), *_base(draft, entry), *_bounds(draft, entry)]


def _level(draft: Draft, entry: Entry) -> list[Problem]:
    """Find an index that is no level: a date, or yes or no."""
    level, place = check_units(entry.shape.indexed_by, draft.units)[0], draft.place(*entry.path, "indexed_by")
    if level not in {Kind.DATE, Kind.CONDITION, Kind.EVENT}:
        moves = any(isinstance(part, Name) for part in walk(entry.shape.indexed_by))
        if moves or any(getattr(entry.shape, key) is not None for key in ("index_base", "index_floor", "index_cap")):
            return []
        what = f"`{entry.name}` is indexed by what never moves, so the index changes nothing"
        return [warning(place, "idle-key", what, "a driver, such as one of prices", "remove `indexed_by`")]
    what = f"`indexed_by` is {describe(level)}"
    mend = "name a driver, such as one of prices; the day from which it counts is `indexed_from`"
    return [error(place, "unit-mismatch", what, "a level that moves, such as an index of prices", mend)]


def _base(draft: Draft, entry: Entry) -> list[Problem]:
    term, found = entry.shape, []
    day = draft.constants.moment(term.indexed_from)
    if day is not None and draft.as_of is not None and day < draft.as_of and term.index_base is None:
        what = f"the index of {day}, before `as_of`, is not known from drivers"
        place = draft.place(*entry.path, "indexed_from")
        expected = f"a date from {draft.as_of}, or the level itself"
        found.append(error(place, "date-passed", what, expected, "add `index_base: ...`, the level on that day"))
    if day is not None and draft.horizon is not None and day > draft.horizon:
        what = f"the base of the index is {day}, past the horizon ({draft.horizon})"
        place = draft.place(*entry.path, "indexed_from")
        expected = f"a date up to {draft.horizon}"
        found.append(error(place, "past-horizon", what, expected, "write an earlier date"))
    if term.index_base is not None:
        level, base = (check_units(each, draft.units)[0] for each in (term.indexed_by, term.index_base))
        if level != base and Kind.ANY not in {level, base}:
            what = f"the base of the index is {describe(base)}, and the index {describe(level)}"
            place = draft.place(*entry.path, "index_base")
            found.append(error(place, "unit-mismatch", what, describe(level), "write both in one unit"))
    return found


def _bounds(draft: Draft, entry: Entry) -> list[Problem]:
    low, high = (draft.constants.number(each) for each in (entry.shape.index_floor, entry.shape.index_cap))
    if low is None or high is None or low <= high:
        return []
    what, place = "`index_floor` lies above `index_cap`", draft.place(*entry.path, "index_floor")
    return [error(place, "out-of-order", what, "a floor up to the cap", "exchange the two")]
