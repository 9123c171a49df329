"""What must hold on every path of any deal: money is neither made nor lost between the sides."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings

from dealwright.engine.books import Books
from dealwright.engine.company_worth import OUTSIDERS, company_worth
from dealwright.engine.lines import Rates, lines
from engine.deals import PARTIES, deals
from oracle.everything import EVERYTHING

Keep = Callable[..., Books]
RATE = 0.07
SAME = Rates(RATE, own_rates=True)


def total(books: Books, party: str) -> np.ndarray:
    return np.sum(list(lines(books, party, SAME).values()) or [np.zeros(books.view.paths)], axis=0)


def from_outside(books: Books) -> np.ndarray:
    """Discount what terms bring in from the world outside, less what they let go there."""
    net = np.zeros(books.view.paths)
    for name in books.view.terms:
        for flow in books.view.outcome(name).flows:
            sign = float(flow.payer is None) - float(flow.payee is None)
            net = net + sign * np.sum(flow.amount * (1 + RATE) ** (-flow.days / 365.0), axis=1)
    return net


def borne_outside(books: Books, payee: str) -> np.ndarray | float:
    """Return the part of what a payee is not paid that no party bears: a company's holders bear what it loses."""
    if payee in PARTIES:
        return 0.0
    company = books.companies.get(payee)
    return 1.0 if company is None else 1.0 - sum(company.shares.get(party, 0.0) for party in PARTIES)


def created(books: Books) -> np.ndarray:
    """Sum what there is to share out: the businesses, what lenders and outsiders lose, what comes from outside."""
    value = from_outside(books)
    for company in books.companies.values():
        lost = sum(
            (lost * borne_outside(books, payee) for (_, payee), lost in company.unpaid.items()), company.debt_unpaid
        )
        value = value + (1 + RATE) ** (-company.exit.day / 365.0) * (company.exit.own + lost)
    return value


def size(books: Books) -> float:
    return 1.0 + max(float(np.max(np.abs(company.exit.own))) for company in books.companies.values())


@settings(max_examples=40)
@given(deals(remainder="realised"))
def test_the_parties_share_exactly_what_there_is_on_every_path(keep: Keep, text: str) -> None:
    """Sum of all lines of all parties = businesses at their exits + unpaid debt + what flows in from outside.

    At one rate for all parties and companies every transfer cancels: what one side pays the other receives, what a
    company pays its holders lose, a round's money is its investor's, and what a company cannot pay is lost by lenders,
    by payees outside, or by payees that are parties, who then have so much less; what it owes to another company that
    one goes without, or, where it holds it, the parties that hold that one (and is then not followed further).
    """
    books = keep(text, paths=32)
    shared = sum(total(books, party) for party in PARTIES)
    assert np.max(np.abs(shared - created(books))) < 1e-9 * size(books)


@settings(max_examples=25)
@given(deals(remainder="expected"))
def test_expected_remainders_move_no_value_between_the_sides(keep: Keep, text: str) -> None:
    """The same in the mean over the paths, where prices at the exit do not know the future."""
    books = keep(text, paths=512)
    shared = sum(total(books, party) for party in PARTIES)
    assert float(np.mean(shared)) == pytest.approx(float(np.mean(created(books))), abs=1e-9 * size(books))


@settings(max_examples=40)
@given(deals(ranked=True))
def test_what_a_company_has_is_paid_out_and_no_more(keep: Keep, text: str) -> None:
    """On every path: payouts of remainders + equity = resources before remainders are paid + debt unpaid by lenders.

    With `owed` all that terms are still owed at the exit, and `resources` counting it as paid: payouts = owed - unpaid,
    so resources = equity - unpaid - debt unpaid. Nothing is unpaid while there is equity; lenders lose only what is
    left when no payee gets anything; nobody loses more than it is owed; a rank loses only what lower ranks cannot bear.
    """
    books = keep(text, paths=64)
    for company in books.companies.values():
        owed = {(term, who): debt for term, added in company.terms.items() for who, debt in added.owed.items()}
        unpaid = sum(company.unpaid.values(), np.zeros(books.view.paths))
        resources = company.exit.own + company.exit.rounds + sum(added.value for added in company.terms.values())
        tolerance = 1e-9 * size(books)
        assert np.max(np.abs(company.equity - unpaid - company.debt_unpaid - resources)) < tolerance
        assert np.min(company.equity) >= 0
        assert not np.any((company.equity > tolerance) & (unpaid + company.debt_unpaid > tolerance))
        left = sum(owed.values(), np.zeros(books.view.paths)) - unpaid
        assert not np.any((company.debt_unpaid > tolerance) & (left > tolerance))
        for key, lost in company.unpaid.items():
            assert np.all((lost >= -tolerance) & (lost <= owed[key] + tolerance))
        rank = {name: float(getattr(term.rank, "value", 0.0) or 0.0) for name, term in books.view.terms.items()}
        for key, lost in company.unpaid.items():
            for other, debt in owed.items():
                if rank.get(other[0], 0.0) < rank.get(key[0], 0.0):
                    spared = debt - company.unpaid.get(other, np.zeros_like(debt))
                    assert not np.any((lost > tolerance) & (spared > tolerance))


@settings(max_examples=25)
@given(deals(ranked=True))
def test_claims_are_all_of_the_equity(keep: Keep, text: str) -> None:
    books = keep(text, paths=16)
    for company in books.companies.values():
        assert np.allclose(sum(company.shares.values()), 1.0, rtol=0, atol=1e-12)
        assert all(np.all(share >= -1e-12) for share in company.shares.values())


@settings(max_examples=15)
@given(deals(ranked=True))
def test_shares_of_each_day_are_the_whole_company(keep: Keep, text: str) -> None:
    books = keep(text, paths=64)
    for name, company in books.companies.items():
        first, *later = company_worth(books, name, replicates=1).owned
        for each in (first, *later):
            assert sum(each.shares.values()) == pytest.approx(1.0, abs=1e-12)
            assert 0.0 < each.standing <= 1.0
        last = later[-1] if later else first
        for who, share in company.shares.items():
            assert last.shares.get(who or OUTSIDERS, 0.0) == pytest.approx(np.mean(share), abs=1e-12)


@settings(max_examples=15)
@given(deals(ranked=True))
def test_what_exits_pay_in_each_band_is_all_of_them(keep: Keep, text: str) -> None:
    books = keep(text, paths=64)
    for name, company in books.companies.items():
        bands = company_worth(books, name, replicates=1, pictures=True).exits
        worths = [band.equity for band in bands]
        assert worths == sorted(worths)
        sizes = [len(band) for band in np.array_split(np.arange(len(company.equity)), len(bands))]
        assert np.average(worths, weights=sizes) == pytest.approx(np.mean(company.equity))
        for band in bands:
            assert sum(band.payouts.values()) == pytest.approx(
                band.equity, abs=1e-9 * max(map(abs, worths), default=0.0) + 1e-9
            )


def everything(remainder: str) -> str:
    """Write the deal that has all of it at one rate for everyone."""
    text = re.sub(r"discount: \d+%", "discount: 7%", EVERYTHING).replace("risk_free: 4%", "risk_free: 7%")
    return text.replace("cost_of_capital: 12%", f"remainder: {remainder}\n    cost_of_capital: 7%")


@pytest.mark.parametrize("remainder", ["expected", "realised"])
def test_the_deal_that_has_everything_makes_and_loses_no_money(keep: Keep, remainder: str) -> None:
    """A payer that burns cash, in debt, held by its payee, a later round, a random exit, a trigger, a cap, a floor."""
    books = keep(everything(remainder), paths=2048)
    firm = books.companies["northwind"]
    assert np.mean(firm.resources < 0) > 0.05
    shared = sum(total(books, party) for party in ("founders", "partner", "fund"))
    value = from_outside(books) + (1 + RATE) ** (-firm.exit.day / 365.0) * (
        firm.exit.own + firm.debt_unpaid + sum(lost for (_, payee), lost in firm.unpaid.items() if payee == "")
    )
    assert float(np.mean(shared)) == pytest.approx(float(np.mean(value)), abs=1e-9 * size(books))
    if remainder == "realised":
        assert np.max(np.abs(shared - value)) < 1e-9 * size(books)
    by_line = lines(books, "partner", SAME)
    assert np.allclose(sum(by_line.values()), total(books, "partner"), rtol=0, atol=1e-9 * size(books))
    assert {"share", "access", "compute", "scale", "upfront", "exit", "rounds", "limited_liability"} <= by_line.keys()
