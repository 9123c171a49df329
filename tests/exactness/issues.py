"""Writes what a random company has issued: classes, options that vest, notes, rounds to come, fees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exactness.written import flow_mapping, often, one, percent

if TYPE_CHECKING:
    from random import Random

    from exactness.written import Cast

PRICES = ("90m", "max(60m, 0.7x * sales * 1 year)", "max(50m, 1x * rent * 1 year)", "60m")
DIVIDENDS = (
    {},
    {},
    *({"dividend": f"{{rate: 7%, on_conversion: {way}}}"} for way in ("forfeited", "paid", "converts")),
)
PROTECTIONS = (
    {},
    {"ipo_ratchet": "1.2x"},
    {"qualified_ipo": "{price_multiple: 1.5x}"},
    {"qualified_ipo": "{price: 9 USD, valuation: 80m}"},
    {"qualified_ipo": "{proceeds: 15m}"},
    {"anti_dilution": "broad_based"},
    {"anti_dilution": "narrow_based"},
    {"return_cap": "{multiple: 3x}"},
)


def issues(dice: Random, cast: Cast, firm: str) -> str:
    """Write the section `securities` of a company, and note what of it may be negotiated.

    Args:
        dice: What decides all that is random.
        cast: Who is in the deal: its parties, and the companies before this one, may hold securities.
        firm: The company.
    """
    holders = [*cast.parties, *cast.firms[: cast.firms.index(firm)]]
    founder, investor, lender = (one(dice, holders) for _ in range(3))
    vesting = one(dice, ("", ", vesting: {start: 2024-06-01, months: 48, cliff: 12}"))
    rounds = [_round(dice, "b", ("2025-02-10", "2026-08-15")), _round(dice, "c", ("2027-05-20",))][: dice.randrange(3)]
    keys = {
        "stakeholders": f"{{first: {{party: {founder}}}, second: {{party: {investor}}}, staff: {{}}, "
        f"third: {{party: {lender}}}}}",
        "others": cast.parties[-1],
        "classes": f"{{common: {{kind: common}}, series_a: {_preferred(dice, '10 USD')}, "
        "profits: {kind: unit, converts_into: common, threshold: 3 USD}}",
        "pools": "{plan: {of: common, reserved: 1_000_000}}",
        "rights": f"{{options: {{kind: option, holder: staff, of: common, count: 500_000, strike: 2 USD, "
        f"on: 2024-06-01, pool: plan{vesting}}}{_earned(dice, cast)}}}",
        "convertibles": f"{{safe: {{kind: safe, holder: second, amount: 2m, on: 2024-07-01, "
        f"cap: {dice.randint(30, 80)}m}}, like: {{kind: safe, holder: third, amount: 1m, on: 2024-05-01, mfn: yes}}, "
        "note: {kind: note, holder: third, amount: 1m, on: 2024-07-01, rate: 6%, discount: 20%}}",
        "events": "[{kind: issue, on: 2024-01-15, of: common, holder: first, shares: 6_000_000, price: 0.001 USD}, "
        "{kind: issue, on: 2024-03-01, of: profits, holder: staff, shares: 400_000}, "
        "{kind: issue, on: 2024-06-01, of: series_a, holder: second, shares: 3_000_000, price: 10 USD}]",
    }
    if often(dice, of_ten=3) or any("proceeds" in each for each in (*rounds, keys["classes"])):
        keys["ipo"] = "{on: 2028-06-01, price: 15 USD, primary: 2_000_000}"
    if rounds:
        keys["rounds"] = f"{{{', '.join(rounds)}}}"
    fees = ", debt: 3m, fee_share: 2%, carve_outs: [{to: staff, share: 5%, most: 1m}]" if often(dice, of_ten=4) else ""
    keys["exit"] = f"{{ipo: [listed], accelerates: {percent(dice, 0, 100)}{fees}}}"
    at = f"companies.{firm}.securities."
    cast.choices |= {
        f"{at}classes.series_a.preference": ["0x", "1x", "2x"],
        f"{at}classes.series_a.participation": ["none", "full", "capped"],
        f"{at}rights.options.strike": ["1 USD", "4 USD"],
        f"{at}convertibles.safe.cap": ["20m", "60m"],
        f"{at}exit.accelerates": ["0%", "100%"],
    }
    if rounds:
        cast.choices[f"{at}rounds.b.investors.third"] = ["5m", "15m"]
        cast.choices[f"{at}rounds.b.pre_money"] = ["60m", "max(50m, 0.7x * sales * 1 year)"]
    return "    securities:\n" + "".join(f"      {key}: {value}\n" for key, value in keys.items())


def _preferred(dice: Random, price: str | None) -> str:
    """Write the terms of a class of preferred shares; of a round's class the round finds the price."""
    keys = {"kind": "preferred", "converts_into": "common", "seniority": str(dice.randrange(3))}
    keys |= {
        "preference": one(dice, ("0x", "1x", "1.5x", "2x")),
        "participation": one(dice, ("none", "full", "capped")),
    }
    keys |= {"cap": f"{dice.randint(3, 4)}x"} | ({} if price is None else {"original_issue_price": price})
    return flow_mapping(keys | dice.choice(DIVIDENDS) | dice.choice(PROTECTIONS))


def _round(dice: Random, name: str, days: tuple[str, ...]) -> str:
    keys = {"on": one(dice, days), "investors": "{third: 9m, second: 1m}", "new_class": _preferred(dice, None)}
    keys |= {"pre_money" if name == "b" else "post_money": one(dice, PRICES)}
    if often(dice):
        keys["pool"] = one(dice, ("{pool: plan, share: 10%}", "{pool: plan, share: 15%, when: pre}"))
    return f"{name}: {flow_mapping(keys)}"


def _earned(dice: Random, cast: Cast) -> str:
    """Write a warrant that vests with what is paid under a term, or none."""
    used = cast.named("royalty", "flow", "payment")
    if not used or not often(dice, of_ten=4):
        return ""
    vests = f"{{share: cumulative(terms.{one(dice, used)}.due) / 40m USD}}"
    keys = {"kind": "warrant", "holder": "third", "of": "common", "count": "700_000", "strike": "1 USD"}
    return f", bonus: {flow_mapping(keys | {'on': '2024-06-01', 'vests_with': vests})}"
