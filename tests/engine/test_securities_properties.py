"""What holds for every company with securities: nothing is lost, lines sum, a package is worth what it is alone."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.bargain.fresh import reserve
from dealwright.bargain.packages import forms, value_grid
from dealwright.engine.books import Books
from dealwright.engine.lines import Rates, lines, whole
from dealwright.engine.scenario import Scene
from dealwright.lang.load import Loaded
from dealwright.world.draws import Draws
from engine.security_deals import FEE, HEAD, firm, securities

Keep = Callable[..., Books]
Read = Callable[..., Loaded]
DRAWS = Draws(3, 4, 32)


@settings(max_examples=12)
@given(securities(), st.integers(0, 3))
def test_what_everybody_gets_is_what_there_is(keep: Keep, table: str, seed: int) -> None:
    books = keep(HEAD + firm(table) + FEE, paths=128, seed=seed)
    company = books.companies["firm"]
    assert company.paid is not None
    got = sum(company.paid.holders.values()) + company.paid.debt + company.paid.fees
    assert got == pytest.approx(company.equity, rel=1e-9, abs=1e-3)
    unpaid = sum(company.unpaid.values(), np.zeros(128))
    assert company.equity == pytest.approx(company.resources + unpaid + company.debt_unpaid, rel=1e-9, abs=1e-3)
    assert min(each.min() for each in company.paid.holders.values()) >= 0.0
    for party in ("ada", "bob", "eve"):
        rates = Rates(0.05, own_rates=True)
        assert sum(lines(books, party, rates).values()) == pytest.approx(whole(books, party, rates), rel=1e-9, abs=1e-3)


@settings(max_examples=6)
@given(securities(), st.integers(0, 2**31))
def test_a_package_of_random_terms_is_worth_what_it_is_alone(read: Read, table: str, seed: int) -> None:
    over = "negotiate:\n  between: [ada, bob]\n  over:\n"
    at = "    companies.firm.securities."
    over += f"{at}classes.series_a.participation: [none, full, capped]\n{at}classes.series_a.preference: [0x, 1x, 3x]\n"
    over += f"{at}convertibles.safe.cap: [25m, 50m]\n    terms.fee.rate: [1%, 9%]\n"
    if "  b: " in table:
        over += f"{at}rounds.b.pre_money: [50m, 90m]\n"
    loaded = read(HEAD + firm(table) + FEE + over)
    grid = value_grid(loaded, DRAWS)
    assert len(grid.worlds) == 1
    rng = np.random.default_rng(seed)
    for number in rng.choice(grid.worth.shape[1], size=3, replace=False):
        package = grid.package(int(number))
        for place, party in enumerate(("ada", "bob")):
            scene = Scene(loaded.package(dict(package)), replace(DRAWS), forms=forms(loaded))
            assert abs(grid.worth[place, number] - reserve(scene, party).value) < 1e-9 * 1e8, package
