"""Writes random deals for property tests: a firm, its subsidiary, three parties, terms of every kind between them."""

from hypothesis import strategies as st

PARTIES = ("ada", "bob", "eve")
HEAD = """
dealwright: 1
title: A random deal
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: USD
risk_free: {rate}
parties:
  ada: {{discount: {rate}}}
  bob: {{discount: {rate}}}
  eve: {{discount: {rate}}}
drivers:
  sales: {{kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}}
  rent:  {{kind: mean_reverting, start: 50m USD/year, long_run: 30m USD/year, half_life: 2 years, volatility: 40%}}
  sold:  {{kind: event, chance: 60% by 2028-06-30}}
  ended: {{kind: event, chance: 50% by 2028-06-30}}
  closed: {{kind: event, chance: 40% by 2028-06-30}}
correlations: {{sales ~ rent: 30%}}
"""
FIRM = """
companies:
  site: {{enterprise_value: 3x * rent * 1 year, cash_flow: 10% * rent, cash: {site_cash}m, cost_of_capital: {rate},
         exit: [{site_exit}], remainder: {remainder}}}
  firm: {{enterprise_value: 2x * sales * 1 year, cash_flow: {margin}% * sales, cash: {cash}m, cost_of_capital: {rate},
         exit: [{firm_exit}], remainder: {remainder}, rounds: [{rounds}]}}
"""
DATES = ("2026-03-31", "2027-05-17", "2028-12-31", "2029-11-20")

percent = st.integers(0, 60)
million = st.integers(0, 60)
holder = st.sampled_from((*PARTIES, "firm", "site"))
ending = st.sampled_from(["", ", ends_on: ended", ", ends_on: [ended, closed]"])
until = st.sampled_from([f", until: {date}" for date in DATES] + [", from: 2025-09-09", ""])
life = st.tuples(until, ending).map("".join)


@st.composite
def sides(draw: st.DrawFn) -> tuple[str, str]:
    """Choose two different sides."""
    first = draw(holder)
    return first, draw(holder.filter(lambda other: other != first))


@st.composite
def royalty(draw: st.DrawFn) -> str:
    """Write a royalty."""
    payer, payee = draw(sides())
    limits = draw(
        st.sampled_from(["", ", minimum: 3m", ", cap: 12m, opening: {paid: 4m}", ", period_cap: 2m", ", cap: 9m"])
    )
    period = draw(st.sampled_from(["month", "quarter", "half", "year"]))
    return (
        f"{{kind: royalty, payer: {payer}, payee: {payee}, on: sales, rate: {draw(percent)}%, period: {period}"
        f"{limits}{draw(life)}}}"
    )


@st.composite
def flow(draw: st.DrawFn) -> str:
    """Write a flow, perhaps with the world outside."""
    payer, payee = draw(sides())
    open_side = draw(st.sampled_from([f"payer: {payer}, payee: {payee}", f"payer: {payer}", f"payee: {payee}"]))
    return f"{{kind: flow, {open_side}, amount: {draw(percent)}% * rent{draw(life)}}}"


@st.composite
def payment(draw: st.DrawFn) -> str:
    """Write payments on dates."""
    payer, payee = draw(sides())
    dates = draw(st.lists(st.sampled_from(DATES), min_size=1, max_size=3, unique=True))
    amounts = ", ".join(f"{date}: {draw(million)}m" for date in sorted(dates))
    return f"{{kind: payment, payer: {payer}, payee: {payee}, amount: {{{amounts}}}{draw(ending)}}}"


@st.composite
def milestone(draw: st.DrawFn) -> str:
    """Write a milestone on an event or a threshold."""
    payer, payee = draw(sides())
    amount = draw(million)
    reached = draw(
        st.sampled_from(
            [
                f"amount: {amount}m, on: ended",
                f"amount: {amount}m, on: [ended, closed], any: yes, after: 6 months",
                f"amount: {amount}m, on: ended, when: cumulative(sales) >= 250m",
                f"amount: {amount}m, of: sales, every: 150m, most: 3",
                f"of: sales, within: year, paid: end, tiers: [{{at: 90m, amount: {amount}m}}, {{at: 99m, amount: 3m}}]",
            ]
        )
    )
    return f"{{kind: milestone, payer: {payer}, payee: {payee}, {reached}{draw(ending)}}}"


@st.composite
def licence(draw: st.DrawFn) -> str:
    """Write a licence."""
    grantor, taker = draw(sides())
    return (
        f"{{kind: licence, grantor: {grantor}, holder: {taker}, worth: {draw(percent)}% * rent, costs: 2% * sales, "
        f"fee: 3m USD/year{draw(life)}}}"
    )


@st.composite
def exclusivity(draw: st.DrawFn) -> str:
    """Write an exclusivity with a right of first refusal, or a licence with a part."""
    grantor, taker = draw(sides())
    offer = "{on: [ended, closed], price: 1 year * rent, worth: 40m, deters: 4%, after: 9 months}"
    sort = draw(
        st.sampled_from(
            [
                f"exclusivity, costs: 1m USD/year, first_refusal: {offer}",
                "licence, upfront: 4m, parts: {one: {ends_on: closed, fee: 3% * sales, minimum_fee: 4m}}",
            ]
        )
    )
    return f"{{kind: {sort}, grantor: {grantor}, holder: {taker}, worth: {draw(percent)}% * rent{draw(life)}}}"


@st.composite
def venture(draw: st.DrawFn) -> str:
    """Write a joint venture in which one member may not meet a call."""
    one, two = draw(sides())
    unmet = draw(st.sampled_from([f", unmet_by: {one}", f", unmet_by: {two}, covered: yes"]))
    return (
        f"{{kind: venture, members: {{{one}: {draw(percent)}%, {two}: 40%}}, "
        f"contributions: {{2026: {draw(million)}m}}, opening: {{paid: 10m}}, "
        f"calls: [{{on: ended, amount: 20m{unmet}}}], cash_flow: 20% * rent, "
        f"exit_value: 1 year * rent{draw(life)}}}"
    )


@st.composite
def commitment(draw: st.DrawFn) -> str:
    """Write a commitment."""
    buyer, seller = draw(sides())
    return (
        f"{{kind: commitment, buyer: {buyer}, seller: {seller}, usage: 30% * sales, minimum: {{2025: {draw(million)}m, "
        f"2027: {draw(million)}m}}, price: 105%, market_price: 95%, seller_margin: 20%, otherwise_bought: 60%, "
        f"avoidable_cost: 30%, take_or_pay: yes, carry_forward: {draw(st.integers(0, 2))} years{draw(life)}}}"
    )


@st.composite
def participation(draw: st.DrawFn) -> str:
    """Write a profit participation."""
    payer, payee = draw(sides())
    residual = draw(st.sampled_from(["", ", residual: eve, residual_share: 40%"])) if payer != "eve" else ""
    return (
        f"{{kind: profit_participation, payer: {payer}, payee: {payee}, on: sales - 90m USD/year, "
        f"tiers: [{{share: {draw(percent) + 1}%, until_paid: {draw(million)}m}}, {{share: 20%, until_base: 150m}}]"
        f"{residual}{draw(life)}}}"
    )


@st.composite
def dated(draw: st.DrawFn) -> str:
    """Write interest, an indexed rent or a payment in stages, paid some time later on a business day."""
    payer, payee = draw(sides())
    what = draw(
        st.sampled_from(
            [
                "amount: 6m USD/year, every: quarter, day_count: 30e/360",
                "amount: 1m, every: month, indexed_by: sales, index_floor: 0%, index_cap: 4%",
                "amount: 9m, stages: [{on: 2026-05-31, share: 40%}, {on: ended, share: 60%, if: rent > 30m USD/year}]",
            ]
        )
    )
    when = draw(st.sampled_from(["", ", pays_after: 45 days", ", business_days: {calendar: TARGET}"]))
    return f"{{kind: payment, payer: {payer}, payee: {payee}, {what}{when}{draw(ending)}}}"


@st.composite
def loan(draw: st.DrawFn) -> str:
    """Write a loan that a company or a party makes another, at once, in parts or on an event."""
    lender, borrower = draw(sides())
    principal = draw(st.sampled_from(["principal: 20m", "principal: {2025-06-30: 8m, 2026-06-30: 9m}"]))
    begins = draw(st.sampled_from(["", ", starts_on: closed"])) if "{" not in principal else ""
    how = draw(
        st.sampled_from(
            [
                "every: quarter",
                "every: half, repayment: linear",
                "every: month, repayment: annuity, grace: 6 months",
                "every: year, interest: capitalised, sweep: 10% * sales, at_end: forgiven",
            ]
        )
    )
    return (
        f"{{kind: loan, lender: {lender}, borrower: {borrower}, {principal}, tenor: 2 years, rate: 6%, {how}"
        f"{begins}{draw(ending)}, beyond: cut}}"
    )


any_term = st.one_of(
    royalty(),
    flow(),
    payment(),
    milestone(),
    licence(),
    commitment(),
    participation(),
    dated(),
    loan(),
    exclusivity(),
    venture(),
)


@st.composite
def deals(draw: st.DrawFn, rate: str = "7%", remainder: str | None = None, *, ranked: bool = False) -> str:
    """Write a deal at one rate for everyone.

    Args:
        draw: Hypothesis's own.
        rate: Discount rate of all parties and cost of capital of both companies.
        remainder: `expected` or `realised`; either by default.
        ranked: Whether terms have ranks.
    """
    rounds = [
        "",
        "{on: 2026-08-15, new_money: 20m, pre_money: 90m, by: eve}",
        "{on: 2026-08-15, new_money: 20m, by: bob}",
    ]
    firm = FIRM.format(
        rate=rate,
        cash=draw(st.integers(-300, 100)),
        site_cash=draw(st.integers(-200, 50)),
        margin=draw(st.integers(-40, 20)),
        firm_exit=draw(st.sampled_from(["horizon", "sold, horizon", "sold"])),
        site_exit=draw(st.sampled_from(["horizon", "closed, horizon"])),
        remainder=remainder or draw(st.sampled_from(["expected", "realised"])),
        rounds=draw(st.sampled_from(rounds)),
    )
    terms = draw(st.lists(any_term, min_size=1, max_size=4))
    if ranked:
        terms = [term.replace("{kind:", f"{{rank: {draw(st.integers(0, 2))}, kind:", 1) for term in terms]
    stake, held = draw(percent), draw(percent)
    written = "".join(f"  t{number}: {term}\n" for number, term in enumerate(terms))
    return (
        f"{HEAD.format(rate=rate)}{firm}terms:\n{written}"
        f"  stake: {{kind: equity, company: firm, holder: bob, stake: {stake}%, residual: ada}}\n"
        f"  holding: {{kind: equity, company: site, holder: firm, stake: {held}%, residual: eve}}\n"
    )
