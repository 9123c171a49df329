"""Say in words what a bargain's figures leave open: where the gain comes from, why no deal has two figures, offers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.engine.result import Estimate
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.charts.frontier_words import offer_name
from dealwright.show.standing import held_at_gain, is_measured, worth_of
from dealwright.show.words import capital

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain, SurplusSplit
    from dealwright.show.story import Story

Note = tuple[str, str]
_ALIKE = 0.01
"""Figures of no deal closer than this part of them need no explanation."""


def split_notes(story: Story, found: Bargain) -> list[Note]:
    """Say where the joint gain of the Nash package comes from."""
    split = found.split
    if split is None:
        return []
    title = "Where the joint gain of the Nash package comes from"
    said = [_cash(split), *_risk(split), *_rates(split, found)]
    if split.cash_flow < 0 < split.risk_sharing and _exits_earlier(story):
        said.append(
            "Under a deal a company's shares are priced earlier: growth that would come later counts in full at the "
            "risk-free rate, while a price paid at exit has already been cut for its risk."
        )
    said.append(f"Together: {number.money(split.total, change=True)}.")
    return [(title, " ".join(said))]


def _cash(split: SurplusSplit) -> str:
    amount = number.money(abs(split.cash_flow))
    if amount == "0":
        return "On average over all futures the sides together get the same money as without a deal."
    more = "more" if split.cash_flow > 0 else "less"
    return (
        f"On average over all futures, everything discounted at the risk-free rate, the sides together get {amount} "
        f"{more} than without a deal."
    )


def _risk(split: SurplusSplit) -> list[str]:
    if split.risk_sharing == 0:
        return []
    amount = number.money(abs(split.risk_sharing))
    if split.risk_sharing < 0:
        return [f"They bear more risk, or bear it less easily, which takes {amount} off."]
    said = "What they get is less risky, or lies with the side that bears risk more easily"
    return [f"{said}. That is worth {amount} to them."]


def _rates(split: SurplusSplit, found: Bargain) -> list[str]:
    """Say what comes from rates alone: under the certainty equivalent only companies have one of their own."""
    amount = number.money(abs(split.discount_rates))
    if amount == "0":
        return []
    mind = "; mind the rates, a third of the gain or more hangs on them" if split.rests_on_rates else ""
    moves = f"takes {amount} off" if split.discount_rates < 0 else f"adds {amount}"
    whose = "Companies carry money at their own cost of capital, not at the risk-free rate"
    if found.measure == "mean_at_discount":
        whose = "Each side counts at its own discount rate, and companies at their cost of capital"
    return [f"{whose}, which {moves}{mind}."]


def _exits_earlier(story: Story) -> bool:
    """Tell whether without a deal some company's middle exit lies later than in another scenario."""
    refused = story.valuation.scenarios.get(story.valuation.no_deal or "")
    if refused is None:
        return False
    return any(
        company.exit_dates is not None
        and refused.companies[key].exit_dates is not None
        and company.exit_dates[1] < refused.companies[key].exit_dates[1]  # type: ignore[index]
        for scenario in story.valuation.scenarios.values()
        for key, company in scenario.companies.items()
        if key in refused.companies
    )


def no_deal_notes(story: Story, found: Bargain) -> list[Note]:
    """Say why what a side has without a deal differs between the table of worths and the bargain."""
    name = story.valuation.no_deal
    if name is None or name not in story.valuation.scenarios:
        return []
    means = {party: worth_of(story.valuation, name, party) for party in found.between}
    if not any(_apart(mean, found.reservation[party]) for party, mean in means.items()):
        return []
    compared, again = (
        joined([f"{_sum(each)} for {story.names.said(party)}" for party, each in figures.items()])
        for figures in (found.reservation, {party: held_at_gain(found, party) for party in found.between})
    )
    text = (
        "What a side knows and we do not, such as how easily it bears risk or how a clause is meant, is set to its "
        "likeliest value while packages are compared, in all of them and in no deal alike: no deal is then worth "
        f"{compared}. The packages that a solution names, and no deal, are valued again over all that it might be, as "
        f"in the table of worths, and on futures drawn afresh: no deal is then worth {again}, and gains are measured "
        "from there."
    )
    return [("Why no deal has two figures", text)]


def _sum(estimate: Estimate) -> str:
    return number.money(estimate.value, error=estimate.standard_error)


def _apart(one: Estimate, other: Estimate) -> bool:
    error = math.hypot(one.standard_error, other.standard_error)
    far = abs(one.value - other.value) > _ALIKE * max(abs(one.value), abs(other.value))
    return far and is_measured(Estimate(one.value - other.value, error))


def offer_notes(story: Story, found: Bargain) -> list[Note]:
    """Say what each offer of the talks was, and what it leaves each side over walking away."""
    notes = []
    for offer in found.offers:
        changes = [
            f"{number.money(offer.certainty_equivalent[party] - found.reservation[party].value, change=True)} for "
            f"{story.names.said(party)}"
            for party in found.between
        ]
        package = capital(story.names.package(offer.package))
        text = f"{package}. Against walking away: {joined(changes)}."
        notes.append((capital(offer_name(offer, story.names)), text))
    return notes
