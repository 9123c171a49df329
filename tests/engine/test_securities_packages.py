"""Every package of terms of securities is worth in a grid what it is worth alone, and brings no futures of its own."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from dealwright.bargain.fresh import reserve
from dealwright.bargain.packages import forms, value_grid
from dealwright.engine.grids.laying import UnsoundPackageError
from dealwright.engine.scenario import Scene
from dealwright.lang.load import Loaded
from dealwright.world.draws import Draws
from engine.security_deals import BY_PATH, FEE, HEAD, OFFERING, PREFERRED, ROUND, firm

Read = Callable[..., Loaded]
DRAWS = Draws(3, 4, 64)
TABLE = "negotiate:\n  between: [ada, bob]\n  over:\n"
AT = "    companies.firm.securities."
BONUS = """rights:
  bonus: {kind: warrant, holder: bob, of: common, count: 2_000_000, strike: 1 USD, on: 2024-06-01,
          vests_with: {share: cumulative(terms.orders.due) / 60m USD}}"""
ORDERS = "  orders: {kind: flow, payer: eve, payee: ada, amount: 10% * sales}\n"
OTHER = """  mill:
    enterprise_value: 0.5x * sales * 1 year
    cost_of_capital: 9%
    exit: horizon
    securities:
      stakeholders: {firm: {}, eve: {}}
      classes: {common: {kind: common}, senior: {kind: preferred, converts_into: common, original_issue_price: 4 USD,
                preference: 1x}}
      events:
        - {kind: issue, on: 2024-01-15, of: common, holder: eve, shares: 3_000_000}
        - {kind: issue, on: 2024-01-15, of: senior, holder: firm, shares: 5_000_000}
"""

NEGOTIATIONS = {
    "terms of a class": HEAD + firm(PREFERRED) + FEE + TABLE + f"""
{AT}classes.series_a.preference: [1x, 2x]
{AT}classes.series_a.participation: [none, full]
{AT}classes.series_a.original_issue_price: [8 USD, 12 USD]
    terms.fee.rate: [2%, 20%]
""",
    "terms of a later round, and of what touches the company": HEAD + firm(PREFERRED + ROUND + OFFERING) + FEE
    + TABLE + f"""
{AT}rounds.series_b.pre_money: [40m, 90m]
{AT}rounds.series_b.pool.share: [5%, 15%]
{AT}rounds.series_b.investors.eve: [10m, 30m]
{AT}rounds.series_b.new_class.preference: [1x, 2x]
{AT}exit.ipo: [[listed], [listed, sold]]
    terms.rent.amount: [0 USD/year, 9m USD/year]
""",
    "a round priced by the path, or not at all": HEAD + firm(PREFERRED + BY_PATH) + FEE + TABLE + f"""
{AT}rounds.series_b.pre_money: [60m, 0.5x * sales * 1 year, 1.5x * sales * 1 year]
{AT}rounds.series_b.new_class.participation: [none, full]
    terms.fee.rate: [2%, 20%]
""",
    "a cap": HEAD + firm(PREFERRED.replace("preference: 1x", "preference: 1x, participation: capped, cap: 2x")) + FEE
    + TABLE + f"""
{AT}classes.series_a.cap: [2x, 3x]
    terms.fee.active: [yes, no]
    terms.rent.amount: [0 USD/year, 9m USD/year]
""",
    "a company that holds securities of another": HEAD + firm(PREFERRED) + OTHER + FEE + TABLE + f"""
{AT}classes.series_a.preference: [1x, 2x]
    companies.mill.securities.classes.senior.preference: [1x, 3x]
    terms.rent.payer: [firm, mill]
""",
    "a warrant that vests with what is paid under a term that does not touch the company": HEAD
    + firm(PREFERRED.replace("rights:", BONUS)) + FEE + ORDERS + TABLE + f"""
    terms.orders.amount: [1% * sales, 10% * sales, 30% * sales]
{AT}rights.bonus.strike: [1 USD, 4 USD]
    terms.fee.rate: [2%, 20%]
""",
    "what changes the futures beside": HEAD + firm(PREFERRED) + FEE + TABLE + f"""
{AT}classes.series_a.preference: [1x, 2x]
    drivers.sold.chance: [20% by 2028-06-30, 70% by 2028-06-30]
    companies.firm.cash: [-90m, 10m]
    terms.fee.rate: [2%, 20%]
""",
    "a clause that is read in two ways": HEAD.replace("parties:", """facts:
  meant: {known_to: nobody, readings: [
            {weight: 60%, overlay: {companies.firm.securities.classes.series_a.participation: full}},
            {weight: 40%, overlay: {companies.firm.securities.classes.series_a.participation: none}}]}
parties:""") + firm(PREFERRED) + FEE + TABLE + f"""
{AT}classes.series_a.preference: [1x, 2x]
    terms.fee.rate: [2%, 20%]
""",
}  # fmt: skip


def alone(loaded: Loaded, package: Mapping[str, str], party: str) -> float:
    """Value one package through the books, on the same draws with nothing kept from the grid."""
    return reserve(Scene(loaded.package(dict(package)), replace(DRAWS), forms=forms(loaded)), party).value


@pytest.mark.parametrize("name", NEGOTIATIONS)
def test_a_package_of_terms_of_securities_is_worth_what_it_is_alone(read: Read, name: str) -> None:
    loaded = read(NEGOTIATIONS[name])
    grid = value_grid(loaded, DRAWS)
    packages = [grid.package(number) for number in range(grid.worth.shape[1])]
    rng = np.random.default_rng(1)
    for number in rng.choice(len(packages), size=min(len(packages), 10), replace=False):
        assert grid.number(packages[number]) == number
        for place, party in enumerate(("ada", "bob")):
            apart = grid.worth[place, number] - alone(loaded, packages[number], party)
            assert abs(apart) < 1e-9 * 1e8, (party, packages[number])
    assert np.ptp(grid.worth, axis=1).min() > 1e5, "packages differ"


def test_terms_of_securities_bring_no_futures_of_their_own(read: Read) -> None:
    grid = value_grid(read(NEGOTIATIONS["terms of a later round, and of what touches the company"]), DRAWS)
    assert len(grid.worlds) == 1
    assert grid.worlds[0].plan.worlds == ()
    assert grid.worlds[0].plan.companies == ()


def test_values_that_cannot_stand_together_are_told_as_a_problem(read: Read) -> None:
    """A cap counts the preference: twice the price is less than a preference of three times."""
    capped = PREFERRED.replace("preference: 1x", "preference: 1x, participation: capped, cap: 4x")
    over = f"{AT}classes.series_a.preference: [1x, 3x]\n{AT}classes.series_a.cap: [2x, 4x]\n"
    with pytest.raises(
        UnsoundPackageError, match="its preference alone is 3x; so 1 of the 4 packages cannot stand"
    ) as told:
        value_grid(read(HEAD + firm(capped) + FEE + TABLE + over), DRAWS)
    assert "`companies.firm.securities.classes.series_a.cap: 2x`" in told.value.problem.what
