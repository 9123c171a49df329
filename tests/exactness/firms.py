"""Writes the companies of a random deal: short of money on a share of the paths, held by stakes or by securities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from engine.security_deals import securities
from exactness.written import Clause, often, one, other_sides, percent, some

if TYPE_CHECKING:
    from exactness.written import Cast, Draw

VALUES = ("1x * sales * 1 year", "price * trailing(rent, 1 year)", "2x * rent * 1 year", "40m")
FLOWS = ("-10% * sales", "-burn * sales", "5% * rent", "margin * sales", "-9m USD/year")


def firms(draw: Draw, cast: Cast) -> str:
    """Write the companies.

    Args:
        draw: Hypothesis's own.
        cast: Who is in the deal; its terms are there already, so that a company may count on one.
    """
    return "companies:\n" + "".join(_firm(draw, cast, firm) for firm in cast.firms) if cast.firms else ""


def _firm(draw: Draw, cast: Cast, firm: str) -> str:
    exits = one(draw, ("[sold, horizon]", "horizon", "[ended, closed, horizon]", "[sold, listed, horizon]"))
    exits = exits if firm not in cast.issuers else "[sold, listed, horizon]"
    keys = {
        "enterprise_value": one(draw, VALUES),
        "cash_flow": one(draw, FLOWS),
        "cash": f"{draw(st.integers(-160, 40))}m",
        "cost_of_capital": percent(draw, 6, 14),
        "exit": exits,
        "remainder": one(draw, ("expected", "realised")),
    }
    used = cast.named("royalty", "flow", "payment", "commitment")
    counting = [f"-10% * sales + 50% * terms.{name}.due" for name in used]
    happening = [clause.name for clause in cast.clauses if clause.kind in ("option", "termination")]
    if happening and not cast.plain and often(draw, of_ten=2):
        keys |= {"cash_flow": f"-20% * sales * before({happening[-1]})"}
    elif happening and firm not in cast.issuers and often(draw, of_ten=2):
        keys |= {"exit": f"[{happening[0]}, horizon]"}
    elif counting and often(draw, of_ten=2):
        keys["cash_flow"] = one(draw, counting)
    if often(draw, of_ten=2):
        keys |= {"illiquidity_discount": "10%", "lock_up": "6 months"}
    if firm not in cast.issuers and often(draw, of_ten=3):
        price = one(draw, (", pre_money: 30m", ""))
        keys["rounds"] = f"[{{on: 2026-08-15, new_money: 20m{price}, by: {one(draw, cast.parties)}}}]"
        cast.choices[f"companies.{firm}.rounds.2026-08-15.new_money"] = ["5m", "30m"]
    at = f"companies.{firm}."
    cast.choices |= {
        f"{at}cash": ["-150m", "-60m", "10m"],
        f"{at}cash_flow": some(draw, [*FLOWS[:4], *counting[:1]]),
        f"{at}cost_of_capital": ["7%", "15%"],
    }
    if "rounds" not in keys and firm not in cast.issuers and often(draw, of_ten=2):
        cast.choices[f"{at}rounds"] = [
            "[]",
            f"[{{on: 2026-08-15, new_money: 20m, pre_money: 30m, by: {cast.parties[0]}}}]",
        ]
    if firm not in cast.issuers:
        cast.choices[f"{at}exit"] = ["horizon", "sold"]
    written = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    return f"  {firm}:\n{written}{_securities(draw, cast, firm) if firm in cast.issuers else ''}"


def _securities(draw: Draw, cast: Cast, firm: str) -> str:
    """Write what a company has issued: those who hold it are drawn from the deal's parties and companies."""
    text = draw(securities())
    holders = [*cast.parties, *cast.firms[: cast.firms.index(firm)]]
    founder, second, third = (one(draw, holders) for _ in range(3))
    text = text.replace(
        "founder: {party: ada}, bob: {}, staff: {}, eve: {}", "founder: {F}, bob: {S}, staff: {}, eve: {T}"
    )
    text = text.replace("others: eve", f"others: {cast.parties[-1]}")
    for sign, who in (("{F}", founder), ("{S}", second), ("{T}", third)):
        text = text.replace(sign, f"{{party: {who}}}")
    at = f"companies.{firm}.securities."
    cast.choices |= {
        f"{at}classes.series_a.preference": ["0x", "1x", "2x"],
        f"{at}classes.series_a.participation": ["none", "full"],
        f"{at}rights.options.strike": ["1 USD", "4 USD"],
        f"{at}convertibles.safe.cap": ["20m", "60m"],
        f"{at}exit.accelerates": ["0%", "100%"],
    }
    if re.search(r"^  b: .*pre_money: ", text, re.MULTILINE):
        cast.choices[f"{at}rounds.b.pre_money"] = ["40m", "0.7x * sales * 1 year"]
        cast.choices[f"{at}rounds.b.investors.eve"] = ["5m", "15m"]
    return "    securities:\n" + "".join(f"      {line}\n" for line in text.strip("\n").splitlines() if line)


def stakes(draw: Draw, cast: Cast, firm: str, name: str) -> list[Clause]:
    """Write who holds a company: one stake or two, and who has the rest; a company before it may hold it, too."""
    holders = [
        *cast.parties,
        *(cast.firms[: cast.firms.index(firm)] if not cast.plain and often(draw, of_ten=4) else ()),
    ]
    residual, holder = one(draw, cast.parties), one(draw, holders)
    first = Clause(
        name,
        {
            "kind": "equity",
            "company": firm,
            "holder": holder,
            "stake": one(draw, ("30%", "share", percent(draw))),
            "residual": residual,
        },
    )
    first.choices = {
        "stake": draw(
            st.sampled_from((["0%", "20%", "40%", "60%"], ["0%", "25%", "55%"], ["5%", "share", "60%"], ["0%", "60%"]))
        ),
        "active": ["yes", "no"],
        "holder": [each for each in cast.parties if each != residual] or [residual],
    }
    if cast.plain:
        del first.choices["holder"]
    found = [first]
    if often(draw, of_ten=3):
        second = Clause(
            f"{name}b", {"kind": "equity", "company": firm, "holder": one(draw, holders), "stake": percent(draw, 1, 35)}
        )
        second.choices = {"stake": ["0%", "10%", "35%"], "active": ["yes", "no"]}
        del first.choices["active"]  # it names who has the rest
        found.append(second)
    for clause in found:
        if not cast.plain and often(draw, of_ten=1):
            clause.keys["discount"] = percent(draw, 5, 25)
            clause.choices["discount"] = ["6%", "22%"]
    return found


def held_by_others(cast: Cast, firm: str) -> list[str]:
    """List the sides that may hold a company."""
    return other_sides(cast, *cast.firms[cast.firms.index(firm) :])
