"""A clause in words says what share it comes to, where the file has a sum of facts."""

import datetime as dt
from pathlib import Path

import pytest

from dealwright.engine.trails import trails
from dealwright.lang.load import load, loads
from dealwright.show.clauses import clauses
from dealwright.show.contract import contract
from dealwright.show.names import Names

DEAL = """
dealwright: 1
title: A mill with two holders
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
sources: {memo: {title: A memo}}
facts: {paid: {is: 3m, source: memo}, price: {is: 12m, source: memo}, unsure: {is: 1m to 2m, source: memo}}
companies: {mill: {enterprise_value: 15m, cost_of_capital: 9%}}
terms:
  sure: {kind: equity, company: mill, holder: ada, stake: paid / price, residual: ben}
  doubtful: {kind: equity, company: mill, holder: ada, stake: unsure / price}
"""


def test_a_stake_made_of_facts_is_told_as_the_share_it_comes_to() -> None:
    loaded = loads(DEAL)
    assert loaded.errors == ()
    told = {each.term: each.says for each in clauses(trails(loaded), Names({}), dt.date(2025, 1, 1))}
    assert told["sure"] == "25%"
    assert told["doubtful"] == "unsure / price", "what nobody knows comes to no one share"


def test_loans_options_and_terminations_say_who_may_or_must_do_what(root: Path) -> None:
    def says(kind: str) -> dict[str, str]:
        loaded = load(root / "examples" / "terms" / f"{kind}.yaml")
        return {term.term: term.says for term in contract(loaded)}

    assert says("loan")["bullet"].startswith("The bank shall lend the builder 3000 USD at 10% a year")
    assert says("option")["buy_out"] == (
        "The maker may end royalty at the end of a year from 31 December 2025 to 31 December 2027; it pays the inventor"
        " max(3 × trailing(10% × sales, 1 year), 90k USD)"
    )
    assert says("termination")["notice"] == (
        "commission ends after notice of 3 months given on 30 June 2025, for a fee of 5k USD that the maker shall pay"
        " the agent; 50% of what it would have brought is still due for 12 months after"
    )


def test_stages_amounts_a_year_and_periods_of_a_promise_are_said_as_words(root: Path) -> None:
    def said(kind: str, term: str) -> str:
        return next(
            each.says for each in contract(load(root / "examples" / "terms" / f"{kind}.yaml")) if each.term == term
        )

    assert said("payment", "bonus") == (
        "The buyer shall pay the seller 50k EUR, in stages: 40% on 31 March 2026 and 60% on 31 March 2027 if"
        " prices < 104"
    )
    assert said("flow", "rent") == "The tenant shall pay the landlord 12 × 3k EUR a year"
    assert said("commitment", "supply") == (
        "The buyer shall buy from the seller: at least 100k EUR a year, using usage, take or pay, carry forward 1 year,"
        " paid at the end of the year"
    )


def test_milestones_licences_exclusivities_and_ventures_say_their_parts(root: Path) -> None:
    def says(kind: str) -> str:
        (term,) = contract(load(root / "examples" / "terms" / f"{kind}.yaml"))
        return term.says

    assert says("milestone").startswith("The licensee shall pay the inventor 10k EUR at 1m EUR, 20k EUR at 2m EUR and")
    assert "of the sum of sales" in says("milestone")
    assert "due at the end of the year" in says("milestone")
    assert says("licence").startswith("The maker shall license the clinic: for oncology worth 50k EUR/year, upfront")
    assert says("licence").endswith(
        "; for other until 31 December 2026, worth 5% × sales, fee 3% × sales, minimum fee 40k EUR"
    )
    assert says("exclusivity").startswith("The studio shall deal with the cinema alone")
    assert "with a right of first refusal on offer" in says("exclusivity")
    venture = "The first builder 60% and the second builder 40% share a venture"
    assert says("venture").startswith(venture)
    assert "called 500k USD on 1 January 2026" in says("venture")


OPTIONS = """
dealwright: 1
title: Rights to a mill
as_of: 2025-01-01
horizon: 2028-12-31
currency: USD
risk_free: 4%
parties: {ada: {name: Ada}, ben: {name: Ben}}
drivers: {flood: {kind: event, chance: 20% by 2027-12-31}, fire: {kind: event, chance: 10% by 2027-12-31}}
companies: {mill: {name: The mill, enterprise_value: 15m, cost_of_capital: 9%}}
terms:
  share: {kind: equity, company: mill, holder: ada, stake: 40%, residual: ben}
  rent: {kind: royalty, payer: ben, payee: ada, on: 2m USD/year, rate: 10%, from: 2025-01-01, until: 2026-12-31,
    title: The rent}
  more: {kind: option, holder: ben, writer: ada, company: mill, stake: 10%, price: fair_value, price_floor: 1m,
    from: 2026-01-01, until: 2027-12-31, every: half, notice: 2 months}
  out: {kind: option, holder: ada, writer: ben, company: mill, stake: 5%, sells: yes,
    appraisals: [1m, 80% * fair_value], third: 900k, apart: 10%, on: 2026-06-30, exercise: always}
  longer: {kind: option, holder: ada, writer: ben, at: [flood, fire], if: after(flood) > 0, receives: 5k,
    switches: {terms.rent.until: 2028-12-31, terms.rent.rate: 12%}}
  over: {kind: termination, ends: [rent], on: [flood, fire]}
"""


def test_an_option_says_who_may_do_what_when_and_for_how_much() -> None:
    loaded = loads(OPTIONS)
    assert loaded.errors == ()
    says = {term.term: term.says for term in contract(loaded)}
    assert says["more"] == (
        "Ben may buy 10% of the mill at the end of a half-year from 1 January 2026 to 31 December 2027; it pays Ada"
        " fair value, at least 1m, after notice of 2 months"
    )
    assert says["out"] == (
        "Ada may sell 5% of the mill on 30 June 2026; it is paid the mean of 1m and 80% × fair value (with 900k as a"
        " third where they are more than 10% apart); it always does"
    )
    assert says["longer"] == (
        "Ada may set rent until to 31 December 2028 and rent rate to 12% on flood or fire, whichever comes"
        " first, if after(flood) > 0; it receives 5k"
    )
    assert says["over"] == "The rent ends on flood or fire, whichever comes first"


def test_an_event_is_said_by_its_title_wherever_a_clause_hangs_on_it() -> None:
    titled = (
        OPTIONS.replace("flood: {kind: event,", "flood: {kind: event, title: The mill is flooded,")
        + """\
  bonus: {kind: payment, payer: ben, payee: ada, amount: 1m, stages: [{on: flood, share: 40%},
    {on: 2026-03-31, share: 60%}]}
  prize: {kind: milestone, payer: ben, payee: ada, amount: 2m, on: flood}
  both: {kind: milestone, payer: ben, payee: ada, amount: 2m, on: [flood, fire]}
  first: {kind: milestone, payer: ben, payee: ada, amount: 2m, on: [flood, fire], any: yes}
  help: {kind: flow, payer: ben, payee: ada, amount: 2m USD/year, starts_on: flood, ends_on: [flood, fire]}
  grain: {kind: royalty, payer: ben, payee: ada, on: 2m USD/year, rate: 10%, rate_changes: [{on: flood, rate: 8%}]}
"""
    )
    loaded = loads(titled)
    assert loaded.errors == ()
    terms = {term.term: term for term in contract(loaded)}
    assert terms["prize"].says == "Ben shall pay Ada 2m on “The mill is flooded”"
    assert terms["both"].says == "Ben shall pay Ada 2m on “The mill is flooded” and fire"
    assert terms["first"].says.startswith("Ben shall pay Ada 2m on “The mill is flooded” or fire, ")
    assert terms["bonus"].says.endswith("in stages: 40% on “The mill is flooded” and 60% on 31 March 2026")
    assert terms["over"].says == "The rent ends on “The mill is flooded” or fire, whichever comes first"
    assert " on “The mill is flooded” or fire, whichever comes first" in terms["longer"].says
    assert "begins on “The mill is flooded”; ends on “The mill is flooded” or fire" in terms["help"].runs
    assert "from “The mill is flooded” on 8%" in terms["grain"].says


def test_a_clause_that_names_what_another_paid_says_so_and_a_word_of_a_choice_is_no_term() -> None:
    text = DEAL.replace(
        "  sure:",
        """  share: {kind: royalty, payer: ben, payee: ada, on: 2m USD/year, rate: 10%}
  rest: {kind: profit_participation, payer: ben, payee: ada, on: 2m USD/year - terms.share.paid,
    tiers: [{share: 50%, until_base: 3m + 1m}]}
  sure:""",
    )
    loaded = loads(text)
    assert loaded.errors == ()
    rest = next(term for term in contract(loaded) if term.term == "rest")
    assert rest.says == "Ben shall pay Ada out of 2m USD/year − paid under share: 50% until 3m + 1m was earned"
    assert rest.acts == {"on": ("share",)}
    share = next(term for term in contract(loaded) if term.term == "share")
    assert (share.acts, share.acted) == ({}, ("rest",))


ROYALTIES = """
dealwright: 1
title: Royalties in words
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
risk_free: 3%
parties: {ada: {name: Ada}, ben: {name: Ben}}
drivers:
  sales: {kind: gbm, start: 10m USD/year, growth: 3%, volatility: 20%}
  generic: {kind: event, chance: 50% by 2028-12-31}
  flood: {kind: event, chance: 50% by 2028-12-31}
terms:
  first: {kind: royalty, payer: ada, payee: ben, on: sales, deductions: 5% * sales, deductions_cap: 8%,
    tiers: [{up_to: 1m, rate: 5%}, {up_to: 4m, rate: 6%}, {rate: 8%}], tier_method: retroactive, tier_period: year,
    rate_changes: [{on: generic, times: 50%}, {on: 2028-01-01, times: 80%}],
    stacking: {third_party: 1% * sales, deduct: 50%, floor: 3%, most: 50%, carry_forward: yes},
    advance: [{amount: 100k, on: 2025-03-31}, {amount: 50k, on: flood}], recoupment: 50%, minimum: 50k,
    minimum_period: year, minimum_recoupable: yes, recoupable_for: 2 years, cap: 5m, paid: end, pays_after: 45 days,
    business_days: {calendar: US}, opening: {paid: 1m}, ends_on: [generic, flood], ends_not_before: 2027-12-31}
  second: {kind: royalty, payer: ben, payee: ada, most_favoured: first, minimum: {2025: 10k, 2027: 20k}, true_up: year,
    bases: [{title: hard, on: 2m USD/year, rate: 4%}, {on: sales, tiers: [{up_to: 1m, rate: 4%}, {rate: 5%}]}],
    period_cap: 100k, ends_on_all: [generic, flood], from: 2025-02-01}
  third: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 4%, replaces: second, starts_on: flood,
    takes_over: yes, period: half, recoup_from: gross, advance: {amount: 100k, on: flood}, netted_with: fourth}
  fourth: {kind: royalty, payer: ada, payee: ben, on: sales, rate: 4%, period: half}
"""


SAID = {
    "first": """
      Ada shall pay Ben out of sales 5% up to 1m, 6% up to 4m and 8% above, all of it at the rate that is reached,
      counted over the year, every quarter; after deductions of 5% × sales (at most 8% of it); from generic on 50% of
      that rate; from 1 January 2028 on 80% of that rate; less 50% of the 1% × sales owed to others but not under 3% and
      by at most 50% and the rest later; 100k ahead on 31 March 2025 and 50k ahead on flood, recouped from 50% of what
      falls due; at least 50k a year which later royalties recoup for 2 years; at most 5m in all; paid 45 days after its
      end; on a business day of US; before that paid 1m. With no end of its own; ends on generic or flood; no event
      ends it before 31 December 2027""",
    "second": """
      Ben shall pay Ada 4% of hard (2m USD/year) and out of sales 4% up to 1m and 5% above, every quarter; at no
      lower rate than under first; at most 100k a quarter; at least 10k a year from 2025 and 20k a year from 2027
      settled at the end of the year. From 1 February 2025; ends once generic and flood have happened""",
    "third": """
      Ben shall pay Ada 4% of sales, every half-year; 100k ahead on flood, recouped from the base itself; netted
      with fourth. With no end of its own; begins on flood; in place of second and goes on with what that one has
      done""",
}


@pytest.mark.parametrize("name", SAID)
def test_a_royalty_says_its_clauses_in_the_order_in_which_they_count(name: str) -> None:
    loaded = loads(ROYALTIES)
    assert loaded.errors == ()
    told = next(term for term in contract(loaded) if term.term == name)
    assert f"{told.says}. {told.runs[0].upper()}{told.runs[1:]}" == " ".join(SAID[name].split())
