"""The sheet of a public offering: at which price all would convert, which classes must, and who then has what.

The steps are those of `dealwright.engine.issuers.offering`, for the certain case alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.show.captable.names import told_apart
from dealwright.show.excel.cells import NotLiveError, both, choose, node
from dealwright.show.excel.shares.exits import PRICE, Asked, LaidExit, lay_exit
from dealwright.show.excel.shares.pages import OWNERS, called_of
from dealwright.show.excel.shares.stack import live_stack
from dealwright.show.excel.shares.traced import formula_of

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import ShareClass
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.shares.ahead import LiveStack
    from dealwright.show.excel.shares.claims import LiveClaim
    from dealwright.show.excel.shares.pages import Company

OFFERING = "Offering"
ANY = "at any public offering"


def lay_offering(company: Company, held: Holdings, when: dt.date, equity: Node, primary: float | None) -> LaidExit:
    """Write what a public offering pays in the certain case.

    Args:
        company: The company.
        held: What is outstanding, numbers in their cells.
        when: Day of the offering.
        equity: What there is for all holders, and for what is paid before them.
        primary: New shares that the company sells, where that is said.

    Returns:
        What is paid.

    Raises:
        NotLiveError: It is no formula.
    """
    table = company.table
    must = [cls for cls in held.classes.values() if cls.kind != "common" and cls.converts_into is not None]
    if any(cls.ipo_ratchet is not None for cls in must):
        raise NotLiveError("its exit is a public offering, at which a ratchet promises a class more shares")
    note = "The certain case. Classes must convert by what they ask for at the price at which all would."
    sheet = company.sheet(OFFERING, f"Who gets what of the public offering of {table.company} on {when}", note)
    owners = company.sheet(OWNERS, f"Who owns {table.company}", "")
    stack = live_stack(held, table.exit, when, company.words, owners)
    asked, called = Asked(0.0, 0.0, table.currency, equity, alone=True), told_apart(called_of(company, stack))
    everyone = dict.fromkeys((cls.id for cls in must), node(True))  # noqa: FBT003 - a condition
    _section(sheet, "If every class that may convert did: the offer price")
    price = lay_exit(sheet, _forced(stack, everyone), asked, called).lines[PRICE][0]
    _section(sheet, "Which classes must convert at that price")
    flags = _conditions(company, sheet, must, (price, equity, primary))
    _section(sheet, "What everybody gets")
    company.exit = lay_exit(sheet, _forced(stack, flags), asked, called)
    return company.exit


def _section(sheet: Sheet, title: str) -> None:
    sheet.put(sheet.row + 1, 0, title, "section")
    sheet.row += 2


def _conditions(
    company: Company, sheet: Sheet, must: list[ShareClass], at: tuple[Node, Node, float | None]
) -> dict[str, Node]:
    """Write what each class asks for, and whether it must convert."""
    price, equity, primary = at
    for place, text in enumerate(("Class", "Asks for", "There is", "Must convert")):
        sheet.put(sheet.row, place, text, "head_right" if place else "head")
    sheet.row += 1
    found = {}
    for cls in must:
        met = []
        for what, asks, there, style in _asked(cls, price, equity, primary):
            sheet.put(sheet.row, 0, f"{company.names.security(cls.id)}: {what}", "label")
            least = sheet.put(sheet.row, 1, asks, style)
            has = sheet.put(sheet.row, 2, there, style)
            met.append(has >= least)
            sheet.row += 1
        label = f"{company.names.security(cls.id)}{'' if met else f' {ANY}'}"
        sheet.put(sheet.row, 0, label, "label")
        found[cls.id] = sheet.put(sheet.row, 3, both(*met), "condition")
        sheet.row += 1
    return found


def _asked(cls: ShareClass, price: Node, equity: Node, primary: float | None) -> list[tuple[str, Node, Node, str]]:
    """Return what a class asks of an offering: in words, how much, what there is, and how that is shown."""
    asked = cls.qualified_ipo
    if asked is None:
        return []
    found = []
    if asked.price is not None:
        found.append(("a price of a share of", formula_of(asked.price), price, "exact"))
    if asked.price_multiple is not None and cls.original_issue_price is not None:
        least = formula_of(asked.price_multiple * cls.original_issue_price)
        found.append(("a price of a share of, by its own price at issue", least, price, "exact"))
    if asked.valuation is not None:
        found.append(("a value of", formula_of(asked.valuation), equity, "money"))
    if asked.proceeds is not None:
        found.append(("proceeds of", formula_of(asked.proceeds), price * (primary or 0.0), "money"))
    return found


def _forced(stack: LiveStack, flags: dict[str, Node]) -> LiveStack:
    """Return what is paid where some classes must convert."""
    return replace(stack, claims=[_convert(claim, flags.get(claim.of)) for claim in stack.claims])


def _convert(claim: LiveClaim, must: Node | None) -> LiveClaim:
    """Return a claim that takes its shares in place of its preference where it must, and keeps what that pays it."""
    if must is None or not claim.may_convert:
        return claim
    here = both(must, claim.converts)
    return replace(
        claim,
        participation=choose(here, "none", claim.participation),
        preference=choose(here, claim.on_conversion, claim.preference),
        last=choose(here, 0.0, claim.last),
    )
