"""Say what the results show, in sentences: the titles, the lead and the key numbers of a report.

A sentence names an order or a difference only if it is larger than two standard errors. Text between `**` is to be
set stronger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.standing import (
    closest_package,
    difference,
    focus_of,
    gain_of,
    is_measured,
    main_solution,
    shortfalls,
    worth_of,
)
from dealwright.show.words import capital, counted, listed, package_words, solution_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.result import Bargain, Solution
    from dealwright.engine.result import Valuation
    from dealwright.engine.trail import PackageEffect


_PAIR = 2
_FEW = 0.01
_WORTH_SAYING = 0.05


def headline(valuation: Valuation, found: Bargain | None) -> str:
    """Return the report's title: the finding of the whole.

    Args:
        valuation: the worths.
        found: the bargain, if the deal negotiates anything.
    """
    if found is None:
        return _worth_headline(valuation)
    names = _names(valuation, found)
    both = "both" if len(names) == _PAIR else "all"
    if not found.zone:
        return f"No package on the table beats no deal for {listed(names)}"
    best = main_solution(found)
    if best is not None:
        unmeasured = [party for party in found.between if not is_measured(gain_of(best[1], party))]
        if unmeasured:
            lost = listed([valuation.name_of(party) for party in unmeasured])
            return f"{listed(names)} can {both} sign, but the gain of {lost} is within the error"
    return f"{listed(names)} can {both} sign: {_share_words(found)} beat no deal for {both}"


def _worth_headline(valuation: Valuation) -> str:
    scenario = focus_of(valuation)
    parts = [
        f"{_sum(worth_of(valuation, scenario, party))} to {valuation.name_of(party)}" for party in _parties(valuation)
    ]
    return f"{valuation.scenarios[scenario].title} is worth {listed(parts)}"


def _parties(valuation: Valuation) -> list[str]:
    return list(valuation.scenarios[focus_of(valuation)].parties)


def _everyone(found: Bargain) -> str:
    return "both sides" if len(found.between) == _PAIR else "every side"


def _names(valuation: Valuation, found: Bargain) -> list[str]:
    return [valuation.name_of(party) for party in found.between]


def _sum(estimate: Estimate, *, change: bool = False) -> str:
    return number.money(estimate.value, error=estimate.standard_error, change=change)


def _share_words(found: Bargain) -> str:
    if found.zone == found.packages:
        return "all packages"
    if found.zone == 1:
        return "one package would"
    share = found.zone / found.packages
    return "a few packages" if share < _FEW else f"{number.probability(share)} of the packages"


def lead(valuation: Valuation, found: Bargain | None, effects: Sequence[PackageEffect]) -> tuple[str, ...]:
    """Return the three sentences under the title.

    Args:
        valuation: the worths.
        found: the bargain, if any.
        effects: what the solutions change, if known.
    """
    if found is None:
        return _worth_lead(valuation)
    everyone = _everyone(found)
    compared = number.count(found.packages)
    if not found.zone:
        return _no_zone_lead(valuation, found, everyone)
    first = f"Of {compared} packages, {number.count(found.zone)} beat no deal for {everyone}."
    best = main_solution(found)
    if best is None:
        return (first, _walk_away(valuation, found))
    name, solution = best
    gains = [
        f"{valuation.name_of(party)} **{_sum(gain_of(solution, party), change=True)}**"
        if is_measured(gain_of(solution, party))
        else f"{valuation.name_of(party)} nothing beyond the error"
        for party in found.between
    ]
    second = (
        f"The {solution_name(name)} package gives {listed(gains)} over walking away: {package_words(solution.package)}."
    )
    return (first, second, _third(valuation, found, effects, name))


def _third(valuation: Valuation, found: Bargain, effects: Sequence[PackageEffect], name: str) -> str:
    empty = found.probability_zone_empty
    if empty is not None and empty >= _WORTH_SAYING:
        return (
            f"What we do not know could close the zone: in {number.probability(empty)} of the cases we cannot rule "
            "out, no package suits everyone."
        )
    del effects, name
    return _walk_away(valuation, found)


def _walk_away(valuation: Valuation, found: Bargain) -> str:
    held = [f"{valuation.name_of(party)} holds {_sum(found.reservation[party])}" for party in found.between]
    return f"If the talks fail, {listed(held)}."


def _no_zone_lead(valuation: Valuation, found: Bargain, everyone: str) -> tuple[str, ...]:
    first = f"Of {number.count(found.packages)} packages, none beats no deal for {everyone}."
    closest = closest_package(found)
    if closest is None:
        return (first, _walk_away(valuation, found))
    package, missing = closest
    said = [
        f"{valuation.name_of(party)} **{number.money(amount, error=found.reservation[party].standard_error)}** short"
        for party, amount in missing.items()
        if amount > 0
    ]
    second = f"The closest one leaves {listed(said)}: {package_words(package)}."
    return (first, second, _walk_away(valuation, found))


def _worth_lead(valuation: Valuation) -> tuple[str, ...]:
    scenario = focus_of(valuation)
    sentences = []
    for party in _parties(valuation)[:3]:
        worth = valuation.scenarios[scenario].parties[party]
        low, high = number.money(worth.p5), number.money(worth.p95)
        sentences.append(
            f"For {valuation.name_of(party)}, nine futures in ten lie between {low} and {high}; "
            f"the chance of a loss is {number.probability(worth.probability_of_loss)}."
        )
    return tuple(sentences)


def worth_finding(valuation: Valuation) -> str:
    """Say how the scenarios differ from no deal, or that they do not."""
    scenario, base = focus_of(valuation), valuation.no_deal
    if base is None or base not in valuation.scenarios or base == scenario:
        return _worth_headline(valuation)
    said, silent = [], []
    for party in _parties(valuation):
        gain = difference(worth_of(valuation, scenario, party), worth_of(valuation, base, party))
        if not is_measured(gain):
            silent.append(valuation.name_of(party))
        else:
            more = "more" if gain.value > 0 else "less"
            said.append(
                f"{number.money(abs(gain.value), error=gain.standard_error)} {more} to {valuation.name_of(party)}"
            )
    title = valuation.scenarios[scenario].title
    if not said:
        return f"{title} and no deal are worth the same to everyone, within the error"
    rest = f", and no different to {listed(silent)}" if silent else ""
    return f"{title} is worth {listed(said)} than no deal{rest}"


def density_finding(valuation: Valuation) -> str:
    """Say whose worth is the least certain."""
    scenario = valuation.scenarios[focus_of(valuation)]
    spreads = {party: worth.p95 - worth.p5 for party, worth in scenario.parties.items()}
    party = max(spreads, key=lambda each: spreads[each])
    worth = scenario.parties[party]
    return (
        f"{valuation.name_of(party)} faces the widest range: {number.money(worth.p5)} to {number.money(worth.p95)} "
        "in nine futures of ten"
    )


def bargain_finding(valuation: Valuation, found: Bargain) -> str:
    """Say where the solutions lie, or how far apart the parties are."""
    if not found.zone:
        missing = {party: amount for party, amount in shortfalls(found).items() if amount > 0}
        if not missing:
            return "No package suits everyone"
        said = [
            f"{_sum(Estimate(amount, found.reservation[party].standard_error))} short for {valuation.name_of(party)}"
            for party, amount in missing.items()
        ]
        return f"The closest package still falls {listed(said)}"
    best = main_solution(found)
    if best is None:
        return f"{number.count(found.zone)} packages suit everyone, and no solution is named: {found.no_solution}"
    name, solution = best
    return f"The {solution_name(name)} package is worth {worths_words(solution, valuation, found.between)}"


def worths_words(solution: Solution, valuation: Valuation, parties: Sequence[str]) -> str:
    """Say what a solution is worth to each party."""
    worths = []
    for party in parties:
        worth = Estimate(solution.certainty_equivalent[party], gain_of(solution, party).standard_error)
        worths.append(f"{_sum(worth)} to {valuation.name_of(party)}")
    return listed(worths)


def zone_finding(valuation: Valuation, found: Bargain) -> str:
    """Say what the picture of the bargain shows."""
    if not found.zone:
        return f"No package lies right of and above what {listed(_names(valuation, found))} hold without a deal"
    inside = counted(found.zone, "package")
    verb = "beats" if found.zone == 1 else "beat"
    on = number.count(len(found.frontier))
    return f"{capital(inside)} {verb} no deal for {_everyone(found)}; {on} of all cannot be bettered for both"
