"""Print what it costs the others to lose a counterparty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.dependence_words import counterparty
from dealwright.show.number import scale_of
from dealwright.show.ripples_words import ERRORS
from dealwright.show.tables import say, show, side_by_side, table_of, with_errors
from dealwright.show.words import counted, inside, path_words, value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rich.console import Console

    from dealwright.bargain.ripples.dependence_result import Change, Dependence, Loss
    from dealwright.engine.result import Estimate
    from dealwright.show.names import Names

    Rows = Sequence[tuple[str, Mapping[str, Change]]]

_FIGURE = 12
"""Cells for a figure with its error."""
MEAN = "a party's mean at its own rate, a company's equity at its cost of capital"
SURE = "certainty equivalents at central beliefs"
SMALL = 0.05
"""Whoever gains a smaller part of the largest gain is not named."""
ISOLATES = "\u2068\u2069"
"""Stand around a name that runs from right to left."""
MOST_NAMED = 8
"""So many terms are named, or they are counted."""


def print_losses(found: Dependence, names: Names, console: Console) -> None:
    """Print what each loss changes for each other side, and what ends with it.

    Args:
        found: the results.
        names: what the sides are called.
        console: where to print; its width decides how many sides stand side by side.
    """
    if not found.losses:
        return
    when = "today" if found.lost_on is None else f"on {number.day(found.lost_on)}"
    rows = list(_rows(found, names))
    _matrix(found, names, console, (f"If it is lost {when}, mean", MEAN), rows, lambda change: change.mean)
    sure = (f"If it is lost {when}, certainty equivalent", SURE)
    _matrix(found, names, console, sure, rows, lambda change: change.certainty_equivalent)
    for who, loss in found.losses.items():
        say(console, loss_sentence(names, who, loss))


def _rows(found: Dependence, names: Names) -> Iterator[tuple[str, Mapping[str, Change]]]:
    for who, loss in found.losses.items():
        yield counterparty(names, who), loss.without
        if loss.replaced:
            yield "  with what replaces it", loss.replaced


def _matrix(
    found: Dependence,
    names: Names,
    console: Console,
    said: tuple[str, str],
    rows: Rows,
    of: Callable[[Change], Estimate | None],
) -> None:
    """Print changes, a row for each loss and a column for each side."""
    sides = [side for side in found.sides if any(side in each and of(each[side]) is not None for _, each in rows)]
    every = [shown.value for _, each in rows for change in each.values() if (shown := of(change)) is not None]
    scale, room = scale_of(every), max(len(label) for label, _ in rows) + 4
    for group in side_by_side({s: max(_FIGURE, len(counterparty(names, s))) for s in sides}, console.width - room):
        table = table_of(["", *(counterparty(names, side) for side in group)])
        columns = [_column(rows, side, of, scale) for side in group]
        for (label, _), *cells in zip(rows, *columns, strict=True):
            table.add_row(label, *cells)
        unit = f"{scale.suffix} {found.currency}".strip()
        show(console, f"{said[0]}, in {unit}", table, f"change on the same futures; {said[1]}; ± standard error")


def _column(rows: Rows, side: str, of: Callable[[Change], Estimate | None], scale: number.Scale) -> list[Text]:
    shown = [of(each[side]) if side in each else None for _, each in rows]
    written = iter(with_errors([each for each in shown if each is not None], scale, change=True))
    return [Text("") if each is None else next(written) for each in shown]


def loss_sentence(names: Names, who: str, loss: Loss) -> str:
    """Say what ends with a counterparty, and what comes in its place."""
    ended = [
        *(_term(names, term) for term in loss.ended),
        *(_round_words(names, each) for each in loss.unpaid_rounds),
    ]
    said = f"With {names.said(who)} end: {_listed(ended)}" if ended else f"With {names.said(who)} ends no term"
    if loss.fallen:
        said += f"; without those fall: {_listed([_term(names, term) for term in loss.fallen])}"
    if loss.replaced_by:
        said += f"; in their place: {_listed([_comes(names, each) for each in loss.replaced_by])}"
    return f"{said}.{_only_gains(names, loss)}"


def _only_gains(names: Names, loss: Loss) -> str:
    """Warn of a loss by which some gain: what the lost terms cost is counted, and what comes in their place is not."""
    sure = {side: each.certainty_equivalent for side, each in loss.without.items()}
    told = {who: each.value for who, each in sure.items() if each and each.value > ERRORS * each.standard_error}
    gain = [who for who, value in told.items() if value > SMALL * max(told.values())]
    if loss.replaced or not gain:
        return ""
    whom = joined([counterparty(names, who) for who in gain])
    return f" What would come in their place is not said (`if_lost`), so it counts as a gain to {whom}."


def _term(names: Names, term: str) -> str:
    """Name a term inside a sentence: its first letter small, unless it begins with the name of somebody."""
    title = names.line(term)
    known = {*names.parties.values(), *names.shorts.values(), *names.companies.values()}
    return title if title.startswith(tuple(name.strip(ISOLATES) for name in known)) else inside(title)


def _listed(what: Sequence[str]) -> str:
    return joined(what) if len(what) <= MOST_NAMED else counted(len(what), "term")


def _round_words(names: Names, each: str) -> str:
    company, _, day = each.partition(".")
    return f"{names.said(company)}'s round of {value_words(day)}"


def _comes(names: Names, each: str) -> str:
    return f"scenario “{path_words(each)}”" if each.startswith("scenarios.") else _term(names, each)
