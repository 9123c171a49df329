"""Companies in the certain case, as formulas: what each has at its exit, who gets it, and what it is worth to parties.

The algebra is that of `dealwright.engine.exit`, `books` and `lines`, for one future.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dealwright.engine.issuers.owners import OUTSIDE, owner_of
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import NotLiveError, choose, greatest, least, node, total
from dealwright.show.excel.company_lines import YEAR, LaidCompany, Lines, meets, one_of
from dealwright.show.excel.present_values import present_value
from dealwright.show.excel.shares.exits import NOBODY
from dealwright.show.excel.shares.issuer import lay_issuer
from dealwright.show.excel.stakes import lay_stakes
from dealwright.show.excel.summary import Compared
from dealwright.show.excel.terms.acting import Acting, LifeNodes
from dealwright.show.excel.terms.block import FIRST, LABEL, NOTE, TOTAL, Block, Moved
from dealwright.show.excel.terms.context import TermContext
from dealwright.show.excel.terms.undone import Before
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.deal.party import Company
    from dealwright.engine.statements.chosen import Part
    from dealwright.show.excel.book import Book
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.formulas import Formulas
    from dealwright.show.excel.terms.laid import LaidTerm

SHEET = "Companies"
LONGEST_NAME = 21
"""Letters of a company's name behind `Waterfall`: a sheet's name has 31 at most."""
UNPAID = "It cannot pay all that it owes. Nobody is charged for that here: run the tool again with these inputs."


@dataclass(slots=True)
class Companies:
    """The companies of a deal on sheets.

    Args:
        laid: Those that are formulas, by name.
        reasons: Why others are not.
        worths: What reaches each party through all of them, where it is a formula.
        compared: Their equity, and what each holder gets, beside the engine's.
    """

    laid: dict[str, LaidCompany] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    worths: dict[str, Node] = field(default_factory=dict)
    compared: list[Compared] = field(default_factory=list)


def lay_companies(
    book: Book, part: Part, formulas: Formulas, terms: Sequence[LaidTerm], words: Mapping[str, Node]
) -> Companies:
    """Write every company of a deal, and what it is worth to parties.

    Args:
        book: The workbook, with the head of the sheet of companies.
        part: The certain case.
        formulas: Turns expressions into formulas.
        terms: The terms on their sheet.
        words: Cells of words that formulas read, by path.

    Returns:
        The companies.
    """
    sheet = book.sheet(SHEET)
    sheet.wide = True
    sheet.frozen = (sheet.row, FIRST)
    sheet.widths |= {LABEL: 60, TOTAL: 18, NOTE: 12, **dict.fromkeys(range(FIRST, 300), 15.0)}
    lines = Lines(sheet, part.deal, formulas)
    writer = _Writer(book, lines, part, terms, words, Acting(part, formulas), Companies())
    for name in part.books.companies:
        writer.lay(name)
    writer.lay_worths()
    return writer.found


@dataclass(slots=True)
class _Writer:
    """The sheet of companies while it is written."""

    book: Book
    lines: Lines
    part: Part
    terms: Sequence[LaidTerm]
    words: Mapping[str, Node]
    acting: Acting
    found: Companies

    @property
    def formulas(self) -> Formulas:
        """Return what turns expressions into formulas."""
        return self.lines.formulas

    @property
    def as_of(self) -> Node:
        """Return the first day."""
        return self.formulas.timeline.as_of

    def lay(self, name: str) -> None:
        """Write a company; where it has no formulas, the engine's figures and why."""
        sheet, shape = self.lines.sheet, self.part.deal.companies[name]
        sheet.row += 1
        sheet.put(sheet.row, LABEL, shape.name or name.replace("_", " "), "section")
        sheet.row += 1
        before, sheets = Before.of(self.acting, sheet), set(self.book.sheets)
        try:
            self.found.laid[name] = self._company(name, shape)
            self.found.compared += self._compared(self.found.laid[name])
        except (NotLiveError, ArithmeticError) as refusal:
            before.restore()
            for made in set(self.book.sheets) - sheets:
                del self.book.sheets[made]
            self._held(name, str(refusal))

    def _held(self, name: str, reason: str) -> None:
        """Write the engine's figures of a company that has no formulas."""
        self.found.reasons[name] = reason
        sheet, engine = self.lines.sheet, self.part.books.companies[name]
        said = f"Not live: {reason}. These are the tool's own numbers; inputs do not change them."
        sheet.put(sheet.row, LABEL, said, "warning")
        sheet.row += 1
        self.lines.add("Equity at the exit", node(one_of(engine.equity)), "fixed_money")
        for who in engine.holders:
            self.lines.add(f"Paid to {self.lines.called(who)}", node(one_of(engine.payout(who))), "fixed_money")

    def _company(self, name: str, shape: Company) -> LaidCompany:
        formulas, engine, add = self.formulas, self.part.books.companies[name], self.lines.add
        if engine.unpaid or one_of(engine.debt_unpaid) > 0:
            raise NotLiveError("in the certain case it cannot pay all that it owes")
        moments = [self.acting.event(each) for each in shape.exits if each != "horizon"]
        day = add("Day of its exit", least(*moments, formulas.timeline.horizon), "date")
        laid = LaidCompany(
            name, day, add("Cost of capital", formulas.number(shape.cost_of_capital), "share"), day, engine
        )
        parts = [add("Enterprise value at the exit", formulas.at(shape.enterprise_value, day))]
        if shape.cash is not None:
            cash = laid.carried(formulas.number(shape.cash), self.as_of)
            parts.append(add("Opening cash, carried to the exit", cash))
        if shape.cash_flow is not None:
            parts.append(self._operations(laid, shape))
        meets(total(parts), one_of(engine.exit.own), "what it has before any term")
        parts += self._sold(laid, shape) if shape.securities is not None else self._rounds(laid, shape)
        parts += [*self._terms(laid), *self._holdings(laid)]
        resources = add("All that it has at the exit", total(parts), "total_money")
        meets(resources, one_of(engine.resources), "what it has at its exit", abs(one_of(engine.exit.own)))
        laid.equity = add("Equity: what its holders share", greatest(0.0, resources), "total_money")
        self.lines.sheet.put(self.lines.sheet.row, LABEL, choose(resources < 0.0, UNPAID, ""), "warning")
        self.lines.sheet.row += 1
        self._payouts(laid, shape)
        return laid

    def _operations(self, laid: LaidCompany, shape: Company) -> Node:
        """Write the operating cash flow, step by step up to the exit, and what it comes to there."""
        assert shape.cash_flow is not None  # noqa: S101 - the caller has looked
        block, name = Block(self.lines.sheet), laid.name
        none: Any = None  # no term asks
        context = TermContext(name, none, self.part, self.formulas, block, self.acting)
        periods, runs = context.periods(context.timeline.grid.step), LifeNodes(self.as_of, laid.day)
        context.open(periods, runs)
        money = context.money(shape.cash_flow, periods, f"{name}: cash flow", runs)
        flow = block.line("cash_flow", "money", lambda k, _: money[k], "Operating cash flow")
        if shape.tax is not None:
            tax, before = self.formulas.number(shape.tax), flow
            taxed = [each - tax * greatest(0.0, each) for each in before]
            flow = block.line("after_tax", "money", lambda k, _: taxed[k], "After its tax")
        worth = present_value(Moved(None, name, flow, block.paid_on), laid.rate, self.as_of)
        return self.lines.add("Operating cash flow, carried to the exit", laid.carried(worth, self.as_of))

    def _rounds(self, laid: LaidCompany, shape: Company) -> Iterator[Node]:
        """Write the money of later rounds, carried to the exit."""
        view = self.part.view
        for each in sorted(shape.rounds, key=lambda round_: view.calendar_date(round_.on)):
            on = view.calendar_date(each.on)
            if view.grid.day(on) >= 0 and view.holds(each.if_, otherwise=True):
                opens = self.formulas.number(each.on)
                new = choose(laid.day >= opens, self.formulas.number(each.new_money), 0.0)
                money = self.lines.add(f"New money on {on}, if it comes before the exit", new)
                laid.paid.append((each.by or "", money, opens))
                yield self.lines.add("The same, carried to the exit", laid.carried(money, opens))

    def _sold(self, laid: LaidCompany, shape: Company) -> Iterator[Node]:
        """Write what investors pay for new securities, carried to the exit; the rounds themselves have their sheet."""
        assert shape.securities is not None  # noqa: S101 - the caller has looked
        view = self.part.view
        made = {day for _, day, money in laid.engine.exit.paid if one_of(money)}
        for name, each in shape.securities.rounds.items():
            on = view.calendar_date(each.on)
            if view.grid.day(on) in made and view.holds(each.if_, otherwise=True):
                opens = node(serial(on))  # the sheet of rounds is laid out for that day
                for investor, amount in each.investors.items():
                    owner = owner_of(investor, shape.securities, self.part.deal)
                    label = f"Paid in by {self.lines.called(owner)} in round {spoken(name)}"
                    money = self.lines.add(label, self.formulas.number(amount))
                    laid.paid.append((owner, money, opens))
                    yield self.lines.add("The same, carried to the exit", laid.carried(money, opens))

    def _terms(self, laid: LaidCompany) -> Iterator[Node]:
        """Write what terms bring and cost it, carried to the exit; what is paid after it is known there."""
        size = abs(one_of(laid.engine.exit.own))
        for term in self.terms:
            worths = [
                (1.0 if each.payee == laid.name else -1.0) * present_value(each, laid.rate, self.as_of)
                for each in term.block.moved
                if laid.name in (each.payer, each.payee) and each.payer != each.payee
            ]
            if worths:
                title = term.stated.title or term.name.replace("_", " ")
                worth, note = laid.carried(total(worths), self.as_of), "not live" if term.reason else ""
                cell, added = (
                    self.lines.add(f"{capital(title)}, carried to the exit", worth, note=note),
                    laid.engine.terms.get(term.name),
                )
                meets(cell, 0.0 if added is None else one_of(added.value), f"what {title} brings it", size)
                yield cell

    def _holdings(self, laid: LaidCompany) -> Iterator[Node]:
        """Write what it gets of companies that it holds, and pays into them, carried to its own exit."""
        for other in self.found.laid.values():
            money, called = other.payouts.get(laid.name), self.lines.called(other.name)
            if money is not None:
                kept, waiting = self.lines.until_sale(self.part.deal.companies[other.name])
                carried = laid.carried(money * kept, other.day + waiting * YEAR)
                yield self.lines.add(f"Its part of {called}, carried to the exit", carried)
            for who, paid, opens in other.paid:
                if who == laid.name:
                    yield self.lines.add(f"Paid into {called}, carried to the exit", -laid.carried(paid, opens))

    def _payouts(self, laid: LaidCompany, shape: Company) -> None:
        """Write who gets what of the equity."""
        if shape.securities is None:
            lay_stakes(self.lines, self.part, laid)
        else:
            company = lay_issuer(
                self.book,
                self.part,
                self.formulas,
                (laid.name, laid.equity, laid.day),
                self.words,
                self._after(laid.name),
            )
            assert company.exit is not None  # noqa: S101 - it was just written
            here = company.exit.certain
            paid = {who: columns[here] for who, columns in company.exit.by_holder.items()}
            nobody = company.exit.lines[NOBODY][here]
            if OUTSIDE in laid.engine.holders:  # what nobody has a claim to is outside
                paid[OUTSIDE] = paid[OUTSIDE] + nobody if OUTSIDE in paid else nobody
            for who, money in paid.items():
                laid.payouts[who] = self.lines.add(f"Paid to {self.lines.called(who)}", money)
        for who in laid.engine.holders:
            what, equity = f"what {self.lines.called(who)} gets", one_of(laid.engine.equity)
            meets(laid.payouts.get(who, node(0.0)), one_of(laid.engine.payout(who)), what, equity)

    def _after(self, name: str) -> str:
        """Return what stands behind the names of a company's sheets: its own, where several companies have such."""
        several = [each for each, shape in self.part.deal.companies.items() if shape.securities is not None]
        if len(several) == 1:
            return ""
        short = [each[:LONGEST_NAME] for each in several]
        alike = len(set(map(str.casefold, short))) < len(short)
        return f" {several.index(name) + 1} {name}"[: LONGEST_NAME + 1] if alike else f" {name}"[: LONGEST_NAME + 1]

    def _compared(self, laid: LaidCompany) -> Iterator[Compared]:
        """Yield its equity, and what each holder gets of it, beside the engine's."""
        called, equity = self.lines.called(laid.name), one_of(laid.engine.equity)
        yield Compared(f"{called}: equity at the exit", laid.equity, equity)
        for who, money in laid.payouts.items():
            label = f"{called}: paid to {self.lines.called(who)}"
            yield Compared(label, money, one_of(laid.engine.payout(who)) if who in laid.engine.holders else 0.0, equity)

    def lay_worths(self) -> None:
        """Write what reaches each party through the companies, discounted; nothing where one of them is not live."""
        self.lines.sheet.row += 1
        held = {who for name in self.found.reasons for who in self.part.books.companies[name].holders}
        held |= {who for name in self.found.reasons for who, _, _ in self.part.books.companies[name].exit.paid}
        for party, shape in self.part.deal.parties.items():
            parts = [worth for laid in self.found.laid.values() for worth in self._worth(party, laid)]
            if parts and party not in held:
                kept = node(1.0) if shape.tax is None else 1.0 - self.formulas.number(shape.tax)
                label = f"Worth to {self.lines.called(party)} of what reaches it through companies"
                self.found.worths[party] = self.lines.add(label, kept * total(parts), "total_money")

    def _worth(self, party: str, laid: LaidCompany) -> Iterator[Node]:
        """Yield what a party gets of a company and pays into it, discounted to the first day."""
        kept, waiting = self.lines.until_sale(self.part.deal.companies[laid.name])

        def discounted(money: Node, rate: Node) -> Node:
            return money * kept * (1.0 + rate) ** (-(laid.day - self.as_of) / YEAR - waiting)

        payout = laid.payouts.get(party)
        if payout is not None:
            own = [(stake * laid.equity, rate) for stake, rate in laid.stakes.get(party, [])]
            yield discounted(payout - total([money for money, _ in own]), laid.rate)
            yield from (discounted(money, rate) for money, rate in own)
        rate = self.formulas.number(self.part.deal.parties[party].discount or self.part.deal.risk_free)
        for who, money, opens in laid.paid:
            if who == party:
                yield -money * (1.0 + rate) ** (-(opens - self.as_of) / YEAR)
