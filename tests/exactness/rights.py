"""Writes random clauses about rights: licences, exclusivities, ventures, options, terminations, and what replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exactness.life import event_or_date, live
from exactness.written import Clause, often, one, other_sides, percent, perhaps, quoted, some, two_sides
from exactness.written import money as some_money

if TYPE_CHECKING:
    from random import Random

    from exactness.written import Cast


def licence(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a licence, perhaps exclusive for a while, perhaps in parts."""
    grantor, holder = two_sides(dice, cast)
    clause = Clause(name, {"kind": "licence", "grantor": grantor, "holder": holder})
    clause.keys |= dice.choice(
        (
            {"worth": f"{percent(dice, 1, 30)} * rent", "costs": "2% * sales", "fee": "3m USD/year"},
            {"worth": "5% * sales", "fee": "2% * sales", "minimum_fee": "3m", "upfront": "4m"},
            {
                "worth": "4m USD/year",
                "costs": "1m USD/year",
                "exclusive": "yes",
                "exclusive_worth": "9m USD/year",
                "exclusive_until": "[closed, 2027-12-31]",
            },
            {
                "upfront": "4m",
                "parts": "{one: {ends_on: closed, fee: 3% * sales, minimum_fee: 4m}, "
                "two: {until: 2027-06-30, worth: 3m USD/year}}",
            },
        ),
    )
    if "fee" in clause.keys:
        clause.choices["fee"] = ["1m USD/year", "12% * rent"]
    if "parts" in clause.keys:
        clause.choices["parts.one.fee"] = ["1% * sales", "9% * sales"]
    if "exclusive" in clause.keys:
        clause.choices["exclusive"] = ["yes", "no"]
    clause.choices["holder"] = other_sides(cast, grantor)
    live(dice, clause, cast, beyond="exclusive" not in clause.keys)
    return clause


def exclusivity(dice: Random, cast: Cast, name: str) -> Clause:
    """Write an exclusivity, perhaps with a right of first refusal."""
    grantor, holder = two_sides(dice, cast)
    clause = Clause(name, {"kind": "exclusivity", "grantor": grantor, "holder": holder})
    clause.keys |= {"worth": f"{percent(dice, 1, 30)} * rent", "costs": "1m USD/year"}
    if often(dice, of_ten=7):
        clause.keys["first_refusal"] = one(
            dice,
            (
                "{on: [ended, closed], price: 1 year * rent, worth: 40m, deters: 4%, after: 9 months}",
                "{on: sold, price: 1 year * rent, worth: 0.4 year * sales, fee: 2m, if: rent > 20m USD/year}",
            ),
        )
        clause.choices["first_refusal.deters"] = ["0%", "20%"]
        clause.choices["first_refusal.takes"] = ["best", "always", "never"]
    else:
        clause.keys |= {"fee": "3% * sales", "minimum_fee": "2m", "upfront": "5m"}
        clause.choices["upfront"] = ["1m", "20m"]
    clause.choices["worth"] = ["2m USD/year", "20% * sales"]
    live(dice, clause, cast)
    return clause


def venture(dice: Random, cast: Cast, name: str) -> Clause:
    """Write a joint venture with a call that one member may not meet."""
    first, second = two_sides(dice, cast)
    clause = Clause(name, {"kind": "venture", "members": f"{{{first}: {percent(dice, 20, 55)}, {second}: 40%}}"})
    clause.keys |= {"contributions": f"{{2026: {some_money(dice)}, 2027-06-30: 5m}}", "opening": "{paid: 10m}"}
    unmet = one(dice, ("", f", unmet_by: {first}", f", unmet_by: {second}, covered: yes, dilution: 1.5x"))
    if often(dice, of_ten=7):
        clause.keys["calls"] = f"[{{on: {event_or_date(dice)}, amount: 20m{unmet}}}]"
        clause.choices["calls.0.amount"] = ["5m", "40m"]
    clause.keys |= {
        "cash_flow": one(dice, ("20% * rent", "margin * sales")),
        "exit_value": one(dice, ("1 year * rent", "25m")),
    }
    if often(dice, of_ten=3):
        clause.keys |= {"capacity": "10% * sales", "takes": f"{{{first}: 50%, {second}: 30%}}", "price": "80%"}
        clause.choices["price"] = ["60%", "100%"]
    clause.choices["exit_value"] = ["10m", "30m", "0.5 year * sales"]
    clause.choices[f"members.{first}"] = ["10%", "30%", "55%"]
    live(dice, clause, cast, beyond=False)
    return clause


def termination(dice: Random, cast: Cast, name: str) -> Clause | None:
    """Write the end of earlier terms, at an event, on a date or by a condition, with notice, a fee or a tail."""
    ended = some(dice, cast.named("royalty", "flow", "licence", "commitment", "exclusivity"), 1, 2)
    if not ended:
        return None
    payer, payee = two_sides(dice, cast)
    clause = Clause(name, {"kind": "termination", "ends": f"[{', '.join(ended)}]"})
    clause.keys |= dice.choice(
        ({"on": "rival"}, {"on": "2027-05-17"}, {"when": "trailing(sales, 1 year) < 80m"}, {"on": "[closed, sold]"}),
    )
    clause.keys |= dice.choice(({}, {"notice": "6 months"}, {"notice": "1 month", "notice_to": "quarter"}))
    if often(dice, of_ten=7):
        clause.keys |= {"payer": payer, "payee": payee, "fee": one(dice, ("5m", "10% * sales * 1 year"))}
        clause.choices["fee"] = ["1m", "20m"]
        if often(dice, of_ten=3):
            clause.keys |= {"tail": "12 months", "tail_share": "50%"}
            clause.choices["tail_share"] = ["20%", "100%"]
    clause.choices["active"] = ["yes", "no"]
    return clause


def option(dice: Random, cast: Cast, name: str) -> Clause | None:
    """Write a right: to a company's stake, to end terms, or to switch their keys, which the holder decides or not."""
    sellers = [each.keys["residual"] for each in cast.clauses if "residual" in each.keys and each.kind == "equity"]
    writer = one(dice, sellers if sellers and not cast.plain and often(dice, of_ten=7) else cast.parties)
    holder = one(dice, [side for side in (*cast.parties, *cast.firms[:1]) if side != writer])
    clause = Clause(name, {"kind": "option", "holder": holder, "writer": writer})
    moved = _moved(dice, cast, holder, writer)
    if not moved:
        return None
    clause.keys |= moved
    when = (
        {"on": "2027-05-17"},
        {"at": "rival"},
        {"from": "2026-01-01", "until": "2028-12-31", "every": "year"},
        {"from": "2026-01-01", "until": "2027-12-31", "every": "half"},
    )
    clause.keys |= dice.choice(when)
    if not {"price", "appraisals"} & clause.keys.keys():
        clause.keys["price"] = perhaps(dice, cast, one(dice, ("2m", "6m", "5% * sales * 1 year", "20m")), "2m to 9m")
    if "price" in clause.keys:
        clause.choices["price"] = ["1m", "12m", "30m"]
    if often(dice, of_ten=2):
        clause.keys["receives"] = "3m"
        clause.choices["receives"] = ["0 USD", "9m"]
    if often(dice, of_ten=2):
        clause.keys["if"] = "rent > 25m USD/year"
    if often(dice, of_ten=2):
        clause.keys["notice"] = "3 months"
    clause.keys["exercise"] = one(dice, ("always", "never") if cast.plain else ("best", "best", "always", "never"))
    clause.choices["exercise"] = ["always", "best"] if not cast.plain and often(dice) else ["never", "always"]
    return clause


def _moved(dice: Random, cast: Cast, holder: str, writer: str) -> dict[str, str]:
    """Write what an exercise does."""
    ways: list[dict[str, str]] = []
    for firm in cast.firms:
        stakes = [each for each in cast.clauses if each.kind == "equity" and each.keys["company"] == firm]
        if (
            firm not in (*cast.issuers, holder)
            and not cast.plain
            and any(each.keys.get("residual") == writer for each in stakes)
        ):
            stakes[0].choices.pop("active", None)
            fair = {"price": "90% * fair_value", "price_floor": "2m"}
            if often(dice, of_ten=4):
                fair = {"appraisals": "[8m, 5% * sales * 1 year]", "third": "6m", "apart": "20%", "price_cap": "9m"}
            sells = {"sells": "yes"} if holder in [each.keys["holder"] for each in stakes] and often(dice) else {}
            if sells:  # who may have to give shares must hold them in every package
                for each in stakes:
                    each.choices.pop("holder", None)
                    each.choices.pop("stake", None)
            ways += [
                {"company": firm, "stake": "15%" if len(stakes) == 1 else "5%"}
                | (fair if often(dice, of_ten=6) else {})
                | sells
            ]
    if ways and often(dice):
        return dice.choice(ways)
    switched = [
        (each, key, values)
        for each in cast.clauses
        if each.kind not in ("equity", "option", "termination", "loan", "venture")
        for key, values in each.choices.items()
        if key in ("rate", "amount", "cap", "fee", "price", "period_cap") and key in each.keys
        if not {"currency", "most_favoured"} & each.keys.keys() and values
    ]
    if switched:
        each, key, values = switched[int(one(dice, [str(place) for place in range(len(switched))]))]
        used = [f"200% * terms.{name}.paid" for name in cast.named("royalty", "flow") if name != each.name]
        values = used if key == "amount" and each.kind == "flow" and used and often(dice, of_ten=3) else values
        ways.append({"switches": f"{{terms.{each.name}.{key}: {quoted(one(dice, values))}}}"})
    ended = cast.named("royalty", "flow", "commitment")
    if ended:
        ways.append({"ends": one(dice, ended)})
    return dice.choice(tuple(ways)) if ways else {}


def replacement(dice: Random, cast: Cast, name: str) -> Clause | None:
    """Write a royalty or a flow that steps in the place of an earlier one."""
    before = [
        each
        for each in cast.clauses
        if each.kind in ("royalty", "flow") and not {"currency", "prices", "netted_with", "replaces"} & each.keys.keys()
    ]
    if not before:
        return None
    old = before[int(one(dice, [str(place) for place in range(len(before))]))]
    keys = {
        key: value
        for key, value in old.keys.items()
        if key
        not in (
            "from",
            "until",
            "starts_on",
            "ends_on",
            "ends_on_all",
            "ends_not_before",
            "beyond",
            "opening",
            "advance",
            "most_favoured",
            "favours",
        )
    }
    begins = dice.choice(({"from": "2027-01-01"}, {"starts_on": "closed"}, {"from": "2026-05-17"}))
    clause = Clause(name, keys | begins | {"replaces": old.name})
    for key, value in (("rate", "15%"), ("amount", "5m USD/year")):
        if key in clause.keys:
            clause.keys[key] = value
            clause.choices[key] = ["2%", "9%"] if key == "rate" else ["1m USD/year", "12m USD/year"]
    if old.kind == "royalty" and often(dice):
        clause.keys["takes_over"] = "yes"
    clause.choices["active"] = ["yes", "no"]
    return clause
