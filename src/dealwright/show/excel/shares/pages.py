"""The sheets of one company with securities: its cap table, its rounds, and what an exit pays, all as formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.exit_breakpoints import exit_breakpoints
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.show.captable.names import told_apart
from dealwright.show.excel.cells import NotLiveError, ratio
from dealwright.show.excel.shares.ahead import holders_of
from dealwright.show.excel.shares.closing import lay_round
from dealwright.show.excel.shares.exits import FIRST_VALUE, STEPS, Asked, lay_exit
from dealwright.show.excel.shares.history import replay, why_not_live
from dealwright.show.excel.shares.owned import lay_holdings
from dealwright.show.excel.shares.stack import Words, live_stack

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exits.claims import Stack
    from dealwright.equity.financing import Round
    from dealwright.equity.holdings import Holdings
    from dealwright.show.captable.names import TableNames
    from dealwright.show.excel.book import Book, Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.shares.ahead import LiveStack
    from dealwright.show.excel.shares.closing import LaidRound
    from dealwright.show.excel.shares.exits import LaidExit

SAME = 1e-9
OWNERS, ROUNDS, EXIT = "Cap table", "Rounds", "Waterfall"


@dataclass(slots=True)
class Company:
    """A company on its sheets.

    Args:
        book: The workbook.
        table: Its cap table, numbers with the cells in which they stand.
        names: Names for a reader.
        after: What stands behind the names of its sheets, where there are several companies.
        words: Who stands behind stakeholders, and the cells of words.
        parties: Names of the deal's parties and companies, where they stand behind the stakeholders.
        rounds: The rounds that were written.
        exit: What an exit pays, as it was written last.
        exits: What exits pay, by the sheet.
        paid: What the engine pays of the value that is chosen, by the sheet and holder.
        owners: Who owned what when the cap table was written last.
        owned: What part of all shares, fully diluted, each holder has, by the sheet.
        reasons: Why a part is not live, by the sheet.
    """

    book: Book
    table: CapTable
    names: TableNames
    words: Words
    after: str = ""
    parties: Mapping[str, str] = field(default_factory=dict)
    rounds: list[LaidRound] = field(default_factory=list)
    exit: LaidExit | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    exits: dict[str, LaidExit] = field(default_factory=dict)
    paid: dict[str, dict[str, float]] = field(default_factory=dict)
    owned: dict[str, dict[str, Node]] = field(default_factory=dict)
    owners: dict[str, Node] = field(default_factory=dict)

    def holder(self, name: str) -> str:
        """Name somebody who holds something for a reader."""
        return self.parties.get(name) or ("Others" if not name else self.names.holder(name))

    def sheet(self, name: str, title: str, note: str) -> Sheet:
        """Return one of its sheets, with its head where it is new."""
        called = f"{name}{self.after}"
        if called not in self.book.sheets:
            head(self.book, called, title, note)
            found = self.book.sheet(called)
            found.frozen = (found.row, 1)
            found.widths |= {0: 58.0} | dict.fromkeys(range(1, FIRST_VALUE + STEPS + 30), 17.0)
        return self.book.sheet(called)


def head(book: Book, name: str, title: str, note: str) -> None:
    """Write the head of a sheet."""
    sheet = book.sheet(name)
    sheet.put(0, 0, title, "title")
    sheet.put(1, 0, note, "note")
    sheet.heights[0] = 24
    sheet.row = 3


def lay_company(company: Company, until: dt.date, *, plans: bool) -> Holdings:
    """Write who holds what on a day, the rounds up to then among it.

    Args:
        company: The company.
        until: The day.
        plans: Whether rounds that are planned only close as well.

    Returns:
        Who holds what then, numbers in their cells.

    Raises:
        NotLiveError: Something of it is no formula.
    """
    table = company.table
    reason = why_not_live(table)
    if reason:
        raise NotLiveError(reason)

    def close(held: Holdings, round_: Round) -> Holdings:
        known = next((each for each in company.rounds if each.round.id == round_.id), None)
        return lay_closing(company, held, round_) if known is None else known.after

    held = replay(table, until, close, plans=plans)
    return lay_owned(company, held, f"Outstanding on {until}" + (", after the rounds to come" if plans else ""))


def lay_closing(company: Company, held: Holdings, round_: Round) -> Holdings:
    """Write a round on the sheet of rounds, and return who holds what after it.

    Args:
        company: The company.
        held: Who holds what before it.
        round_: The round.
    """
    note = "What a share costs, what converts, what is protected and how large the pool is, all at once."
    sheet = company.sheet(ROUNDS, f"Rounds of {company.table.company}", note)
    laid = lay_round(sheet, held, round_, company.names, company.table.currency)
    sheet.row += 2
    company.rounds.append(laid)
    return laid.after


def lay_owned(company: Company, held: Holdings, title: str) -> Holdings:
    """Write what is outstanding on the sheet of the cap table, and return it with its numbers in their cells.

    Args:
        company: The company.
        held: Who holds what.
        title: What stands above it.
    """
    sheet = company.sheet(
        OWNERS,
        f"Who owns {company.table.company}",
        "Counts come from the history in the file, event by event; change one on Inputs and all of it follows.",
    )
    sheet.put(sheet.row, 0, title, "section")
    sheet.row += 1
    found = lay_holdings(sheet, held, company.names)
    company.owners = {who: ratio(shares, found.fully_diluted) for who, shares in found.by_holder.items()}
    sheet.row += 2
    return found.held


def lay_waterfall(
    company: Company, held: Holdings, when: dt.date, certain: Node | None = None, after: str = "", *, sale: bool = False
) -> LaidExit:
    """Write what an exit pays.

    Args:
        company: The company.
        held: What is outstanding, numbers in their cells.
        when: Day of the exit.
        certain: What there is at the exit in the certain case; none where there is no deal.
        after: What stands behind the name of the sheet.
        sale: Whether the exit of the certain case is a public offering, and this tells what a sale would pay instead.

    Returns:
        What is paid.

    Raises:
        NotLiveError: It is no formula, or the formulas do not meet the engine.
    """
    table, engine = company.table, stack_of(held, company.table.exit, when)
    points = [each.exit_value for each in exit_breakpoints(engine) if 0 < each.exit_value < np.inf]
    last = points[-1] if points else 1e7
    unit = 10.0 ** np.floor(np.log10(last))
    first = float(np.ceil(last / unit) * unit)
    value = first / 2 if certain is None else float(f"{certain.number:.2g}") or first / 2
    sheet = company.sheet(
        f"{EXIT}{after}",
        f"Who gets what of {'a sale' if sale else 'an exit'} of {table.company}",
        f"On {when}: dividends, interest and vesting run to that day. Type an exit value into the blue cell.",
    )
    asked = Asked(
        value, 2 * first, table.currency, certain, f"exit_value{company.after}{after}".lower().replace(" ", "_")
    )
    owners = company.sheet(OWNERS, f"Who owns {table.company}", "")
    stack = live_stack(held, table.exit, when, company.words, owners)
    company.exit = lay_exit(sheet, stack, asked, told_apart(called_of(company, stack)))
    company.exits[sheet.name], company.owned[sheet.name] = company.exit, company.owners
    company.paid[sheet.name] = _meets(company, engine)
    return company.exit


def called_of(company: Company, stack: LiveStack) -> dict[str, str]:
    """Return the names of all who may get something."""
    return {holder: company.holder(holder) for holder in holders_of(stack)}


def _meets(company: Company, engine: Stack) -> dict[str, float]:
    """See that what the sheet pays is what the engine pays, at every exit value of the sheet.

    Returns:
        What the engine pays of the value that is chosen.

    Raises:
        NotLiveError: It is not.
    """
    laid = company.exit
    assert laid is not None  # noqa: S101 - it was just written
    values = np.array([value.number for value in laid.values])
    wanted: dict[str, Float[ndarray, " exit"]] = {}
    for holder, money in pay(engine, values).by_holder.items():
        owner = company.words.owner(holder)
        wanted[owner] = wanted.get(owner, np.zeros(len(values))) + money
    for owner, money in wanted.items():
        found = np.array([each.number for each in laid.by_holder.get(owner, [])])
        if found.shape != money.shape or np.any(np.abs(found - money) > SAME * np.maximum(values, 1.0)):
            raise NotLiveError(f"its formulas do not pay {company.holder(owner)} what the tool pays")
    return {owner: float(money[0]) for owner, money in wanted.items()}
