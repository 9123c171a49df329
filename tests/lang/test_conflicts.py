"""Values of negotiable ranges that cannot stand together: which, how many packages, where, and how to mend it."""

import pytest

from dealwright.lang.conflicts import conflict
from dealwright.lang.load import Loaded, loads

FIRM = """\
dealwright: 1
title: Two stakes in a firm
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {discount: 10%}
  ben: {discount: 10%}
  eve: {discount: 10%}
companies:
  firm: {enterprise_value: 100m, cash_flow: 0 EUR/year, cash: 0 EUR, cost_of_capital: 10%, exit: [horizon]}
terms:
  first: {kind: equity, company: firm, holder: ben, stake: 25%, residual: ada}
  second: {kind: equity, company: firm, holder: eve, stake: 20%}
  third: {kind: equity, company: firm, holder: ben, stake: 5%}
  fee: {kind: payment, payer: ben, payee: ada, amount: 1m, on: 2025-06-30}
negotiate:
  between: [ada, ben]
  over:
"""
GIVES_WAY = "or let the holder of one of the stakes be the `residual`, which gives way"


def over(**ranges: str) -> Loaded:
    """Read the firm with ranges of stakes, by the names of their terms, and with two fees."""
    lines = [f"    terms.{name}.stake: {text}\n" for name, text in ranges.items()]
    loaded = loads(FIRM + "".join(lines) + "    terms.fee.amount: [1m, 2m]\n")
    assert loaded.deal is not None, loaded
    return loaded


def stakes(**values: str) -> dict[str, str]:
    return {f"terms.{name}.stake": value for name, value in values.items()}


def test_the_values_that_clash_are_named_where_they_are_negotiated() -> None:
    loaded = over(first="10% .. 60% by 10%", second="10% .. 50% by 10%")
    found = conflict(loaded, stakes(first="60%", second="50%"))
    assert (found.code, found.severity) == ("bad-stakes", "error")
    named = "with `terms.first.stake: 60%` and `terms.second.stake: 50%`: the stakes in `firm` sum to 115%"
    assert found.what == f"{named}; so 6 of the 60 packages cannot stand"
    assert (found.place.file, found.place.column) == ("deal.yaml", 25)
    assert loaded.line(found.place) == "    terms.second.stake: 10% .. 50% by 10%"
    assert found.expected == "ranges of which any values stand together: at most 100%"


def test_what_it_says_to_write_lets_every_package_stand() -> None:
    ranges = {"first": "10% .. 60% by 10%", "second": "10% .. 50% by 10%"}
    mend = conflict(over(**ranges), stakes(first="60%", second="50%")).mend
    one, other = "10% .. 40% by 10%", "10% .. 30% by 10%"
    assert mend == f"write `terms.first.stake: {one}` or `terms.second.stake: {other}`, {GIVES_WAY}"
    for mended in ({**ranges, "first": one}, {**ranges, "second": other}):
        loaded = over(**mended)
        packages = [
            stakes(first=a, second=b)
            for a in loaded.ranges()["terms.first.stake"]
            for b in loaded.ranges()["terms.second.stake"]
        ]
        assert all(loaded.with_overrides(each).deal is not None for each in packages)


def test_ranges_of_which_neither_alone_can_be_narrowed_are_narrowed_together() -> None:
    found = conflict(over(first="40% .. 70% by 10%", second="40% .. 70% by 10%"), stakes(first="60%", second="40%"))
    assert found.mend == f"write `terms.first.stake: [40%]` and `terms.second.stake: 40% .. 50% by 10%`, {GIVES_WAY}"


@pytest.mark.parametrize(("second", "narrower"), [("[10%, 50%, 40%]", "[10%]"), ("10% .. 50%", "10% .. ")])
def test_lists_and_ranges_without_a_step_are_narrowed_as_they_are_written(second: str, narrower: str) -> None:
    found = conflict(over(first="10% .. 60% by 10%", second=second), stakes(first="60%", second="50%"))
    assert f"or `terms.second.stake: {narrower}" in found.mend
    assert " by " not in found.mend.partition("second")[2].partition("`")[0]


def test_of_many_packages_the_ends_of_the_ranges_are_tried() -> None:
    found = conflict(over(first="10% .. 60% by 0.5%", second="10% .. 50% by 0.5%"), stakes(first="60%", second="50%"))
    assert "so not all of the 16,362 packages can stand" in found.what
    assert "`terms.first.stake: 10% .. 45% by 0.5%` or `terms.second.stake: 10% .. 35% by 0.5%`" in found.mend


def test_three_stakes_that_clash_are_all_named() -> None:
    loaded = over(first="10% .. 50% by 10%", second="10% .. 50% by 10%", third="5% .. 45% by 10%")
    found = conflict(loaded, stakes(first="10%", second="50%", third="45%"))
    assert "`terms.first.stake: 10%`, `terms.second.stake: 50%` and `terms.third.stake: 45%`: the stakes" in found.what
    assert loaded.line(found.place).strip().startswith("terms.third.stake")


def test_a_term_with_which_nothing_changes_is_not_named() -> None:
    met = {**stakes(first="60%", second="50%"), "terms.fee.amount": "2m"}
    found = conflict(over(first="10% .. 60% by 10%", second="10% .. 50% by 10%"), met)
    assert "fee" not in found.what
    assert "fee" not in found.mend


def test_a_value_of_a_range_that_cannot_stand_by_itself_is_named_and_the_range_narrowed() -> None:
    loaded = loads(f"{FIRM}    terms.first.stake: 20% .. 90% by 10%\n")
    (found,) = loaded.errors
    assert found.what == "with `terms.first.stake: 90%`: the stakes in `firm` sum to 115%"
    assert found.mend == "write `terms.first.stake: 20% .. 70% by 10%`, or lower them"


def test_where_everybody_holds_a_stake_the_last_holder_may_take_the_rest() -> None:
    text = FIRM.replace(", residual: ada", "").replace("  third: {kind: equity, company: firm, holder: ben, stake: 5%}",
                        "  third: {kind: equity, company: firm, holder: ada, stake: 5%}")  # fmt: skip
    (found,) = loads(f"{text}    terms.fee.amount: [1m, 2m]\n").errors
    assert (found.code, found.mend) == (
        "no-residual", "write `residual: ada` in `terms.first`, in place of `terms.third`"
    )  # fmt: skip
