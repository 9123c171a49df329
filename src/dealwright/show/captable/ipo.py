"""Tell an initial public offering: who sells what at which price, what converts, what each holder then has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.equity.tables.ownership import ownership
from dealwright.show import number
from dealwright.show.captable.exit_frame import EXACT
from dealwright.show.captable.figures import per_share, ratio, shares
from dealwright.show.captable.terms import convertible_words
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import counted

if TYPE_CHECKING:
    from dealwright.equity.exact import Exact
    from dealwright.equity.offerings.ipo import HeldIpo
    from dealwright.equity.offerings.ipo_shares import ClassConversion
    from dealwright.show.captable.names import TableNames

_MOST = 30
_SOURCE = "Worked out from the terms of the file"


def ipo_figures(held: HeldIpo, names: TableNames, key: str) -> list[TableFigure]:
    """Return the tables of an offering: its terms, and the holders after it."""
    return [_terms(held, names, key), _holders(held, names, key)]


def ipo_finding(held: HeldIpo) -> str:
    """Say what the company keeps of the offering, and what it is then worth."""
    worth = f"is worth {_money(held.market_value)} at {per_share(held.price)} a share"
    if not held.gross:
        return f"The company sells nothing itself and {worth}"
    kept = _money(held.net) if held.net else "nothing"
    return f"The company keeps {kept} of its offering and {worth}"


def _terms(held: HeldIpo, names: TableNames, key: str) -> TableFigure:
    rows = [
        ("Offer price per share", per_share(held.price), ""),
        ("Before new money", _money(held.pre_money), "shares outstanding and rights, as converted"),
        *_sold(held, names),
        *_converted(held, names),
        ("Market value", _money(held.market_value), f"{shares(held.after.outstanding)} shares outstanding"),
        ("Fully diluted value", _money(held.fully_diluted_value), f"{shares(held.after.fully_diluted)} shares"),
    ]
    return TableFigure(
        name=f"{key}-ipo",
        finding="Who sells at which price, and what converts",
        subtitle=f"{held.before.currency}, on {number.day(held.ipo.on)}.",
        head=(Head(""), Head("amount", number=True), Head("shares")),
        rows=tuple(Row((Cell(first), Cell(amount, number=True), Cell(said))) for first, amount, said in rows),
        source=_SOURCE,
        sample=EXACT,
        width=480,
    )


def _sold(held: HeldIpo, names: TableNames) -> list[tuple[str, str, str]]:
    """Return who sells how much, and what the company keeps of it."""
    sold = f"{shares(held.primary)} new shares" if held.primary else "nothing"
    rows = [("Sold by the company", _money(held.primary * held.price), sold)]
    if held.greenshoe:
        rows.append(("Greenshoe", _money(held.greenshoe * held.price), f"{shares(held.greenshoe)} further new shares"))
    if held.gross:
        rows.append(("Underwriters", _money(-held.underwriting), f"of {_money(held.gross)} paid to the company"))
    rows.append(("Company keeps", _money(held.net), "after underwriters and costs"))
    for who, keeps in held.sellers.items():
        sold = shares(held.ipo.secondary[who])
        rows.append((names.holder(who), _money(keeps), f"{sold} sold; the company gets nothing"))
    return rows


def _converted(held: HeldIpo, names: TableNames) -> list[tuple[str, str, str]]:
    """Return what converts into what, what stays, and the conversion prices that change."""
    rows = []
    for cls in held.classes:
        became = f"{shares(cls.shares)} into {shares(cls.common)}{_added(cls)}"
        rows.append((f"{names.security(cls.of)} converts", "", became))
    rows += [(f"{names.security(of)} stays", "", _unmet(held, of, why)) for of, why in held.stays.items()]
    for loan in held.conversions:
        among = held.before.convertibles
        name = convertible_words(among[loan.convertible], names, among)
        rows.append((f"{name} converts", "", f"into {shares(loan.as_converted)} at {per_share(loan.price)}"))
    for change in held.adjustments:
        name = f"{names.security(change.of)}, conversion price"
        rows.append((name, per_share(change.after), f"was {per_share(change.before)}"))
    return rows


def _unmet(held: HeldIpo, of: str, why: str) -> str:
    """Say which condition of a class's qualified IPO this offering does not meet."""
    terms = held.after.classes[of].qualified_ipo
    if terms is None or why == "converts_into":
        return "it never converts, and counts in no value here"
    said = {
        "price": lambda: f"the offer price is under {per_share(terms.price or NOTHING)}",
        "price_multiple": lambda: f"the offer price is under {ratio(terms.price_multiple or NOTHING)}x its issue price",
        "proceeds": lambda: f"the company raises under {_money(terms.proceeds or NOTHING)}",
        "valuation": lambda: f"all shares before it are worth under {_money(terms.valuation or NOTHING)}",
    }
    return said[why]()


def _added(each: ClassConversion) -> str:
    """Say how many of a class's shares come of a ratchet or of anti-dilution."""
    return f", {shares(each.added)} of them by its protection" if each.added else ""


def _holders(held: HeldIpo, names: TableNames, key: str) -> TableFigure:
    after = ownership(held.after)
    rows = []
    for row in after.holders[:_MOST]:
        may_sell = held.may_sell.get(row.holder)
        cells = (
            shares(held.shares.get(row.holder, NOTHING)),
            _money(held.value.get(row.holder, NOTHING)),
            _money(held.rights.get(row.holder, NOTHING)),
            number.percent(float(row.share_fully_diluted), decimals=1),
            number.NOTHING if may_sell is None else number.day(may_sell),
        )
        rows.append(Row((Cell(names.holder(row.holder)), *(Cell(text, number=True) for text in cells))))
    rest = after.holders[_MOST:]
    if rest:
        cells = (
            shares(sum((held.shares.get(row.holder, NOTHING) for row in rest), NOTHING)),
            _money(sum((held.value.get(row.holder, NOTHING) for row in rest), NOTHING)),
            _money(sum((held.rights.get(row.holder, NOTHING) for row in rest), NOTHING)),
            number.percent(float(sum((row.share_fully_diluted for row in rest), NOTHING)), decimals=1),
            "",
        )
        name = Cell(counted(len(rest), "other holder").capitalize())
        rows.append(Row((name, *(Cell(text, number=True) for text in cells))))
    return TableFigure(
        name=f"{key}-ipo-holders",
        finding="What each holder has after the offering",
        subtitle=f"{held.before.currency} at the offer price; rights: what exercising them at it would gain; share: "
        "of all shares fully diluted.",
        head=(
            Head("Holder"),
            *(Head(text, number=True) for text in ("shares", "value", "rights", "share", "may sell from")),
        ),
        rows=tuple(rows),
        source=_SOURCE,
        sample=EXACT,
        width=620,
    )


def _money(amount: Exact) -> str:
    return number.money(float(amount)) if amount else number.NOTHING
