"""What a holder's money came back as."""

import datetime as dt
from fractions import Fraction

import pytest

from dealwright.equity.exits.returns import irr, returns
from dealwright.equity.holdings import Flow, Holdings
from equity.published_cases import same_as_published

FLOWS = [["1991-02-01", -12000], ["1991-05-01", 2800], ["1991-10-01", 3250], ["1992-02-01", 4460], ["1992-04-01", 5000]]
START = dt.date(2020, 1, 1)


def test_the_rate_is_that_of_a_spreadsheet() -> None:
    """Source: vector xirr_manual."""
    same_as_published("xirr_manual", inputs__flows=FLOWS, expected__xirr=0.3632)
    found = irr((dt.date.fromisoformat(day), amount) for day, amount in FLOWS)  # type: ignore[arg-type]
    assert found == pytest.approx(0.3632221562199157, abs=1e-9)


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [(START, -100.0)],
        [(START, 100.0)],
        [(START, -100.0), (START, 120.0)],
        [(START, -1.0), (dt.date(2020, 1, 2), 1e9)],
    ],
    ids=["nothing", "all lost", "nothing paid", "one day", "beyond numbers"],
)
def test_there_is_no_rate(flows: list[tuple[dt.date, float]]) -> None:
    assert irr(flows) is None


def test_holders_are_told_multiple_and_rate() -> None:
    """100 doubles in two years of 365 days with 20 on the way; a founder paid nothing; a buyer lost all."""
    two_years = START + dt.timedelta(days=730)
    flows = (
        Flow(START, "fund", Fraction(-100), "paid_in"),
        Flow(START, "buyer", Fraction(-10), "secondary"),
        Flow(START, "ana", Fraction(10), "secondary"),
        Flow(START + dt.timedelta(days=365), "fund", Fraction(20), "distribution"),
    )
    held = Holdings(START, "USD", {}, {}, flows=flows)
    found = {each.holder: each for each in returns(held, {"fund": 180.0, "ana": 50.0, "new": 5.0}, two_years)}
    assert (found["fund"].paid, found["fund"].received, found["fund"].moic) == (100, 20, 2.0)
    rate = found["fund"].irr
    assert rate is not None
    assert 100 * (1 + rate) ** 2 - 20 * (1 + rate) - 180 == pytest.approx(0, abs=1e-7)
    assert (found["buyer"].moic, found["buyer"].irr) == (0.0, None)
    assert (found["ana"].moic, found["ana"].irr, found["ana"].proceeds) == (None, None, 50.0)
    assert found["new"].proceeds == 5.0
