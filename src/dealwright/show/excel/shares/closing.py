"""Close a round on a sheet: what it comes to, in shares, and who holds what after it, as formulas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.rounds.anti_dilution import Adjustment, price_of
from dealwright.equity.rounds.closing import holdings_after
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.rounds.priced import Conversion, Investment, PricedRound, price_round
from dealwright.equity.rounds.setting import given_by, setting_of, shortfall
from dealwright.show.excel.cells import NotLiveError, greatest
from dealwright.show.excel.shares.rounds import lay_solution
from dealwright.show.excel.shares.traced import Traced, formula_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.equity.financing import Round
    from dealwright.equity.holdings import Holdings, Lot
    from dealwright.equity.rounds.equations import Group
    from dealwright.equity.rounds.setting import Setting
    from dealwright.show.captable.names import TableNames
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.shares.rounds import LiveSolution

SAME = 1e-9
GIVEN = {"pre_money": "Pre-money", "post_money": "Post-money", "price": "Price of a share"}


@dataclass(slots=True)
class LaidRound:
    """A round on a sheet.

    Args:
        round: The round.
        priced: What the engine makes of it.
        price: Money per share, in its cell.
        settled: Whether the search for the price has ended.
        after: Who holds what after it.
    """

    round: Round
    priced: PricedRound
    price: Node
    settled: Node
    after: Holdings


def lay_round(sheet: Sheet, held: Holdings, round_: Round, names: TableNames, currency: str) -> LaidRound:
    """Write a round.

    Args:
        sheet: Where to, from its next free row on.
        held: Who holds what before it, in numbers that carry their formulas.
        round_: The round, likewise.
        names: Names of securities and holders for a reader.
        currency: Of all money.

    Returns:
        What it comes to.

    Raises:
        NotLiveError: It has no formula, or the formulas do not meet the engine.
    """
    if round_.pro_rata or round_.pro_rata_on_top:
        raise NotLiveError("pro rata rights are exercised in it")
    try:
        setting, priced = setting_of(held, round_), price_round(held, round_)
        given, value = given_by(round_)
    except ImpossibleError as refusal:
        raise NotLiveError(str(refusal)) from refusal
    title = names.security(round_.new_class.id)
    sheet.put(sheet.row, 0, f"{title}: a round on {round_.on}", "section")
    sheet.row += 1
    placed = _lay_facts(sheet, (setting, names), f"{GIVEN[given]}, {currency}", formula_of(value))
    top = sheet.row + 1
    sheet.row = top + 4 + sum(map(len, (priced.investments, priced.conversions, setting.protected)))
    solution = lay_solution(sheet, placed[0], given, placed[1], names)
    _meets(solution.price, priced.price)
    end, sheet.row = sheet.row, top
    after = _after(sheet, (placed[0], priced), solution, names)
    sheet.row = end
    return LaidRound(round_, priced, solution.price, solution.settled, after)


def _meets(found: Node, wanted: Exact) -> None:
    if abs(found.number - float(wanted)) > SAME * abs(float(wanted)):
        raise NotLiveError(f"its formulas come to {found.number:.12g} where the engine has {float(wanted):.12g}")


def _lay_facts(sheet: Sheet, of: tuple[Setting, TableNames], given: str, value: Node) -> tuple[Setting, Node]:
    """Write what the round meets, so that its equations name cells."""
    setting, names = of
    eq = setting.equations

    def put(label: str, number: Exact, style: str = "money") -> Exact:
        if not number:
            return number
        sheet.put(sheet.row, 0, label, "label")
        cell = sheet.put(sheet.row, 1, formula_of(number), style)
        sheet.row += 1
        return Traced(number, cell)

    amounts = tuple(
        put(f"Converts: {names.security(convertible.id)}, interest that converts counted", amount, "money")
        for convertible, amount in zip(setting.converting, eq.amounts, strict=True)
    )

    def protected(group: Group, name: str) -> Group:
        base = group.base
        return replace(
            group,
            shares=put(f"Protected shares of {name}, as converted", group.shares),
            conversion_price=put(f"Their conversion price ({name})", group.conversion_price, "exact"),
            base=None if base is None else put(f"Shares in the base of their average ({name})", base),
        )

    pairs = zip(eq.groups, setting.protected, strict=True)
    found = replace(
        eq,
        outstanding=put("Shares before it, as converted, protected ones apart", eq.outstanding),
        granted=put("Shares of options and other rights", eq.granted),
        unissued=put("Shares that pools may still grant", eq.unissued),
        promised=put("Shares promised beyond that", eq.promised),
        groups=tuple(protected(group, names.security(own.of)) for group, own in pairs),
        new_money=put("New money", eq.new_money, "money"),
        amounts=amounts,
    )
    sheet.put(sheet.row, 0, given, "label")
    cell = sheet.put(sheet.row, 1, value, "money")
    sheet.row += 1
    return replace(setting, equations=found, amounts=amounts), cell


def _after(sheet: Sheet, of: tuple[Setting, PricedRound], solution: LiveSolution, names: TableNames) -> Holdings:
    """Write what the round comes to in shares, and return who holds what then."""
    setting, priced = of
    sheet.put(sheet.row, 0, "What it comes to", "head")
    for place, head in enumerate(("Shares", "Money", "Price of each"), start=1):
        sheet.put(sheet.row, place, head, "head_right")
    sheet.row += 1
    sheet.put(sheet.row, 0, "Price of a new share", "label")
    price = Traced(priced.price, sheet.put(sheet.row, 3, solution.price, "exact"))
    sheet.row += 1
    investments = tuple(_investments(sheet, priced, price, names))
    conversions = tuple(_conversions(sheet, of, (solution, price), names))
    adjustments = tuple(_adjustments(sheet, of, (solution, price), names))
    increases = dict(_increases(sheet, of, (solution, price), names))
    after = holdings_after(setting.held, priced.round, price, (investments, conversions, increases, adjustments))
    return _with_own_prices(setting.held, after, adjustments)


def _with_own_prices(held: Holdings, after: Holdings, adjustments: Sequence[Adjustment]) -> Holdings:
    """Give every lot of a protected class a conversion price of its own.

    A lot that converts at its class's price as the file stands may not when an input changes: its class may then be
    adjusted, and the lot, which was cheaper, not.
    """
    changes = {(each.of, each.before): each.after for each in adjustments}
    protected = {each.of for each in adjustments}
    lots = {lot.security: lot for lot in held.lots}

    def own(lot: Lot) -> Lot:
        before, cls = lots.get(lot.security), after.classes[lot.of]
        old = None if before is None else price_of(held, before)
        if before is None or old is None or lot.of not in protected or cls.original_issue_price is None:
            return lot
        was = held.classes[lot.of].ratio if before.conversion_price is None else _ratio(held, before)
        new = changes.get((lot.of, old), old)
        return replace(lot, conversion_price=cls.original_issue_price / (was * old / new))

    return replace(after, lots=tuple(own(lot) for lot in after.lots))


def _ratio(held: Holdings, lot: Lot) -> Exact:
    """Return the shares of the next class that a share of a lot converts into."""
    return replace(held.classes[lot.of], conversion_price=lot.conversion_price).ratio


def _row(
    sheet: Sheet, label: str, shares: Node, money: Node | None = None, price: Node | None = None
) -> tuple[Node, Node | None]:
    sheet.put(sheet.row, 0, label, "label")
    cell = sheet.put(sheet.row, 1, shares, "money")
    if money is not None:
        sheet.put(sheet.row, 2, money, "money")
    each = None if price is None else sheet.put(sheet.row, 3, price, "exact")
    sheet.row += 1
    return cell, each


def _investments(sheet: Sheet, priced: PricedRound, price: Traced, names: TableNames) -> Iterator[Investment]:
    for each in priced.investments:
        money = formula_of(priced.round.investors[each.holder])
        label = f"New shares: {names.holder(each.holder)}"
        cell, _ = _row(sheet, label, money / price.node, money, price.node)
        yield replace(each, money=priced.round.investors[each.holder], shares=Traced(each.shares, cell))


def _conversions(
    sheet: Sheet, of: tuple[Setting, PricedRound], by: tuple[LiveSolution, Traced], names: TableNames
) -> Iterator[Conversion]:
    (setting, priced), (solution, price) = of, by
    for number, each in enumerate(priced.conversions):
        worth, amount = solution.converted[number], setting.amounts[number]
        ratio = WHOLE if each.into == priced.round.new_class.id else setting.held.ratio_of_class(each.into)
        shares = worth / price.node / formula_of(ratio)
        label = f"Converted: {names.security(each.convertible)}"
        cell, at = _row(sheet, label, shares, formula_of(amount), formula_of(amount) * price.node / worth)
        assert at is not None  # noqa: S101 - a price was given
        counted = Traced(each.as_converted, cell * formula_of(ratio)) if each.as_converted else NOTHING
        yield replace(
            each, amount=amount, shares=Traced(each.shares, cell), as_converted=counted, price=Traced(each.price, at)
        )


def _adjustments(
    sheet: Sheet, of: tuple[Setting, PricedRound], by: tuple[LiveSolution, Traced], names: TableNames
) -> Iterator[Adjustment]:
    """Yield every protected conversion price as it is then, changed or not: an input may change it."""
    (setting, priced), (solution, price) = of, by
    changed = {(each.of, each.before): each.after for each in priced.adjustments}
    for group, part, worth in zip(setting.protected, setting.equations.groups, solution.adjusted, strict=True):
        old, shares = formula_of(part.conversion_price), worth / price.node
        label = f"Conversion price of {names.security(group.of)}, and its shares as converted"
        cell, at = _row(sheet, label, shares, None, old * formula_of(part.shares) / shares)
        assert at is not None  # noqa: S101 - a price was given
        exactly = changed.get((group.of, group.conversion_price), group.conversion_price)
        _meets(at, exactly)
        after = group.shares * group.conversion_price / exactly
        yield Adjustment(
            group.of, group.conversion_price, Traced(exactly, at), group.shares, Traced(Fraction(after), cell)
        )


def _increases(
    sheet: Sheet, of: tuple[Setting, PricedRound], by: tuple[LiveSolution, Traced], names: TableNames
) -> Iterator[tuple[str, Exact]]:
    """Yield the shares added to pools: to each what was promised beyond it, the rest to the one that is topped up."""
    (setting, priced), (solution, price), held = of, by, of[0].held
    rest = solution.pool / price.node - formula_of(setting.equations.unissued)
    for name, pool in held.pools.items():
        short = shortfall(pool)
        if short > 0 and name != setting.pool:
            rest = rest - formula_of(short * held.ratio_of_class(pool.pool.of))
            yield name, short
    if setting.pool is not None:
        own = held.pools.get(setting.pool)
        ratio = held.ratio_of_class(own.pool.of) if own else WHOLE
        label = f"Added to the pool {names.security(setting.pool)}"
        cell, _ = _row(sheet, label, greatest(0.0, rest) / formula_of(ratio))
        yield setting.pool, Traced(Fraction(priced.pool_increases.get(setting.pool, NOTHING)), cell)
