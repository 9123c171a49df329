"""Print what to offer: the curve of efficient offers, offers of one worth, concessions and asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.names import within
from dealwright.show.number import scale_of
from dealwright.show.offer_words import (
    LETTERS,
    base_words,
    best_sentences,
    chance,
    change_words,
    concession_groups,
    concession_sentences,
    contract_sentence,
    contracts_lead,
    curve_rows,
    equivalent_sentences,
    measure_of,
    names_in,
    others,
    paid_words,
    sample_words,
)
from dealwright.show.tables import say, say_title, show, table_of, warn, with_errors
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.bargain.offering.result import Change, Changes, Equivalents, Offers, Side
    from dealwright.show.names import Names
    from dealwright.show.number import Scale

ROWS = 10
"""Efficient offers that are printed."""
CONTRACTS = 4
"""Contracts that are told."""
CHANGES = 6
"""Changes of each kind that are printed."""


def print_offers(found: Offers, console: Console) -> None:
    """Print the advice.

    Args:
        found: the advice, or the curves of all sides.
        console: where to print.
    """
    names = names_in(found)
    whom = f" for {names.said(found.advised)}" if found.advised else ""
    money = number.in_money(found.currency, found.price_basis, found.as_of)
    tax = "before tax" if found.before_tax else "after tax"
    say_title(
        console,
        f"What to offer{whom}: {found.title}",
        f"as of {number.day(found.as_of)}, {money}, {tax}; {measure_of(found)}; {sample_words(found)}",
    )
    scale = scale_of(abs(each.searched.gain.value) for side in found.sides for each in side.curve)
    for side in found.sides:
        if found.advised:
            _say_all(console, best_sentences(found, side))
        _curve(found, side, names, console, scale)
    if found.equivalents is not None:
        _equivalents(found, found.equivalents, names, console, scale)
    if found.changes is not None:
        _changes(found, found.changes, names, console, scale)
    if found.advised:
        say(console, Text("Contracts on what may happen", style="bold"))
        say(console, contracts_lead(found))
        for each in found.contracts[:CONTRACTS]:
            say(console, contract_sentence(found, each))
        for party, believes in found.believes.items():
            say(console, Text(f"{names.opening(party)} believes: {names.package(believes)}.", style="dim"))
    if not found.advised:
        say(console, "Advice needs a side: say --for PARTY.")
    warn(console, found.notes)


def _say_all(console: Console, sentences: Sequence[str]) -> None:
    say(console, " ".join(sentences))


def _curve(found: Offers, side: Side, names: Names, console: Console, scale: Scale) -> None:
    rows = curve_rows(side, ROWS)
    if not rows:
        return
    them = others(found, side.party, names)
    table = table_of(["gain", "signed", "expected", "package"])
    table.columns[0].justify = "right"
    table.columns[-1].justify, table.columns[-1].no_wrap = "left", False
    gains = with_errors([each.searched.gain for each in rows], scale, change=True)
    surplus = with_errors([each.searched.surplus for each in rows], scale)
    best = None if side.best is None else (side.best.package, side.best.payments)
    for each, gain, expected in zip(rows, gains, surplus, strict=True):
        mark = " *" if (each.package, each.payments) == best else ""
        cells = ", ".join(names.cell(path, value) for path, value in each.package.items())
        table.add_row(gain, chance(each.searched.signs), expected, Text(cells + paid_words(each, names) + mark))
    paths = ", ".join(names.path(path) for path in rows[0].package)
    unit = scale.title(found.currency)
    show(
        console,
        f"Efficient offers of {names.said(side.party)} ({len(rows)} of {number.count(len(side.curve))}), {unit}",
        table,
        f"gain: of {names.said(side.party)}, over what it has without a deal; signed: chance that it is, by {them}; "
        "expected: the chance times the gain if signed"
        + ("; * the best offer" if best is not None else "")
        + f"\npackage: {paths}",
    )


def _equivalents(found: Offers, alike: Equivalents, names: Names, console: Console, scale: Scale) -> None:
    _say_all(console, equivalent_sentences(found, alike))
    letters = LETTERS[: len(alike.offers)]
    table = table_of(["", *letters])
    for path in alike.offers[0].package:
        values = [names.cell(path, each.package[path]) for each in alike.offers]
        style = "bold" if len(set(values)) > 1 else "dim"
        table.add_row(Text(capital(names.path(path)), style=style), *values)
    table.add_row(
        f"{names.short(found.advised)}: more than A", *with_errors([e.apart for e in alike.offers], scale, change=True)
    )
    table.add_row("  gain", *with_errors([each.weighed.gain for each in alike.offers], scale, change=True))
    table.add_row("  signed", *(chance(each.weighed.signs) for each in alike.offers))
    table.add_row(
        "Gain of the others", *with_errors([each.weighed.theirs for each in alike.offers], scale, change=True)
    )
    title = f"Offers of the same worth to {names.said(found.advised)}, {scale.title(found.currency)}"
    show(console, title, table, "valued again on the same fresh futures; in bold what differs")


def _changes(found: Offers, changes: Changes, names: Names, console: Console, scale: Scale) -> None:
    say(console, Text(f"Changes from {base_words(changes)}: {names.package(changes.package)}", style="bold"))
    _say_all(console, concession_sentences(found, changes))
    for heading, kind, each in concession_groups(changes):
        if each:
            _table_of_changes(found, changes, names, console, scale, (heading, kind, each[:CHANGES]))


def _table_of_changes(
    found: Offers,
    changes: Changes,
    names: Names,
    console: Console,
    scale: Scale,
    group: tuple[str, str, Sequence[Change]],
) -> None:
    heading, kind, rows = group
    table = table_of(["", f"to {within(names.short(found.advised))}", "to the others", "rate"])
    mine = [type(each.again.costs)(-each.again.costs.value, each.again.costs.standard_error) for each in rows]
    cells = (with_errors(mine, scale, change=True), with_errors([e.again.gives for e in rows], scale, change=True))
    for each, own, theirs in zip(rows, *cells, strict=True):
        rate = number.plain(each.again.rate, 2) if kind != "both" else number.NOTHING
        table.add_row(capital(change_words(names, changes.package, each.changes)), own, theirs, rate)
    remark = "rate: what the others get (or give up) for each 1 that it costs (or brings); valued again"
    show(console, f"{heading}, {scale.title(found.currency)}", table, remark if kind != "both" else "valued again")
