"""Check the tiers of a profit participation: each ends, but for the last, later than the one before, and can end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error, warning
from dealwright.lang.checks.references import declared, unknown
from dealwright.terms.profit_participation import ProfitParticipation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.terms.profit_participation import ParticipationTier

_OF_INVESTED = ("until_multiple", "until_hurdle", "until_catch_up")
_OF_RECEIPTS = ("until_paid", *_OF_INVESTED)
_RISING = ("until_paid", "until_base", "until_multiple", "until_hurdle")
_SIDES = ("parties", "companies")


def check_tiers(draft: Draft, entry: Entry) -> list[Problem]:
    """Find tiers that nothing can reach or leave, that say their shares twice or not at all, and idle keys."""
    term = entry.shape
    if not isinstance(term, ProfitParticipation):
        return []
    found = [*_unending(draft, entry, term), *_out_of_order(draft, entry, term), *_not_invested(draft, entry, term)]
    for position, tier in enumerate(term.tiers):
        found += _shares(draft, entry, position, tier)
        found += _never_left(draft, entry, position, tier)
        found += _idle(draft, entry, position, tier)
    return [*found, *_idle_keys(draft, entry, term)]


def _unending(draft: Draft, entry: Entry, term: ProfitParticipation) -> Iterator[Problem]:
    for position, tier in enumerate(term.tiers[:-1]):
        if not tier.ends:
            place = draft.place(*entry.path, "tiers", position + 1)
            what = f"tier {position + 2} of `{entry.name}` is never reached, since the one before it has no end"
            expected = "`until_paid` or `until_base` in every tier but the last"
            yield error(place, "none-of", what, expected, "add `until_paid: ...` to the tier before")


def _out_of_order(draft: Draft, entry: Entry, term: ProfitParticipation) -> Iterator[Problem]:
    """Find ends that lie no further than one before of the same sort, for the same party."""
    reached: dict[tuple[str, str], float] = {}
    for position, tier in enumerate(term.tiers):
        for key in _RISING:
            of = (key, "" if key == "until_base" else tier.counted(term.payee))
            end = draft.constants.number(getattr(tier, key))
            if end is not None and of in reached and end <= reached[of]:
                place = draft.place(*entry.path, "tiers", position, key)
                what = f"tier {position + 1} of `{entry.name}` ends no later than the one before it"
                expected = "amounts that rise from tier to tier, for each counts from the very beginning"
                mend = "write what was paid or earned in all by its end"
                yield error(place, "out-of-order", what, expected, mend)
            if end is not None:
                reached[of] = max(reached.get(of, end), end)


def _shares(draft: Draft, entry: Entry, position: int, tier: ParticipationTier) -> Iterator[Problem]:
    """Find tiers without shares, with both forms of them, with unknown parties, or that share more than there is."""
    way = (*entry.path, "tiers", position)
    if (tier.share is None) == (tier.shares is None):
        both = tier.share is not None
        what = f"tier {position + 1} of `{entry.name}` has {'both' if both else 'none of'} `share`, `shares`"
        mend = "remove `share`, and name the payee among `shares`" if both else "add `share: ...`"
        code = "one-too-many" if both else "none-of"
        yield error(draft.place(*way), code, what, "exactly one of `share`, `shares`", mend)
    known = [name for section in _SIDES for name in declared(draft, section)]
    for name in tier.shares or {}:
        place = draft.key(*way, "shares", name)
        if name not in known:
            yield unknown(name, place, _SIDES, known, draft)
    parts = [draft.constants.number(share) for share in (tier.shares or {}).values()]
    total = sum(part for part in parts if part is not None)
    if total > 1 + 1e-9:
        what = f"the shares of tier {position + 1} of `{entry.name}` sum to {100 * total:.6g}%"
        yield error(draft.key(*way, "shares"), "over-whole", what, "at most 100%", "lower one of them")
    if entry.shape.payer in (tier.shares or {}) and None not in parts and total < 1 - 1e-9:
        what = f"`{entry.shape.payer}` pays, and so keeps {100 * (1 - total):.6g}% more of tier {position + 1}"
        mend = f"raise its share, or leave `{entry.shape.payer}` out: its share is what the others leave"
        place = draft.key(*way, "shares", entry.shape.payer)
        yield error(place, "under-whole", what, "shares that sum to 100%, where the payer is one of them", mend)


def _never_left(draft: Draft, entry: Entry, position: int, tier: ParticipationTier) -> Iterator[Problem]:
    """Find tiers whose only end counts what somebody is paid who is paid nothing, or too little to catch up."""
    term = entry.shape
    if not tier.parts(term.payee) or set(tier.ends) - set(_OF_RECEIPTS) or not tier.ends:
        return
    parts, counted = _parts(draft, term, tier), tier.counted(term.payee)
    place, share = draft.key(*entry.path, "tiers", position, tier.ends[0]), parts.get(counted)
    if counted not in parts or share == 0:
        what = f"tier {position + 1} of `{entry.name}` ends by what `{counted}` is paid, who has no share of it"
        others = [name for name, part in parts.items() if name != counted and part != 0] or [term.payer]
        mend = f"add `of: {others[0]}`, or a share of `{counted}`"
        yield error(place, "tier-without-end", what, "a party that has a share of the tier", mend)
        return
    wanted, whole = draft.constants.number(tier.until_catch_up), sum(part or 0.0 for part in parts.values())
    if wanted is not None and share is not None and share <= wanted * whole:
        what = f"tier {position + 1} of `{entry.name}` never ends: with {100 * share:.6g}% of it, `{counted}`"
        what += f" never has {100 * wanted:.6g}% of all"
        mend = "raise its share" if term.payer in parts else f"raise its share, or add `of: {term.payer}`, who pays"
        yield error(place, "tier-without-end", what, f"a share above {100 * wanted:.6g}%", mend)


def _parts(draft: Draft, term: ProfitParticipation, tier: ParticipationTier) -> dict[str, float | None]:
    """Return the shares of a tier, as far as they are known; a payer that takes part keeps what the others leave."""
    parts = {name: draft.constants.number(share) for name, share in term.paid_in(tier).items()}
    if term.payer in term.participants:
        parts[term.payer] = None if None in parts.values() else 1.0 - sum(part or 0.0 for part in parts.values())
    return parts


def _idle(draft: Draft, entry: Entry, position: int, tier: ParticipationTier) -> Iterator[Problem]:
    for key, needs in (("simple", ("until_hurdle",)), ("of", _OF_RECEIPTS)):
        if getattr(tier, key) is not None and not set(needs) & set(tier.ends):
            wanted = " or ".join(f"`{each}`" for each in needs)
            what = f"`{key}` changes nothing in a tier without {wanted}"
            yield warning(draft.key(*entry.path, "tiers", position, key), "idle-key", what, wanted, f"remove `{key}`")


def _not_invested(draft: Draft, entry: Entry, term: ProfitParticipation) -> Iterator[Problem]:
    """Find ends that count what was invested where nothing says what that is."""
    for position, tier in enumerate(term.tiers):
        for key in (each for each in tier.ends if each in _OF_INVESTED and term.invested is None):
            what = f"`{key}` of tier {position + 1} of `{entry.name}` counts what was invested, and nothing says what"
            place = draft.key(*entry.path, "tiers", position, key)
            yield error(place, "missing-key", what, "`invested`", "add `invested: ...` to the term")


def _idle_keys(draft: Draft, entry: Entry, term: ProfitParticipation) -> Iterator[Problem]:
    counted = any(key in _OF_INVESTED for tier in term.tiers for key in tier.ends)
    others = {} if term.opening is None else term.opening.paid_to or {}
    returns = any(tier.until_hurdle is not None for tier in term.tiers)
    idle = [("invested", term.invested is not None and not counted, "a tier that counts it"),
            ("day_count", term.day_count is not None and not returns, "`until_hurdle`"),
            ("residual", term.residual == term.payer, "a party that does not pay, with which it stays"),
            ("residual_share", term.residual_share is not None and term.residual is None, "`residual`")]  # fmt: skip
    for key, changes_nothing, needs in idle:
        if changes_nothing:
            what = f"`{key}` changes nothing in `{entry.name}` without {needs}"
            yield warning(draft.key(*entry.path, key), "idle-key", what, needs, f"remove `{key}`")
    for name in others:
        if name not in term.participants or name == term.payee:
            what = f"`{name}` has no share in `{entry.name}` beside the payee's"
            place = draft.key(*entry.path, "opening", "paid_to", name)
            yield warning(place, "idle-key", what, "one of the `shares`", f"remove `{name}`")
