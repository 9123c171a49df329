"""Print backtests as tables: one deal in full, or several beside each other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dealwright.bargain.backtest_result import BASELINES
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.names import Names
from dealwright.show.tables import figure, say, say_title, show, table_of, warn, with_errors
from dealwright.show.words import capital, measure_words, solution_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from dealwright.bargain.backtest_result import Backtest, Spread
    from dealwright.show.number import Scale

_BASELINE_WORDS = {"no_change": "no change", "middle": "middle of every range", "random": "any package of the zone"}
_BETTER = "better for all"
_KEPT = "as it stands"
_NOTHING = "It brings everyone what no deal brings, so nobody has a reason to refuse it or to sign it."
_SHORT = {"kalai_smorodinsky": "Kalai-Smor.", "middle": "middle", "random": "any"}


def print_backtest(found: Backtest, console: Console) -> None:
    """Print how the package that was signed in one deal looks from before.

    Args:
        found: the backtest.
        console: where to print.
    """
    names, scale = _names(found), _scale(found)
    say_title(console, f"{found.title}: what was signed on {_day(found.on)}", _how(found))
    _package(found, names, console)
    say(console, _zone_words(found))
    _gains(found, console, scale)
    say(console, _distance_words(found, scale))
    if found.power is not None:
        say(console, _power_words(found))
    if found.rules:
        _rules(found, console, scale)
    warn(console, [_named(found, note) for note in found.notes])


def print_backtests(found: Sequence[Backtest], console: Console) -> None:
    """Print several backtests in one table.

    Args:
        found: the backtests.
        console: where to print.
    """
    say_title(console, f"{len(found)} deals, and what was signed in each", _SAMPLE)
    standings = table_of(["", "in the zone", "zone is", "off frontier", "power", "of"])
    sides = table_of(["", "", "gain", "could still gain", ""])
    sides.columns[1].justify = "left"
    nearness = table_of(["", *(_SHORT.get(rule, _rule(rule)) for rule in _ruled(found))])
    for each in found:
        head = _short_title(each)
        standings.add_row(head, *_standing(each))
        for row in _sided(each, head):
            sides.add_row(*row)
        nearness.add_row(head, *(_near(each, rule) for rule in _ruled(found)))
    show(console, "Where the signed package stands", standings, _STANDING)
    show(console, "What it brings each side over no deal, and how far that is from the frontier", sides, _SIDES)
    show(console, "How far each rule's worths are from those signed, of the pie", nearness, _NEARNESS)
    warn(console, [_outside(each) for each in found if each.beyond])


_SAMPLE = "in sample, unless the priors were frozen before the deal was known"
_STANDING = (
    "in the zone: chance over beliefs; zone is: its part of all packages, median over beliefs; off frontier: what all "
    "could gain more while nobody loses, of the most they can gain; power: by which the Nash solution is nearest"
)
_SIDES = "at central beliefs; could still gain: the most it could have more while nobody else has less"
_NEARNESS = "differences of all parties together, median over beliefs; any: a package of the zone drawn blindly"


def _names(found: Backtest) -> Names:
    return Names(found.names, titles=found.titles, literals=found.literals)


def _how(found: Backtest) -> str:
    tax = "before tax" if found.before_tax else "after tax"
    futures = f"{number.count(found.paths)} futures, seed {found.seed}"
    money = number.in_money(found.currency, found.price_basis, found.as_of)
    return f"as of {number.day(found.as_of)}, {money}, {tax}; {futures}"


def _named(found: Backtest, note: str) -> str:
    """Begin a note about a party with its name."""
    party, sign, rest = note.partition(" with ")
    return f"{found.names[party]}{sign}{rest}" if party in found.names else note


def _package(found: Backtest, names: Names, console: Console) -> None:
    """Print what was signed, and beside it the package that would have been better for all, where there is one."""
    better = found.distance.better
    table = table_of(["", *(["signed", _BETTER] if better else [""])])
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "left", False
    for path, value in found.package.items():
        mark = " *" if path in found.beyond else " **" if path in found.not_negotiated else ""
        beside = [names.cell(path, better[path]) if path in better else number.NOTHING] if better else []
        table.add_row(capital(names.path(path)), names.cell(path, value) + mark, *beside)
    for path, value in better.items():
        if path not in found.package:
            table.add_row(capital(names.path(path)), _KEPT, names.cell(path, value))
    remarks = ["* outside the range that is negotiated; valued as it was signed"] if found.beyond else []
    remarks += ["** nobody negotiates it here: only the signed package moves it"] if found.not_negotiated else []
    show(console, "What was signed", table, "; ".join(remarks))


def _zone_words(found: Backtest) -> str:
    inside = "in the zone" if found.in_zone else "outside the zone"
    chance, empty = number.probability(found.probability_in_zone), number.probability(found.empty)
    share = number.percent(found.zone / found.packages, decimals=1)
    same = all(each.value == 0 and each.standard_error == 0 for each in found.gain.values())
    nothing = (
        "It brings everyone what no deal brings, so nobody has a reason to refuse it or to sign it. " if same else ""
    )
    held = f"{number.count(found.zone)} of {number.count(found.packages)} packages, {share}"
    return (
        f"{nothing}At central beliefs it is {inside}; over all that nobody can rule out, its chance to be in it is "
        f"{chance}. The zone holds {held} (over beliefs {_range(found.zone_share)}); its chance to be empty is {empty}."
    )


def _gains(found: Backtest, console: Console, scale: Scale) -> None:
    gains = with_errors(found.gain.values(), scale, change=True)
    table = table_of(["", "gain", "over beliefs", "does not refuse", "could still gain"])
    for party, gain in zip(found.between, gains, strict=True):
        band = found.gain_band[party]
        table.add_row(
            found.names[party],
            gain,
            f"{figure(band.low, scale)} to {figure(band.high, scale)}",
            number.probability(found.probability_gains[party]),
            figure(found.distance.could_gain[party], scale),
        )
    title = f"What the signed package brings over no deal, {_unit(found, scale)}"
    show(console, title, table, "could still gain: the most it could have more while nobody else has less")


def _distance_words(found: Backtest, scale: Scale) -> str:
    distance = found.distance
    if distance.again is None:
        return "It is on the frontier: no package that was compared is at least as good for everyone."
    again = distance.again
    left = number.money(distance.left, scale)
    afresh = " ".join(number.uncertain_money(again.value, again.standard_error, scale))
    share = "" if distance.of_pie is None else f" Of the pie that is {_range(distance.of_pie)} over beliefs."
    beyond = "" if distance.beyond_error else " That is within the error."
    return (
        f"It is off the frontier: all together could have {left} more while nobody loses ({afresh} on fresh futures), "
        f"by the package `{_BETTER}`.{share}{beyond}"
    )


def _power_words(found: Backtest) -> str:
    power = found.power
    assert power is not None  # noqa: S101 - the caller has looked
    sides = "both sides" if len(power.each) == 2 else "all sides"  # noqa: PLR2004 - two parties
    if power.nearest is None:
        return f"It implies no bargaining power: in no draw do {sides} gain by it."
    told = [power.party] if len(power.each) == 2 else list(power.each)  # noqa: PLR2004 - the rest is the other's
    near = [(_range(each), f" at {found.names[party]}") for party in told if (each := power.each[party].nearest)]
    over = f"over the {number.probability(power.draws)} of the draws in which {sides.partition(' ')[0]} gain"
    nearest = f"nearest to the Nash solution with {_first_of(near, ' of the power')}, {over}"
    if power.interval is None:
        return f"No bargaining power explains it exactly; it is {nearest}."
    has = [f"{found.names[party]}{'' if place else ' has'} " for place, party in enumerate(told)]
    exact = [(who + _ends(power.each[party].interval), "") for who, party in zip(has, told, strict=True)]
    return f"It implies that {_first_of(exact, ' of the bargaining power')}; it is {nearest}."


def _first_of(shares: Sequence[tuple[str, str]], what: str) -> str:
    """List shares of power and whose they are; only the first says what it is a share of."""
    return joined([share + ("" if place else what) + whose for place, (share, whose) in enumerate(shares)])


def _ends(interval: tuple[float, float] | None) -> str:
    return " to ".join(dict.fromkeys(number.percent(end) for end in interval or ()))


def _rules(found: Backtest, console: Console, scale: Scale) -> None:
    table = table_of(["", *(found.names[party] for party in found.between), "of the pie", "of the terms", "nearest"])
    for name, rule in found.rules.items():
        if name == BASELINES[0]:
            table.add_row("")
        table.add_row(
            capital(_rule(name)),
            *(figure(rule.apart[party].median, scale) for party in found.between),
            "-" if rule.of_pie is None else _range(rule.of_pie),
            _range(rule.of_terms),
            number.probability(rule.nearest),
        )
    title = f"How far each rule is from what was signed, {_unit(found, scale)}"
    remark = (
        "medians over beliefs, with the 5th to the 95th percentile; of the pie: differences of all sides together, of "
        "the most that all can gain; of the terms: the mean over the paths, of each range; nearest: how often no "
        "rule's worths are nearer"
    )
    show(console, title, table, remark)


def _standing(found: Backtest) -> tuple[str, ...]:
    of_pie = found.distance.of_pie
    power = None if found.power is None else found.power.nearest
    return (
        number.probability(found.probability_in_zone),
        number.percent(found.zone_share.median, decimals=1),
        "-" if of_pie is None else number.percent(of_pie.median),
        "-" if power is None else f"{number.percent(power.low)} to {number.percent(power.high)}",
        "-" if power is None or found.power is None else found.names[found.power.party],
    )


def _sided(found: Backtest, head: str) -> list[tuple[str | Text, ...]]:
    """Return a row for each party: what it gains, and its distance from the frontier, in the deal's money."""
    scale = _scale(found)
    unit = scale.title(found.currency)
    could = found.distance.could_gain
    gains = with_errors(found.gain.values(), scale, change=True)
    return [
        (head if place == 0 else "", found.names[party], gain, figure(could[party], scale), unit)
        for place, (party, gain) in enumerate(zip(found.gain, gains, strict=True))
    ]


def _outside(found: Backtest) -> str:
    said = joined([_names(found).path(path) for path in found.beyond])
    return f"{found.title}: what was signed lies outside the range of {said}; it is valued as it was signed"


def _ruled(found: Sequence[Backtest]) -> list[str]:
    return list(dict.fromkeys(rule for each in found for rule in each.rules))


def _near(found: Backtest, rule: str) -> str:
    near = found.rules.get(rule)
    return "-" if near is None or near.of_pie is None else number.percent(near.of_pie.median)


def _short_title(found: Backtest) -> str:
    return ", ".join(found.names[party] for party in found.between) + f" {found.on[:4]}"


def _rule(name: str) -> str:
    return _BASELINE_WORDS.get(name) or solution_name(name)


def _range(spread: Spread) -> str:
    median, low, high = (number.percent(each) for each in (spread.median, spread.low, spread.high))
    return median if low == high else f"{median}, {low} to {high}"


def _scale(found: Backtest) -> Scale:
    gains = [each.value for each in found.gain.values()]
    return number.scale_of([*gains, *found.distance.could_gain.values(), found.distance.left])


def _unit(found: Backtest, scale: Scale) -> str:
    return f"{scale.title(found.currency)}, {measure_words(found.measure)}"


def _day(written: str) -> str:
    return number.day(date.fromisoformat(written))
