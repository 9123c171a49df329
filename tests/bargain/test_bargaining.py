"""A bargain from arrays of worth: its JSON, its notes, and what it refuses."""

import json

import numpy as np
import pytest

from dealwright.bargain import Bargain, Rules, bargain
from dealwright.bargain.cloud import thin
from dealwright.bargain.result import SurplusSplit
from dealwright.engine.result import Estimate

WORTH = np.array([[10.0, 15.0, 30.0, 12.0], [40.0, 36.0, 20.0, 12.0]])
OPTIONS = ("5%", "6%", "7%", "8%")


@pytest.fixture
def found() -> Bargain:
    return bargain(
        WORTH,
        {"holders": Estimate(9.0, 0.1), "partner": 11.0},
        describe=lambda number: {"terms.royalty.rate": OPTIONS[number]},
        paths_of_terms=["terms.royalty.rate"],
    )


def test_the_json_has_the_keys_that_a_reader_of_it_expects(found: Bargain) -> None:
    written = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert written["packages"] == 4
    assert written["reservation"] == {"holders": 9.0, "partner": 11.0}
    assert written["zone"]["packages"] == 4
    assert written["frontier"][0] == {
        "package": {"terms.royalty.rate": "5%"},
        "certainty_equivalent": {"holders": 10.0, "partner": 40.0},
    }
    assert [point["package"]["terms.royalty.rate"] for point in written["frontier"]] == ["5%", "6%", "7%"]
    assert set(written["solutions"]) == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
    nash = written["solutions"]["nash"]
    assert nash["package"] == {"terms.royalty.rate": "7%"}
    assert nash["certainty_equivalent"] == {"holders": 30.0, "partner": 20.0}
    assert nash["surplus"] == {"holders": 21.0, "partner": 9.0}
    assert written["reservation_standard_error"] == {"holders": 0.1, "partner": 0.0}
    assert (written["measure"], written["space"]) == ("certainty_equivalent", "money")


def test_the_json_of_an_empty_zone_says_why(found: Bargain) -> None:
    del found
    written = bargain(WORTH, {"a": 31.0, "b": 0.0}).to_json()
    assert written["solutions"] == {}
    assert written["no_solution"]
    assert written["nearest"] is not None


def test_every_package_is_in_the_picture_where_they_are_few(found: Bargain) -> None:
    assert [point.number for point in found.cloud] == [0, 1, 2, 3]


def test_a_thinned_cloud_keeps_its_outline() -> None:
    worth = np.random.default_rng(1).normal(size=(2, 50_000))
    kept = thin(worth)
    assert len(kept) <= 1600
    for party in worth:
        assert np.ptp(party[kept]) > 0.97 * np.ptp(party)
    assert thin(np.zeros((2, 50_000))).tolist() == [0]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_worth_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        bargain(np.array([[1.0, bad], [0.0, 1.0]]), {"a": 0.0, "b": 0.0})
    with pytest.raises(ValueError, match="not finite"):
        bargain(WORTH, {"a": bad, "b": 0.0})


def test_a_worth_that_fits_not_the_parties_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        bargain(WORTH, {"a": 0.0, "b": 0.0, "c": 0.0})
    with pytest.raises(ValueError, match="shape"):
        bargain(np.zeros((2, 0)), {"a": 0.0, "b": 0.0})


def test_a_party_that_is_not_at_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not at the table: z"):
        bargain(WORTH, {"a": 0.0, "b": 0.0}, outside={"z": 1.0})
    with pytest.raises(ValueError, match="not at the table: z"):
        bargain(WORTH, {"a": 0.0, "b": 0.0}, rules=Rules(power={"z": 1.0}))


def test_the_parts_of_a_surplus_sum_to_it() -> None:
    split = SurplusSplit.of(gain=9.0, mean_gain=7.0, mean_gain_at_one_rate=4.0)
    assert split == SurplusSplit(cash_flow=4.0, risk_sharing=2.0, discount_rates=3.0)
    assert split.total == 9.0


def test_powers_that_shape_the_nash_solution_are_said() -> None:
    found = bargain(WORTH, {"holders": 0.0, "partner": 0.0}, rules=Rules(power={"holders": 3.0, "partner": 1.0}))
    assert found.notes == ("the Nash solution counts the powers holders 75%, partner 25%",)
    assert found.solutions["nash"].number == 2


def test_a_surplus_that_rests_on_discount_rates_says_so() -> None:
    assert SurplusSplit(cash_flow=1.0, risk_sharing=1.0, discount_rates=1.1).rests_on_rates
    assert not SurplusSplit(cash_flow=1.0, risk_sharing=1.0, discount_rates=1.0).rests_on_rates
    assert SurplusSplit(cash_flow=5.0, risk_sharing=0.0, discount_rates=-4.0).rests_on_rates
