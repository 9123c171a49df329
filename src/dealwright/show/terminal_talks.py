"""Print the talks: what each offer brings each side, what it reveals, what to offer next, where talks tend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.tables import PARTY_STYLES, say, say_title, show, table_of, warn, with_errors
from dealwright.show.talks_words import (
    LABEL,
    advice_words,
    answer_words,
    basis_words,
    concession_words,
    how_told,
    learnt_words,
    names_of_talks,
    outcome_words,
    retreat_words,
    surprise_words,
    tactic_words,
)
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.bargain.talking.result import Talks
    from dealwright.show.names import Names


def print_talks(found: Talks, console: Console) -> None:
    """Print the talks.

    Args:
        found: the results.
        console: where to print.
    """
    names = names_of_talks(found)
    say_title(console, found.title, how_told(found))
    _print_log(found, names, console)
    _print_learnt(found, names, console)
    _print_advice(found, names, console)
    _print_tendencies(found, names, console)
    if found.party is None:
        say(console, "Advice needs a side: say --for PARTY.")
    surprises = [words for view in found.views for words in surprise_words(found, view, names)]
    warn(console, (*surprises, *found.notes))


def _party(found: Talks, names: Names, party: str) -> Text:
    return Text(names.short(party), style=PARTY_STYLES[list(found.names).index(party) % len(PARTY_STYLES)])


def _print_log(found: Talks, names: Names, console: Console) -> None:
    made = [move for move in found.moves if move.gains]
    if not made:
        return
    scale = number.scale_of(each.value for move in made for each in move.gains.values())
    foreseen = {each.number: each for view in found.views for each in view.surprises} if len(found.views) == 1 else {}
    heads: list[str | Text] = ["", "answer", *(_party(found, names, party) for party in found.between)]
    table = table_of([*heads, "fit"] if foreseen else heads)
    table.columns[0].no_wrap = False  # words give way in a narrow window, figures never
    columns = [with_errors([move.gains[party] for move in made], scale, change=True) for party in found.between]
    for move, *cells in zip(made, *columns, strict=True):
        who = Text(f"{number.day(move.on)}, ") + _party(found, names, move.by)
        seen = foreseen.get(move.number)
        fit = [number.probability(seen.chance) if seen else ""] if foreseen else []
        table.add_row(who, answer_words(found, move, names), *cells, *fit)
        table.add_row(Padding(Text(names.package(move.offer), style="dim"), (0, 0, 0, 2)))
    what = f"What was offered, and what it gains each over no deal, in {scale.title(found.currency)}"
    rare = "; fit: how often a side as believed before would do something as unlikely" if foreseen else ""
    show(console, what, table, f"± standard error{rare}")


def _print_learnt(found: Talks, names: Names, console: Console) -> None:
    lines = [words for party in found.between if (words := concession_words(found, party, names))]
    lines += [words for party in found.between for words in retreat_words(found, party, names)]
    if lines:
        _list(console, "Where each gave way, and what it held", lines)
    for view in found.views:
        title = f"Learnt of {names.said(view.party)} by {names.said(view.of)}: median (5th to 95th percentile)"
        _list(console, title, learnt_words(found, view, names))


def _print_advice(found: Talks, names: Names, console: Console) -> None:
    words = advice_words(found, names)
    if words and found.party is not None:
        _list(console, f"What to offer next, for {names.said(found.party)}", words)
        console.print(Text(basis_words(found), style="dim"))


def _list(console: Console, title: str, lines: Sequence[str]) -> None:
    say(console, Text(title, style="bold"))
    for line in lines:
        console.print(Text(f"  {capital(line)}."))


def _print_tendencies(found: Talks, names: Names, console: Console) -> None:
    if not found.tendencies or found.party is None:
        return
    other = next(party for party in found.between if party != found.party)
    scale = number.scale_of(value for each in found.tendencies for value in each.gains)
    heads = [f"{names.short(found.party)}, {names.short(other)}", "agree", "offers"]
    table = table_of([*heads, *(_party(found, names, party) for party in (found.party, other))])
    columns = [
        with_errors([Estimate(each.gains[place], each.errors[place]) for each in found.tendencies], scale, change=True)
        for place in range(2)
    ]
    for each, *cells in zip(found.tendencies, *columns, strict=True):
        pair = f"{tactic_words(each.mine)}, {tactic_words(each.theirs)}"
        offers = number.NOTHING if each.offers is None else f"{each.offers:.0f}"
        table.add_row(pair, number.probability(each.agreed), offers, *cells)
    title = f"Where talks between tactics tend, gains in {scale.title(found.currency)}: a {LABEL}"
    show(console, title, table, "offers in turn up to the deadline, with what is now believed of the other side")
    for line in outcome_words(found, names):
        console.print(Text(f"  {capital(line)}."))
