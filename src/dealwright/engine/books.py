"""The books of a deal on one set of futures: what each company has at its exit, who holds it, what stays unpaid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.expression import Quantity
from dealwright.engine.ahead import ahead
from dealwright.engine.executors.abreast import MANY, abreast
from dealwright.engine.exit import YEAR, Exit, ExitTime, TermAtExit, exit_time, find_exit, term_at_exit, until_sale
from dealwright.engine.issuers.owners import OUTSIDE, owners, stake_options
from dealwright.engine.unpaid import paid_in_part, share_unpaid
from dealwright.engine.view import FuturesView
from dealwright.ground.kernels.threads import at_work
from dealwright.terms.equity import Equity
from dealwright.terms.flow import RunningFlow
from dealwright.terms.outcome import Flow, Outcome
from dealwright.world.drivers import draw_ahead

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exercising.rule import Decides
    from dealwright.engine.issuers.payouts import Paid
    from dealwright.terms import Term
    from dealwright.world.futures import Futures

__all__ = ["OUTSIDE", "Books", "CompanyBooks", "keep_books"]


@dataclass(frozen=True, slots=True)
class CompanyBooks:
    """A company at its exit; arrays are (path,), or have a row for each reading of the deal.

    Args:
        exit: When it comes and what is there before any term.
        terms: What each term adds; holdings in other companies stand under the equity term that gives them.
        resources: Everything there is, expected debts taken off; (path,) money at the exit.
        equity: What the holders share, 0 or more; (path,).
        unpaid: What stays unpaid, by term and payee; (path,) money at the exit.
        debt_unpaid: What lenders lose; (path,).
        shares: Share of the equity at the exit by holder, as converted where the company has securities; each (path,).
        paid: What its securities pay; none where every holder gets its share.
    """

    exit: Exit
    terms: dict[str, TermAtExit]
    resources: Float[ndarray, "*#reading path"]
    equity: Float[ndarray, "*#reading path"]
    unpaid: dict[tuple[str, str], Float[ndarray, "*#reading path"]]
    debt_unpaid: Float[ndarray, "*#reading path"]
    shares: dict[str, Float[ndarray, "*#reading path"]]
    paid: Paid | None = None

    def payout(self, holder: str) -> Float[ndarray, "*#reading path"]:
        """Return what a holder gets of the equity; (path,) money at the exit."""
        if self.paid is not None:
            return self.paid.holders.get(holder, np.zeros_like(self.equity))
        found: Float[ndarray, "*#reading path"] = self.shares[holder] * self.equity
        return found

    @property
    def holders(self) -> tuple[str, ...]:
        """Name everyone with a claim on the equity."""
        return tuple(self.shares if self.paid is None else {**self.shares, **self.paid.holders})


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that happens to everyone on one set of futures.

    Args:
        deal: The deal.
        view: Its futures.
        companies: The companies at their exits, in the order of closing: subsidiaries before those that hold them.
    """

    deal: Deal
    view: FuturesView
    companies: dict[str, CompanyBooks]

    def followed(self, debtor: str, creditor: str) -> bool:
        """Tell whether what a company leaves unpaid is in the books of another that it owes: if that closed later."""
        order = list(self.companies)
        return creditor in order[order.index(debtor) :]


def keep_books(
    deal: Deal,
    futures: Futures,
    decided: Mapping[str, Float[ndarray, " path"]] | None = None,
    policies: Mapping[str, Decides] | None = None,
    parties: Collection[str] = (),
) -> Books:
    """Run a deal through its futures.

    Args:
        deal: The deal, overrides laid.
        futures: Its futures.
        decided: Days on which it is decided that options are exercised, where they are known already.
        policies: How holders decide, where that is known already.
        parties: Those whose worth will be asked for: what terms move between them is then computed beside the rest.

    Returns:
        Its books.
    """
    view = FuturesView.of(deal, futures, decided, policies)
    _look_ahead(deal, view, {*deal.companies, *parties})
    companies: dict[str, CompanyBooks] = {}
    order = closing_order(deal, view)
    _reach_exits(deal, view, order)
    for name in order:
        companies[name] = close_company(deal, name, view, companies)
    return Books(deal, view, companies)


def _look_ahead(deal: Deal, view: FuturesView, concerned: set[str]) -> None:
    """Compute side by side what companies will ask for one after the other: events that end them, and what terms do."""
    if view.paths < MANY or at_work():
        return
    concerns = [name for name, term in view.terms.items() if not concerned.isdisjoint(term.sides)]
    signs = {name: view.signed(name) for name in concerns}  # finds the days on which terms happen, one by another's
    terms = [name for name, sign in signs.items() if not view.futures.store.knows(("flows", (sign,)))]
    if not terms:
        return
    events = {event: None for company in deal.companies.values() for event in company.exits if event != "horizon"}
    draw_ahead(ahead(deal, view, terms), view.futures)  # which takes all processors by itself
    asked: list[Callable[[], Any]] = [partial(view.event, event) for event in events]
    asked += [partial(view.outcome, name) for name in terms]
    abreast(asked, view.paths)


def _reach_exits(deal: Deal, view: FuturesView, companies: Collection[str]) -> None:
    """Compute side by side, for all companies, what each comes to its exit with before any waits for another."""
    if len(companies) < 2 or view.paths < MANY or at_work():  # noqa: PLR2004 - one alone does so as it is closed
        return
    asked: list[Callable[[], Any]] = []
    for name in companies:
        computations, paths = _additions(deal, view, exit_time(name, deal.companies[name], view), view.terms)
        asked += [partial(find_exit, deal, name, view), *computations.values()] if paths else []
    abreast(asked, view.paths)


def closing_order(deal: Deal, view: FuturesView) -> list[str]:
    """Order companies so that each comes after those it holds equity in and, as far as that goes, after its debtors."""
    owned_by = {name: owners(deal, name, view.terms) for name in deal.companies}
    before = {name: {held for held, by in owned_by.items() if name in by} for name in deal.companies}
    owes = {name: _debtors(deal, name, view) for name in deal.companies}
    done: list[str] = []
    waiting = list(deal.companies)
    while waiting:
        free = [name for name in waiting if before[name] <= set(done)] or waiting
        done.append(next((name for name in free if owes[name] <= set(done)), free[0]))
        waiting.remove(done[-1])
    return done


def _debtors(deal: Deal, name: str, view: FuturesView) -> set[str]:
    """Name the companies that ever pay a company something."""
    firms = deal.companies.keys()
    between = [t for t, term in view.terms.items() if name in term.sides and len(firms & term.sides) > 1]
    flows = [flow for t in between for flow in view.outcome(t).flows if name in (flow.payer, flow.payee)]
    paying = {f.payer for f in flows if f.payee == name and np.any(f.amount > 0)}
    paying |= {f.payee for f in flows if f.payer == name and np.any(f.amount < 0)}
    return {firm for firm in firms if firm in paying}


def close_company(
    deal: Deal, name: str, view: FuturesView, known: Mapping[str, CompanyBooks], only: Collection[str] | None = None
) -> CompanyBooks:
    """Bring a company to its exit and settle what it owes.

    Args:
        deal: The deal.
        name: The company.
        view: Its futures.
        known: Companies already closed, those it holds equity in among them; what those leave unpaid to it is lost.
        only: Terms that count; all in force by default.

    Returns:
        The company's books.
    """
    counted = view.terms if only is None else only
    exit_, at_exit = _exit_and_additions(deal, name, view, counted)
    at_exit |= after_losses(deal, view, known, exit_.time, counted) | holdings(view, known, exit_.time, deal)
    resources = exit_.own + exit_.rounds + sum((t.value for t in at_exit.values()), np.zeros(view.paths))
    unpaid, debt = settle(np.maximum(-resources, 0.0), at_exit, {t: rank_of(view.terms.get(t), view) for t in at_exit})
    equity = np.maximum(resources, 0.0)
    if deal.companies[name].securities is not None:
        from dealwright.engine.issuers.payouts import paid_at_exit  # which reads much that no other company needs

        paid = paid_at_exit(deal, name, exit_.time, equity, view)
        return CompanyBooks(exit_, at_exit, resources, equity, unpaid, debt, paid.shares, paid)
    shares = shares_of(name, view.terms, exit_, view)
    return CompanyBooks(exit_, at_exit, resources, equity, unpaid, debt, shares)


def additions(deal: Deal, view: FuturesView, exit_: ExitTime, only: Collection[str]) -> dict[str, TermAtExit]:
    """Compute what terms in force add to a company's resources at its exit.

    Args:
        deal: The deal.
        view: Its futures.
        exit_: When the company's exit comes.
        only: Terms that count.

    Returns:
        What each term adds on whose side the company stands.
    """
    computations, paths = _additions(deal, view, exit_, only)
    found = zip(computations, abreast(list(computations.values()), paths), strict=True)
    return {name: added for name, added in found if added is not None}


def _additions(
    deal: Deal, view: FuturesView, exit_: ExitTime, only: Collection[str]
) -> tuple[dict[str, Callable[[], TermAtExit | None]], int]:
    """Say how to compute what each term adds, and over how many paths: none where all of it is known already."""
    what, known = ("at exit", exit_.name, deal.companies[exit_.name].remainder), True
    out: dict[str, Callable[[], TermAtExit | None]] = {}
    for name, term in view.terms.items():
        if name in only and exit_.name in term.sides and not isinstance(term, Equity):
            signs = (exit_.sign, view.signed(name))
            compute = partial(term_at_exit, name, view.outcome, exit_, view, deal)
            out[name] = partial(view.figures, what, signs, compute)
            known = known and view.futures.store.knows((what, signs))
    return out, 0 if known else view.paths


def _exit_and_additions(
    deal: Deal, name: str, view: FuturesView, only: Collection[str]
) -> tuple[Exit, dict[str, TermAtExit]]:
    """Bring a company to its exit, and all that terms add there."""
    computations, paths = _additions(deal, view, exit_time(name, deal.companies[name], view), only)
    both: list[Callable[[], Any]] = [partial(find_exit, deal, name, view), *computations.values()]
    exit_, *found = abreast(both, paths)
    return exit_, {term: each for term, each in zip(computations, found, strict=True) if each is not None}


def after_losses(
    deal: Deal, view: FuturesView, known: Mapping[str, CompanyBooks], exit_: ExitTime, only: Collection[str]
) -> dict[str, TermAtExit]:
    """Compute what terms add of which companies already closed leave a part unpaid.

    Args:
        deal: The deal.
        view: Its futures.
        known: Companies already closed.
        exit_: When the exit of the company comes that goes without.
        only: Terms that count.

    Returns:
        What each such term adds.
    """
    outcomes: dict[str, Outcome] = {}
    for debtor in known.values():
        for (term, payee), unpaid in debtor.unpaid.items():
            if payee == exit_.name and term in only:
                added = debtor.terms[term]
                share = share_unpaid(unpaid, added.owed[payee])
                outcome = outcomes.get(term) or view.outcome(term)
                outcomes[term] = paid_in_part(outcome, payee, added, debtor.exit.time, share)
    found = {term: term_at_exit(term, outcomes.__getitem__, exit_, view, deal) for term in outcomes}
    return {term: added for term, added in found.items() if added is not None}


def holdings(
    view: FuturesView, known: Mapping[str, CompanyBooks], exit_: ExitTime, deal: Deal
) -> dict[str, TermAtExit]:
    """Compute what a company's equity in other companies adds to its resources, by the equity term that gives it.

    What it gets for securities stands under `companies.NAME`, the company that issued them, and what it pays in for new
    ones under `companies.NAME.rounds`.
    """
    out = {}
    for held, books in known.items():
        invested = _invested(held, exit_, books, view, deal)
        if invested is not None:
            out[f"companies.{held}.rounds"] = invested
        if exit_.name in books.holders:
            name, term = _holding(view.terms, books, held, exit_.name)
            outcome = {name: _holding_outcome(held, exit_.name, books, deal, view)}
            added = term_at_exit(name, outcome.__getitem__, exit_, view, deal, term)
            if added is not None:
                out[name] = added
    return out


def _invested(company: str, exit_: ExitTime, books: CompanyBooks, view: FuturesView, deal: Deal) -> TermAtExit | None:
    """Compute what a company pays into another for new securities; none where it does not."""
    paid = [(day, money) for who, day, money in books.exit.paid if who == exit_.name]
    if not paid:
        return None
    amounts = np.array([money for _, money in paid]).T
    outcome = {company: Outcome((Flow(exit_.name, company, amounts, np.array([day for day, _ in paid])),))}
    paying = RunningFlow(payer=exit_.name, payee=company, amount=Quantity(0.0))
    return term_at_exit(company, outcome.__getitem__, exit_, view, deal, paying)


def rank_of(term: Term | None, view: FuturesView) -> float:
    """Return the rank of what a term owes; 0 where none is said. Higher is paid first."""
    return 0.0 if term is None or term.rank is None else float(np.max(view.number(term.rank)))


def _holding(terms: Mapping[str, Term], books: CompanyBooks, company: str, holder: str) -> tuple[str, Equity]:
    """Return the equity term by which one company holds another, or one that stands for its securities there."""
    if books.paid is not None:
        return f"companies.{company}", Equity(company=company, holder=holder, stake=Quantity(1.0))
    stakes = ((n, t) for n, t in terms.items() if isinstance(t, Equity) and t.company == company)
    bought = (n for n, t in stake_options(company, terms).items() if t.buyer == holder)
    found = next(((n, t) for n, t in stakes if holder in (t.holder, t.residual)), None)
    return found or (next(bought), Equity(company=company, holder=holder, stake=Quantity(1.0)))


def _holding_outcome(company: str, holder: str, books: CompanyBooks, deal: Deal, view: FuturesView) -> Outcome:
    """Pay a company for its shares in another at that one's exit, lock-up and illiquidity taken as from a party."""
    kept, waiting = until_sale(deal.companies[company], view)
    amount = books.payout(holder) * kept
    return Outcome((Flow(company, holder, amount[:, None], (books.exit.day + waiting * YEAR)[:, None]),))


def settle(
    shortfall: Float[ndarray, "*#reading path"], at_exit: Mapping[str, TermAtExit], ranks: Mapping[str, float]
) -> tuple[dict[tuple[str, str], Float[ndarray, "*#reading path"]], Float[ndarray, "*#reading path"]]:
    """Share out what a company cannot pay: lowest rank first, within a rank in proportion.

    Args:
        shortfall: How far resources fall short, 0 or more; (path,), or a row for each reading of the deal.
        at_exit: What each term is owed.
        ranks: Rank by term; higher is paid first.

    Returns:
        What stays unpaid by term and payee, and what is left over for lenders to lose.
    """
    unpaid: dict[tuple[str, str], Float[ndarray, "*#reading path"]] = {}
    left = shortfall
    for rank in sorted({ranks[name] for name, term in at_exit.items() if term.owed}):
        owed = {
            (name, who): debt
            for name, term in at_exit.items()
            if ranks[name] == rank
            for who, debt in term.owed.items()
        }
        total = sum(owed.values())
        lost = np.minimum(left, total)
        part = np.divide(lost, total, out=np.zeros_like(lost), where=total > 0)
        if lost.any():
            unpaid |= {key: debt * part for key, debt in owed.items()}
        left = left - lost
    return unpaid, left


def shares_of(
    name: str, terms: Mapping[str, Term], exit_: Exit, view: FuturesView
) -> dict[str, Float[ndarray, " path"]]:
    """Find who holds a company's equity at its exit.

    Args:
        name: The company.
        terms: The terms in force.
        exit_: The company's exit, whose rounds dilute.
        view: The futures.

    Returns:
        Share by holder, diluted by later rounds; those of later investors not in the deal under `OUTSIDE`.
    """
    shares: dict[str, Float[ndarray, " path"]] = {}
    stakes = [t for t in terms.values() if isinstance(t, Equity) and t.company == name]
    total: float | Float[ndarray, " path"] = 0.0
    for term in stakes:
        stake = np.squeeze(view.number(term.stake))
        total = total + stake
        shares[term.holder] = shares.get(term.holder, 0.0) + stake * exit_.dilution
    for term in stakes:
        if term.residual is not None:
            shares[term.residual] = shares.get(term.residual, 0.0) + (1.0 - total) * exit_.dilution
            total = 1.0
    for who, share in exit_.bought.items():
        shares[who] = shares.get(who, 0.0) + share
    for right, option in stake_options(name, terms).items():
        part = (
            np.squeeze(view.number(option.stake or Quantity(0.0))) * exit_.dilution * (view.event(right) <= exit_.day)
        )
        for side, sign in zip(option.trades, (-1.0, 1.0), strict=True):
            if side is not None:
                shares[side] = shares.get(side, 0.0) + sign * part
    return shares
