"""Words of the field as this program means them, for `dealwright explain` and the manual's page of words."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "annuity": "A loan that is repaid by equal sums, each of which pays the interest of its period first. A further "
    "advance or a new rate makes a new sum for the periods that are left.",
    "as_converted": "Counting every share and every right to shares as common shares, as if each had been converted.",
    "as_of": "The day of valuation. Time is counted from its opening; money before it never enters a worth.",
    "aspiration": "The gain that a side holds out for at a time of the talks; it falls from what it opens with to what "
    "it insists on when time is up.",
    "backsolve": "Finding the worth of all equity at which one class is worth the price of its last round, by the "
    "option pricing method. It lies below the headline, which counts every share at that price.",
    "backtest": "What was signed in the end (`signed: yes` in `talks:`), held against what the file says from before: "
    "whether it lay in the zone, how far from the frontier, which power it implies, how near each solution came.",
    "batna": "The best alternative to a negotiated agreement: what a side has if the talks fail. Here: the "
    "scenario that `negotiate: no_deal:` names; its worth to a side is that side's reservation value.",
    "belief": "What is true already but not known to all, such as a fact with `readings`. What a party does not "
    "know is inside its own expectation; what it knows and we do not is drawn outside (`belief_band`).",
    "belief_band": "The 5th to 95th percentile of a party's certainty equivalent over what that party knows and we "
    "do not. It stands beside the standard error, which only says how well we computed.",
    "believes": "What a party believes of the future and the facts, otherwise than the file: pairs of path and value, "
    "laid over the deal when it is seen with that party's eyes, as `offers` does.",
    "beyond": "What a term is worth after the horizon, where its life is longer: `cut` counts nothing, "
    "`perpetuity(g)` lets it grow at g for ever. A life past the horizon without it is a problem.",
    "break_even": "The value of a number at which a party is indifferent between signing, or a given package, and no "
    "deal: its gain there is nothing.",
    "breakpoint": "An exit value at which it changes who shares in the next unit of money: a preference is paid, an "
    "option is exercised, a class converts, a cap is reached.",
    "business_day": "A day on which all calendars that a contract names are open. A payment that falls due on another "
    "is moved by `roll`; what is due stays as it is.",
    "calibrate": "Names an observed round and one value of a driver. That value is solved so that the company's "
    "modelled price on the day of the round, with the terms then in force, is the price that was paid.",
    "cap_table": "Who holds what of a company: its securities with their terms, and everything that happened to them. "
    "Who holds what on a day is worked out from that.",
    "capitalised": "Of interest: added to what is owed when it falls due, so that it bears interest itself.",
    "carry_forward": "How long what was bought above a commitment's minimum may be set against a later shortfall.",
    "certainty_equivalent": "The sure amount today that a party would take instead of the uncertain worth: CE = "
    "-rho ln E[exp(-V / rho)], with V the present value at the risk-free rate and rho its `risk_tolerance`. The "
    "mean beside it is discounted at the party's own, higher rate, and so may well be smaller.",
    "company": "It has cash, equity and owners, and no worth of its own: what happens to it reaches parties only "
    "through its cash, its equity and its securities.",
    "compensating_change": "How much of one term makes good to a party for one more unit of another: its "
    "`exchange_rate` with the other sign.",
    "concession": "A change of a package that gives the others something and costs who makes it something. What both "
    "like is none. `offers` ranks them by what they give for each 1 that they cost.",
    "conditional on signing": "What changes because a deal is signed at all, whichever it is. The scenario that "
    "`signed:` names is laid under every package.",
    "convertible": "Money paid for shares to come: a SAFE or a note. It becomes shares in a priced round, at its cap, "
    "its discount or the round's price, whichever gives it most.",
    "cost_of_capital": "The yearly rate at which a company's money is carried forward to its exit and its equity back.",
    "counterparty": "Whoever stands on the other side: from whom a line of a worth comes, or to whom it goes. What a "
    "company is to its holders comes from the other side of each term that adds to it, and the business itself from "
    "the company.",
    "cumulative": "`cumulative(x)` is what a yearly flow has summed to since `as_of`.",
    "cvar": "Conditional value at risk: the mean of the worst 5 % of the present values, as a value (not as a loss).",
    "day_count": "How the days of a period become years: actual days over 365 (`actual/365`), over 360 (`actual/360`) "
    "or over those of their calendar years (`actual/actual`), or months of 30 days (`30/360`, `30e/360`, `30u/360`).",
    "deflated": "`deflated(x)` is money of its day in the prices of `as_of`: less by the `inflation` since then.",
    "discount": "A party's own yearly rate, effective. The mean at this rate is shown beside the certainty "
    "equivalent, never mixed with it, so risk is charged once.",
    "discount_factor": "In a scenario of negotiating agents: what is left of a utility at the end of the time for the "
    "talks. An agreement at the time t is worth utility x factor^t, and so is no agreement.",
    "domain": "In a scenario of negotiating agents (GENIUS, NegMAS): the issues, with the values that each may take. "
    "What a party wants of them is its profile. `dealwright genius` reads and writes both.",
    "doubt": "Something that is not known for sure and moves the deal: a fact on which sources disagree, an "
    "uncertain number, an assumption with a `range`. What a party knows is no doubt to it. `dealwright facts` lists "
    "them by what matters.",
    "driver": "Something that will happen and that nobody at the table decides: revenue, a multiple, an event.",
    "effective_pre_money": "What the holders before a round are worth at its price: the pre-money less the pool's "
    "increase in it.",
    "egalitarian": "The package whose smaller gain over the reservation values is the largest.",
    "enterprise_value": "What the business is worth before this deal's terms and before its cash and debt.",
    "equity": "What a company is worth to its owners: enterprise value, cash and the rest of the terms, but never "
    "under zero.",
    "equivalent_offers": "Several offers that are worth the same to who makes them, put on the table at once: what is "
    "taken tells what the other side cares about.",
    "event": "Something that happens once or never, on a day that differs by path.",
    "exchange_rate": "What one unit of one term is worth in units of another, to one party.",
    "exchange_rates": "What one unit of another currency costs in the deal's own, on each day and path. Not to be "
    "taken for an `exchange_rate`, what one term is worth in another.",
    "exit": "The moment at which a company's worth is read off: the first of its exit events, or the horizon.",
    "expected_surplus": "What an offer brings over refusal, in the cases in which all others sign it, times the "
    "chance that they do.",
    "fact": "A value with a source, or an assumption with a reason. Sources may disagree: then it has `readings`.",
    "find": "Words that must occur in the source's text, so that a fact can be checked against it.",
    "frontier": "The packages to which no other is better for one side and at least as good for all.",
    "fully_diluted": "Counting all shares and all rights to shares, exercised or not.",
    "futures": "All that may happen, drawn many times: each future is one path for every driver.",
    "gain": "What a scenario or a package is worth to a party over no deal. See `surplus`.",
    "grade": "How far a source is to be trusted: A primary, B reputable press, C relayed, D weak or single.",
    "hazard_rate": "The chance per year that an event happens, given that it has not yet.",
    "herfindahl": "How concentrated something is: the sum of the squared shares. 1 where all comes from one "
    "counterparty, 1/n where n bring the same. `dealwright dependence` tells it of each side.",
    "horizon": "The last day that is looked at; it counts to its close.",
    "illiquidity_discount": "The part of a stake's worth that is lost because it cannot be sold until the exit.",
    "inflated": "`inflated(x)` is money of `as_of` in the prices of each day: more by the `inflation` since then.",
    "inflation": "The yearly rate by which money loses worth. By it a real rate becomes nominal, or a nominal "
    "one real: 1 + nominal = (1 + real)(1 + inflation).",
    "irr": "Internal rate of return: the yearly rate at which all that a holder paid and got, on their days, is "
    "worth nothing together.",
    "issue": "In a scenario of negotiating agents: one thing that is negotiated, with its values. A negotiable path "
    "of a deal becomes an issue.",
    "kalai_smorodinsky": "The package that gives both sides as nearly as possible the same share of the most that "
    "each could gain within the zone. (Not to be called Kalai alone: the egalitarian solution is also his.)",
    "known_to": "Who knows a fact. By default a party knows its own traits, a contract's parties its clauses, and "
    "nobody anything else.",
    "limited_liability": "Owners lose no more than their equity. In `by_term` it is what that protects them from.",
    "logroll": "A swap of two terms in which each side gives what costs it less than it is worth to the other.",
    "loss": "The chance of a loss: the share of futures in which the present value at the risk-free rate is negative.",
    "mean": "The average of a present value over all futures, with its standard error.",
    "mean_at_discount": "The mean of money discounted at the party's own `discount`. With `worth_by: mean_at_discount` "
    "a bargain counts by it. It is often below the certainty equivalent, which discounts at the risk-free rate.",
    "mend": "Something to type that puts a problem right.",
    "moic": "Multiple on invested capital: all that a holder got over all that it paid.",
    "nash": "The package with the largest product of both sides' gains over their reservation values.",
    "negotiate": "The section that says who bargains, over which terms, and what holds if they fail.",
    "no_deal": "The scenario that holds if the talks fail; where `negotiate` names none, the contract in force. "
    "Nothing of a package is laid over it.",
    "nominal": "In money of the day on which it is paid, inflation counted. A file is nominal unless it says "
    "otherwise; a rate says it as in `7% nominal`.",
    "npv": "Net present value: money at its dates, discounted to `as_of`.",
    "opening": "What a term with a memory had done before `as_of`, such as what was paid under a cap already.",
    "opposition": "How far parties are from all getting what they want most, in utilities: the distance from an "
    "outcome that would be worth 1 to everybody, of the outcome with the least difference of utilities (GENIUS) or "
    "the nearest (NegMAS).",
    "option_pricing_method": "Values each class as options on the worth of all equity, with the breakpoints of an exit "
    "as strikes. `dealwright captable opm` works it out.",
    "override": "A pair of path and value laid over the deal. A scenario, a package, an offer and `--set` are all "
    "this.",
    "p5": "The present value at the risk-free rate that 5 of 100 futures lie below. See `percentile`.",
    "package": "One choice of a value for every term that is negotiated.",
    "pari_passu": "Of equal rank: what there is, is shared in proportion to what each is owed. Classes of the same "
    "`seniority` are.",
    "party": "Someone who decides, or a group with one claim. Everyone with a claim on a company is a party.",
    "path": "In a deal: where a value stands, as in `terms.access.until`. In a simulation: one future.",
    "percentile": "p5, p25, p50, p75 and p95: 5, 25, 50, 75 and 95 of 100 futures lie below it. All are of present "
    "values at the risk-free rate; p50 is the median.",
    "post_money": "What a company was worth right after a round, at the round's price: pre-money and new money.",
    "pre_money": "What a company was worth right before a round, at the round's price. A round that names it dilutes.",
    "problem": "Something wrong in a file, with its place, what was expected there, and how to mend it.",
    "profile": "In a scenario of negotiating agents: what each value of each issue is worth to one party, how much "
    "each issue weighs, and what no agreement is worth.",
    "readings": "The ways to read a fact that sources disagree on, each with a weight: a number (`is`) or another "
    "wording of the contract (`overlay`).",
    "real": "In money of `as_of`, without inflation: `prices: real` says it of a file or a term, `3% real` of a rate.",
    "reservation": "The least gain over no deal at which a party signs. It limits the zone and is no part of a gain; "
    "where it is uncertain, only that party knows it.",
    "reservation_value": "What a side has without a deal, and so the least that it would sign for.",
    "residual": "The party that owns all of a company that the stakes leave.",
    "risk_free": "The yearly rate of money that is sure, effective.",
    "risk_tolerance": "An amount of money, rho: a party is about indifferent to an even chance of gaining rho or "
    "losing half of it. `none` for a party that does not mind risk.",
    "safe": "Simple agreement for future equity: a convertible that bears no interest and never falls due. A "
    "post-money cap counts all that converts with it, a pre-money cap does not.",
    "scenario": "Named changes laid over the deal, such as what holds if the talks fail.",
    "seed": "A number that says which futures are drawn. The same seed gives the same result, to the last digit.",
    "share_of_spread": "The part of the variance of a worth that a doubt explains: by itself (what knowing it would "
    "take away on average), and in all (what would be left if all else were known).",
    "signed": "Names the scenario that is laid under every package: what signing itself changes.",
    "standard_error": "How far a simulated number may be off because only so many futures were drawn: a third of "
    "the time by more than this, one time in twenty by more than twice this.",
    "status": "How far a fact is established, such as `reported` or `assumed`.",
    "surplus": "What a package is worth to a side above its reservation value.",
    "sweep": "A cash flow that goes to the repayment of a loan as far as there is any and something is owed.",
    "tactic": "How a side gives way at the table: by the clock, late (Boulware) or early (conceder), or in return for "
    "what it is given (tit for tat). `dealwright talks` plays them against each other: a simulation, no equilibrium.",
    "take_or_pay": "Who commits to buy must pay for the minimum whether or not it is used.",
    "talks": "The log of offers, with who made each and when. `dealwright talks` says what it reveals of the other "
    "side, and what to offer next.",
    "term": "One clause of the contract: a kind, its sides, its numbers and its life.",
    "tornado": "Every input of a deal moved to its two ends, one at a time: what that does to each party's worth, the "
    "most telling input first.",
    "trailing": "`trailing(x, 1 year)` is what a yearly flow came to over the year before.",
    "unpaid": "What a company still owes after its exit and has nothing left to pay with: a loss to whom it is owed.",
    "utilitarian": "The package with the largest sum of both sides' gains.",
    "utility": "In a scenario of negotiating agents: what an outcome is worth to a party, from 0 to 1 as a rule. It "
    "has no unit; `dealwright genius write` says how the utility of a deal's package goes back to money.",
    "value_of_knowing": "What it is worth to a party to know something before it decides: its certainty equivalent if "
    "it may choose by what comes out, less that if it may not. Nothing where no decision would change; more than that "
    "is too much to pay for verifying it.",
    "volatility": "How far a level moves in a year, as a share of itself: the standard deviation of its yearly log "
    "change.",
    "waterfall": "What a party's securities pay over or under its share of the equity as converted: preferences, "
    "participation, exercise prices, and what an exit pays first. A line in `by_term`.",
    "weight": "How likely a reading is; the weights of a fact's readings sum to 100 %.",
    "worth": "What a deal is to one party today: a certainty equivalent, a mean, percentiles and the chance of a loss.",
    "worth_by": "The one measure by which a bargain counts: `certainty_equivalent` or `mean_at_discount`.",
    "zone": "The packages that every side would sign: none gives any side less than its reservation value. Also "
    "called the zone of possible agreement, zopa.",
    "zopa": "The zone of possible agreement; see `zone`.",
}
"""What each word means, in alphabetical order."""
