"""Check the keys of a commitment against each other: what contradicts, and what can do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error, warning
from dealwright.terms.commitment import Commitment

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_YEARS = {"month": 1 / 12, "quarter": 1 / 4, "half": 1 / 2, "year": 1.0}
_NEEDS: dict[str, tuple[str, ...]] = {
    "minimum": ("take_or_pay",),
    "ramp": ("take_or_pay",),
    "in_total": ("take_or_pay",),
    "take_or_pay": ("minimum", "ramp", "in_total"),
    "shortfall": ("take_or_pay",),
    "avoidable_cost": ("take_or_pay",),
    "counted_at": ("price",),
    "roll_over": ("take_or_pay",),
    "carry_forward": ("take_or_pay",),
    "make_up": ("take_or_pay",),
    "carry_forward_most": ("carry_forward",),
    "excess_over": ("carry_forward", "make_up"),
    "refund": ("make_up",),
    "otherwise_bought": ("seller_margin",),
}
"""Keys that change nothing unless one of others is there."""
_OPENED: dict[str, tuple[str, ...]] = {
    "paid": ("in_total",),
    "base": ("in_total",),
    "balance": ("carry_forward",),
    "used_this_period": ("take_or_pay",),
    "make_up": ("make_up",),
    "rolled": ("take_or_pay",),
}
"""Keys of an opening that change nothing unless a key of the term is there."""


def check_commitment(draft: Draft, entry: Entry) -> list[Problem]:
    """Find promises without an end or said twice, ramps that lead nowhere, and keys that can do nothing."""
    term = entry.shape
    if not isinstance(term, Commitment):
        return []
    return [*_said_twice(draft, entry, term), *_ramp(draft, entry, term), *_total(draft, entry, term),
            *_idle(draft, entry, term), *_too_short(draft, entry, term)]  # fmt: skip


def _said_twice(draft: Draft, entry: Entry, term: Commitment) -> list[Problem]:
    if term.minimum is None or term.ramp is None:
        return []
    what = f"`{entry.name}` has both `minimum` and `ramp`"
    place = draft.key(*entry.path, "ramp")
    return [error(place, "one-too-many", what, "one of `minimum`, `ramp`", "remove `minimum`, or remove `ramp`")]


def _ramp(draft: Draft, entry: Entry, term: Commitment) -> list[Problem]:
    """Find ramps that say twice how they rise, or not at all."""
    ramp = term.ramp
    if ramp is None:
        return []
    place, form = draft.key(*entry.path, "ramp"), "`to` with `over`, or `growth`"
    if ramp.over is not None and ramp.growth is not None:
        what = f"the ramp of `{entry.name}` has both `over` and `growth`"
        return [error(place, "one-too-many", what, form, "remove `over`, or remove `growth`")]
    if ramp.growth is None and (ramp.to is None or ramp.over is None):
        missing = "to" if ramp.to is None else "over"
        what = f"the ramp of `{entry.name}` does not say {'how far' if ramp.to is None else 'how fast'} it rises"
        return [error(place, "none-of", what, form, f"add `{missing}: ...` inside `ramp`")]
    return []


def _total(draft: Draft, entry: Entry, term: Commitment) -> list[Problem]:
    """Find promises in total that are never due: without a last day, or with one that the deal does not see."""
    if term.in_total is None:
        return []
    end, horizon = draft.constants.moment(term.until), draft.horizon
    place, mend = draft.key(*entry.path, "in_total"), "add `until: ...`, the day by which all of it must be used"
    if term.until is None:
        what = f"`{entry.name}` promises an amount in total and does not say by when"
        return [error(place, "total-without-end", what, "`until`", mend)]
    if end is not None and horizon is not None and end > horizon:
        what = f"`{entry.name}` owes what is short of its total on {end}, past the horizon ({horizon})"
        return [error(place, "total-without-end", what, f"an `until` up to {horizon}", "set a later `horizon`")]
    return []


def _idle(draft: Draft, entry: Entry, term: Commitment) -> list[Problem]:
    """Warn of keys that change nothing without another."""
    missing: list[tuple[tuple[str, ...], tuple[str, ...]]]
    missing = [((key,), needs) for key, needs in _NEEDS.items() if getattr(term, key) is not None]
    if term.opening is not None:
        missing += [
            (("opening", key), needs) for key, needs in _OPENED.items() if getattr(term.opening, key) is not None
        ]
    found = []
    for keys, needs in missing:
        if all(getattr(term, other) is None for other in needs):
            wanted = " or ".join(f"`{other}`" for other in needs)
            what = f"`{keys[-1]}` changes nothing in `{entry.name}` without {wanted}"
            place = draft.key(*entry.path, *keys)
            found.append(warning(place, "idle-key", what, wanted, f"add `{needs[0]}: ...`, or remove `{keys[-1]}`"))
    return found


def _too_short(draft: Draft, entry: Entry, term: Commitment) -> list[Problem]:
    """Warn of rights that lapse before the next period begins."""
    found = []
    for key in ("carry_forward", "make_up"):
        years = draft.constants.number(getattr(term, key))
        if years is not None and 0 < years < _YEARS[term.period] - 1e-6:
            what = f"`{key}` of `{entry.name}` lapses before the next {term.period} ends, and changes nothing"
            place, least = draft.place(*entry.path, key), f"at least one {term.period}"
            found.append(warning(place, "idle-key", what, least, f"write `{key}: 1 year`, or remove `{key}`"))
    return found
