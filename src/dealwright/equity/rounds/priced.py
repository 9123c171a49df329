"""Price a round: what a share costs, what each investor gets, what converts at which price and why, who owns what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.accrual import interest
from dealwright.equity.exact import NOTHING, WHOLE, Exact, Rounding, decimal_text, spoken
from dealwright.equity.rounds.anti_dilution import Adjustment
from dealwright.equity.rounds.closing import holdings_after
from dealwright.equity.rounds.conversion import class_of
from dealwright.equity.rounds.equations import EXACT, NoSolutionError
from dealwright.equity.rounds.impossible import impossible
from dealwright.equity.rounds.no_answer import no_answer, rights_take_all
from dealwright.equity.rounds.pro_rata import allocated, on_top, rights
from dealwright.equity.rounds.setting import Setting, given_by, setting_of, shortfall
from dealwright.equity.rounds.settling import (
    Settled,
    all_shares,
    capitals,
    in_shares,
    of_capital,
    pre_money_shares,
    price_of_way,
    settle,
)
from dealwright.equity.rounds.solving import solve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.capitalization import Capitalization
    from dealwright.equity.financing import Round
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.rounds.conversion import Reason
    from dealwright.equity.rounds.equations import Solution
    from dealwright.equity.rounds.settling import Capital

EXACTLY = Rounding()
"""Round nothing."""

_AGREE = Fraction(1, 1_000_000)
"""Part of a valuation by which two that are given may differ for rounding alone."""


@dataclass(frozen=True, slots=True)
class Investment:
    """New shares of one investor.

    Attributes:
        holder: Stakeholder.
        money: What it pays.
        shares: New shares.
        pro_rata: Whether it only took up its right to keep its share.
    """

    holder: str
    money: Exact
    shares: Exact
    pro_rata: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What one of a convertible's ways would have given.

    Attributes:
        reason: The term: `cap`, `discount`, `round_price` or `fixed_share`.
        terms: Convertible whose term it is (that of which it is the most favoured).
        price: Money per share.
        capitalization: Shares by which a cap or a share counts; None: of no meaning.
    """

    reason: Reason
    terms: str
    price: Exact
    capitalization: Exact | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a convertible became.

    Attributes:
        convertible: Its name.
        holder: Stakeholder.
        amount: Money that converted, interest included.
        interest: Interest in it.
        interest_paid: Interest paid in money instead.
        into: Class that it became.
        shares: Shares of that class.
        as_converted: What those are in common shares; none where the class never converts.
        price: Money per common share.
        chosen: The way that it went, and
        offers: all ways that it had.
    """

    convertible: str
    holder: str
    amount: Exact
    interest: Exact
    interest_paid: Exact
    into: str
    shares: Exact
    as_converted: Exact
    price: Exact
    chosen: Offer
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class PricedRound:
    """A round worked out.

    Attributes:
        round: The round.
        price: Money per new share.
        pre_money: The shares that the pre-money counts, at the price.
        pre_money_shares: Those shares.
        effective_pre_money: The pre-money less the pool's increase in it: what the holders before are worth, with
            what converts.
        post_money: All shares after the round, at the price.
        fully_diluted: Those shares.
        investments: New shares by investor.
        conversions: What converted.
        pool_increases: Shares added, by pool.
        adjustments: Conversion prices that it changed.
        before: Holdings before.
        after: Holdings after.
    """

    round: Round
    price: Exact
    pre_money: Exact
    pre_money_shares: Exact
    effective_pre_money: Exact
    post_money: Exact
    fully_diluted: Exact
    investments: tuple[Investment, ...]
    conversions: tuple[Conversion, ...]
    pool_increases: Mapping[str, Exact]
    adjustments: tuple[Adjustment, ...]
    before: Holdings
    after: Holdings

    @property
    def shares(self) -> Mapping[str, Exact]:
        """Return the new shares by investor."""
        return {investment.holder: investment.shares for investment in self.investments}

    @property
    def pool_increase(self) -> Exact:
        """Return the shares added to pools."""
        return sum(self.pool_increases.values(), NOTHING)


def price_round(held: Holdings, round_: Round, rounding: Rounding = EXACTLY) -> PricedRound:
    """Price a round, with everything that it changes at once.

    Args:
        held: Holdings before it.
        round_: The round.
        rounding: How prices and shares are rounded; not at all unless it says so.

    Returns:
        The round worked out.

    Raises:
        ImpossibleError: If no price makes its terms true together, or it does not say enough; with its problem.
    """
    setting = setting_of(held, _with_rights(held, round_))
    solution = _solved(setting)
    money = _allocated(setting, solution)
    settled = in_shares(setting, solution, money)
    if not rounding.leaves_all:
        settled = rounded_off(setting, settled, money, rounding)
    _agree(setting, settled)
    _one_price(setting, settled)
    return _priced(replace(setting, round=round_), settled, (money, rounding))


def _with_rights(held: Holdings, round_: Round) -> Round:
    """Return a round whose investors include those who take up rights on top of what is listed."""
    if not round_.pro_rata_on_top or not round_.new_money:
        return round_
    listed, whole = round_.investors, round_.new_money

    def rights_at(money: Exact) -> Mapping[str, Exact]:
        larger = replace(round_, investors={holder: paid * money / whole for holder, paid in listed.items()})
        setting = setting_of(held, larger)
        return rights(setting, _solved(setting), EXACT)

    try:
        return replace(round_, investors=on_top(listed, rights_at), pro_rata=False)
    except NoSolutionError:
        raise rights_take_all(setting_of(held, round_)) from None


def _solved(setting: Setting) -> Solution:
    """Solve a round's equations, or say in words why they have no answer."""
    try:
        return solve(setting.equations, *given_by(setting.round), EXACT)
    except NoSolutionError as none:
        raise no_answer(setting, none.unknown) from None


def rounded_off(setting: Setting, settled: Settled, money: Mapping[str, Exact], rounding: Rounding) -> Settled:
    """Round a round's answer, or say that nothing is left of a price.

    Args:
        setting: The round.
        settled: Its answer.
        money: Money of each investor.
        rounding: How to round.

    Returns:
        The answer, rounded.

    Raises:
        ImpossibleError: If a price is rounded to nothing.
    """
    try:
        return settle(setting, settled, money, rounding)
    except NoSolutionError as none:
        raise no_answer(setting, none.unknown) from None


def _allocated(setting: Setting, solution: Solution) -> Mapping[str, Exact]:
    """Return the money of each investor, or say that rights take more than there is."""
    try:
        return allocated(setting, solution, EXACT)
    except NoSolutionError:
        raise rights_take_all(setting) from None


def _agree(setting: Setting, settled: Settled) -> None:
    """Check that what is given besides the price agrees with it, up to the rounding of the price."""
    round_, price = setting.round, settled.price
    slack = _AGREE
    if round_.price is not None:  # as written, to the cent at least
        digits = max(len(decimal_text(round_.price).partition(".")[2]), 2)
        slack = max(slack, Fraction(1, 2 * 10**digits) / price)
    for name, said, shares in (
        ("pre_money", round_.pre_money, pre_money_shares(setting, settled)),
        ("post_money", round_.post_money, all_shares(setting, settled)),
    ):
        if said is not None and name != given_by(round_)[0] and abs(shares * price - said) > slack * said:
            raise impossible(
                round_.place, "round-disagrees",
                f"round `{round_.id}` gives a `{name}` of `{spoken(said)}`, but its `{given_by(round_)[0]}` "
                f"comes to {spoken(shares * price)}",
                "one of `price`, `pre_money` and `post_money`, or such as agree", f"leave `{name}` out",
            ).within(name)  # fmt: skip


def _one_price(setting: Setting, settled: Settled) -> None:
    """Check that a class of which shares are outstanding is sold at its own price."""
    held, round_ = setting.held, setting.round
    known = held.classes.get(round_.new_class.id)
    if known is None or known.original_issue_price in {None, settled.price}:
        return
    if any(lot.of == known.id for lot in held.lots):
        raise impossible(
            round_.place, "class-at-another-price",
            f"round `{round_.id}` sells `{known.id}` at {spoken(settled.price)}, of which there are shares at "
            f"{spoken(known.original_issue_price or NOTHING)}",
            "a class of its own for each price", f"name a new class, or write `price: "
            f"{spoken(known.original_issue_price or NOTHING)}`",
        ).within(given_by(round_)[0])  # fmt: skip


def _priced(setting: Setting, settled: Settled, by: tuple[Mapping[str, Exact], Rounding]) -> PricedRound:
    """Report a round."""
    (money, rounding), held, round_ = by, setting.held, setting.round
    increases = _increases(setting, settled)
    conversions = conversions_of(setting, settled, rounding)
    shares = pre_money_shares(setting, settled)
    total = all_shares(setting, settled)
    counted = settled.available - setting.equations.unissued if setting.equations.counts_pool else NOTHING
    investments = tuple(
        Investment(holder, paid, settled.bought[holder], holder not in round_.investors)
        for holder, paid in money.items()
    )
    adjustments = tuple(
        Adjustment(part.of, part.conversion_price, new, part.shares, part.shares * part.conversion_price / new)
        for part, new in zip(setting.protected, settled.adjusted, strict=True)
        if new != part.conversion_price
    )
    after = holdings_after(held, round_, settled.price, (investments, conversions, increases, adjustments))
    return PricedRound(
        round=round_,
        price=settled.price,
        pre_money=shares * settled.price,
        pre_money_shares=shares,
        effective_pre_money=(shares - counted) * settled.price,
        post_money=total * settled.price,
        fully_diluted=total if after.counts(round_.new_class.id) else after.fully_diluted,
        investments=investments,
        conversions=conversions,
        pool_increases=increases,
        adjustments=adjustments,
        before=held,
        after=after,
    )


def conversions_of(setting: Setting, settled: Settled, rounding: Rounding) -> tuple[Conversion, ...]:
    """Report what the convertibles of a round became, with all ways that each had.

    Args:
        setting: The round.
        settled: Its answer in shares.
        rounding: How prices are rounded.

    Returns:
        One for each that converts, in their order.
    """
    counted = capitals(setting, settled)
    return tuple(_conversion(setting, (settled, counted), n, rounding) for n in range(len(setting.converting)))


def _conversion(
    setting: Setting, found: tuple[Settled, Mapping[Capitalization, Capital]], number: int, rounding: Rounding
) -> Conversion:
    """Report what a convertible became."""
    convertible, held, (settled, counted) = setting.converting[number], setting.held, found
    shares = settled.converted[number]
    offers = []
    for way in setting.ways[number]:
        capital = of_capital(counted[way.counts], shares)
        _, price = price_of_way(setting, number, (way, capital), settled.price, rounding)
        offers.append(Offer(way.reason, way.terms, price, capital if way.share else None))
    into, is_new = class_of(convertible, setting.round.new_class.id)
    ratio = WHOLE if is_new else held.ratio_of_class(into)
    classes = held.classes if into in held.classes else {**held.classes, into: setting.round.new_class}
    counts = replace(held, classes=classes).counts(into)
    return Conversion(
        convertible=convertible.id,
        holder=convertible.holder,
        amount=setting.amounts[number],
        interest=setting.amounts[number] - convertible.amount,
        interest_paid=NOTHING if convertible.interest_converts else interest(convertible, setting.round.on),
        into=into,
        shares=shares / ratio,
        as_converted=shares if counts else NOTHING,
        price=settled.prices[number],
        chosen=offers[settled.ways[number]],
        offers=tuple(offers),
    )


def _increases(setting: Setting, settled: Settled) -> Mapping[str, Exact]:
    """Return the shares added by pool: to each what was promised beyond it, the rest to the one that is topped up."""
    held = setting.held
    found = {
        name: short for name, pool in held.pools.items() if (short := shortfall(pool)) > 0 and name != setting.pool
    }
    rest = settled.available - setting.equations.unissued
    rest -= sum((short * held.ratio_of_class(held.pools[name].pool.of) for name, short in found.items()), NOTHING)
    if setting.pool is not None and rest > 0:
        own = held.pools.get(setting.pool)
        found[setting.pool] = rest / (held.ratio_of_class(own.pool.of) if own else WHOLE)
    return found
