"""Print what a deal rests on: what is in doubt and what it does, where sources disagree, and every fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.facts_words import (
    REFUSING,
    advice,
    age_words,
    flags,
    names_in,
    outside_table,
    share_words,
    side_sentences,
    sources_words,
    title_of,
    value_of,
)
from dealwright.show.tables import PARTY_STYLES, say, say_title, show, side_by_side, table_of, warn, with_errors
from dealwright.show.words import capital, counted, measure_words, value_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.bargain.knowing.conflicts import Conflict
    from dealwright.bargain.knowing.listed import Listed
    from dealwright.bargain.knowing.result import Facts
    from dealwright.engine.result import Estimate

MOST = 12
"""So many doubts are printed, the weightiest first."""
WIDE = 112
"""From so many cells on, titles and values are hardly cut short."""
_LABEL, _VALUE = 34, 24
_FIGURES = 28
"""Cells for what a doubt does to one party."""


def print_facts(found: Facts, console: Console) -> None:
    """Print every fact of a deal, and what it is worth to know more.

    Args:
        found: the results.
        console: where to print; its width decides how many parties stand side by side.
    """
    say_title(console, found.title, _how(found))
    for side in found.sides:
        for sentence in side_sentences(found, side):
            say(console, sentence)
        if advice(found, side):
            say(console, advice(found, side))
    if outside_table(found):
        say(console, outside_table(found))
    if not found.party and found.sides:
        say(console, "Nothing is advised unless a side is named: --for PARTY.")
    _forms(found, console)
    if found.shares:
        _doubts(found, console)
    for conflict in found.conflicts:
        if not found.asked or conflict.path in found.shares:
            _conflict(found, conflict, console)
    _every(found, console)
    warn(console, found.notes if found.asked else (*flags(found), *found.notes))


def _how(found: Facts) -> str:
    money = number.in_money(found.currency, found.price_basis, found.as_of)
    tax = "before tax" if found.before_tax else "after tax"
    futures = f"{number.count(found.paths)} futures, seed {found.seed}"
    return f"as of {number.day(found.as_of)}, {money}, {tax}; {measure_words(found.worth_by)}; {futures}"


def _forms(found: Facts, console: Console) -> None:
    """Print what is decided between, and what each is worth over all that is not known."""
    parties, names, order = list(found.between), names_in(found), list(found.parties)
    parties += [found.party] if found.party and found.party not in parties else []
    scale = number.scale_of([each.worth[party].value for each in found.compared for party in parties])
    styles = {party: PARTY_STYLES[order.index(party) % len(PARTY_STYLES)] for party in parties}
    heads = [Text(names.short(party)[:_VALUE], style=styles[party]) for party in parties]
    table = table_of(["", *heads])
    columns = [with_errors((each.worth[party] for each in found.compared), scale) for party in parties]
    for row, each in enumerate(found.compared):
        table.add_row(capital(each.title), *(column[row] for column in columns))
    spread = "assumptions within their ranges" if found.ranges else "assumptions as written"
    show(console, f"Worth over all that is not known, {scale.title(found.currency)}", table, spread)
    first = found.table
    if first.package:
        say(console, f"{capital(first.title)}: {names.package(first.package)}.")
    for each in found.compared[1:]:
        other = {path: value for path, value in each.package.items() if first.package.get(path) != value}
        if each.name != first.name and other:
            say(console, f"{capital(each.title)}: the same, but {names.package(other)}.")


def _doubts(found: Facts, console: Console) -> None:
    told = [each for each in found.by_weight if each.path in found.shares][:MOST]
    parties = [found.party] if found.party else list(found.between)
    names, order = names_in(found), list(found.parties)
    groups = side_by_side(dict.fromkeys(parties, _FIGURES), console.width - _LABEL - _VALUE)
    for group in groups:
        heads = []
        for party in group:
            style = PARTY_STYLES[order.index(party) % len(PARTY_STYLES)]
            heads += [Text(names.short(party)[:12], style=style), Text("in all"), Text("worth knowing")]
        table = table_of(["", "is", *heads])
        columns = {party: _worths(found, told, party) for party in group}
        for row, each in enumerate(told):
            cells = [cell for party in group for cell in (*_shares(found, each, party), columns[party][row])]
            table.add_row(_cut(title_of(each), _LABEL), _cut(value_of(each), _VALUE), *cells)
        show(console, _doubts_title(found), table, _doubts_remark(found))


def _doubts_title(found: Facts) -> str:
    return f"What is in doubt, and what it does ({found.table.title})"


def _doubts_remark(found: Facts) -> str:
    rest = len(found.shares) - MOST
    more = f"; {counted(rest, 'doubt')} more with less effect" if rest > 0 else ""
    return (
        "share of the variance that each explains by itself, and in all, with what it does together with others; "
        f"worth of knowing it before deciding, ± standard error{more}"
    )


def _shares(found: Facts, each: Listed, party: str) -> tuple[str, str]:
    share = found.share(each.path, found.table.name, party)
    if share is None:
        return number.NOTHING, number.NOTHING
    return tuple(share_words(part.value, part.standard_error) for part in (share.first, share.total))  # type: ignore[return-value]


def _worths(found: Facts, told: Sequence[Listed], party: str) -> list[Text]:
    """Write a column of what knowing is worth, numbers under numbers and errors under errors."""
    side = found.side(party)
    written = []
    for each in told:
        knowing = None if side is None else side.knowing.get(each.path)
        if knowing is None:
            written.append(("known to it" if party in each.known_to else number.NOTHING, ""))
        elif knowing.changes_nothing:
            written.append(("0", ""))
        else:
            written.append(number.uncertain_money(knowing.value.value, knowing.value.standard_error))
    room = max((len(error) for _, error in written), default=0)
    return [Text(text) + Text(f" {error:{room}}", style="dim") for text, error in written]


def _conflict(found: Facts, conflict: Conflict, console: Console) -> None:
    """Print the readings of a fact, each valued."""
    fact = next((each for each in found.facts if each.path == conflict.path), None)
    if fact is None:
        return
    forms = [each for each in found.compared if each.name in REFUSING or each.name == found.table.name]
    parties = [found.party] if found.party else list(found.between)
    names, order = names_in(found), list(found.parties)
    heads = []
    for form in forms:
        for party in parties:
            style = PARTY_STYLES[order.index(party) % len(PARTY_STYLES)]
            heads.append(
                Text(f"{_cut(names.short(party), 12)} {'unsigned' if form.name in REFUSING else 'signed'}", style=style)
            )
    table = table_of(["", "weight", "by", *heads])
    for place, reading in enumerate(fact.readings):
        cells = [_change(conflict.worth[form.name][party][place]) for form in forms for party in parties]
        table.add_row(
            _cut(value_words(reading.title), _VALUE), number.percent(reading.weight), str(len(reading.sources)), *cells
        )
    apart = f"; the readings lie {number.percent(fact.apart)} apart" if fact.apart is not None else ""
    show(console, f"Sources disagree: {title_of(fact)}", table, f"worth more than the likeliest reading{apart}")


def _change(each: Estimate) -> str:
    return " ".join(filter(None, number.uncertain_money(each.value, each.standard_error, change=True)))


def _every(found: Facts, console: Console) -> None:
    """Print all facts and assumptions: first those in doubt by their weight, then the others in the file's order."""
    if not found.facts:
        return
    first = list(found.by_weight)
    rest = [each for each in found.facts if not each.in_doubt]
    if found.asked:
        first, rest = [each for each in first if each.path in found.shares], []
    wide = console.width >= WIDE
    label, value = (_LABEL, _VALUE) if wide else (_LABEL // 2, _VALUE // 2)
    table = table_of(["", "is", "status", "sources", "latest", *(["line"] if wide else [])])
    for each in (*first, *rest):
        cells = (
            each.status,
            sources_words(each),
            age_words(each),
            *([str(each.line or number.NOTHING)] if wide else []),
        )
        table.add_row(_cut(title_of(each), label), _cut(value_of(each), value), *cells)
    show(
        console,
        "What was asked about" if found.asked else "Every fact and assumption",
        table,
        "first what is in doubt; age in days at the deal's own day",
    )


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
