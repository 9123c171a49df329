"""A company whose securities no package changes couples a grid by the hinges of what it pays, on every path."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.bargain.fresh import reserve
from dealwright.bargain.packages import forms, value_grid
from dealwright.engine.exit import find_exit
from dealwright.engine.grids.laying import UnsoundPackageError
from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns
from dealwright.engine.grids.prepared import prepare
from dealwright.engine.issuers.payoffs import Payoffs, payoffs
from dealwright.engine.issuers.payouts import paid_at_exit
from dealwright.engine.scenario import Scene
from dealwright.engine.view import FuturesView
from dealwright.lang.load import Loaded
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate
from engine.security_deals import BY_PATH, COMMON, FEE, HEAD, OFFERING, PREFERRED, ROUND, firm, securities
from engine.test_securities_packages import BONUS, ORDERS

Read = Callable[..., Loaded]
DRAWS = Draws(3, 4, 64)
TABLE = "negotiate:\n  between: [ada, bob]\n  over:\n"
OVER = f"""{TABLE}    terms.fee.rate: [0%, 9%, 30%]
    terms.fee.cap: [10m, 60m]
    terms.rent.amount: [0 USD/year, 9m USD/year, 25m USD/year]
"""
TWICE = """facts:
  meant: {known_to: nobody, readings: [
            {weight: 60%, overlay: {companies.firm.securities.classes.series_a.participation: full}},
            {weight: 40%, overlay: {companies.firm.securities.classes.series_a.participation: none}}]}
parties:"""

SECURITIES = {
    "common shares alone": COMMON,
    "a preference that accrues": PREFERRED,
    "a round to come, and an offering": PREFERRED + ROUND + OFFERING,
    "a round priced by the path": PREFERRED + BY_PATH,
    "a cap": PREFERRED.replace("preference: 1x", "preference: 1x, participation: capped, cap: 2x"),
    "fees, lenders and a carve-out": PREFERRED
    + "exit: {debt: 5m, fees: 1m, fee_share: 3%, carve_outs: [{to: founder, share: 8%, most: 2m}]}\n",
}


def alone(loaded: Loaded, package: Mapping[str, str], party: str) -> float:
    """Value one package through the books, on the same draws with nothing kept from the grid."""
    return reserve(Scene(loaded.package(dict(package)), replace(DRAWS), forms=forms(loaded)), party).value


def check(loaded: Loaded, *, every: int = 1) -> None:
    """See that packages are worth what they are alone, and that the firm couples the groups."""
    grid = value_grid(loaded, DRAWS)
    assert grid.worlds[0].plan.companies == ("firm",)
    assert len(grid.worlds[0].plan.groups) > 1
    for number in range(0, grid.worth.shape[1], every):
        for place, party in enumerate(("ada", "bob")):
            apart = grid.worth[place, number] - alone(loaded, grid.package(number), party)
            assert abs(apart) < 1e-9 * 1e8, (party, grid.package(number))


@pytest.mark.parametrize("name", SECURITIES)
def test_a_package_is_worth_what_it_is_alone_where_a_waterfall_couples_the_groups(read: Read, name: str) -> None:
    check(read(HEAD + firm(SECURITIES[name]) + FEE + OVER), every=3)


def test_readings_of_securities_have_hinges_of_their_own(read: Read) -> None:
    """One reading has more hinges than the other; they are mixed path by path."""
    check(read(HEAD.replace("parties:", TWICE) + firm(PREFERRED) + FEE + OVER), every=4)


@pytest.mark.parametrize("asked", ["price_multiple: 1.5x", "price: 6 USD, valuation: 90m", "valuation: 60m"])
def test_what_an_offering_pays_may_jump(read: Read, asked: str) -> None:
    """A class that must convert at so much has a preference less: what everybody gets is a step there."""
    jumping = PREFERRED.replace("seniority: 1", f"seniority: 1, qualified_ipo: {{{asked}}}") + OFFERING
    check(read(HEAD + firm(jumping) + FEE + OVER))


def test_what_vests_with_what_the_package_moves_is_settled_with_it(read: Read) -> None:
    """The same warrant is a hinge like any other where no package moves the orders with which it vests."""
    text = HEAD + firm(PREFERRED.replace("rights:", BONUS)) + FEE + ORDERS + OVER
    check(read(text), every=5)
    moved = read(text + "    terms.orders.amount: [1% * sales, 30% * sales]\n")
    assert value_grid(moved, DRAWS).worlds[0].plan.settled == {"firm": ("earning",)}


def paid(found: Payoffs, place: int, equity: np.ndarray) -> np.ndarray:
    """Sum a party's hinges and steps."""
    hinges = (found.bend[place] * np.maximum(0.0, equity - found.at)).sum(axis=0)
    return np.asarray(hinges + (found.step[place] * (equity >= found.step_at)).sum(axis=0))


@settings(max_examples=30)
@given(securities(), st.floats(5, 10))
def test_hinges_pay_what_the_waterfall_pays(read: Read, text: str, power: float) -> None:
    loaded = read(HEAD + firm(text) + FEE)
    assert loaded.deal is not None
    view = FuturesView.of(loaded.deal, simulate(loaded.deal, DRAWS))
    exit_ = find_exit(loaded.deal, "firm", view).time
    found = payoffs(loaded.deal, "firm", exit_, view, ("ada", "bob"))
    assert found is not None
    equity = np.random.default_rng(1).uniform(-1.0, 10.0**power, view.paths)
    whole = paid_at_exit(loaded.deal, "firm", exit_, np.maximum(0.0, equity), view)
    for place, party in enumerate(("ada", "bob")):
        apart = paid(found, place, equity) - whole.holders.get(party, 0.0)
        assert np.abs(apart).max() < 1e-12 * 10.0**power


def test_a_small_claim_on_a_large_company_is_not_computed_in_single_precision() -> None:
    """Preferred shares that never convert: their three million are left of two hinges of billions, which cancel."""
    large = np.random.default_rng(1).lognormal(23.0, 0.5, 512)
    groups = tuple(
        GroupColumns(
            f"group {place}", 3, at_exit=dict.fromkeys(("firm", "over"), np.outer([1e6, 2e6, 3e6], large / 1e10))
        )
        for place in range(2)
    )
    equity, weight = np.array([large, large - 3e6]), np.array([[[1.0], [-1.0]]]) * np.ones(512)
    one = np.ones((1, 1, 2))
    columns = PackageColumns(("bob",), ("firm", "over"), groups, one, equity, np.abs(weight), (1e6,), weight)
    assert prepare(columns, "single").precision.name == "double"
    assert prepare(replace(columns, equity_discount=np.abs(weight)), "single").precision.name == "single"


def test_terms_of_securities_beside_many_others_are_worlds_of_hinges(read: Read) -> None:
    """Once in each world what the securities pay is laid out, not once in each of 400 packages."""
    over = f"""{TABLE}    companies.firm.securities.classes.series_a.preference: [1x, 2x]
    companies.firm.securities.classes.series_a.participation: [none, full]
    companies.firm.securities.rounds.series_b.investors.eve: [10m, 30m]
    terms.fee.rate: [0%, 2%, 9%, 15%, 30%]
    terms.fee.cap: [10m, 60m]
    terms.rent.amount: [0 USD/year, 2m USD/year, 5m USD/year, 9m USD/year, 12m USD/year, 17m USD/year, 25m USD/year]
"""
    loaded = read(HEAD + firm(PREFERRED + ROUND) + FEE + over)
    grid = value_grid(loaded, DRAWS)
    plan = grid.worlds[0].plan
    assert (len(grid.worlds), plan.companies, plan.settled) == (8, ("firm",), {})
    for number in range(0, grid.worth.shape[1], 37):
        assert grid.number(grid.package(number)) == number
        for place, party in enumerate(("ada", "bob")):
            apart = grid.worth[place, number] - alone(loaded, grid.package(number), party)
            assert abs(apart) < 1e-9 * 1e8, (party, grid.package(number))


def test_values_of_securities_that_cannot_stand_together_are_told_in_worlds_too(read: Read) -> None:
    capped = PREFERRED.replace("preference: 1x", "preference: 1x, participation: capped, cap: 4x")
    over = f"""{TABLE}    companies.firm.securities.classes.series_a.preference: [1x, 3x]
    companies.firm.securities.classes.series_a.cap: [2x, 4x]
    terms.fee.rate: 0% .. 31% by 1%
    terms.rent.amount: [0 USD/year, 9m USD/year]
"""
    with pytest.raises(UnsoundPackageError, match="its preference alone is 3x; so 64 of the 256 packages cannot stand"):
        value_grid(read(HEAD + firm(capped) + FEE + over), DRAWS)


@settings(max_examples=6)
@given(securities(), st.integers(0, 17))
def test_a_package_of_random_securities_is_worth_what_it_is_alone(read: Read, text: str, number: int) -> None:
    """Whatever the company has issued: classes, options, a SAFE, a note, rounds priced by the path, an offering."""
    loaded = read(HEAD + firm(text) + FEE + OVER)
    grid = value_grid(loaded, DRAWS)
    assert grid.worlds[0].plan.companies == ("firm",)
    for place, party in enumerate(("ada", "bob")):
        assert abs(grid.worth[place, number] - alone(loaded, grid.package(number), party)) < 1e-9 * 1e8
