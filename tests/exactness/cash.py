"""Writes random clauses that move money: royalties, participations, commitments, flows, payments, milestones, loans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exactness.life import live, pay_days
from exactness.written import (
    DATES,
    EVENTS,
    FLOWS,
    Clause,
    often,
    one,
    other_sides,
    percent,
    perhaps,
    some,
    two_sides,
)
from exactness.written import money as some_money

if TYPE_CHECKING:
    from random import Random

    from exactness.written import Cast

PERIODS = ("quarter", "half", "year")
TIERS = (
    "[{up_to: 20m, rate: 4%}, {rate: 9%}]",
    "[{up_to: 10m, rate: 12%}, {up_to: 40m, rate: 7%}, {rate: 3%}]",
    "[{up_to: 30m, rate: 0%}, {up_to: 90m, rate: 20%}]",
)
MINIMA = (
    {"minimum": "2m"},
    {"minimum": "1m", "minimum_applies": "before_recoupment"},
    {"minimum": "{2025: 2m, 2027: 9m}"},
    {"minimum": "4m", "minimum_period": "year"},
    {"minimum": "6m", "minimum_period": "year", "true_up": "year"},
    {"minimum": "3m", "minimum_recoupable": "yes", "recoupment": "60%", "recoupable_for": "2 years"},
)
LIMITS = (
    {"cap": "25m", "opening": "{paid: 4m}"},
    {"cap": "12m"},
    {"period_cap": "3m"},
    {"cap": "40m", "period_cap": "2m"},
)
RATES = (
    {"deductions": "8% * sales"},
    {"deductions": "30% * rent", "deductions_cap": "20%"},
    {"carry_losses": "yes"},
    {"stacking": "{third_party_rate: 3%, over: 10%, deduct: 50%, floor: 2%}"},
    {"stacking": "{third_party: 2% * rent, deduct: 50%, most: 40%, carry_forward: yes}"},
    {"rate_changes": "[{on: ended, times: 50%}]"},
    {"rate_changes": "[{on: 2027-01-01, rate: 11%}, {on: rival, times: 2x}]"},
    {"advance": "{amount: 8m, on: 2025-06-30}", "recoupment": "50%"},
    {"advance": "[{amount: 3m, on: 2025-12-31}, {amount: 4m, on: 2026-12-31}]", "recoup_from": "gross"},
)


def royalty(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a royalty."""
    payer, payee = two_sides(dice, cast)
    clause = Clause(name, {"kind": "royalty", "payer": payer, "payee": payee})
    if often(dice, of_ten=1):
        clause.keys["bases"] = "[{on: sales, rate: 5%}, {on: rent, tiers: [{up_to: 5m, rate: 3%}, {rate: 8%}]}]"
        clause.choices["bases.0.rate"] = ["2%", "15%"]
    else:
        clause.keys["on"] = one(dice, FLOWS)
        clause.choices["on"] = ["rent", "sales"]
        _rated(dice, clause, cast)
    clause.keys["period"] = one(dice, PERIODS)
    for few in (MINIMA, LIMITS, RATES):
        if often(dice, of_ten=4):
            clause.keys |= dice.choice(few)
    clause.keys |= pay_days(dice)
    for key, values in (("cap", ["9m", "30m"]), ("period_cap", ["1m", "5m"])):
        if key in clause.keys:
            clause.choices[key] = values
    if clause.keys.get("minimum", "{")[0] != "{":
        clause.choices["minimum"] = ["500k", "5m"]
    if often(dice, of_ten=2):
        clause.keys["year_starts"] = "04-01"
    clause.choices["payee"] = other_sides(cast, payer)
    live(dice, clause, cast)
    _money_of(dice, clause)
    _beside_another(dice, clause, cast)
    return clause


def _beside_another(dice: Random, clause: Clause, cast: Cast) -> None:
    """Now and then net a royalty with an earlier one the other way, or let it keep pace with one."""
    others = [each for each in cast.clauses if each.kind == "royalty" and not {"currency", "prices"} & each.keys.keys()]
    if not others or {"prices", "currency"} & clause.keys.keys() or not often(dice, of_ten=8):
        return
    other = others[dice.randint(0, len(others) - 1)]
    for key in ("period", "year_starts"):
        clause.keys.pop(key, None)
        clause.keys |= {key: other.keys[key]} if key in other.keys else {}
    if often(dice):
        clause.keys |= {"most_favoured": other.name, "favours": one(dice, ("payee", "payer"))}
    elif not any("netted_with" in each.keys for each in others):
        clause.keys |= {"payer": other.keys["payee"], "payee": other.keys["payer"], "netted_with": other.name}
        for each in (clause, other):
            each.choices.pop("payee", None)
            each.keys.pop("rank", None)
            each.choices.pop("rank", None)


def _rated(dice: Random, clause: Clause, cast: Cast) -> None:
    if often(dice, of_ten=6):
        rate = one(dice, ("share", percent(dice, 1, 40), percent(dice, 1, 40)))
        clause.keys["rate"] = perhaps(dice, cast, rate, "5% to 20%")
        clause.choices["rate"] = some(dice, ("0%", "5%", "10%", "share", "30%"))
    else:
        clause.keys["tiers"] = one(dice, TIERS)
        clause.keys |= dice.choice(
            (
                {},
                {"tiers_on": "cumulative"},
                {"tier_method": "retroactive"},
                {"tier_period": "year"},
                {"tiers_count": "sales + rent"},
                {"tiers_prorated": "no"},
            ),
        )
        clause.choices["tiers.0.rate"] = ["1%", "6%", "25%"]


def _money_of(dice: Random, clause: Clause) -> None:
    """Now and then let a royalty count in euros, or in money of the first day."""
    if not {"beyond", "bases", "deductions", "stacking", "tiers_count"} & clause.keys.keys():
        if often(dice, of_ten=1):
            clause.keys |= {"on": "sales / eur_usd", "currency": "EUR"}
            clause.choices.pop("on", None)
        elif often(dice, of_ten=1):
            clause.keys |= {"on": "deflated(sales)", "prices": "real"}
            clause.choices.pop("on", None)


def profit_participation(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a profit participation, perhaps with a residual party or others who catch up."""
    payer, payee = two_sides(dice, cast)
    clause = Clause(name, {"kind": "profit_participation", "payer": payer, "payee": payee, "on": one(dice, FLOWS)})
    third = one(dice, other_sides(cast, payer, payee)) if len(cast.sides) > 2 else None
    tiers = [
        (
            f"[{{share: {percent(dice, 20, 90)}, until_paid: {some_money(dice, 5, 30)}}}, "
            "{share: 20%, until_base: 150m}]"
        ),
        f"[{{share: {percent(dice, 5, 50)}, until_base: {some_money(dice, 20, 90)}}}, {{share: 10%}}]",
        "[{share: 100%, until_hurdle: 8%}, {share: 30%}]",
        "[{share: 80%, until_multiple: 1.5x}, {share: 15%}]",
    ]
    clause.keys["tiers"] = one(dice, tiers)
    if "until_hurdle" in clause.keys["tiers"] or "until_multiple" in clause.keys["tiers"]:
        clause.keys["invested"] = one(dice, ("12m", "{2025-06-30: 8m, 2026-06-30: 5m}"))
    elif third in cast.parties and often(dice, of_ten=4) and clause.keys["tiers"].endswith("150m}]"):
        clause.keys |= {"residual": str(third), "residual_share": "40%"}
        clause.choices["residual_share"] = ["10%", "90%"]
    clause.choices["tiers.0.share"] = ["10%", "50%", "90%"]
    clause.keys["period"] = one(dice, PERIODS)
    clause.keys |= pay_days(dice)
    if often(dice, of_ten=3):
        clause.keys["carry_losses"] = "yes"
        clause.choices["carry_losses"] = ["yes", "no"]
    live(dice, clause, cast)
    return clause


def commitment(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a commitment, with take or pay and what may be made up, rolled over or carried forward."""
    buyer, seller = two_sides(dice, cast)
    clause = Clause(name, {"kind": "commitment", "buyer": buyer, "seller": seller, "usage": "30% * sales"})
    promise = dice.choice(
        (
            {"minimum": "25m"},
            {"minimum": "{2025: 10m, 2027: 40m}"},
            {"ramp": "{from: 5m, to: 40m, over: 3 years}"},
            {"ramp": "{from: 15m, growth: 20%}"},
            {"in_total": "120m", "until": "2028-12-31"},
        ),
    )
    clause.keys |= promise
    if promise.get("minimum") == "25m":
        clause.keys["period"] = one(dice, PERIODS)
        clause.choices["minimum"] = ["10m", "20m", "45m"]
    clause.keys |= {
        "price": percent(dice, 80, 130),
        "market_price": percent(dice, 80, 110),
        "seller_margin": "20%",
        "otherwise_bought": "60%",
        "avoidable_cost": "30%",
    }
    clause.choices["price"] = ["90%", "120%"]
    clause.keys["take_or_pay"] = one(dice, ("yes", "85%"))
    clause.choices["take_or_pay"] = ["yes", "no"] if often(dice) else ["60%", "100%"]
    if "in_total" not in promise:
        clause.keys |= dice.choice(
            (
                {},
                {"carry_forward": "1 year"},
                {"make_up": "2 years", "refund": "50%"},
                {"roll_over": "40%"},
                {"shortfall": "70%", "carry_forward": "1 year", "carry_forward_most": "50%"},
            ),
        )
        live(dice, clause, cast)
    clause.keys |= dice.choice(({}, {"counted_at": "list_price"}, {"paid": "end"}))
    clause.choices["seller"] = other_sides(cast, buyer)
    return clause


def flow(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a flow, perhaps with the world outside, perhaps of what another term pays."""
    payer, payee = two_sides(dice, cast)
    clause = Clause(
        name,
        {"kind": "flow"} | dice.choice(({"payer": payer}, {"payee": payee}, {"payer": payer, "payee": payee})),
    )
    used = [f"40% * terms.{each}.paid" for each in cast.named("royalty", "flow", "payment", "profit_participation")]
    used += [f"30% * terms.{each}.due" for each in cast.named("commitment", "loan", "licence")]
    left = [f'"if(terms.{each}.balance < 20m USD, 2m USD/year, 0 USD/year)"' for each in cast.named("royalty")]
    own = ["9m USD/year", f"{percent(dice, 1, 30)} * rent", "share * sales", "before(ended) * 8m USD/year"]
    clause.keys["amount"] = one(dice, [*own, *(used if often(dice) else []), *left])
    clause.choices["amount"] = some(dice, ["0 USD/year", "4m USD/year", "20m USD/year", "10% * sales", *used[:2]])
    if {"payer", "payee"} <= clause.keys.keys():
        clause.choices["payer"] = other_sides(cast, payee)
    if clause.keys["amount"] == "9m USD/year" and often(dice, of_ten=3):
        clause.keys |= {"amount": "9m/year", "currency": "EUR"}
        clause.choices["currency"] = ["USD", "EUR"]
        clause.choices["amount"] = ["2m/year", "15m/year"]
    live(dice, clause, cast)
    return clause


def payment(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a payment: on a day, on several, every period, indexed, or in stages."""
    payer, payee = two_sides(dice, cast)
    clause = Clause(name, {"kind": "payment", "payer": payer, "payee": payee})
    clause.keys |= dice.choice(
        (
            {"amount": perhaps(dice, cast, some_money(dice), "3m to 20m"), "on": "2025-03-31"},
            {"amount": some_money(dice), "on": one(dice, DATES)},
            {"amount": "10% * sales * 1 year", "on": "2027-05-17"},
            {"amount": "{2025-12-31: 5m, 2027: 8m, 2028-06-30: 1m}"},
            {"amount": "2m", "every": "quarter"},
            {"amount": "1m", "every": "half", "indexed_by": "sales", "index_cap": "4%"},
            {"amount": "6m USD/year", "every": "quarter", "day_count": "30e/360"},
            {"amount": "9m", "on": "day"},
            {
                "amount": "12m",
                "stages": "[{on: 2026-05-31, share: 40%}, {on: ended, share: 60%, if: rent > 30m USD/year}]",
            },
        ),
    )
    if clause.keys["amount"].endswith("m"):
        clause.choices["amount"] = some(
            dice,
            ["0 USD", "3m", "10m", "25m", "20% * rent * 1 year"][
                : 4 if "every" in clause.keys or "stages" in clause.keys else 5
            ],
        )
    clause.keys |= dice.choice(({}, {}, {"pays_after": "45 days"}, {"business_days": "{calendar: TARGET}"}))
    clause.choices["payer"] = other_sides(cast, payee)
    live(dice, clause, cast, beyond=False, starts="every" in clause.keys)
    return clause


def milestone(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a milestone on events, conditions or sums, of a driver or of what another term has paid."""
    payer, payee = two_sides(dice, cast)
    amount = some_money(dice)
    clause = Clause(name, {"kind": "milestone", "payer": payer, "payee": payee})
    reached = [
        {"amount": amount, "on": one(dice, EVENTS)},
        {"amount": amount, "on": "[ended, closed]", "any": "yes", "after": "6 months"},
        {"amount": amount, "on": "ended", "when": "cumulative(sales) >= 250m"},
        {"amount": "5m", "of": "sales", "every": "100m", "most": "3"},
        {
            "of": "sales",
            "within": "year",
            "paid": "end",
            "tiers": f"[{{at: 90m, amount: {amount}}}, {{at: 130m, amount: 3m}}]",
        },
        {"amount": amount, "when": "trailing(rent, 1 year) >= 45m"},
        {"amount": "share * sales * 1 year", "on": "rival"},
        *(
            {"amount": amount, "when": f"cumulative(terms.{each}.paid) >= 9m"}
            for each in cast.named("royalty", "payment", "flow")[:2]
        ),
        *(
            {"of": f"terms.{each}.paid", "tiers": f"[{{at: 4m, amount: {amount}}}, {{at: 15m, amount: 3m}}]"}
            for each in cast.named("royalty", "flow")[:1]
        ),
    ]
    clause.keys |= dice.choice(tuple(reached))
    if "tiers" in clause.keys:
        clause.choices["tiers.0.amount"] = ["1m", "12m"]
    elif clause.keys["amount"].endswith("m"):
        clause.choices["amount"] = some(dice, ["2m", "15m", "40m", "10% * sales * 1 year"])
    clause.choices["payee"] = other_sides(cast, payer)
    live(dice, clause, cast, beyond=False)
    return clause


def loan(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a loan, at once or in parts, with a sweep, fees or an end that an event brings."""
    lender, borrower = two_sides(dice, cast)
    clause = Clause(name, {"kind": "loan", "lender": lender, "borrower": borrower})
    clause.keys |= dice.choice(
        (
            {"principal": "20m", "tenor": "2 years"},
            {"principal": "{2025-06-30: 8m, 2026-06-30: 9m}", "tenor": "3 years"},
            {"principal": "15m", "maturity": "2029-06-30"},
            {"principal": "12m", "from": "2025-09-30", "maturity": "2028-09-30"},
        ),
    )
    clause.keys["rate"] = perhaps(dice, cast, one(dice, ("6%", "9%")), "4% to 9%")
    clause.choices["rate"] = ["2%", "8%", "14%"]
    clause.keys |= dice.choice(
        (
            {"every": "quarter"},
            {"every": "half", "repayment": "linear"},
            {"every": "quarter", "repayment": "annuity", "grace": "6 months"},
            {"every": "year", "interest": "capitalised", "sweep": "10% * sales", "at_end": "forgiven"},
            {"every": "half", "day_count": "actual/360", "arrangement_fee": "2%"},
        ),
    )
    if clause.keys["principal"] == "20m":
        clause.choices["principal"] = ["5m", "30m"]
    if "sweep" in clause.keys:
        clause.choices["at_end"] = ["due", "forgiven"]
    clause.keys |= dice.choice(({}, {}, {"ends_on": "ended"}, {"ends_on": "sold", "prepayment_fee": "3%"}))
    clause.keys["beyond"] = "cut"
    clause.choices["active"] = ["yes", "no"]
    clause.choices["lender"] = other_sides(cast, borrower)
    if not cast.plain and often(dice):
        clause.keys["rank"] = one(dice, ("1", "2"))
    return clause
