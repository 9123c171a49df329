"""A grid of packages gives each package the worth that it has alone, through the books, on the same futures."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.bargain.fresh import reserve
from dealwright.bargain.packages import forms, taken_for_known, value_grid
from dealwright.engine.scenario import Scene
from dealwright.lang.load import Loaded
from dealwright.world.draws import Draws
from engine.deals import deals

Read = Callable[..., Loaded]
DRAWS = Draws(3, 4, 64)

HEAD = """
dealwright: 1
title: A small negotiation
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: USD
risk_free: 4%
"""
PARTIES = """parties:
  ada: {discount: 12%, risk_tolerance: 90m}
  bob: {discount: 9%, risk_tolerance: 200m}
  eve: {discount: 7%, risk_tolerance: none}
"""
DRIVERS = """drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  sold:  {kind: event, chance: 60% by 2028-06-30}
  ended: {kind: event, chance: 50% by 2028-06-30}
"""
FIRM = """companies:
  firm: {enterprise_value: 1x * sales * 1 year, cash_flow: -10% * sales, cash: -60m, cost_of_capital: 11%,
         exit: [sold, horizon]}
"""
FIRM_ALONE = HEAD + PARTIES + DRIVERS + FIRM
STAKE = "  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}\n"
FEE = """  fee: {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 30m, minimum: 1m, ends_on: ended,
        until: 2028-12-31}
"""
RENT = "  rent: {kind: flow, payer: firm, payee: eve, amount: 9m USD/year}\n"
TABLE = "negotiate:\n  between: [ada, bob]\n  over:\n"

EUROS = "facts: {eur_usd: {is: 0.9 USD/EUR to 1.4 USD/EUR, reason: a guess}}\nnegotiate:"

NEGOTIATIONS = {
    "a firm in want, whose payees hold it": FIRM_ALONE + f"terms:\n{FEE}{RENT}{STAKE}" + TABLE + """
    terms.fee.rate: [0%, 9%, 30%]
    terms.fee.cap: [10m, 60m]
    terms.rent.amount: [0 USD/year, 20m USD/year]
    terms.stake.stake: [0%, 25%, 80%]
    terms.rent.active: [yes, no]
""",
    "a fee in euros, at a rate that is a driver": FIRM_ALONE + f"""terms:
{FEE.replace("on: sales", "on: sales / eur_usd, currency: EUR")}{RENT.replace("9m USD/year", "9m/year")}{STAKE}
exchange_rates: {{EUR: eur_usd}}
""" + TABLE.replace("negotiate:", EUROS) + """
    terms.fee.rate: [9%, 30%]
    terms.fee.cap: 10m .. 60m by 50m
    terms.rent.currency: [USD, EUR]
    terms.rent.amount: [9m/year, 20m/year]
    terms.stake.stake: [25%, 80%]
""",
    "an option that its holder decides": FIRM_ALONE + f"""terms:
{FEE}{RENT}{STAKE}  more: {{kind: option, holder: bob, writer: ada, from: 2026-01-01, until: 2027-12-31, every: half,
         price: 2m, switches: {{terms.fee.rate: 20%}}}}
  leave: {{kind: option, holder: ada, writer: bob, on: 2027-06-30, ends: rent}}
""" + TABLE + """
    terms.fee.rate: [5%, 12%]
    terms.more.price: [1m, 6m]
    terms.leave.exercise: [never, best]
    terms.stake.stake: [25%, 80%]
""",
    "an option on a stake": FIRM_ALONE + f"""terms:
{FEE}{RENT}{STAKE}  call: {{kind: option, company: firm, stake: 20%, holder: eve, writer: ada, from: 2026-01-01,
         until: 2028-12-31, every: year, price: 8m}}
  put: {{kind: option, company: firm, stake: 10%, sells: yes, holder: bob, writer: ada, on: 2027-12-31, price: 6m,
        exercise: always}}
""" + TABLE + """
    terms.fee.rate: [5%, 12%]
    terms.call.price: [4m, 12m]
    terms.put.stake: [0%, 10%]
    terms.stake.stake: [25%, 60%]
""",
    "an option at fair value": FIRM_ALONE + f"""terms:
{FEE}{RENT}{STAKE}  call: {{kind: option, company: firm, stake: 20%, holder: eve, writer: ada, on: 2027-12-31,
         exercise: always, price: 90% * fair_value, price_floor: 2m}}
""" + TABLE + """
    terms.fee.rate: [5%, 12%]
    terms.call.price_floor: [2m, 12m]
    terms.rent.amount: [0 USD/year, 9m USD/year]
    terms.stake.stake: [25%, 60%]
""",
    "options, risk and sums that are sure": FIRM_ALONE + f"""terms:
{FEE}{RENT}{STAKE}  more: {{kind: option, holder: bob, writer: ada, from: 2026-01-01, until: 2027-12-31, every: half,
         price: 2m, switches: {{terms.fee.rate: 20%}}}}
  put: {{kind: option, company: firm, stake: 10%, sells: yes, holder: bob, writer: ada, on: 2027-12-31,
        price: 90% * fair_value, price_floor: 2m}}
  upfront: {{kind: payment, payer: ada, payee: bob, amount: 20m, on: 2025-03-01}}
  later: {{kind: payment, payer: bob, payee: ada, amount: 5m, on: 2028-06-30}}
""" + TABLE + """
    terms.fee.rate: [5%, 12%]
    terms.put.price_floor: [2m, 12m]
    terms.upfront.amount: [0 USD, 90m]
    terms.later.amount: [1m, 10% * sales * 1 year]
""",
    "ranks": FIRM_ALONE + f"terms:\n{FEE.replace('fee: {', 'fee: {rank: 1, ')}{RENT}{STAKE}" + TABLE + """
    terms.fee.rate: [9%, 30%]
    terms.rent.amount: [1m USD/year, 20m USD/year]
    terms.stake.stake: [25%, 80%]
""",
    "a rank that is negotiated": FIRM_ALONE + f"terms:\n{FEE}{RENT}{STAKE}" + TABLE + """
    terms.fee.rank: [0, 2]
    terms.fee.rate: [9%, 30%]
""",
    "a subsidiary": FIRM_ALONE + """  site: {enterprise_value: 40m, cash_flow: 5% * sales,
        cash: -30m, cost_of_capital: 8%, exit: ended}
terms:
  lease: {kind: flow, payer: firm, payee: site, amount: 10m USD/year}
  holding: {kind: equity, company: site, holder: firm, stake: 60%, residual: bob}
""" + f"{FEE}{STAKE}" + TABLE + """
    terms.lease.amount: [1m USD/year, 15m USD/year]
    terms.holding.stake: [0%, 50%, 100%]
    terms.fee.rate: [0%, 20%]
    terms.stake.stake: [10%, 50%]
""",
    "terms that use each other's results": FIRM_ALONE + f"terms:\n{FEE}{STAKE}" + """
  bonus: {kind: flow, payer: ada, payee: bob, amount: 40% * terms.fee.paid}
  guard: {kind: flow, payer: eve, payee: ada, amount: "if(terms.fee.balance < 20m USD, 2m USD/year, 0 USD/year)"}
  other: {kind: flow, payee: ada, amount: 3m USD/year}
""" + TABLE + """
    terms.fee.rate: [5%, 20%]
    terms.fee.active: [yes, no]
    terms.bonus.active: [yes, no]
    terms.other.amount: [0 USD/year, 4m USD/year]
""",
    "a company that counts on a term": HEAD + PARTIES + DRIVERS
    + FIRM.replace("-10% * sales", "-10% * sales + 50% * terms.fee.due") + f"terms:\n{FEE}{RENT}{STAKE}" + TABLE + """
    terms.fee.rate: [5%, 20%]
    terms.fee.active: [yes, no]
    terms.rent.amount: [0 USD/year, 9m USD/year]
    terms.stake.stake: [10%, 50%]
""",
    "someone at the table buys in a later round": HEAD + PARTIES + DRIVERS
    + FIRM.replace("exit: [", "rounds: [{on: 2026-08-15, new_money: 20m, pre_money: 30m, by: bob}], exit: [")
    + f"terms:\n{FEE}{STAKE}" + TABLE + """
    terms.fee.rate: [5%, 20%]
    terms.stake.stake: [0%, 40%]
""",
    "all at the table buy in later rounds, and sell at any level": HEAD
    + "facts: {raised: {is: 5m to 25m}}\n" + PARTIES + DRIVERS
    + FIRM.replace("exit: [", "rounds: [{on: 2026-08-15, new_money: 20m, pre_money: 30m, by: bob}, "
                   "{on: 2027-08-15, new_money: raised, pre_money: 40m, by: ada}], exit: [")
    + f"terms:\n{FEE}{STAKE}{RENT}" + TABLE + """
    terms.fee.rate: [5%, 20%]
    terms.rent.amount: [0 USD/year, 9m USD/year]
    terms.stake.stake: [0%, 20%, 40%]
    terms.stake.active: [yes, no]
""",
    "a buyer in a later round without a stake": HEAD + PARTIES + DRIVERS
    + FIRM.replace("exit: [", "rounds: [{on: 2026-08-15, new_money: 20m, pre_money: 30m, by: bob}], exit: [")
    + f"terms:\n{FEE}{STAKE.replace('bob', 'eve')}" + TABLE + """
    terms.fee.rate: [5%, 20%]
    terms.stake.stake: [0%, 40%]
""",
    "mean at discount, with rates of terms": HEAD + "worth_by: mean_at_discount\n" + PARTIES + DRIVERS + FIRM
    + f"terms:\n{FEE.replace('fee: {', 'fee: {discount: 20%, ')}{RENT}{STAKE}" + TABLE + """
    terms.fee.rate: [5%, 30%]
    terms.fee.discount: [5%, 25%]
    terms.stake.stake: [0%, 40%]
    terms.stake.discount: [5%, 25%]
""",
    "what changes the futures": HEAD + "facts: {burn: {is: 10%}}\n" + PARTIES + DRIVERS + FIRM.replace("-10%", "-burn")
    + f"terms:\n{FEE}{STAKE}" + TABLE + """
    terms.fee.rate: [5%, 20%]
    drivers.sold.chance: [20% by 2028-06-30, 70% by 2028-06-30]
    facts.burn: [5%, 30%]
    companies.firm.cash: [-90m, 10m]
    parties.ada.risk_tolerance: [20m, 200m]
    terms.stake.stake: [10%, 40%]
""",
    "readings and doubts": HEAD + """facts:
  last: {known_to: [ada, bob], readings: [{weight: 60%, overlay: {terms.fee.ends_on: ended}},
                                          {weight: 40%, overlay: {terms.fee.ends_on: none}}]}
  growing: {known_to: ada, readings: [{is: 20%, weight: 30%}, {is: 5%, weight: 70%}]}
  waste: {is: 1% to 30%}
  size: {is: 10% to 30%}
""" + PARTIES + DRIVERS.replace("8%", "growing") + FIRM.replace("-10%", "-waste")
    + f"terms:\n{FEE}{RENT}{STAKE.replace('30%', 'size')}" + TABLE + """
    terms.fee.ends_on: [ended, none]
    terms.fee.rate: [5%, 20%]
    terms.rent.amount: [0 USD/year, 9m USD/year]
    terms.stake.active: [yes, no]
""",
    "two firms in want": FIRM_ALONE + """  mill: {enterprise_value: 2x * sales * 1 year,
        cash_flow: -20% * sales, cash: -190m, cost_of_capital: 14%, exit: [ended, horizon]}
terms:
  toll: {kind: flow, payer: firm, payee: mill, amount: 4m USD/year}
  part: {kind: equity, company: mill, holder: bob, stake: 45%, residual: eve}
""" + f"{FEE}{RENT}{STAKE}" + TABLE + """
    terms.toll.amount: [0 USD/year, 9m USD/year]
    terms.fee.rate: [5%, 30%]
    terms.part.stake: [0%, 50%]
    terms.stake.stake: [10%, 40%]
""",
    "a debtor's debtor": FIRM_ALONE.replace("-60m", "-160m") + """  mill: {enterprise_value: 0.2x * sales * 1 year,
        cash: -10m, cost_of_capital: 14%, exit: [ended, horizon]}
terms:
  toll: {kind: flow, payer: firm, payee: mill, amount: 4m USD/year}
  levy: {kind: flow, payer: mill, payee: bob, amount: 6m USD/year}
  part: {kind: equity, company: mill, holder: eve, stake: 100%, residual: eve}
""" + f"{FEE}{STAKE}" + TABLE + """
    terms.toll.amount: [0 USD/year, 9m USD/year]
    terms.levy.active: [yes, no]
    terms.stake.stake: [10%, 40%]
""",
    "a debt to a firm that someone at the table holds": FIRM_ALONE.replace("-60m", "-150m")
    + """  mill: {enterprise_value: 2x * sales * 1 year, cash_flow: 1% * sales, cost_of_capital: 9%,
         exit: [ended, horizon]}
terms:
  toll: {kind: flow, payer: firm, payee: mill, amount: 12m USD/year}
  part: {kind: equity, company: mill, holder: bob, stake: 30%, residual: ada}
  stake: {kind: equity, company: firm, holder: eve, stake: 30%, residual: eve}
""" + TABLE + """
    terms.part.stake: [10%, 60%]
    terms.toll.amount: [2m USD/year, 20m USD/year]
""",
    "a payee that is negotiated": FIRM_ALONE.replace("-60m", "-100m")
    + """  mill: {enterprise_value: 40m, cash_flow: -9m USD/year, cost_of_capital: 9%, exit: [ended, horizon]}
terms:
  toll: {kind: flow, payer: ada, payee: eve, amount: 12m USD/year}
  part: {kind: equity, company: mill, holder: firm, stake: 50%, residual: bob}
""" + STAKE + TABLE + """
    terms.toll.payee: [eve, mill, bob, firm]
    terms.toll.amount: [2m USD/year, 20m USD/year]
    terms.part.stake: [10%, 60%]
    terms.stake.stake: [10%, 60%]
""",
    "an amount that may come to hang on another term": FIRM_ALONE + f"terms:\n{FEE}{RENT}{STAKE}" + TABLE + """
    terms.rent.payee: [eve, bob]
    terms.rent.amount: [9m USD/year, 80% * terms.fee.paid]
    terms.fee.rate: [2%, 30%]
    terms.stake.stake: [10%, 60%]
""",
    "a company that may come to count on a term": FIRM_ALONE + f"terms:\n{FEE}{RENT}{STAKE}" + TABLE + """
    companies.firm.cash_flow: [-10% * sales, -10% * sales + 50% * terms.fee.due]
    terms.fee.rate: [2%, 30%]
    terms.stake.stake: [10%, 60%]
""",
    "a later flow that hangs on what another term may become": FIRM_ALONE.replace("[sold, horizon]", "ended")
    + """terms:
  rent: {kind: flow, payer: bob, payee: ada, amount: 9m USD/year}
  part: {kind: flow, payer: bob, payee: firm, amount: 80% * terms.rent.paid}
""" + STAKE + TABLE + """
    terms.rent.amount: [9m USD/year, 10% * sales]
    terms.stake.stake: [10%, 60%]
""",
    "a stake behind whose fact stands a doubt": FIRM_ALONE.replace("parties:", """facts:
  size: {is: 1% to 60%}
  half: {is: size / 2}
parties:""") + f"terms:\n{FEE}{STAKE.replace('30%', 'half').replace(', residual: ada', '')}" + """
  other: {kind: equity, company: firm, holder: eve, stake: 5%, residual: ada}
""" + TABLE + """
    terms.fee.rate: [5%, 20%]
    terms.stake.active: [yes, no]
    terms.other.stake: [5%, half]
""",
    "a reading that has another payer": FIRM_ALONE.replace("parties:", """facts:
  whose: {readings: [{weight: 60%, overlay: {terms.toll.payer: firm}}, {weight: 40%, overlay: {terms.toll.payer: ada}}]}
parties:""").replace("-60m", "-100m") + "terms:\n  toll: {kind: flow, payer: ada, payee: eve, amount: 9m USD/year}\n"
    + f"{FEE.replace('fee: {', 'fee: {rank: 1, ')}{STAKE}" + TABLE + """
    terms.toll.amount: [2m USD/year, 20m USD/year]
    terms.fee.rate: [5%, 20%]
    terms.stake.stake: [10%, 60%]
""",
    "a firm in want, whose debts fall due on a day nobody knows": HEAD + """facts:
  day: {is: "one_of({2026-03-31: 30%, 2029-03-31: 70%})", known_to: nobody}
""" + PARTIES + DRIVERS + FIRM.replace("-60m", "-160m") + f"terms:\n{FEE}{RENT}{STAKE}" + """
  bonus: {kind: payment, payer: firm, payee: bob, amount: 30m, on: day}
""" + TABLE + """
    terms.fee.rate: [5%, 20%]
    terms.stake.stake: [10%, 50%]
    terms.bonus.amount: [10m, 40m]
""",
    "a clause that nobody at the table can read": HEAD + """facts:
  last: {known_to: eve, readings: [{weight: 60%, overlay: {terms.fee.ends_on: ended, terms.fee.payer: firm}},
                                   {weight: 40%, overlay: {terms.fee.ends_on: none, terms.stake.holder: eve}}]}
  day: {is: "one_of({2026-03-31: 30%, 2028-03-31: 70%})"}
  buys: {known_to: nobody, readings: [{weight: 50%, overlay: {companies.firm.cash: -150m}},
         {weight: 50%, overlay: {companies.firm.rounds: [{on: 2026-08-15, new_money: 9m, pre_money: 30m, by: ada}]}}]}
""" + PARTIES + DRIVERS + FIRM + f"terms:\n{FEE.replace('payer: firm', 'payer: ada')}{RENT}{STAKE}" + """
  bonus: {kind: payment, payer: firm, payee: bob, amount: 30m, on: day}
""" + TABLE + """
    terms.fee.rate: [5%, 20%]
    terms.rent.amount: [0 USD/year, 9m USD/year]
    terms.stake.stake: [10%, 50%]
    terms.bonus.amount: [10m, 40m]
""",
}  # fmt: skip


def alone(loaded: Loaded, package: Mapping[str, str], party: str) -> float:
    """Value one package through the books, on the same draws with nothing kept from the grid."""
    return reserve(Scene(loaded.package(dict(package)), replace(DRAWS), forms=forms(loaded)), party).value


def likeliest(loaded: Loaded) -> Loaded:
    """Lay the likeliest reading of what someone at the table knows over a deal."""
    scene = Scene(loaded, DRAWS)
    assert loaded.deal is not None
    ((mask, read, _),) = scene.readings(taken_for_known(loaded.deal, scene.doubts))
    assert mask is None
    return read


def scale(loaded: Loaded) -> float:
    """Say how large the worths of a deal are: what they may differ by is a part of it."""
    return 1e8 if loaded.deal is not None else 0.0


@pytest.mark.parametrize("name", NEGOTIATIONS)
def test_every_package_of_a_grid_is_worth_what_it_is_alone(read: Read, name: str) -> None:
    loaded = read(NEGOTIATIONS[name])
    grid = value_grid(loaded, DRAWS)
    values = loaded.ranges()
    packages = [grid.package(number) for number in range(grid.worth.shape[1])]
    assert sorted(map(str, packages)) == sorted(
        str(dict(zip(values, chosen, strict=True))) for chosen in product(*values.values())
    )
    rng = np.random.default_rng(1)
    for number in rng.choice(len(packages), size=min(len(packages), 12), replace=False):
        assert grid.number(packages[number]) == number
        for place, party in enumerate(("ada", "bob")):
            apart = grid.worth[place, number] - alone(loaded, packages[number], party)
            assert abs(apart) < 1e-9 * scale(loaded), (party, packages[number])
    assert np.ptp(grid.worth, axis=1).min() > 1e5, "packages differ"


def test_what_a_holder_buys_later_is_no_reason_to_settle_a_company_for_every_product_of_values(read: Read) -> None:
    loaded = read(NEGOTIATIONS["all at the table buy in later rounds, and sell at any level"])
    (world,) = value_grid(loaded, DRAWS).worlds
    assert world.plan.companies == ("firm",)
    assert {group.terms for group in world.plan.groups} == {frozenset({"fee"}), frozenset({"rent"})}


def test_sums_that_are_sure_leave_an_option_one_policy_for_all_of_them(read: Read) -> None:
    loaded = read(NEGOTIATIONS["options, risk and sums that are sure"])
    (world,) = value_grid(loaded, DRAWS).worlds
    beside = {group.terms: group.paths for group in world.plan.groups}
    assert beside[frozenset({"upfront"})] == ("terms.upfront.amount",)
    assert all("later" not in terms or "more" in terms for terms in beside), "what may move with sales is weighed"


@settings(max_examples=12)
@given(deals(ranked=False), st.integers(0, 2**31))
def test_every_package_of_a_random_grid_is_worth_what_it_is_alone(read: Read, text: str, seed: int) -> None:
    text = text.replace("ada: {", "ada: {risk_tolerance: 300m, ").replace("bob: {", "bob: {risk_tolerance: 500m, ")
    over = "    terms.stake.stake: [0%, 20%, 70%]\n    terms.holding.stake: [0%, 60%]\n    terms.t0.active: [yes, no]\n"
    if "t1:" in text:
        over += "    terms.t1.active: [yes, no]\n"
    loaded = read(text + TABLE + over)
    grid = value_grid(loaded, DRAWS)
    rng = np.random.default_rng(seed)
    for number in rng.choice(grid.worth.shape[1], size=4, replace=False):
        package = grid.package(number)
        for place, party in enumerate(("ada", "bob")):
            assert abs(grid.worth[place, number] - alone(loaded, package, party)) < 1e-8 * scale(loaded), package


@pytest.mark.parametrize("name", ["a firm in want, whose payees hold it", "readings and doubts"])
def test_a_package_is_worth_what_refusing_is_where_both_say_the_same(read: Read, name: str) -> None:
    """Packages and refusal are seen with the same eyes: what one side alone knows, too, is the same in both."""
    loaded = read(NEGOTIATIONS[name])
    grid = value_grid(loaded, DRAWS)
    number = grid.worth.shape[1] // 2
    refusing = Scene(loaded.with_overrides(grid.package(number)), DRAWS)
    for place, party in enumerate(("ada", "bob")):
        assert reserve(refusing, party).value == pytest.approx(grid.worth[place, number], abs=1e-9 * scale(loaded))


def test_a_package_that_settles_a_disputed_clause_is_not_read_another_way(read: Read) -> None:
    """The likeliest reading ends the fee with the event; a package that says `none` keeps it running all the same."""
    loaded = read(NEGOTIATIONS["readings and doubts"])
    package = {"terms.fee.ends_on": "none"}
    assert likeliest(loaded.package(package)).text_at("terms.fee.ends_on") == "none"
    assert likeliest(loaded).text_at("terms.fee.ends_on") == "ended"
    worth = {ends: alone(loaded, {"terms.fee.ends_on": ends}, "bob") for ends in ("ended", "none")}
    assert worth["none"] > worth["ended"] + 1e5
