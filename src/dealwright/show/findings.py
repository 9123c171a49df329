"""Say what the results show, in sentences: the titles and the lead of a report.

A sentence names an order or a difference only if it is larger than two standard errors. Text between `**` is to be
set stronger. No sentence makes a party's name the subject of a verb whose form would tell one from many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.result import Estimate
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.standing import (
    closest_package,
    gain_of,
    gain_over_no_deal,
    held_at_gain,
    is_measured,
    main_solution,
    shortfalls,
    suiting,
    worth_of,
)
from dealwright.show.words import capital, counted, solution_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.result import Bargain, Solution
    from dealwright.show.story import Story

_PAIR = 2
_FEW = 0.01
_WORTH_SAYING = 0.05
_SEEN = 0.001
"""A smaller part of a worth does not show in its digits."""
_MOST_PARTIES = 3
_NOTHING = "nobody anything beyond the error"


def headline(story: Story) -> str:
    """Return the report's title: the finding of the whole."""
    found = story.found
    if found is None:
        return _worth_headline(story)
    names = joined([story.names.said(party) for party in found.between])
    both = "both" if len(found.between) == _PAIR else "all"
    if not found.zone:
        return f"No package on the table {suiting(found, one=True)} {names}"
    if _nothing_gained(found):
        return f"No package on the table gains {names} anything over no deal"
    best = main_solution(found)
    apart = untouched(found)
    moved = [each for each in found.between if each not in apart]
    unmeasured = [] if best is None else [each for each in moved if not is_measured(gain_of(best[1], each))]
    if unmeasured:
        lost = joined([story.names.said(party) for party in unmeasured])
        gain = "no gain is beyond" if len(unmeasured) == len(found.between) else f"the gain of {lost} is within"
        return f"{capital(names)} can {both} sign, but {gain} the error"
    refused = [] if best is None else [each for each in moved if gain_of(best[1], each).value < 0]
    if best is not None and refused:
        lost = joined([story.names.said(party) for party in refused])
        return f"In the search {names} can {both} sign, but valued again no deal is better for {lost}"
    whom = everyone(story, found) if apart else both
    one = found.packages == 1
    said = f" the one package: it {suiting(found, one=True)} {whom}" if one else f": {_share_words(found)} {whom}"
    return f"{capital(names)} can {both} sign{said}"


def _nothing_gained(found: Bargain) -> bool:
    """Tell whether the packages that suit everyone are worth to each just what no deal is, as the contract in force."""
    gains = [gain for solution in found.solutions.values() for gain in solution.surplus.values()]
    return bool(gains) and not any(gains)


def _worth_headline(story: Story) -> str:
    parts = [
        f"{_sum(worth_of(story.valuation, story.focus, party))} to {story.names.said(party)}"
        for party in story.at_table[:_MOST_PARTIES]
    ]
    return f"{capital(story.scenario.title)} is worth {joined(parts)}"


def _sum(estimate: Estimate, *, change: bool = False) -> str:
    return number.money(estimate.value, error=estimate.standard_error, change=change)


def _share_words(found: Bargain) -> str:
    if found.zone == found.packages:
        return f"all {number.count(found.packages)} packages {suiting(found)}"
    if found.zone == 1:
        return f"one package {suiting(found, one=True)}"
    share = found.zone / found.packages
    part = "a few packages" if share < _FEW else f"{number.probability(share)} of the packages"
    return f"{part} {suiting(found)}"


def everyone(story: Story, found: Bargain) -> str:
    """Name all who bargain, as a phrase; apart those for whom nothing hangs on the package."""
    apart = untouched(found)
    if apart:
        moved, others = (
            joined([story.names.said(party) for party in found.between if (party in apart) is aside])
            for aside in (False, True)
        )
        return f"{moved}, at no gain or loss to {others}"
    return "both sides" if len(found.between) == _PAIR else "every side"


def untouched(found: Bargain) -> list[str]:
    """Name those who gain nothing in any package that suits everyone, where others do."""
    held = {party: found.reservation[party].value for party in found.between}
    apart = [party for party in held if party in found.ideal and found.ideal[party] <= held[party]]
    return apart if found.space == "money" and len(apart) < len(found.between) else []


def lead(story: Story) -> tuple[str, ...]:
    """Return the sentences under the title, three at most."""
    found = story.found
    if found is None:
        return _worth_lead(story)
    if not found.zone:
        return _no_zone_lead(story, found)
    first = _zone_sentence(story, found)
    best = main_solution(found)
    if best is None:
        return (first, _walk_away(story, found))
    name, solution = best
    measured = any(is_measured(gain_of(solution, party)) for party in found.between)
    gains = [_gain_words(story, solution, party) for party in found.between] if measured else [_NOTHING]
    package = story.names.package(solution.package)
    what, package = ("draw", f"most likely {package}") if solution.lottery else ("package", package)
    second = (
        f"The {solution_name(name)} {what} gives {joined(gains)} over walking away: {package}{_cash(story, solution)}."
    )
    return (first, second, _third(story, found))


def _cash(story: Story, solution: Solution) -> str:
    """Say who receives cash beside the package, if anyone does."""
    paid = {party: amount for party, amount in solution.payments.items() if amount > 0}
    said = [f"{number.money(amount)} in cash to {story.names.said(party)}" for party, amount in paid.items()]
    return f", and {joined(said)}" if said else ""


def _zone_sentence(story: Story, found: Bargain) -> str:
    if _nothing_gained(found):
        return f"Of {number.count(found.packages)} packages, {_as_good(story, found)}."
    if found.packages == 1:
        return f"The one package compared {suiting(found, one=True)} {everyone(story, found)}."
    if found.zone == found.packages:
        return f"All {number.count(found.packages)} packages {suiting(found)} {everyone(story, found)}."
    verb = suiting(found, one=found.zone == 1)
    zone = "one" if found.zone == 1 else number.count(found.zone)
    return f"Of {number.count(found.packages)} packages, {zone} {verb} {everyone(story, found)}."


def _as_good(story: Story, found: Bargain) -> str:
    zone = "one is" if found.zone == 1 else f"{number.count(found.zone)} are"
    return f"{zone} as good as no deal for {everyone(story, found)}, and none is better"


def _gain_words(story: Story, solution: Solution, party: str) -> str:
    gain = gain_of(solution, party)
    if not is_measured(gain):
        return f"{story.names.said(party)} nothing" + (" beyond the error" if gain.standard_error else "")
    return f"{story.names.said(party)} **{_sum(gain, change=True)}**"


def _third(story: Story, found: Bargain) -> str:
    empty = found.probability_zone_empty
    if empty is None or empty < _WORTH_SAYING:
        return _walk_away(story, found)
    cases = f"in {number.probability(empty)} of the cases that nobody can rule out, no package suits everyone"
    return f"What is not known could close the zone: {cases}."


def _walk_away(story: Story, found: Bargain) -> str:
    held = [f"{_sum(held_at_gain(found, party))} for {story.names.said(party)}" for party in found.between]
    return f"Without a deal there is {joined(held)}."


def _no_zone_lead(story: Story, found: Bargain) -> tuple[str, ...]:
    first = f"Of {number.count(found.packages)} packages, none {suiting(found, one=True)} {everyone(story, found)}."
    if found.packages == 1:
        first = f"The one package compared does not {suiting(found)} {everyone(story, found)}."
    closest = closest_package(found)
    if closest is None:
        return (first, _walk_away(story, found))
    package, missing = closest
    said = [
        f"{story.names.said(party)} **{_sum(Estimate(amount, found.reservation[party].standard_error))}** short"
        for party, amount in missing.items()
        if amount > 0
    ]
    second = f"The closest one leaves {joined(said)}: {story.names.package(package)}."
    return (first, second, _walk_away(story, found))


def _worth_lead(story: Story) -> tuple[str, ...]:
    sentences = []
    for party in story.at_table[:_MOST_PARTIES]:
        worth = story.scenario.parties[party]
        who, loss = story.names.said(party), number.probability(worth.probability_of_loss)
        low, high = number.money(worth.p5), number.money(worth.p95)
        if low == high:
            sure = float(worth.sample.min()) == float(worth.sample.max())
            sentences.append(f"For {who}, it is {low} in {'every future' if sure else 'nine futures of ten'}.")
        else:
            said = f"For {who}, nine futures in ten lie between {low} and {high}, with a {loss} chance of a loss."
            sentences.append(said)
    return tuple(sentences)


def worth_finding(story: Story) -> str:
    """Say how the scenario in focus differs from no deal, or that it does not."""
    gains = {party: gain_over_no_deal(story.valuation, story.focus, party) for party in story.at_table}
    said: list[str] = []
    hardly: list[str] = []
    silent: list[str] = []
    for party, gain in gains.items():
        if gain is None:
            return _worth_headline(story)
        held = worth_of(story.valuation, story.focus, party)
        if is_measured(gain) and abs(gain.value) >= _SEEN * abs(held.value):
            more = "more" if gain.value > 0 else "less"
            said.append(f"{_sum(Estimate(abs(gain.value), gain.standard_error))} {more} to {story.names.said(party)}")
        else:
            (hardly if is_measured(gain) else silent).append(story.names.said(party))
    title = capital(story.scenario.title)
    if not said:
        same = "nearly the same to everyone at the table" if hardly else "the same to everyone at the table"
        return f"{title} and no deal are worth {same}{'' if hardly else ', within the error'}"
    rest = [f"{how} different to {joined(who)}" for how, who in (("hardly", hardly), ("no", silent)) if who]
    return f"{title} is worth {joined(said)} than no deal{', and ' if rest else ''}{', '.join(rest)}"


def density_finding(story: Story) -> str:
    """Say whose worth is the least certain."""
    worths = {party: story.scenario.parties[party] for party in story.at_table}
    party = max(worths, key=lambda each: worths[each].p95 - worths[each].p5)
    low, high = number.money(worths[party].p5), number.money(worths[party].p95)
    if low == high:
        who = "either side has" if len(worths) == _PAIR else "any side has"
        return f"Nothing moves what {who}: it reads the same in nine futures of ten"
    return f"The widest range is that of {story.names.said(party)}: {low} to {high} in nine futures of ten"


def bargain_finding(story: Story, found: Bargain) -> str:
    """Say where the solutions lie, or how far apart the parties are."""
    if not found.zone:
        missing = {party: amount for party, amount in shortfalls(found).items() if amount > 0}
        said = [
            f"{_sum(Estimate(amount, found.reservation[party].standard_error))} short for {story.names.said(party)}"
            for party, amount in missing.items()
        ]
        return f"The closest package still falls {joined(said)}" if said else "No package suits everyone"
    best = main_solution(found)
    if best is None:
        return f"{number.count(found.zone)} packages suit everyone, and no solution is named"
    name, solution = best
    return f"The {solution_name(name)} package is worth {worths_words(story, solution, found.between)}"


def worths_words(story: Story, solution: Solution, parties: Sequence[str]) -> str:
    """Say what a solution is worth to each party."""
    worths = []
    for party in parties:
        worth = (solution.fresh or {}).get(party) or Estimate(solution.certainty_equivalent[party])
        worths.append(f"{_sum(worth)} to {story.names.said(party)}")
    return joined(worths)


def zone_finding(story: Story, found: Bargain) -> str:
    """Say what the picture of the bargain shows."""
    if not found.zone:
        names = joined([story.names.said(party) for party in found.between])
        return f"No package lies right of and above what there is without a deal for {names}"
    if found.packages == 1:
        verb = "is as good as" if _nothing_gained(found) else "beats"
        return f"The one package {verb} no deal for {everyone(story, found)}"
    verb = "beats" if found.zone == 1 else "beat"
    on = number.count(len(found.frontier))
    other = "the other" if len(found.between) == _PAIR else "another"
    said = f"{counted(found.zone, 'package')} {verb} no deal for {everyone(story, found)}"
    return (
        f"{capital(_as_good(story, found) if _nothing_gained(found) else said)}; {on} of all cannot be "
        f"bettered for one side without costing {other}"
    )
