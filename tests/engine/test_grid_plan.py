"""The plan of a grid: what stands together is linked by a reason, and whatever is not linked stands apart."""

from collections.abc import Callable

import pytest

from dealwright.engine.grids.links import Link
from dealwright.engine.grids.plan import Plan, plan, wordings_of
from dealwright.lang.load import Loaded

Read = Callable[..., Loaded]

HEAD = """\
dealwright: 1
title: Two mills
as_of: 2025-01-01
horizon: 2029-12-31
step: year
currency: USD
risk_free: 3%
parties:
  ada: {name: Ada, risk_tolerance: 5m}
  bob: {name: Bob, risk_tolerance: 9m}
drivers:
  sales: {kind: gbm, start: 10m USD/year, growth: 5%, volatility: 30%}
"""
MILL = """\
companies:
  mill: {enterprise_value: 2x * sales * 1 year, cost_of_capital: 9%, exit: horizon}
"""
TABLE = "negotiate:\n  between: [ada, bob]\n  over:\n"


def planned(read: Read, text: str) -> Plan:
    loaded = read(HEAD + text)
    values = loaded.ranges()
    return plan(wordings_of(loaded.package({}), values), {path: len(each) for path, each in values.items()})


def reasons(plan: Plan) -> set[Link]:
    return {link for group in plan.groups for link in group.links}


PAIRS = {
    "a result that enters an amount": (
        "rent: {kind: flow, payer: ada, payee: bob, amount: 5% * sales - terms.fee.paid}",
        "fee: {kind: flow, payer: bob, payee: ada, amount: 2% * sales}",
        "terms.rent.amount: [1% * sales - terms.fee.paid, 2% * sales]",
        "terms.fee.amount: [1% * sales, 2% * sales]",
        Link("rent", "fee", "uses", "amount"),
    ),
    "a term that ends another": (
        "rent: {kind: flow, payer: ada, payee: bob, amount: 5% * sales, from: 2026-01-01, replaces: fee}",
        "fee: {kind: flow, payer: bob, payee: ada, amount: 2% * sales}",
        "terms.rent.amount: [1% * sales, 2% * sales]",
        "terms.fee.amount: [1% * sales, 2% * sales]",
        Link("rent", "fee", "names", "replaces"),
    ),
    "a netting": (
        "rent: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 5%, netted_with: fee}",
        "fee: {kind: royalty, payer: bob, payee: ada, on: sales, rate: 2%}",
        "terms.rent.rate: [1%, 2%]",
        "terms.fee.rate: [1%, 2%]",
        Link("rent", "fee", "nets", "netted_with"),
    ),
    "a most favoured payee": (
        "rent: {kind: royalty, payer: bob, payee: ada, on: sales, rate: 5%, most_favoured: fee}",
        "fee: {kind: royalty, payer: bob, payee: ada, on: sales, rate: 2%}",
        "terms.rent.rate: [1%, 2%]",
        "terms.fee.rate: [1%, 2%]",
        Link("rent", "fee", "names", "most_favoured"),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_terms_of_which_one_enters_the_other_stand_together_and_the_plan_says_why(read: Read, name: str) -> None:
    first, second, one, other, why = PAIRS[name]
    found = planned(read, f"terms:\n  {first}\n  {second}\n{TABLE}    {one}\n    {other}\n")
    assert [group.terms for group in found.groups] == [{"rent", "fee"}]
    assert why in reasons(found)


def test_terms_that_do_not_touch_stand_apart_without_a_link(read: Read) -> None:
    found = planned(
        read,
        MILL + "terms:\n  rent: {kind: flow, payer: mill, payee: bob, amount: 5% * sales}\n"
        "  fee: {kind: flow, payer: mill, payee: ada, amount: 2% * sales}\n"
        "  share: {kind: equity, company: mill, holder: ada, stake: 40%, residual: bob}\n"
        + TABLE
        + "    terms.rent.amount: [1% * sales, 2% * sales]\n    terms.fee.amount: [1% * sales, 2% * sales]\n"
        "    terms.share.stake: 30% .. 60% by 10%\n",
    )
    assert {group.terms for group in found.groups} == {frozenset({"rent"}), frozenset({"fee"})}
    assert (found.stakes, found.companies, found.settled) == (("terms.share.stake",), ("mill",), {})
    assert reasons(found) == set()


EVE = "drivers:", "  eve: {name: Eve}\ndrivers:"
ASIDE = {
    "a flow to someone who is not at the table": (
        "payee: eve, amount: 1m USD/year",
        "amount: [1m USD/year, 2m USD/year]",
        True,
    ),
    "a clause that is not in force": (
        "active: no, payer: bob, payee: ada, amount: 1m USD/year",
        "amount: [1m USD/year, 2m USD/year]",
        True,
    ),
    "a remark": ("payer: bob, payee: ada, amount: 1m USD/year", 'note: ["one", "two"]', True),
    "a clause that a package may put into force": (
        "active: no, payer: bob, payee: ada, amount: 1m USD/year",
        "active: [yes, no]",
        False,
    ),
    "a payee that a package may bring to the table": ("payee: eve, amount: 1m USD/year", "payee: [eve, ada]", False),
    "a clause that another enters": ("payee: eve, amount: 1m USD/year", "amount: [1% * sales, terms.fee.paid]", False),
}


@pytest.mark.parametrize("name", ASIDE)
def test_what_moves_nobody_at_the_table_has_no_columns(read: Read, name: str) -> None:
    keys, choices, idle = ASIDE[name]
    terms = (
        f"terms:\n  aside: {{kind: flow, {keys}}}\n  fee: {{kind: flow, payer: bob, payee: ada, amount: 2% * sales}}\n"
    )
    over = f"{TABLE}    terms.aside.{choices}\n    terms.fee.amount: [1% * sales, 2% * sales]\n"
    loaded = read(HEAD.replace(*EVE) + terms + over)
    values = loaded.ranges()
    found = plan(wordings_of(loaded.package({}), values), {path: len(each) for path, each in values.items()})
    path = f"terms.aside.{choices.partition(':')[0]}"
    assert found.idle == ((path,) if idle else ())
    assert any(path in group.paths for group in found.groups) is not idle


def test_a_share_that_a_package_gives_a_member_who_has_none_yet_is_no_matter_of_others(read: Read) -> None:
    venture = "terms:\n  mine: {kind: venture, members: {eve: 40%}, cash_flow: 5% * sales}\n"
    loaded = read(HEAD.replace(*EVE) + venture + TABLE + "    terms.mine.members.ada: [10%, 20%]\n")
    values = loaded.ranges()
    assert plan(wordings_of(loaded.package({}), values), dict.fromkeys(values, 2)).idle == ()


SETTLED = {
    "ranks that differ": ("", "rank: 1, ", "ranked"),
    "a stake with a discount of its own": ("discount: 12%, ", "", "priced"),
    "a stake that nobody knows": ("", "", "unsure"),
}


@pytest.mark.parametrize("name", SETTLED)
def test_a_company_is_settled_with_its_terms_for_a_reason_that_the_plan_says(read: Read, name: str) -> None:
    stake, rent, why = SETTLED[name]
    share = "'30% to 50%'" if why == "unsure" else "40%"
    found = planned(
        read,
        MILL + f"terms:\n  rent: {{kind: flow, payer: mill, payee: bob, {rent}amount: 5% * sales}}\n"
        "  fee: {kind: flow, payer: mill, payee: ada, amount: 2% * sales}\n"
        f"  share: {{kind: equity, company: mill, holder: ada, {stake}stake: {share}, residual: bob}}\n"
        + TABLE
        + "    terms.rent.amount: [1% * sales, 2% * sales]\n    terms.fee.amount: [1% * sales, 2% * sales]\n",
    )
    assert found.settled == {"mill": (why,)}
    assert [group.terms for group in found.groups] == [{"rent", "fee", "share"}]
    assert Link("companies.mill", "fee", "settles") in reasons(found)
