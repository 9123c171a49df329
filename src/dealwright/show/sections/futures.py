"""The section that says what may happen: each driver, and what each term pays year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.cards import first_card
from dealwright.show.charts.fans import alive, fan_panel, fan_table, fan_unit, is_certain, year_of
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.sections.statement import statement_table
from dealwright.show.theme import NOBODY
from dealwright.show.words import capital, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.result import Fan
    from dealwright.show.story import Story

_BANDS = "median, 25th to 75th and 5th to 95th percentile"


def futures_section(story: Story) -> Section | None:
    """Make the section; None if the results hold no fan."""
    scenario = story.scenario
    drivers = {name: fan for name, fan in scenario.fans.items() if len(fan.days) > 1}
    terms = {name: fan for name, fan in scenario.term_fans.items() if len(fan.days) > 1 and alive(fan)}
    if not drivers and not terms and not scenario.statement:
        return None
    uncertain = {name: fan for name, fan in drivers.items() if not is_certain(fan)}
    flows = {name: fan for name, fan in terms.items() if not is_certain(fan)}
    figures: list[Figure | TableFigure] = []
    if uncertain:
        figures.append(_drivers(story, uncertain))
    if flows:
        figures.append(_terms(story, flows, len(terms) - len(flows)))
    statement = statement_table(story)
    if statement is not None:
        figures.append(statement)
    certain = {name: fan for name, fan in drivers.items() if is_certain(fan)}
    if certain:
        figures.append(_certain(story, certain))
    bands = "Half of all futures lie in the dark band, nine in ten in the light one. " if uncertain or flows else ""
    others = "; the others use the same draws." if bands else "."
    why = f"{bands}The scenario shown is “{capital(scenario.title)}”{others}"
    finding = (
        _finding(story, uncertain) if uncertain else "What may happen" if flows else "What will be paid is certain"
    )
    return Section("futures", "Futures", finding, why, tuple(figures))


def _finding(story: Story, fans: Mapping[str, Fan]) -> str:
    """Say what the file's first uncertain driver may be, five years on."""
    name, fan = next(iter(fans.items()))
    place = _five_years_on(fan)
    low, middle, high = (_written(line[place], fan) for line in (fan.p5, fan.p50, fan.p95))
    a_year = " a year" if "a year" in fan_unit(fan).words else ""
    year = fan.dates[place].year
    return f"{capital(story.names.driver(name))} in {year} may be {low} or {high}{a_year}; the middle is {middle}"


def _five_years_on(fan: Fan) -> int:
    place = next((index for index, day in enumerate(fan.days) if day >= 5 * 365), len(fan.days) - 1)
    return min(place, max(0, alive(fan) - 1))


def _written(value: float, fan: Fan) -> str:
    unit = fan_unit(fan)
    if unit.suffix == "%":
        return number.percent(value)
    if unit.suffix == "x":
        return number.multiple(value)
    return number.money(value)


def _last_year(fans: Mapping[str, Fan]) -> float:
    return max(year_of(fan.dates[max(1, alive(fan)) - 1]) for fan in fans.values())


def _drivers(story: Story, fans: Mapping[str, Fan]) -> Figure:
    last = _last_year(fans)
    panels = tuple(
        fan_panel(
            f"driver-{name}",
            capital(story.names.driver(name)),
            fan,
            NOBODY,
            ends=last,
            card=first_card(f"drivers.{name}", story.trails),
        )
        for name, fan in fans.items()
    )
    names = {name: capital(story.names.driver(name)) for name in fans}
    return Figure(
        name="drivers",
        finding="What moves the worth, and how far",
        subtitle=f"What the drivers may be: {_BANDS}.",
        panels=panels,
        source="Drivers of this file",
        sample=story.sample,
        table=fan_table({names[name]: fan for name, fan in fans.items()}),
    )


def _terms(story: Story, fans: Mapping[str, Fan], certain: int) -> Figure:
    last = _last_year(fans)
    names = {name: capital(story.names.line(name)) for name in fans}
    panels = tuple(
        fan_panel(f"term-flow-{name}", names[name], fan, _payee(story, name), ends=last, card=f"line-of-{name}")
        for name, fan in fans.items()
    )
    unshown = f"; {counted(certain, 'term')} with certain payments not drawn" if certain else ""
    return Figure(
        name="term-flows",
        finding=_most_paid(fans, names),
        subtitle=f"What each term moves a year, in the colour of who receives it: {_BANDS}.",
        panels=panels,
        source=f"Terms of this file{unshown}",
        sample=story.sample_of_one_reading,
        table=fan_table({names[name]: fan for name, fan in fans.items()}),
    )


def _most_paid(fans: Mapping[str, Fan], names: Mapping[str, str]) -> str:
    most = max(fans, key=lambda name: max(fans[name].p50))
    fan = fans[most]
    place = max(range(len(fan.p50)), key=lambda index: fan.p50[index])
    if fan.p50[place] <= 0:
        return "No term pays anything in the middle future"
    amount, year = _written(fan.p50[place], fan), fan.dates[place].year
    return f"{names[most]} pays the most: {amount} a year in the middle future of {year}"


def _payee(story: Story, term: str) -> str:
    """Return the colour of the party that receives a term's flow; slate for a company."""
    texts = {trail.path: trail.text for trail in story.trails}
    sides = (texts.get(f"terms.{term}.{role}", "") for role in ("payee", "seller", "holder"))
    return next((story.token(party) for party in sides if party in story.parties), NOBODY)


def _certain(story: Story, fans: Mapping[str, Fan]) -> TableFigure:
    rows = []
    for name, fan in fans.items():
        card = first_card(f"drivers.{name}", story.trails)
        texts = [_written(fan.p50[place], fan) for place in _three(fan)]
        first = Cell(capital(story.names.driver(name)), small=fan_unit(fan).words, card=card)
        rows.append(Row((first, *(Cell(text, card=card, number=True) for text in texts))))
    some = next(iter(fans.values()))
    heads = ("Driver", *(number.day(some.dates[place]) for place in _three(some)))
    return TableFigure(
        name="certain",
        finding="What is taken as known in advance",
        subtitle="Drivers without a range: a schedule or a constant of the file.",
        head=tuple(Head(text, number=place > 0) for place, text in enumerate(heads)),
        rows=tuple(rows),
        source="Drivers of this file",
        sample=f"As of {number.day(story.valuation.as_of)}",
        width=480,
    )


def _three(fan: Fan) -> tuple[int, int, int]:
    return 0, _five_years_on(fan), len(fan.days) - 1
