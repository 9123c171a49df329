"""Tell a priced round: its price, who puts in what, what converts and why at that price, and who owns what after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.equity.rounds.staying import staying
from dealwright.equity.tables.ownership import ownership
from dealwright.show import number
from dealwright.show.captable.figures import money, per_share, shares
from dealwright.show.captable.names import anchor
from dealwright.show.captable.terms import convertible_words
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.equity.exact import Exact
    from dealwright.equity.rounds.priced import Conversion, Offer, PricedRound
    from dealwright.equity.rounds.staying import Staying
    from dealwright.show.captable.names import TableNames

_MOST = 30
_WHY = {
    "round_price": "the round's price",
    "discount": "the discount",
    "cap": "the cap",
    "fixed_share": "its fixed share",
}


def round_figures(priced: PricedRound, names: TableNames, key: str) -> list[TableFigure]:
    """Return the tables of one round."""
    found = [_terms(priced, names, key)]
    found += [_conversions(priced, names, key)] if priced.conversions else []
    stay = staying(priced)
    found += [_staying(stay, priced, names, key)] if stay else []
    return [*found, _owners(priced, names, key)]


def round_finding(priced: PricedRound, names: TableNames) -> str:
    """Say what a round raises, at which price."""
    name, raised = names.security(priced.round.new_class.id), money(priced.round.new_money)
    return f"{name} raises {raised} at {per_share(priced.price)} a share, {money(priced.post_money)} post-money"


def _terms(priced: PricedRound, names: TableNames, key: str) -> TableFigure:
    round_ = priced.round
    currency = priced.before.currency
    rows = [
        ("Price per share", per_share(priced.price), ""),
        ("Pre-money", money(priced.pre_money), f"{shares(priced.pre_money_shares)} shares"),
        ("Effective pre-money", money(priced.effective_pre_money), "without the pool's increase"),
        *(
            (
                names.holder(each.holder),
                money(each.money),
                f"{shares(each.shares)} new shares{_right(pro_rata=each.pro_rata)}",
            )
            for each in priced.investments
        ),
        ("Post-money", money(priced.post_money), f"{shares(priced.fully_diluted)} shares fully diluted"),
        *(
            (f"{names.security(pool)}, increase", "", f"{shares(more)} shares")
            for pool, more in priced.pool_increases.items()
        ),
        *(
            (
                f"{names.security(each.of)}, conversion price",
                per_share(each.after),
                f"was {per_share(each.before)}: anti-dilution",
            )
            for each in priced.adjustments
        ),
    ]
    return TableFigure(
        name=f"{key}-round-{anchor(round_.id)}",
        finding=f"What {names.security(round_.new_class.id)} comes to",
        subtitle=f"{currency}, {'planned for' if round_.pro_forma else 'on'} {number.day(round_.on)}.",
        head=(Head(""), Head("amount", number=True), Head("shares")),
        rows=tuple(Row((Cell(first), Cell(amount, number=True), Cell(said))) for first, amount, said in rows),
        source="Worked out from the terms of the file",
        sample="Exact; no simulation",
        width=480,
    )


def _right(*, pro_rata: bool) -> str:
    return ", by its pro rata right" if pro_rata else ""


def _conversions(priced: PricedRound, names: TableNames, key: str) -> TableFigure:
    rows = [_conversion(each, priced, names) for each in priced.conversions]
    total = sum((each.as_converted for each in priced.conversions), NOTHING)
    part = number.percent(float(total / priced.fully_diluted), decimals=1)
    many = len(priced.conversions)
    said = f"{counted(many, 'convertible').capitalize()} {'becomes' if many == 1 else 'become'}"
    return TableFigure(
        name=f"{key}-round-{anchor(priced.round.id)}-conversions",
        finding=f"{said} {part} of the company",
        subtitle=f"{priced.before.currency}. Each takes the way that gives it most; the others stand beside it.",
        head=(
            Head("Convertible"),
            Head("amount", number=True),
            Head("price", number=True),
            Head("shares", number=True),
            Head("share", number=True),
            Head("set by"),
        ),
        rows=tuple(rows),
        source="Worked out from the terms of the file",
        sample="Exact; no simulation",
    )


def _conversion(each: Conversion, priced: PricedRound, names: TableNames) -> Row:
    among = priced.before.convertibles
    held, said = among[each.convertible], []
    if each.interest:
        said.append(f"{money(each.amount - each.interest)} principal and {money(each.interest)} interest")
    if each.interest_paid:
        said.append(f"{money(each.interest_paid)} interest is paid in money")
    others = [offer for offer in each.offers if offer is not each.chosen]

    def set_by(offer: Offer) -> str:
        """Name a way to convert, with whose terms it takes where they are another's."""
        own = offer.terms == each.convertible
        return _WHY[offer.reason] + ("" if own else f" of {convertible_words(among[offer.terms], names, among)}")

    beside = ", ".join(f"{set_by(offer)} would be {per_share(offer.price)}" for offer in others)
    cells = (
        Cell(money(each.amount), number=True, small=", ".join(said)),
        Cell(per_share(each.price), number=True),
        Cell(shares(each.shares), number=True),
        Cell(number.percent(float(each.as_converted / priced.fully_diluted), decimals=1), number=True),
        Cell(set_by(each.chosen), small=beside),
    )
    return Row((Cell(convertible_words(held, names, among)), *cells))


def _staying(stay: Sequence[Staying], priced: PricedRound, names: TableNames, key: str) -> TableFigure:
    """Return what does not convert, with what is owed on it."""
    among = priced.before.convertibles
    rows = [
        Row(
            (
                Cell(convertible_words(among[each.convertible], names, among)),
                Cell(
                    money(each.owed),
                    number=True,
                    small=f"{money(each.amount)} principal and {money(each.interest)} interest"
                    if each.interest
                    else "",
                ),
                Cell(_why_it_stays(each, priced), small=_due(each)),
            )
        )
        for each in stay
    ]
    many = len(stay)
    return TableFigure(
        name=f"{key}-round-{anchor(priced.round.id)}-staying",
        finding=f"{counted(many, 'convertible').capitalize()} {'stays' if many == 1 else 'stay'} outstanding",
        subtitle=f"{priced.before.currency}, owed on {number.day(priced.round.on)}.",
        head=(Head("Convertible"), Head("owed", number=True), Head("why")),
        rows=tuple(rows),
        source="Worked out from the terms of the file",
        sample="Exact; no simulation",
        width=480,
    )


def _why_it_stays(each: Staying, priced: PricedRound) -> str:
    if each.reason == "not_named" or each.needs is None:
        return "the round names what converts, and not this"
    return f"converts in a round of {money(each.needs)} or more; this one raises {money(priced.round.new_money)}"


def _due(each: Staying) -> str:
    if each.maturity is None:
        return ""
    return f"{'was due' if each.overdue else 'falls due'} on {number.day(each.maturity)}"


def _owners(priced: PricedRound, names: TableNames, key: str) -> TableFigure:
    """Return who owned what before and after."""
    before, after = ownership(priced.before), ownership(priced.after)
    old = {row.holder: row for row in before.holders}
    rows = []
    for row in after.holders[:_MOST]:
        was = old.get(row.holder)
        counts = (NOTHING if was is None else was.fully_diluted, row.fully_diluted)
        parts = (NOTHING if was is None else was.share_fully_diluted, row.share_fully_diluted)
        rows.append(Row((Cell(names.holder(row.holder)), *_pair(counts, parts))))
    rest = after.holders[_MOST:]
    if rest:
        gone = {row.holder for row in after.holders[:_MOST]}
        earlier = [row for row in before.holders if row.holder not in gone]
        counts = (_sum([row.fully_diluted for row in earlier]), _sum([row.fully_diluted for row in rest]))
        parts = (_sum([row.share_fully_diluted for row in earlier]), _sum([row.share_fully_diluted for row in rest]))
        rows.append(Row((Cell(counted(len(rest), "other holder").capitalize()), *_pair(counts, parts))))
    pools = {row.pool.pool.id: row for row in before.pools}
    for pool in after.pools:
        was_pool = pools.get(pool.pool.pool.id)
        counts = (NOTHING if was_pool is None else was_pool.as_converted, pool.as_converted)
        parts = (NOTHING if was_pool is None else was_pool.share_fully_diluted, pool.share_fully_diluted)
        rows.append(Row((Cell(names.security(pool.pool.pool.id), small="not granted"), *_pair(counts, parts))))
    whole = (before.fully_diluted, after.fully_diluted)
    rows.append(Row((Cell("Total"), *_pair(whole, (NOTHING, NOTHING))[:2], Cell("100%", number=True),
                     Cell("100%", number=True), Cell("")), total=True))  # fmt: skip
    return TableFigure(
        name=f"{key}-round-{anchor(priced.round.id)}-owners",
        finding=_dilution(priced),
        subtitle="Shares fully diluted, before and after the round; points: the change of the share.",
        head=(
            Head("Holder"),
            *(Head(text, number=True) for text in ("shares before", "shares after", "before", "after", "points")),
        ),
        rows=tuple(rows),
        source="Worked out from the terms of the file",
        sample="Exact; no simulation",
        width=620,
    )


def _pair(counts: tuple[Exact, Exact], parts: tuple[Exact, Exact]) -> tuple[Cell, ...]:
    change = 100 * float(parts[1] - parts[0])
    written = [shares(count) if count else number.NOTHING for count in counts]
    written += [number.percent(float(part), decimals=1) if part else number.NOTHING for part in parts]
    written.append(number.plain(change, 1, change=True))
    return tuple(Cell(text, number=True) for text in written)


def _dilution(priced: PricedRound) -> str:
    """Say what part those who held shares before have after."""
    bought = sum((each.shares for each in priced.investments), NOTHING)
    cls = priced.after.counted_ratio_of_class(priced.round.new_class.id)
    new = float(bought * cls / priced.fully_diluted) if priced.fully_diluted else 0.0
    return f"New money takes {number.percent(new, decimals=1)} of the company"


def _sum(amounts: list[Exact]) -> Exact:
    return sum(amounts, NOTHING)
