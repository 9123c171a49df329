"""Small deals about companies with securities, for tests of the engine."""

from hypothesis import strategies as st

HEAD = """
dealwright: 1
title: A company with securities
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: USD
risk_free: 4%
parties:
  ada: {discount: 12%, risk_tolerance: 90m}
  bob: {discount: 9%, risk_tolerance: 200m}
  eve: {discount: 7%, risk_tolerance: none}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  sold:  {kind: event, chance: 40% by 2028-06-30}
  listed: {kind: event, chance: 40% by 2028-06-30}
"""
FIRM = """companies:
  firm:
    {{enterprise_value: 1x * sales * 1 year, cash_flow: -10% * sales, cash: -10m, cost_of_capital: 11%,
     exit: [sold, listed, horizon]{more}}}
"""
FEE = """terms:
  fee: {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 30m, until: 2028-12-31}
  rent: {kind: flow, payer: firm, payee: eve, amount: 3m USD/year}
"""
STAKES = "  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}\n"


def firm(securities: str = "", more: str = "") -> str:
    """Write the firm, with securities under it if there are any.

    Args:
        securities: The section, at no indentation.
        more: Further keys of the firm, after a comma.
    """
    keys = ["enterprise_value: 1x * sales * 1 year", "cash_flow: -10% * sales", "cash: -10m", "cost_of_capital: 11%"]
    keys += ["exit: [sold, listed, horizon]", *([more] if more else [])]
    lines = ["companies:", "  firm:", *(f"    {key}" for key in keys)]
    if securities:
        lines += ["    securities:", *(f"      {line}" for line in securities.strip("\n").splitlines())]
    return "\n".join(lines) + "\n"


COMMON = """
stakeholders: {ada: {}, bob: {}}
classes: {common: {kind: common}}
events:
  - {kind: issue, on: 2024-01-15, of: common, holder: ada, shares: 7_000_000, price: 1 USD}
  - {kind: issue, on: 2024-01-15, of: common, holder: bob, shares: 3_000_000, price: 1 USD}
"""
PREFERRED = """
stakeholders: {founder: {party: ada}, bob: {}, staff: {}, eve: {}}
others: eve
classes:
  common: {kind: common}
  series_a: {kind: preferred, converts_into: common, original_issue_price: 10 USD, preference: 1x, seniority: 1,
             dividend: {rate: 6%}}
pools: {plan: {of: common, reserved: 1_000_000}}
rights:
  options: {kind: option, holder: staff, of: common, count: 500_000, strike: 2 USD, on: 2024-06-01, pool: plan}
events:
  - {kind: issue, on: 2024-01-15, of: common, holder: founder, shares: 6_000_000, price: 0.001 USD}
  - {kind: issue, on: 2024-06-01, of: series_a, holder: bob, shares: 3_000_000, price: 10 USD}
"""
ROUND = """
rounds:
  series_b: {on: 2026-08-15, investors: {eve: 20m}, pre_money: 60m, pool: {pool: plan, share: 10%},
             new_class: {kind: preferred, converts_into: common, preference: 1x, participation: full, seniority: 2}}
"""
BY_PATH = ROUND.replace("pre_money: 60m", "pre_money: 0.8x * sales * 1 year")
OFFERING = "exit: {ipo: [listed]}\n"

PARTICIPATIONS = ("none", "full", "capped")


@st.composite
def share_class(draw: st.DrawFn, price: int | None) -> str:
    """Write the terms of a class of preferred shares; of a round's class the round finds the price."""
    terms = [
        "kind: preferred", "converts_into: common", f"seniority: {draw(st.integers(0, 2))}",
        f"preference: {draw(st.sampled_from(('0x', '1x', '1.5x', '2x')))}",
        f"participation: {draw(st.sampled_from(PARTICIPATIONS))}", f"cap: {draw(st.integers(3, 4))}x",
    ]  # fmt: skip
    terms += [] if price is None else [f"original_issue_price: {price} USD"]
    ways = ("forfeited", "paid", "converts")
    terms += draw(st.sampled_from([[], *[[f"dividend: {{rate: 7%, on_conversion: {way}}}"] for way in ways]]))
    terms += draw(st.sampled_from([[], ["anti_dilution: broad_based"]]))
    terms += draw(st.sampled_from([[], ["ipo_ratchet: 1.2x"], ["qualified_ipo: {price_multiple: 1.5x}"]]))
    return f"{{{', '.join(terms)}}}"


@st.composite
def securities(draw: st.DrawFn) -> str:
    """Write a company's securities: two classes, options that vest, a SAFE and a note, up to two rounds to come."""
    vesting = draw(st.sampled_from(["", ", vesting: {start: 2024-06-01, months: 48, cliff: 12}"]))
    prices = ("60m", '"max(30m, 0.7x * sales * 1 year)"')
    pool = draw(
        st.sampled_from(["", ", pool: {pool: plan, share: 10%}", ", pool: {pool: plan, share: 15%, when: pre}"])
    )
    first = (
        f"  b: {{on: {draw(st.sampled_from(('2025-02-10', '2026-08-15')))}, investors: {{eve: 9m, bob: 1m}}, "
        f"pre_money: {draw(st.sampled_from(prices))}{pool}, new_class: {draw(share_class(None))}}}\n"
    )
    second = (
        f"  c: {{on: 2027-05-20, investors: {{eve: 12m}}, post_money: {draw(st.sampled_from(prices))}, "
        f"new_class: {draw(share_class(None))}}}\n"
    )
    rounds = [first, second][: draw(st.integers(0, 2))]
    fees = draw(st.sampled_from(["", ", debt: 3m, fee_share: 2%, carve_outs: [{to: staff, share: 5%, most: 1m}]"]))
    return f"""
stakeholders: {{founder: {{party: ada}}, bob: {{}}, staff: {{}}, eve: {{}}}}
others: eve
classes:
  common: {{kind: common}}
  series_a: {draw(share_class(10))}
pools: {{plan: {{of: common, reserved: 1_000_000}}}}
rights:
  options: {{kind: option, holder: staff, of: common, count: 500_000, strike: 2 USD, on: 2024-06-01,
            pool: plan{vesting}}}
  more: {{kind: option, holder: bob, of: common, count: 300_000, strike: 2 USD, on: 2024-06-01, pool: plan{vesting}}}
convertibles:
  safe: {{kind: safe, holder: bob, amount: 2m, on: 2024-07-01, cap: {draw(st.integers(30, 80))}m}}
  note: {{kind: note, holder: eve, amount: 1m, on: 2024-07-01, rate: 6%, discount: 20%}}
events:
  - {{kind: issue, on: 2024-01-15, of: common, holder: founder, shares: 6_000_000, price: 0.001 USD}}
  - {{kind: issue, on: 2024-06-01, of: series_a, holder: bob, shares: 3_000_000, price: 10 USD}}
{"rounds:" if rounds else ""}
{"".join(rounds)}
exit: {{ipo: [listed], accelerates: {draw(st.integers(0, 100))}%{fees}}}
"""
