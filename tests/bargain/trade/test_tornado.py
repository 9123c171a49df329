"""What every input of a deal does at its ends: against closed forms and against whole valuations."""

import pytest

from dealwright.bargain.trade.result import Tornado
from dealwright.lang.load import Loaded, loads
from dealwright.study import Study

DEAL = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties: {ada: {risk_tolerance: caution}, ben: {risk_tolerance: 9m}}
facts:
  caution: {is: 2m to 4m, known_to: ada, status: assumed, reason: as told}
  part:    {is: 50%, range: 40% to 70%, status: assumed, reason: as seen}
  clause:
    readings:
      - {title: the whole, weight: 60%, is: 100%}
      - {title: half of it, weight: 40%, is: 50%}
    known_to: ben
drivers: {sales: {kind: gbm, start: 2m USD/year, growth: 5%, volatility: 40%}}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: part * clause * sales, rate: 20%, period: year}
  fee:   {kind: payment, payer: ben, payee: ada, amount: 100k USD, on: 2025-06-30}
  own:   {kind: flow, payee: ben, amount: sales}
scenarios:
  no_deal: {terms.share.active: no, terms.fee.active: no, terms.own.is: 60%}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over: {terms.share.rate: 10% .. 40% by 5%, terms.fee.amount: 0 USD .. 1m USD by 50k USD}
""".replace(", terms.own.is: 60%", ", terms.own.amount: 60% * sales")


def deal(text: str = DEAL) -> Loaded:
    loaded = loads(text)
    assert [problem.what for problem in loaded.errors] == []
    return loaded


def told(text: str = DEAL, paths: int = 1024, **how: object) -> Tornado:
    found = Study(deal(text), paths=paths).trade(only=["tornado"], **how).tornado  # type: ignore[arg-type]
    assert found is not None
    return found


def test_ends_are_those_that_the_file_states_else_a_tenth_either_way() -> None:
    found = told()
    ends = {(bar.path, bar.rule): [end.label for end in bar.ends] for bar in found.bars}
    assert ends["terms.share.rate", "range"] == ["10%", "40%"]
    assert ends["facts.part.is", "range"] == ["40%", "70%"]
    assert ends["facts.caution.is", "percentiles"] == ["2m", "4m"]
    assert ends["facts.clause", "readings"] == ["the whole", "half of it"]
    assert ends["drivers.sales.volatility", "part"] == ["36%", "44%"]
    assert ends["drivers.sales.start", "part"] == ["1.8m USD/year", "2.2m USD/year"]


def test_inputs_are_ordered_by_the_most_that_they_move_anyone() -> None:
    found = told()
    sizes = [max(bar.size(party) for party in ("ada", "ben")) for bar in found.bars]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0


@pytest.mark.parametrize(
    ("path", "laid"),
    [
        ("facts.part.is", "facts.part"),
        ("drivers.sales.volatility", "drivers.sales.volatility"),
        ("drivers.sales.start", "drivers.sales.start"),
        ("facts.caution.is", "facts.caution"),
        ("terms.share.rate", "terms.share.rate"),
        ("terms.fee.amount", "terms.fee.amount"),
    ],
)
def test_each_end_is_a_whole_valuation_with_it_laid_over_the_deal(path: str, laid: str) -> None:
    bar = told(exact=True).at(path)
    base = Study(deal(), paths=1024).value(["in_force", "no_deal"]).scenarios
    for end in bar.ends:
        changed = Study(deal(), paths=1024, overrides={laid: end.label}).value(["in_force", "no_deal"]).scenarios
        for party in ("ada", "ben"):
            signed, refused = (
                changed[name].parties[party].certainty_equivalent.value
                - base[name].parties[party].certainty_equivalent.value
                for name in ("in_force", "no_deal")
            )
            assert end.worth[party].value == pytest.approx(signed, rel=1e-6, abs=1.0)
            agreed = path in {"terms.share.rate", "terms.fee.amount"}
            assert end.gain[party].value == pytest.approx(signed - (0 if agreed else refused), rel=1e-6, abs=1.0)


def test_on_fewer_futures_the_ends_are_as_valuations_have_them_to_their_errors() -> None:
    exact, quick = told(paths=8192, exact=True), told(paths=8192)
    for bar in quick.bars:
        for end, whole in zip(bar.ends, exact.at(bar.path, bar.place).ends, strict=True):
            for party in ("ada", "ben"):
                error = (end.worth[party].standard_error ** 2 + whole.worth[party].standard_error ** 2) ** 0.5
                assert (
                    abs(end.worth[party].value - whole.worth[party].value)
                    <= 4 * error + 0.01 * abs(whole.worth[party].value) + 1.0
                )


def test_a_payment_more_is_worth_itself_and_nothing_without_a_deal() -> None:
    bar = told().at("terms.fee.amount")
    assert [end.worth["ada"].value for end in bar.ends] == pytest.approx([-1e5, 9e5])
    assert [end.gain["ben"].value for end in bar.ends] == pytest.approx([1e5, -9e5])


def test_a_reading_is_taken_for_certain_and_the_mean_of_both_ends_is_about_where_it_stands() -> None:
    text = (
        DEAL.replace("risk_tolerance: caution", "")
        .replace(", risk_tolerance: 9m", "")
        .replace("risk_tolerance: 9m", "")
    )
    bar = told(text, exact=True).at("facts.clause")
    whole, half = (end.worth["ada"] for end in bar.ends)
    error = 4 * (whole.standard_error + half.standard_error)
    assert abs(0.6 * whole.value + 0.4 * half.value) <= error
    assert whole.value > 0 > half.value


def test_what_moves_only_no_deal_moves_the_gain_alone() -> None:
    found = told(
        DEAL.replace("60% * sales", "rest * sales").replace(
            "  part:", "  rest: {is: 60%, range: 50% to 80%, status: assumed, reason: as seen}\n  part:"
        )
    )
    bar = found.at("facts.rest.is")
    assert all(end.worth[party].value == 0.0 for end in bar.ends for party in ("ada", "ben"))
    assert bar.ends[0].gain["ben"].value > 0 > bar.ends[1].gain["ben"].value


def test_a_date_to_come_is_not_moved_into_the_past_where_nothing_would_be_paid() -> None:
    text = DEAL.replace("amount: 100k USD, on: 2025-06-30", "amount: 100k USD, on: 2025-01-11")
    (bar,) = [bar for bar in told(text, 64).bars if bar.path == "terms.fee.on"]
    assert [end.label for end in bar.ends] == ["2025-01-01", "2025-02-10"]
    (today,) = [bar for bar in told(text.replace("2025-01-11", "2025-01-01"), 64).bars if bar.path == "terms.fee.on"]
    assert [end.label for end in today.ends] == ["2025-01-31"]
    assert today.size("ada") == pytest.approx(0.0, abs=1e-6)


def test_what_is_nothing_is_moved_in_its_own_unit() -> None:
    (bar,) = [bar for bar in told(paths=64).bars if bar.path == "risk_free"]
    assert [end.label for end in bar.ends] == ["-5%", "5%"]


def test_readings_without_a_title_are_called_by_what_they_say() -> None:
    plain = DEAL.replace("title: the whole, ", "").replace("title: half of it, ", "")
    (bar,) = [bar for bar in told(plain, 64).bars if bar.path == "facts.clause"]
    assert [end.label for end in bar.ends] == ["100%", "50%"]


def test_the_year_of_a_condition_is_moved_as_a_date_is_and_not_by_a_tenth_of_itself() -> None:
    text = DEAL.replace("payee: ben, amount: sales}", 'payee: ben, amount: "if(year < 2026.5, sales, 0 USD/year)"}')
    (low, high) = (float(end.label) for end in told(text, paths=64).at("terms.own.amount", 0).ends)
    # 546 days ahead: a tenth of that, 55 days, either way
    assert (low, high) == pytest.approx((2026.5 - 55 / 365, 2026.5 + 55 / 365), abs=0.01)


def test_a_number_of_the_size_of_a_year_is_moved_by_a_tenth_unless_it_is_compared_with_the_year() -> None:
    text = DEAL.replace(
        "payee: ben, amount: sales}", 'payee: ben, amount: "sales * 2000 * 0.0005 * 1.02 ^ (year - 2024)"}'
    )
    own = [bar for bar in told(text, paths=64).bars if bar.path == "terms.own.amount"]
    ends = {bar.held: [float(end.label) for end in bar.ends] for bar in own}
    assert ends["2000"] == [1800.0, 2200.0]
    assert all(abs(end - 2024) < 1 for end in ends["2024"])
