"""The section that says what the deal is worth to each side, in each scenario, and which lines make it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number, theme
from dealwright.show.cards import computed_words
from dealwright.show.charts.densities import density_panels, density_table
from dealwright.show.charts.picture import Figure
from dealwright.show.findings import density_finding, worth_finding
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.standing import difference, focus_of, is_measured, worth_of
from dealwright.show.words import capital, change_words, listed, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import Valuation
    from dealwright.show.number import Scale


_COLUMNS = 9


def worth_section(valuation: Valuation) -> Section:
    """Make the section.

    Args:
        valuation: the worths of all scenarios.
    """
    why = (
        f"{_measure(valuation)} The gain is over no deal on the same futures, so that luck cancels. "
        "Percentiles and chances are of present values at the risk-free rate: risk is charged once."
    )
    figures = (_worth_table(valuation), _densities(valuation), _lines(valuation))
    return Section("worth", "Worth", worth_finding(valuation), why, figures)


def ordered_scenarios(valuation: Valuation) -> list[str]:
    """Return scenarios as the report shows them: no deal first, the one in focus next."""
    focus, base = focus_of(valuation), valuation.no_deal
    first = [name for name in (base, focus) if name in valuation.scenarios]
    return list(dict.fromkeys([name for name in first if name is not None] + list(valuation.scenarios)))


def _measure(valuation: Valuation) -> str:
    if valuation.worth_by == "mean_at_discount":
        return "Worth is the mean present value at each side's own discount rate."
    return "Worth is the certainty equivalent: what each side would take for sure, given how much risk it bears easily."


def _parties(valuation: Valuation) -> list[str]:
    return list(valuation.scenarios[focus_of(valuation)].parties)


def _worth_table(valuation: Valuation) -> TableFigure:
    parties = _parties(valuation)
    order = list(valuation.parties) or parties
    names = ordered_scenarios(valuation)
    scale = number.scale_of(worth_of(valuation, name, party).value for name in names for party in parties)
    rows: list[Row] = []
    for party in parties:
        token = theme.party_token(order.index(party) if party in order else 0)
        empty = (Cell("", number=True) for _ in range(_COLUMNS))
        rows.append(Row((Cell(valuation.name_of(party), token=token), *empty), part=True))
        rows += [_row(valuation, name, party, scale) for name in names]
    head = ("", "worth", "gain", "mean", "5th", "median", "95th", "worst 5%", "loss", "under no deal")
    return TableFigure(
        name="worth-table",
        finding="Worth to each party, scenario by scenario",
        subtitle=f"{scale.title(valuation.currency)}, present value at {number.day(valuation.as_of)}{_tax(valuation)}. "
        "Mean at the party's own discount rate; all else at the risk-free rate. Chances of a loss, and of less than no "
        "deal on the same future.",
        head=tuple(Head(text, number=place > 0) for place, text in enumerate(head)),
        rows=tuple(rows),
        source=f"Model of this file; {_preferences(valuation)}",
        sample=f"n = {computed_words(valuation)}",
        width=760,
    )


def _tax(valuation: Valuation) -> str:
    return ", before tax" if valuation.before_tax else ""


def _preferences(valuation: Valuation) -> str:
    rates = [card.discount for card in valuation.parties.values() if card.discount]
    tolerances = [card.risk_tolerance for card in valuation.parties.values() if card.risk_tolerance]
    said = [f"discount {', '.join(rates)}"] if rates else []
    said += [f"risk tolerance {', '.join(tolerances)}"] if tolerances else []
    return "; ".join(said) or "discount and risk tolerance as in the file"


def _row(valuation: Valuation, name: str, party: str, scale: Scale) -> Row:
    scenario = valuation.scenarios[name]
    worth = scenario.parties[party]
    card = f"worth-{name}-{party}"
    own = worth_of(valuation, name, party)
    text, error = number.uncertain_money(own.value, own.standard_error, scale)
    mean, _ = number.uncertain_money(worth.mean.value, worth.mean.standard_error, scale)
    changes = ", ".join(change_words(path, value) for path, value in list(scenario.changes.items())[:3])
    others = [
        number.plain(v / scale.factor, number.decimals_of(v / scale.factor))
        for v in (worth.p5, worth.p50, worth.p95, worth.cvar5)
    ]
    worse = worth.probability_worse_than_no_deal
    chances = (
        number.probability(worth.probability_of_loss),
        _worse(worse) if name != valuation.no_deal else number.NOTHING,
    )
    cells = [Cell(text, error, card, number=True), Cell(_gain(valuation, name, party, scale), card=card, number=True)]
    cells += [Cell(each, card=card, number=True) for each in (mean, *others)]
    cells += [Cell(each, card="" if each == number.NOTHING else card, number=True) for each in chances]
    first = Cell(scenario.title, small=changes)
    return Row((first, *cells), anchor=card, strong=name == focus_of(valuation))


def _worse(share: float | None) -> str:
    return number.NOTHING if share is None else number.probability(share)


def _gain(valuation: Valuation, name: str, party: str, scale: Scale) -> str:
    base = valuation.no_deal
    if base is None or base not in valuation.scenarios or base == name:
        return number.NOTHING
    gain = difference(worth_of(valuation, name, party), worth_of(valuation, base, party))
    if not is_measured(gain):
        return "0"
    return number.money(gain.value, scale, error=gain.standard_error, change=True).removesuffix(scale.suffix)


def _densities(valuation: Valuation) -> Figure:
    names = ordered_scenarios(valuation)
    worths = [worth for name in names for worth in valuation.scenarios[name].parties.values()]
    scale = number.scale_of(worth.p95 for worth in worths)
    return Figure(
        name="densities",
        finding=density_finding(valuation),
        subtitle="Value density by scenario. Bar: 25th to 75th percentile. Line: 5th to 95th. Dot: median, labelled. "
        "Diamond: certainty equivalent.",
        panels=density_panels(valuation, names, focus_of(valuation), scale),
        source="Present values at the risk-free rate; each panel is scaled to its own highest peak",
        sample=f"n = {computed_words(valuation)}",
        table=density_table(valuation, names, scale),
    )


def _lines(valuation: Valuation) -> TableFigure:
    names = ordered_scenarios(valuation)
    parties = _parties(valuation)
    order = list(valuation.parties) or parties
    values = [
        value
        for name in names
        for worth in valuation.scenarios[name].parties.values()
        for value in worth.by_term.values()
    ]
    scale = number.scale_of(values)
    rows: list[Row] = []
    for party in parties:
        token = theme.party_token(order.index(party) if party in order else 0)
        rows += _party_lines(valuation, names, party, token, scale)
    return TableFigure(
        name="lines",
        finding=_lines_finding(valuation),
        subtitle=f"Mean present value at each party's own discount rate, {scale.title(valuation.currency)}. "
        "A term's line is its direct flows plus its effect through the company's equity; the lines sum to the mean.",
        head=(Head(""), *(Head(valuation.scenarios[name].title, number=True) for name in names)),
        rows=tuple(rows),
        source="Lines of this file's terms",
        sample=f"n = {computed_words(valuation)}",
    )


def _party_lines(valuation: Valuation, names: Sequence[str], party: str, token: str, scale: Scale) -> list[Row]:
    worths = [valuation.scenarios[name].parties[party] for name in names]
    lines = [
        line
        for line in dict.fromkeys(line for worth in worths for line in worth.by_term)
        if any(worth.by_term.get(line) for worth in worths)
    ]
    digits = min(
        (number.decimals_of(value / scale.factor) for worth in worths for value in (worth.mean.value,)), default=0
    )

    def cells(values: Sequence[float], card: str) -> list[Cell]:
        return [Cell(_line_text(value / scale.factor, digits), card=card, number=True) for value in values]

    title = Row(
        (Cell(valuation.name_of(party), token=token), *(Cell("", number=True) for _ in names)),
        anchor=f"lines-{party}",
        part=True,
    )
    body = [
        Row(
            (Cell(capital(spoken(line))), *cells([worth.by_term.get(line, 0.0) for worth in worths], f"line-of-{line}"))
        )
        for line in lines
    ]
    total = Row(
        (
            Cell("Mean"),
            *(
                Cell(number.plain(worth.mean.value / scale.factor, digits), card=f"worth-{name}-{party}", number=True)
                for name, worth in zip(names, worths, strict=True)
            ),
        ),
        total=True,
    )
    return [title, *body, total]


def _line_text(value: float, digits: int) -> str:
    """Keep the digits that make the lines add up; what is too small for them shows two of its own."""
    text = number.plain(value, digits)
    return text if text != "0" or value == 0 else number.plain(value, 2)


def _lines_finding(valuation: Valuation) -> str:
    scenario = valuation.scenarios[focus_of(valuation)]
    said = []
    for party, worth in scenario.parties.items():
        if worth.by_term:
            line = max(worth.by_term, key=lambda each: abs(worth.by_term[each]))
            said.append(f"{spoken(line)} for {valuation.name_of(party)}")
    return f"The largest line is {listed(said)}" if said else "Worth by line"
