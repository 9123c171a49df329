"""Check the clauses of a royalty: what goes together, and what changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error, warning
from dealwright.terms.royalty import Royalty
from dealwright.terms.royalty_clauses import BaseOpening
from dealwright.terms.year_start import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.terms.royalty_clauses import RoyaltyTier

    Path = tuple[str | int, ...]


def check_royalty(draft: Draft, entry: Entry) -> list[Problem]:
    """Find clauses of a royalty that contradict each other, cannot be reached or change nothing."""
    term = entry.shape
    if not isinstance(term, Royalty):
        return []
    found = [*_choices(draft, entry, term), *_idle(draft, entry, term), *_periods(draft, entry, term)]
    found += _crossed(draft, entry, term) + _reached(draft, entry, term)
    found += _beaten(draft, entry, term)
    for path, tiers in _tables(entry, term):
        found += _bounds(draft, entry, path, tiers)
    return found


def _tables(entry: Entry, term: Royalty) -> Iterator[tuple[Path, Sequence[RoyaltyTier]]]:
    """Go through all tiers of a royalty, each with the way to them."""
    if term.tiers:
        yield (*entry.path, "tiers"), term.tiers
    for key in ("bases", "rate_changes"):
        for position, holder in enumerate(getattr(term, key) or []):
            if holder.tiers:
                yield (*entry.path, key, position, "tiers"), holder.tiers


def _bounds(draft: Draft, entry: Entry, path: Path, tiers: Sequence[RoyaltyTier]) -> list[Problem]:
    """Find tiers that nothing can reach, and bounds that do not rise."""
    found, reached = [], 0.0
    for position, tier in enumerate(tiers):
        if tier.up_to is None and position < len(tiers) - 1:
            what = f"tier {position + 2} of `{entry.name}` is never reached, since the one before it has no end"
            expected = "`up_to` in every tier but the last"
            place = draft.place(*path, position + 1)
            found.append(error(place, "none-of", what, expected, "add `up_to: ...` to the tier before"))
        end = draft.constants.number(tier.up_to)
        if end is not None and end <= reached:
            what = f"tier {position + 1} of `{entry.name}` ends no later than the one before it"
            expected = "amounts that rise from tier to tier, for each counts from the very beginning"
            place, mend = draft.place(*path, position, "up_to"), "write the whole amount by its end"
            found.append(error(place, "out-of-order", what, expected, mend))
        reached = max(reached, end or 0.0)
    return found


def _choices(draft: Draft, entry: Entry, term: Royalty) -> list[Problem]:
    """Find parts of a royalty that say their rate twice or not at all."""
    found = []
    for position, part in enumerate(term.bases or []):
        said = {key: getattr(part, key) for key in ("rate", "tiers")}
        found += _one_of(draft, f"base {position + 1} of `{entry.name}`", (*entry.path, "bases", position), said)
    for position, change in enumerate(term.rate_changes or []):
        name, path = f"change {position + 1} of `{entry.name}`", (*entry.path, "rate_changes", position)
        found += _one_of(draft, name, path, {key: getattr(change, key) for key in ("rate", "times", "tiers")})
        if change.tiers and any(part.tiers is None for part in term.parts):
            what = f"{name} sets tiers where there is one rate before it"
            place, mend = draft.key(*path, "tiers"), "write `tiers: [{rate: ...}]` in place of the rate"
            found.append(error(place, "none-of", what, "`tiers` in place of `rate`", mend))
    if term.stacking is not None:
        both = {key: getattr(term.stacking, key) for key in ("third_party", "third_party_rate")}
        found += _one_of(draft, f"`stacking` of `{entry.name}`", (*entry.path, "stacking"), both)
    return found


def _one_of(draft: Draft, name: str, path: Path, said: dict[str, object]) -> list[Problem]:
    there, words = [key for key, value in said.items() if value is not None], ", ".join(f"`{key}`" for key in said)
    first = next(iter(said))
    if not there:
        place, what = draft.place(*path), f"{name} has none of {words}"
        return [error(place, "none-of", what, f"exactly one of {words}", f"add `{first}: ...`")]
    if len(there) == 1:
        return []
    place, what = draft.key(*path, there[1]), f"{name} has both `{there[0]}` and `{there[1]}`"
    return [error(place, "one-too-many", what, f"exactly one of {words}", f"remove `{there[1]}`")]


def _idle(draft: Draft, entry: Entry, term: Royalty) -> list[Problem]:
    """Warn of keys that change nothing without another."""
    tiered = any(part.tiers for part in term.parts)
    needs: tuple[tuple[bool, tuple[str, ...], str], ...] = (
        (tiered, ("tiers_on", "tiers_count", "tier_method", "tier_period", "tiers_prorated"), "tiers"),
        (term.tiers_on == "period", ("tier_period", "tiers_prorated"), "tiers_on: period"),
        (term.minimum is not None, ("minimum_period", "minimum_applies", "minimum_recoupable", "true_up"), "minimum"),
        (term.recoups and _has_ahead(term), ("minimum_applies",), "advance"),
        (term.recoups and _has_balance(term), ("recoup_from",), "advance"),
        (term.recoups and _recoups_something(term), ("recoupment",), "advance"),
        (term.minimum_recoupable is not None, ("recoupable_for", "recoupable_until"), "minimum_recoupable: yes"),
        (term.deductions is not None, ("deductions_cap",), "deductions"),
        (term.bases is None, ("deductions", "deductions_cap"), "on"),
        (term.most_favoured is not None, ("favours",), "most_favoured"),
    )
    said = {key for key in term.model_fields_set if getattr(term, key, None) is not None}
    idle: dict[str, str] = {}
    for there, keys, other in needs:
        idle |= {key: other for key in keys if key in said and not there and key not in idle}
    found = []
    for key, other in idle.items():
        what = f"`{key}` changes nothing in `{entry.name}` without `{other}`"
        mend = f"add `{other}`, or remove `{key}`" if ":" in other else f"add `{other}: ...`, or remove `{key}`"
        found.append(warning(draft.key(*entry.path, key), "idle-key", what, f"`{other}` beside it", mend))
    return found + _idle_in_bases(draft, entry, term)


def _idle_in_bases(draft: Draft, entry: Entry, term: Royalty) -> list[Problem]:
    """Warn of keys of one of several bases that change nothing without another."""
    found = []
    for position, part in enumerate(term.bases or []):
        opening = BaseOpening() if part.opening is None else part.opening
        ever, losses = term.tiers_on == "cumulative", term.carry_losses is not None
        needs: tuple[tuple[object, bool, tuple[str, ...], str], ...] = (
            (part.deductions_cap, part.deductions is not None, ("deductions_cap",), "deductions"),
            (opening.base, bool(part.tiers) and ever, ("opening", "base"), "tiers_on: cumulative"),
            (opening.base_this_period, bool(part.tiers) and not ever, ("opening", "base_this_period"), "tiers"),
            (opening.losses, losses, ("opening", "losses"), "carry_losses"),
        )
        for said, there, keys, other in needs:
            if said is not None and not there:
                what = f"`{keys[-1]}` changes nothing in base {position + 1} of `{entry.name}` without `{other}`"
                place = draft.key(*entry.path, "bases", position, *keys)
                found.append(warning(place, "idle-key", what, f"`{other}` beside it", f"remove `{keys[-1]}`"))
    return found


def _has_ahead(term: Royalty) -> bool:
    """Say whether there may be an advance to recoup: of its own, left before, or taken over."""
    return term.advance is not None or term.minimum_recoupable is None or term.takes_over is not None


def _has_balance(term: Royalty) -> bool:
    """Say whether there is an advance, or something left of one before."""
    left = term.opening is not None and term.opening.balance is not None and term.minimum_recoupable is None
    return term.advance is not None or left or term.takes_over is not None


def _crossed(draft: Draft, entry: Entry, term: Royalty) -> list[Problem]:
    """Warn of a cap of a period under its minimum: the minimum is paid nevertheless, so the cap never counts."""
    least, most = draft.constants.number(term.minimum), draft.constants.number(term.period_cap)
    other = term.minimum_period not in {None, term.period} or term.true_up is not None
    if least is None or most is None or most >= least or other:
        return []
    what = f"`period_cap` of `{entry.name}` lies under its `minimum`, which is paid in any case"
    place, mend = draft.key(*entry.path, "period_cap"), "write a higher `period_cap`, or a lower `minimum`"
    return [warning(place, "idle-key", what, "a cap above the minimum", mend)]


def _reached(draft: Draft, entry: Entry, term: Royalty) -> list[Problem]:
    """Warn of a cap on all that was reached before the deal is looked at."""
    paid = None if term.opening is None else draft.constants.number(term.opening.paid)
    most = draft.constants.number(term.cap)
    if paid is None or most is None or paid < most:
        return []
    what = f"the `cap` of `{entry.name}` was reached before `as_of`: it pays nothing any more"
    place, mend = draft.key(*entry.path, "cap"), "write a higher `cap`, or a lower `paid`"
    return [warning(place, "idle-key", what, "a cap above what was paid", mend)]


def _recoups_something(term: Royalty) -> bool:
    """Say whether there may be anything to recoup: an advance, what a minimum adds, or what was left before."""
    left = term.opening is not None and term.opening.balance is not None
    return term.advance is not None or term.minimum_recoupable is not None or left or term.takes_over is not None


def _periods(draft: Draft, entry: Entry, term: Royalty) -> list[Problem]:
    """Find longer periods that are shorter than the one that is paid."""
    found = []
    for key in ("tier_period", "minimum_period", "true_up"):
        longer = getattr(term, key)
        if longer is not None and MONTHS[longer] < MONTHS[term.period]:
            what = f"`{key}` of `{entry.name}` is a {longer}, shorter than the {term.period} that is paid"
            allowed = [name for name, months in MONTHS.items() if months >= MONTHS[term.period]]
            place = draft.place(*entry.path, key)
            expected = ", ".join(f"`{name}`" for name in allowed)
            found.append(error(place, "period-too-short", what, expected, f"write `{allowed[-1]}`"))
    if term.true_up is not None and term.true_up == term.period:
        what = f"`true_up: {term.true_up}` changes nothing where `{entry.name}` is paid by the {term.period}"
        place = draft.key(*entry.path, "true_up")
        found.append(warning(place, "idle-key", what, "a longer period", "remove `true_up`"))
    return found


def _beaten(draft: Draft, entry: Entry, term: Royalty) -> list[Problem]:
    """Warn of stacking down to a floor that is no lower than the rate."""
    rate = None if term.rate_changes or term.most_favoured else draft.constants.number(term.rate)
    floor = None if term.stacking is None else draft.constants.number(term.stacking.floor)
    if rate is None or floor is None or floor < rate:
        return []
    what = f"`stacking` changes nothing in `{entry.name}`: its `floor` is not under the rate"
    place, mend = draft.place(*entry.path, "stacking", "floor"), "write a lower `floor`, or remove `stacking`"
    return [warning(place, "idle-key", what, "a `floor` under the rate", mend)]
