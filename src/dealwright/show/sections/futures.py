"""The section that says what may happen: each driver, and what each term pays year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number, theme
from dealwright.show.cards import computed_words, first_card
from dealwright.show.charts.fans import NOBODY, alive, fan_panel, fan_table, fan_unit, is_certain, year_of
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.standing import focus_of
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.result import Fan, Valuation
    from dealwright.engine.trail import Trail
    from dealwright.show.charts.picture import Panel


def futures_section(valuation: Valuation, trails: Sequence[Trail]) -> Section | None:
    """Make the section; None if the results hold no fan.

    Args:
        valuation: the worths with their fans.
        trails: the deal's trails, for the drivers' titles and who is paid.
    """
    scenario = valuation.scenarios[focus_of(valuation)]
    drivers = {name: fan for name, fan in scenario.fans.items() if len(fan.days) > 1}
    terms = {name: fan for name, fan in scenario.term_fans.items() if len(fan.days) > 1 and alive(fan) > 0}
    if not drivers and not terms:
        return None
    uncertain = {name: fan for name, fan in drivers.items() if not is_certain(fan)}
    figures: list[Figure | TableFigure] = []
    if uncertain:
        figures.append(_drivers(uncertain, valuation, trails))
    if terms:
        figures.append(_terms(terms, valuation, trails))
    certain = {name: fan for name, fan in drivers.items() if is_certain(fan)}
    if certain:
        figures.append(_certain(certain, valuation, trails))
    why = (
        "Half of all futures lie in the dark band, nine in ten in the light one. The scenario shown is "
        f"“{scenario.title}”; the others use the same draws."
    )
    return Section("futures", "Futures", _finding(uncertain or terms, trails), why, tuple(figures))


def _name(key: str, trails: Sequence[Trail], section: str) -> str:
    """Return the title the file gives a driver or a term, or its key in words."""
    titles = {trail.path: trail.title for trail in trails if trail.title}
    texts = {trail.path: trail.text for trail in trails}
    return titles.get(f"{section}.{key}") or texts.get(f"{section}.{key}.title") or capital(spoken(key))


def _finding(fans: Mapping[str, Fan], trails: Sequence[Trail]) -> str:
    """Say what the driver with the widest relative range may be, five years on."""
    widest = max(fans, key=lambda name: _ratio(fans[name]))
    fan = fans[widest]
    place = _five_years_on(fan)
    unit = fan_unit(fan)
    low, middle, high = (_written(line[place], fan) for line in (fan.p5, fan.p50, fan.p95))
    a_year = " a year" if "a year" in unit.words else ""
    name = _name(widest, trails, "drivers")
    return f"{name} in {fan.dates[place].year} may be {low} or {high}{a_year}; the middle is {middle}"


def _ratio(fan: Fan) -> float:
    place = _five_years_on(fan)
    low, high = fan.p5[place], fan.p95[place]
    return high / low if low > 0 else 0.0


def _five_years_on(fan: Fan) -> int:
    place = next((index for index, day in enumerate(fan.days) if day >= 5 * 365), len(fan.days) - 1)
    return min(place, max(0, alive(fan) - 1))


def _written(value: float, fan: Fan) -> str:
    unit = fan_unit(fan)
    if unit.suffix == "%":
        return number.percent(value)
    if unit.suffix == "x":
        return number.multiple(value)
    return number.money(value, unit.scale)


def _last_year(fans: Mapping[str, Fan]) -> float:
    return max(year_of(fan.dates[max(1, alive(fan)) - 1]) for fan in fans.values())


def _drivers(fans: Mapping[str, Fan], valuation: Valuation, trails: Sequence[Trail]) -> Figure:
    last = _last_year(fans)
    panels = tuple(
        fan_panel(
            f"driver-{name}",
            _name(name, trails, "drivers"),
            fan,
            NOBODY,
            ends=last,
            card=first_card(f"drivers.{name}", trails),
        )
        for name, fan in fans.items()
    )
    return _figure(
        "drivers", "What moves the worth, and how far", "What the drivers may be", panels, fans, valuation, trails
    )


def _terms(fans: Mapping[str, Fan], valuation: Valuation, trails: Sequence[Trail]) -> Figure:
    last = _last_year(fans)
    panels = tuple(
        fan_panel(
            f"term-flow-{name}",
            _name(name, trails, "terms"),
            fan,
            _payee(name, valuation, trails),
            ends=last,
            card=f"line-of-{name}",
        )
        for name, fan in fans.items()
    )
    most = max(fans, key=lambda name: max(fans[name].p50[: alive(fans[name])], default=0.0))
    fan = fans[most]
    place = max(range(alive(fan)), key=lambda index: fan.p50[index])
    finding = (
        f"{_name(most, trails, 'terms')} pays the most: {_written(fan.p50[place], fan)} a year in the middle future of "
        f"{fan.dates[place].year}"
        if fan.p50[place] > 0
        else "No term pays anything in the middle future"
    )
    return _figure(
        "term-flows",
        finding,
        "What each term moves a year, in the colour of who receives it",
        panels,
        fans,
        valuation,
        trails,
    )


def _figure(
    name: str,
    finding: str,
    what: str,
    panels: tuple[Panel, ...],
    fans: Mapping[str, Fan],
    valuation: Valuation,
    trails: Sequence[Trail],
) -> Figure:
    section = "terms" if name == "term-flows" else "drivers"
    return Figure(
        name=name,
        finding=finding,
        subtitle=f"{what}: median, 25th to 75th and 5th to 95th percentile.",
        panels=panels,
        source="Drivers of this file"
        if section == "drivers"
        else "Terms of this file; a term that moves nothing is left out",
        sample=f"n = {computed_words(valuation)}",
        table=fan_table({_name(key, trails, section): fan for key, fan in fans.items()}),
    )


def _payee(term: str, valuation: Valuation, trails: Sequence[Trail]) -> str:
    """Return the colour of the party that receives a term's flow; slate for a company."""
    texts = {trail.path: trail.text for trail in trails}
    order = list(valuation.parties)
    for role in ("payee", "seller", "holder"):
        party = texts.get(f"terms.{term}.{role}", "")
        if party in order:
            return theme.party_token(order.index(party))
    return NOBODY


def _certain(fans: Mapping[str, Fan], valuation: Valuation, trails: Sequence[Trail]) -> TableFigure:
    rows = []
    for name, fan in fans.items():
        card = first_card(f"drivers.{name}", trails)
        places = (0, _five_years_on(fan), len(fan.days) - 1)
        first = Cell(_name(name, trails, "drivers"), small=fan_unit(fan).words, card=card)
        rows.append(Row((first, *(Cell(_written(fan.p50[place], fan), card=card, number=True) for place in places))))
    some = next(iter(fans.values()))
    heads = ("Driver", *(number.day(some.dates[place]) for place in (0, _five_years_on(some), len(some.days) - 1)))
    return TableFigure(
        name="certain",
        finding="What is taken as known in advance",
        subtitle="Drivers without a range: a schedule or a constant of the file.",
        head=tuple(Head(text, number=place > 0) for place, text in enumerate(heads)),
        rows=tuple(rows),
        source="Drivers of this file",
        sample=f"As of {number.day(valuation.as_of)}",
        width=480,
    )
