"""The stacks by which a company's exit is paid: which rounds came before it, what dividends and vesting have come to.

Paths on which the same rounds came before the exit are paid by one stack, whose numbers may still differ by path: exits
come on different days, and a round may be priced by the path. A lot whose number of shares, price or ratio differs by
path is laid out as one share of a class of its own, of price one, and its claim is then multiplied.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.issuers.earned import earned_claims, without_earned
from dealwright.engine.issuers.issuer import Sized, date_of
from dealwright.engine.issuers.later_rounds import states_after
from dealwright.equity.exact import WHOLE
from dealwright.equity.exits.claims import times
from dealwright.equity.exits.stack import stack_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator, Mapping

    from jaxtyping import Int
    from numpy import ndarray

    from dealwright.engine.exit import ExitTime
    from dealwright.engine.issuers.held import Held, Lone
    from dealwright.engine.issuers.issuer import Issuer
    from dealwright.equity.exits.claims import Claim, Number, Stack
    from dealwright.equity.holdings import Holdings, Lot
    from dealwright.equity.securities import ExitTerms, ShareClass

_NUMBERS = (
    "shares", "preference", "cap", "strike", "on_conversion", "further_shares", "last_preference", "exercise",
    "return_cap",
)  # fmt: skip
"""What may differ by path in a claim."""
LONE = "{of} of {security}"
"""How the class of a lone lot is called."""


@dataclass(frozen=True, slots=True)
class Series:
    """Shares with a preference, as an offering looks at them.

    Args:
        cls: Their class.
        price: Money per share at which they were issued.
        promise: What their IPO ratchet promises all of them, if there is one.
    """

    cls: ShareClass
    price: Number
    promise: Number | None = None


@dataclass(frozen=True, slots=True)
class StageStack:
    """What the exit is paid by on some paths.

    Args:
        places: The paths.
        stack: What is paid in which order.
        series: Shares with a preference, by the name that their claims bear.
        lone: Number of shares of each lot that was to stand alone, by the name that its claim bears.
    """

    places: Int[ndarray, " path"]
    stack: Stack
    series: Mapping[str, Series]
    lone: Mapping[str, Number]

    @property
    def promised(self) -> bool:
        """Tell whether an IPO ratchet promises anything."""
        return any(each.promise is not None for each in self.series.values())

    def at(self, chosen: Int[ndarray, " path"]) -> StageStack:
        """Return the same on some of its paths, by their number among them."""
        claims = tuple(_claim_on(claim, chosen) for claim in self.stack.claims)
        series = {
            name: replace(
                each, price=_on(each.price, chosen), promise=None if each.promise is None else _on(each.promise, chosen)
            )
            for name, each in self.series.items()
        }
        lone = {name: _on(shares, chosen) for name, shares in self.lone.items()}
        return StageStack(self.places[chosen], replace(self.stack, claims=claims), series, lone)


@dataclass(frozen=True, slots=True)
class Stage:
    """Who holds what on paths on which the same rounds came before the exit, and what of their claims no term changes.

    Args:
        places: The paths.
        held: Who holds what.
        when: Day of the exit: one, or one for each path.
        fixed: Claims of common shares, and of rights on them and convertibles.
    """

    places: Int[ndarray, " path"]
    held: Held
    when: dt.date | ndarray
    fixed: tuple[Claim, ...]

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes, more or less."""
        return self.places.nbytes * (2 + len(self.fixed) + 4 * len(self.held.lone))


def stage_stacks(issuer: Issuer, exit_: ExitTime, alone: Collection[str] = ()) -> Iterator[StageStack]:
    """Lay out by what a company's exit is paid.

    Args:
        issuer: The company.
        exit_: When its exit comes.
        alone: Lots whose claims are to stand alone.

    Yields:
        One stack for each set of rounds that came before the exit on some path.
    """
    accelerates = issuer.view.futures.store.sign(("accelerates", issuer.exit.accelerates))
    ranks = issuer.terms[0] if issuer.shape.convertibles else None  # a SAFE ranks with the most senior preference
    for stage in issuer.kept(("stages", ranks), lambda: Sized(_stages(issuer, exit_)), exit_.sign, accelerates):
        held = _ratchets_apart(replace(stage.held, exact=issuer.with_terms(stage.held.exact)), issuer.exit)
        held = held.apart([lot for lot in held.exact.lots if lot.security in alone])
        lots = tuple(lot for lot in held.exact.lots if not _is_fixed(held.exact, lot.of))
        left = without_earned(held.exact, issuer.shape).rights
        rights = {name: r for name, r in left.items() if not _is_fixed(held.exact, r.right.of)}
        moving = replace(held, exact=replace(held.exact, lots=lots, rights=rights, convertibles={}))
        stack = owned(laid_out(moving, issuer.exit, stage.when, stage.places), issuer.owner)
        fixed = _fixed_claims(issuer, held, stage.when, stage.places) if alone else stage.fixed
        earned = replace(stack, claims=tuple(earned_claims(issuer, held.exact, exit_, stage.when, stage.places)))
        stack = replace(stack, claims=(*fixed, *stack.claims, *owned(earned, issuer.owner).claims))
        lone = {
            _class_name(each.lot): _on(each.shares, stage.places) for each in held.lone if each.lot.security in alone
        }
        yield StageStack(stage.places, stack, _series(held, stage.places), lone)


def _stages(issuer: Issuer, exit_: ExitTime) -> Iterator[Stage]:
    """Go through the sets of rounds that come before the exit."""
    dates = date_of(issuer.view, exit_.day)
    reached = np.zeros(issuer.view.paths, dtype=int)
    for later in issuer.rounds:
        reached += exit_.day >= later.day
    for number in np.unique(reached):
        for state in states_after(issuer, int(number)):
            places = np.flatnonzero((reached == number) & state.where)
            if places.size:
                days = dates[places]
                when = days[0].item() if (days == days[0]).all() else days
                held = replace(state.held, exact=issuer.with_terms(state.held.exact))
                yield Stage(places, state.held, when, _fixed_claims(issuer, held, when, places))


def _is_fixed(held: Holdings, of: str) -> bool:
    """Tell whether no term at an exit changes the claims of a class."""
    cls = held.classes[of]
    return cls.kind == "common" and cls.ipo_ratchet is None and cls.return_cap is None and not cls.preference


def _fixed_claims(
    issuer: Issuer, held: Held, when: dt.date | ndarray, places: Int[ndarray, " path"]
) -> tuple[Claim, ...]:
    """Return the claims of common shares and of rights on them, and of convertibles."""
    exact, terms = without_earned(held.exact, issuer.shape), issuer.exit
    held = replace(held, exact=exact)
    lots = tuple(lot for lot in exact.lots if _is_fixed(exact, lot.of))
    rights = {name: right for name, right in exact.rights.items() if _is_fixed(exact, right.right.of)}
    shares = stack_of(replace(exact, lots=lots, rights=rights, convertibles={}), terms, when)
    if exact.convertibles:
        without = laid_out(replace(held, exact=replace(exact, convertibles={})), terms, when, places).claims
        also = laid_out(held, terms, when, places).claims[len(without) :]
        shares = replace(shares, claims=(*shares.claims, *also))
    return owned(shares, issuer.owner).claims


def owned(stack: Stack, owner: Callable[[str], str]) -> Stack:
    """Let whoever stands behind each stakeholder stand in a stack in its place.

    Args:
        stack: What is paid in which order, by stakeholder.
        owner: Names the party or company that a stakeholder is.

    Returns:
        The same by party and company: there are few of them, however many stakeholders there are.
    """

    def together(parts: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for holder, part in parts.items():
            found[owner(holder)] = found.get(owner(holder), 0.0) + part
        return found

    return replace(
        stack,
        claims=tuple(
            replace(
                claim,
                holders=together(claim.holders),
                rest_to=None if claim.rest_to is None else owner(claim.rest_to),
            )
            for claim in stack.claims
        ),
        carve_outs=tuple((owner(to), share, most) for to, share, most in stack.carve_outs),
        steps=tuple(replace(step, shares=together(step.shares)) for step in stack.steps),
    )


def laid_out(held: Held, terms: ExitTerms, when: dt.date | ndarray, places: Int[ndarray, " path"]) -> Stack:
    """Lay out what an exit pays on some paths.

    Args:
        held: Who holds what.
        terms: What an exit pays before the holders, and what it does to rights.
        when: Day of the exit: one, or one for each of the paths.
        places: The paths.

    Returns:
        The stack, its arrays over those paths.
    """
    stack = stack_of(_with_units(held), terms, when)
    scales = {_class_name(lone.lot): lone for lone in held.lone}
    claims = (
        _scaled(claim, scales[claim.security], places) if claim.security in scales else claim for claim in stack.claims
    )
    return replace(stack, claims=tuple(claims))


def _ratchets_apart(held: Held, terms: ExitTerms) -> Held:
    """Lay lots with an IPO ratchet out alone, where there may be an offering: what it promises counts their shares."""
    ratchets = [of for of, cls in held.exact.classes.items() if cls.ipo_ratchet is not None and terms.ipo]
    return held.apart(held.of(ratchets))


def _class_name(lot: Lot) -> str:
    return LONE.format(of=lot.of, security=lot.security)


def _with_units(held: Held) -> Holdings:
    """Return the holdings with each lone lot as one share of a class of its own."""
    if not held.lone:
        return held.exact
    classes, lots = dict(held.exact.classes), list(held.exact.lots)
    for each in held.lone:
        of = _class_name(each.lot)
        classes[of] = replace(classes[each.lot.of], id=of, original_issue_price=WHOLE, conversion_price=WHOLE)
        lots.append(replace(each.lot, of=of, shares=WHOLE, price=WHOLE, preference_price=None, conversion_price=None))
    return replace(held.exact, classes=classes, lots=tuple(lots))


def _scaled(claim: Claim, lone: Lone, places: Int[ndarray, " path"]) -> Claim:
    """Multiply the claim of one share of price one to that of a lone lot."""
    shares = _on(lone.shares * lone.ratio, places)
    money = _on(lone.shares * lone.price, places)
    return times(claim, shares, money)


def _on(number: Number, places: Int[ndarray, " path"]) -> Number:
    return number[places] if np.ndim(number) else number  # type: ignore[index]


def _series(held: Held, places: Int[ndarray, " path"]) -> dict[str, Series]:
    """Name the shares that an offering may convert."""
    found = {
        name: Series(cls, float(cls.original_issue_price or 0))
        for name, cls in held.exact.classes.items()
        if cls.kind != "common" and cls.converts_into is not None
    }
    for each in held.lone:
        cls = held.exact.classes[each.lot.of]
        if cls.kind == "common" or cls.converts_into is None:
            continue
        promise = None if cls.ipo_ratchet is None else float(cls.ipo_ratchet.multiple) * each.shares * each.price
        found[_class_name(each.lot)] = Series(
            cls, _on(each.price, places), None if promise is None else _on(promise, places)
        )
    return found


def _claim_on(claim: Claim, chosen: Int[ndarray, " path"]) -> Claim:
    """Return a claim on some of its paths."""
    numbers = {key: getattr(claim, key) for key in _NUMBERS}
    arrays = {key: number[chosen] for key, number in numbers.items() if np.ndim(number)}
    if any(np.ndim(part) for part in claim.holders.values()):
        arrays["holders"] = {holder: _on(part, chosen) for holder, part in claim.holders.items()}
    return replace(claim, **arrays) if arrays else claim
