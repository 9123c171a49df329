"""Writes the companies of a random deal: short of money on a share of the paths, held by stakes or by securities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exactness.issues import issues
from exactness.written import Clause, often, one, percent, perhaps, some

if TYPE_CHECKING:
    from random import Random

    from exactness.written import Cast

VALUES = ("1x * sales * 1 year", "price * trailing(rent, 1 year)", "2x * rent * 1 year", "40m")
FLOWS = ("-10% * sales", "-burn * sales", "5% * rent", "margin * sales", "-9m USD/year")


def firms(dice: Random, cast: Cast) -> str:
    """Write the companies.

    Args:
        dice: What decides all that is random.
        cast: Who is in the deal; its terms are there already, so that a company may count on one.
    """
    return "companies:\n" + "".join(_firm(dice, cast, firm) for firm in cast.firms) if cast.firms else ""


def _firm(dice: Random, cast: Cast, firm: str) -> str:
    exits = one(dice, ("[sold, horizon]", "horizon", "[ended, closed, horizon]", "[sold, listed, horizon]"))
    exits = exits if firm not in cast.issuers else "[sold, listed, horizon]"
    keys = {
        "enterprise_value": one(dice, VALUES),
        "cash_flow": one(dice, FLOWS),
        "cash": perhaps(dice, cast, f"{dice.randint(-160, 40)}m", "normal(-60m, 25m)"),
        "cost_of_capital": perhaps(dice, cast, percent(dice, 6, 14), "7% to 12%"),
        "exit": exits,
        "remainder": one(dice, ("expected", "realised")),
    }
    used = cast.named("royalty", "flow", "payment", "commitment")
    counting = [f"-10% * sales + 50% * terms.{name}.due" for name in used]
    happening = [clause.name for clause in cast.clauses if clause.kind in ("option", "termination")]
    if happening and not cast.plain and often(dice, of_ten=2):
        keys |= {"cash_flow": f"-20% * sales * before({happening[-1]})"}
    elif happening and firm not in cast.issuers and often(dice, of_ten=2):
        keys |= {"exit": f"[{happening[0]}, horizon]"}
    elif counting and often(dice, of_ten=2):
        keys["cash_flow"] = one(dice, counting)
    if often(dice, of_ten=2):
        keys |= {"illiquidity_discount": "10%", "lock_up": "6 months"}
    if firm not in cast.issuers and often(dice, of_ten=3):
        price = one(dice, (", pre_money: 30m", ""))
        keys["rounds"] = f"[{{on: 2026-08-15, new_money: 20m{price}, by: {one(dice, cast.parties)}}}]"
        cast.choices[f"companies.{firm}.rounds.2026-08-15.new_money"] = ["5m", "30m"]
    at = f"companies.{firm}."
    cast.choices |= {
        f"{at}enterprise_value": some(dice, VALUES),
        f"{at}remainder": ["expected", "realised"],
        f"{at}lock_up": ["3 months", "1 year"],
        f"{at}illiquidity_discount": ["5%", "30%"],
        f"{at}tax": ["10%", "30%"],
        f"{at}cash": ["-150m", "-60m", "10m"],
        f"{at}cash_flow": some(dice, [*FLOWS[:4], *counting[:1]]),
        f"{at}cost_of_capital": ["7%", "15%"],
    }
    if "rounds" not in keys and firm not in cast.issuers and often(dice, of_ten=2):
        cast.choices[f"{at}rounds"] = [
            "[]",
            f"[{{on: 2026-08-15, new_money: 20m, pre_money: 30m, by: {cast.parties[0]}}}]",
        ]
    if firm not in cast.issuers:
        cast.choices[f"{at}exit"] = ["horizon", "sold"]
    written = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    return f"  {firm}:\n{written}{issues(dice, cast, firm) if firm in cast.issuers else ''}"


def stakes(dice: Random, cast: Cast, firm: str, name: str) -> list[Clause]:
    """Write who holds a company: one stake or two, and who has the rest; a company before it may hold it, too."""
    holders = [
        *cast.parties,
        *(cast.firms[: cast.firms.index(firm)] if not cast.plain and often(dice, of_ten=4) else ()),
    ]
    residual, holder = one(dice, cast.parties), one(dice, holders)
    first = Clause(
        name,
        {
            "kind": "equity",
            "company": firm,
            "holder": holder,
            "stake": one(dice, ("30%", "share", percent(dice))),
            "residual": residual,
        },
    )
    first.choices = {
        "stake": dice.choice(
            [["0%", "20%", "40%", "60%"], ["0%", "25%", "55%"], ["5%", "share", "60%"], ["0%", "60%"]]
        ),
        "active": ["yes", "no"],
        "holder": [each for each in cast.parties if each != residual] or [residual],
    }
    if cast.plain:
        del first.choices["holder"]
    found = [first]
    if often(dice, of_ten=3):
        second = Clause(
            f"{name}b", {"kind": "equity", "company": firm, "holder": one(dice, holders), "stake": percent(dice, 1, 35)}
        )
        second.choices = {"stake": ["0%", "10%", "35%"], "active": ["yes", "no"]}
        del first.choices["active"]  # it names who has the rest
        found.append(second)
    for clause in found:
        if not cast.plain and often(dice, of_ten=1):
            clause.keys["discount"] = percent(dice, 5, 25)
            clause.choices["discount"] = ["6%", "22%"]
    return found
