"""Small companies as files, each with a term that an exit pays by, and five of its inputs changed."""

from dataclasses import dataclass, field

HEAD = """captable: 1
company: Example
currency: USD
as_of: 2025-06-30
stakeholders:
  founder: {name: The founder}
  partner: {name: The partner}
  eve: {name: Eve}
  staff: {name: Staff}
  angel: {name: The angel}
  accel: {name: The accelerator}
  seed_fund: {name: The seed fund}
  fund: {name: The fund}
  lead: {name: The lead}
  late: {name: The late investor}
  bank: {name: The bank}
  lender: {name: The lender}
  big: {name: The big one}
  charity: {name: The charity}
  sponsor: {name: The sponsor}
  lp: {name: The limited partners}
  gp: {name: The general partner}
"""


@dataclass(frozen=True)
class Case:
    """A cap table, and inputs of it that are changed.

    Args:
        text: The file, without its head.
        changes: What is typed for each path, in the file's words.
        exits: Exit values to look at, besides those of the sheet: the first in the file, the last after the changes.
        published: What a published example says that holders get of the first.
    """

    text: str
    changes: dict[str, str] = field(default_factory=dict)
    exits: tuple[float, ...] = (10e6,)
    published: dict[str, float] = field(default_factory=dict)


TWO_SERIES = """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 1 USD, converts_into: common, seniority: 1, preference: 1x}
  b: {kind: preferred, original_issue_price: 2 USD, converts_into: common, seniority: 2, preference: 1x}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 5_000_000, price: 0.001 USD}
  - {kind: issue, on: 2021-01-01, of: a, holder: angel, shares: 10_000_000, price: 1 USD}
  - {kind: issue, on: 2022-01-01, of: b, holder: fund, shares: 10_000_000, price: 2 USD}
"""

CASES = {
    "senior before junior": Case(
        TWO_SERIES,
        {
            "classes.a.seniority": "3",
            "classes.b.preference": "1.5x",
            "events.0.shares": "9_000_000",
            "classes.a.original_issue_price": "1.25 USD",
            "events.2.shares": "7_500_000",
        },
        (25e6,),
        {"fund": 20e6, "angel": 5e6},
    ),
    "pari passu, participating and capped": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 1 USD, converts_into: common, seniority: 1,
      preference: 1x, participation: full, cap: 2x}
  b: {kind: preferred, original_issue_price: 2 USD, converts_into: common, seniority: 1,
      preference: 2x, participation: capped, cap: 3x}
  c: {kind: preferred, original_issue_price: 3 USD, seniority: 1, preference: 1x}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 4_000_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: angel, shares: 1_000_000, price: 1 USD}
  - {kind: issue, on: 2022-01-01, of: b, holder: fund, shares: 2_000_000, price: 2 USD}
  - {kind: issue, on: 2022-01-01, of: c, holder: bank, shares: 100_000, price: 3 USD}
  - {kind: transfer, on: 2023-01-01, of: common, holder: founder, to: fund, shares: 250_000, price: 2 USD}
exit: {debt: 500k USD, fees: 100k USD, fee_share: 1%, carve_outs: [{to: founder, share: 8%, most: 700k USD}]}
""",
        {
            "classes.b.cap": "2.5x",
            "classes.a.participation": "capped",
            "classes.b.participation": "none",
            "exit.carve_outs.0.share": "12%",
            "exit.debt": "900k USD",
            "classes.a.seniority": "2",
            "events.4.shares": "1_000_000",
        },
        (100_000.0, 2.5e6, 11e6),
    ),
    "dividends": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 1 USD, converts_into: common, seniority: 1, preference: 1x,
      dividend: {rate: 8%, cumulative: yes, compounding: yearly, on_conversion: converts}, participation: full}
  b: {kind: preferred, original_issue_price: 2 USD, converts_into: common, seniority: 2, preference: 1x,
      dividend: {rate: 6%, cumulative: yes, compounding: quarterly, on_conversion: paid}}
  c: {kind: preferred, original_issue_price: 2 USD, converts_into: common, conversion_price: 1.6 USD, seniority: 2,
      preference: 1x,
      dividend: {rate: 5%, cumulative: yes, compounding: daily}, participation: capped, cap: 2x}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 4_000_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: angel, shares: 1_000_000, price: 1 USD}
  - {kind: issue, on: 2021-07-15, of: a, holder: fund, shares: 500_000, price: 1 USD}
  - {kind: issue, on: 2022-02-01, of: b, holder: fund, shares: 2_000_000, price: 2 USD}
  - {kind: issue, on: 2022-03-01, of: c, holder: bank, shares: 300_000, price: 2 USD}
""",
        {
            "classes.a.dividend.rate": "12%",
            "classes.b.dividend.rate": "3%",
            "classes.c.conversion_price": "1.2 USD",
            "classes.c.cap": "4x",
            "events.2.shares": "900_000",
        },
        (3e6, 9e6),
    ),
    "rights": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 2 USD, converts_into: common, seniority: 1,
      preference: 1x, participation: full}
  profits: {kind: unit, converts_into: common, threshold: 0.75 USD}
pools:
  plan: {of: common, reserved: 2_000_000}
rights:
  early: {kind: option, holder: eve, of: common, count: 600_000, strike: 0.20 USD, pool: plan,
          vesting: {start: 2023-01-15, months: 48, cliff: 12, rounding: down}, on: 2023-01-15}
  late: {kind: option, holder: staff, of: common, count: 400_000, strike: 1.10 USD, pool: plan}
  bank_warrant: {kind: warrant, holder: bank, of: a, count: 300_000, strike: 1.50 USD}
  deep_warrant: {kind: warrant, holder: bank, of: a, count: 200_000, strike: 2.60 USD}
  units: {kind: rsu, holder: eve, of: common, count: 100_000, pool: plan}
  gain: {kind: sar, holder: staff, of: common, count: 50_000, strike: 0.5 USD}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 4_000_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: fund, shares: 1_000_000, price: 2 USD}
  - {kind: issue, on: 2021-01-01, of: profits, holder: eve, shares: 250_000}
exit: {accelerates: 50%}
""",
        {
            "rights.early.strike": "0.9 USD",
            "rights.bank_warrant.strike": "1.9 USD",
            "rights.late.count": "900_000",
            "classes.profits.threshold": "0.3 USD",
            "exit.accelerates": "100%",
            "classes.a.participation": "none",
        },
        (1.2e6, 2.4e6, 3.1e6),
    ),
    "whole shares": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 3 USD, converts_into: common, seniority: 1, preference: 1x}
convertibles:
  safe: {kind: safe, holder: angel, amount: 100k USD, on: 2024-01-01, cap: 5m USD, money: post}
rights:
  grant: {kind: option, holder: eve, of: common, count: 100_003, strike: 0.70 USD, on: 2023-01-15,
          vesting: {start: 2023-01-15, months: 48, cliff: 12, rounding: down}}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 4_000_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: fund, shares: 1_000_001, price: 3 USD}
  - {kind: convert, on: 2025-02-01, security: safe, into: common, price: 0.7 USD}
  - {kind: split, on: 2025-03-01, of: common, ratio: 4 / 3, shares: down}
rounding: {shares: down}
""",
        {
            "events.0.shares": "3_999_999",
            "convertibles.safe.amount": "130k USD",
            "rights.grant.count": "99_001",
            "classes.a.preference": "1.5x",
            "events.1.shares": "999_998",
        },
        (4e6, 7.7e6),
    ),
    "safes and notes": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 2 USD, converts_into: common, seniority: 3, preference: 1x}
convertibles:
  post: {kind: safe, holder: angel, amount: 500k USD, on: 2024-01-01, cap: 10m USD, money: post}
  also: {kind: safe, holder: accel, amount: 250k USD, on: 2024-02-01, cap: 8m USD, money: post, exit_multiple: 2x}
  pre: {kind: safe, holder: seed_fund, amount: 300k USD, on: 2024-03-01, cap: 6m USD, money: pre, seniority: 1}
  cheap: {kind: safe, holder: seed_fund, amount: 200k USD, on: 2024-03-01, discount: 20%}
  note: {kind: note, holder: lender, amount: 400k USD, on: 2024-01-15, rate: 7%, cap: 9m USD}
  plain: {kind: note, holder: lender, amount: 100k USD, on: 2024-01-15, rate: 7%, interest_converts: no, cap: 2m USD}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 4_000_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: fund, shares: 1_000_000, price: 2 USD}
""",
        {
            "convertibles.post.cap": "5m USD",
            "convertibles.cheap.discount": "35%",
            "convertibles.note.rate": "11%",
            "convertibles.also.amount": "600k USD",
            "classes.a.seniority": "0",
        },
        (900_000.0, 2.2e6, 2.6e6),
    ),
    "limits and heirs": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 1 USD, converts_into: common, seniority: 2,
      preference: 1x, participation: full,
      return_cap: {multiple: 3x}}
  capped: {kind: unit, original_issue_price: 5 USD, converts_into: common, seniority: 1, preference: 1x,
           return_cap: {multiple: 2x, rest_to: charity}}
  half: {kind: preferred, original_issue_price: 1 USD, converts_into: common, seniority: 2,
      preference: 2x, participation: full,
         return_cap: {amount: 1.5m USD}}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 4_000_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: fund, shares: 1_000_000, price: 1 USD}
  - {kind: issue, on: 2021-01-01, of: capped, holder: big, shares: 400_000, price: 5 USD}
  - {kind: issue, on: 2021-01-01, of: half, holder: fund, shares: 1_000_000, price: 1 USD}
""",
        {
            "classes.a.return_cap.multiple": "2x",
            "classes.capped.return_cap.multiple": "1.5x",
            "classes.half.return_cap.amount": "2.5m USD",
            "classes.half.preference": "1x",
            "events.2.shares": "600_000",
        },
        (1.9e6, 2.9e6, 4.3e6),
    ),
    "a carried interest": Case(
        """
classes:
  common: {kind: common}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: sponsor, shares: 1_000}
exit:
  tiers:
    - {shares: {lp: 100%}, until: lp, reach: 54 USD}
    - {shares: {gp: 100%}, until: gp, reach: 1 USD}
    - {shares: {lp: 80%, gp: 20%}, up_to: 150 USD}
    - {shares: {gp: 10%}}
""",
        {
            "exit.tiers.0.reach": "60 USD",
            "exit.tiers.2.shares.gp": "15%",
            "exit.tiers.2.up_to": "120 USD",
            "exit.tiers.3.shares.gp": "40%",
            "exit.tiers.1.reach": "2 USD",
        },
        (100.0, 200.0),
        {"lp": 90.0, "gp": 10.0},
    ),
    "vesting at a price": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 1 USD, converts_into: common, seniority: 1, preference: 1x}
rights:
  high: {kind: option, holder: eve, of: common, count: 500_000, strike: 0.5 USD,
         vesting: {parts: [{share: 40%, when: {kind: price, amount: 2 USD}},
                           {share: 60%, when: {kind: price, amount: 3 USD}}]}}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 3_000_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: fund, shares: 1_000_000, price: 1 USD}
""",
        {
            "rights.high.vesting.parts.0.when.amount": "1.5 USD",
            "rights.high.strike": "0.8 USD",
            "classes.a.preference": "2x",
            "events.0.shares": "2_500_000",
            "rights.high.count": "800_000",
        },
        (8.1e6, 8.4e6, 13e6),
    ),
    "a history": Case(
        """
classes:
  common: {kind: common}
  seed: {kind: preferred, original_issue_price: 0.50 USD, converts_into: common, seniority: 1, preference: 1x}
convertibles:
  safe: {kind: safe, holder: angel, amount: 200k USD, on: 2021-01-01, cap: 4m USD}
  note: {kind: note, holder: angel, amount: 100k USD, on: 2021-06-01, rate: 8%, cap: 4m USD}
rights:
  opt: {kind: option, holder: eve, of: common, count: 400_000, strike: 0.10 USD}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 1_000_000, security: f1}
  - {kind: issue, on: 2020-01-01, of: common, holder: partner, shares: 500_000, security: p1}
  - {kind: split, on: 2020-06-01, ratio: 4}
  - {kind: convert, on: 2022-01-01, security: safe, into: seed, price: 0.40 USD}
  - {kind: convert, on: 2022-01-01, security: note, into: seed, price: 0.45 USD}
  - {kind: issue, on: 2022-01-01, of: seed, holder: fund, shares: 800_000, price: 0.50 USD}
  - {kind: repurchase, on: 2022-06-01, security: p1, shares: 300_000, price: 0.2 USD}
  - {kind: exercise, on: 2023-01-01, right: opt, shares: 500_000}
  - {kind: ratio_adjustment, on: 2023-06-01, of: seed, conversion_price: 0.4 USD}
  - {kind: transfer, on: 2024-01-01, of: common, holder: founder, to: fund, shares: 350_000}
""",
        {
            "events.0.shares": "1_200_000",
            "convertibles.note.rate": "4%",
            "events.3.price": "0.32 USD",
            "events.8.conversion_price": "0.3 USD",
            "events.6.shares": "250_000",
        },
        (900_000.0, 4e6),
    ),
    "rounds to come": Case(
        """
classes:
  common: {kind: common}
  seed: {kind: preferred, original_issue_price: 1 USD, converts_into: common, seniority: 1,
      preference: 1x, anti_dilution: broad_based}
  ratchet: {kind: preferred, original_issue_price: 2 USD, converts_into: common, seniority: 1,
      preference: 1x, anti_dilution: full_ratchet}
pools:
  plan: {of: common, reserved: 500_000}
convertibles:
  cap: {kind: safe, holder: angel, amount: 300k USD, on: 2024-01-01, cap: 6m USD, money: post}
  both: {kind: safe, holder: accel, amount: 200k USD, on: 2024-06-01, cap: 9m USD, money: pre, discount: 20%}
  loan: {kind: note, holder: lender, amount: 250k USD, on: 2024-09-30, cap: 8m USD, rate: 6%, discount: 15%}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 4_000_000}
  - {kind: issue, on: 2021-01-01, of: seed, holder: fund, shares: 1_000_000, price: 1 USD}
  - {kind: issue, on: 2022-01-01, of: ratchet, holder: fund, shares: 500_000, price: 2 USD}
rounds:
  series_a:
    on: 2025-12-31
    new_class: {kind: preferred, converts_into: common, seniority: 2, preference: 1x, anti_dilution: narrow_based}
    investors: {lead: 3m USD, fund: 1m USD}
    pre_money: 12m USD
    pool: {pool: plan, share: 10%}
    pro_forma: yes
  series_b:
    on: 2026-12-31
    new_class: {kind: preferred, converts_into: common, seniority: 3, preference: 1x, participation: capped, cap: 2x}
    investors: {late: 6m USD}
    post_money: 40m USD
    pool: {pool: plan, share: 8%, in_pre_money: no}
    pro_forma: yes
""",
        {
            "rounds.series_a.pre_money": "5m USD",
            "rounds.series_a.pool.share": "15%",
            "convertibles.both.discount": "40%",
            "rounds.series_b.post_money": "11m USD",
            "rounds.series_b.investors.late": "2m USD",
            "rounds.series_b.new_class.participation": "full",
        },
        (6e6, 14e6),
    ),
    **{
        f"a fifth, {participation}": Case(
            f"""
classes:
  common: {{kind: common}}
  a: {{kind: preferred, original_issue_price: 5 USD, converts_into: common, seniority: 1, preference: 1x,
      participation: {participation}, cap: 2x}}
events:
  - {{kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 4_000_000}}
  - {{kind: issue, on: 2021-01-01, of: a, holder: fund, shares: 1_000_000, price: 5 USD}}
""",
            {"classes.a.participation": other, "classes.a.preference": "2x", "classes.a.cap": "3x"},
            (40e6, 30e6),
            {"fund": published, "founder": 40e6 - published},
        )
        for participation, other, published in (
            ("none", "full", 8e6),
            ("capped", "none", 10e6),
            ("full", "capped", 12e6),
        )
    },
    "a doubled preference that participates": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 20 USD, converts_into: common, seniority: 1,
      preference: 2x, participation: full}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 100_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: fund, shares: 25_000, price: 20 USD}
""",
        {"classes.a.preference": "3x", "events.1.shares": "50_000"},
        (5e6,),
        {"fund": 1.8e6, "founder": 3.2e6},
    ),
    "a price of exactly all preferences": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 6 USD, converts_into: common, seniority: 1, preference: 1x}
  b: {kind: preferred, original_issue_price: 30 USD, converts_into: common, seniority: 2, preference: 1x}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 10_000_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: angel, shares: 1_000_000, price: 6 USD}
  - {kind: issue, on: 2022-01-01, of: b, holder: fund, shares: 1_000_000, price: 30 USD}
""",
        {"classes.b.seniority": "1", "classes.a.preference": "1.5x"},
        (36e6, 20e6),
        {"angel": 6e6, "fund": 30e6, "founder": 0.0},
    ),
    "breakpoints": Case(
        """
classes:
  common: {kind: common}
  a: {kind: preferred, original_issue_price: 1.5 USD, converts_into: common, seniority: 1, preference: 1x}
rights:
  options: {kind: option, holder: eve, of: common, count: 1_000, strike: 0.20 USD}
  warrants: {kind: warrant, holder: bank, of: common, count: 1_000, strike: 1 USD}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: founder, shares: 1_000}
  - {kind: issue, on: 2021-01-01, of: a, holder: fund, shares: 1_000, price: 1.5 USD}
""",
        {"rights.options.strike": "0.4 USD", "events.1.shares": "2_000"},
        (3300.0, 9000.0),
    ),
}
"""Cases by name; those of published examples are vectors of the project's own folder of them."""


def typed(value: str) -> float | str:
    """Return what is typed into a cell for a value of the file: a number, or a word."""
    factors = {"x": 1.0, "%": 0.01, "m": 1e6, "k": 1e3}
    number = value.removesuffix(" USD").replace("_", "")
    factor = factors.get(number[-1], 1.0)
    plain = number.rstrip("x%mk") if number[-1] in factors else number
    try:
        return float(plain) * factor
    except ValueError:
        return value
