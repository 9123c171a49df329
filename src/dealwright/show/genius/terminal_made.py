"""Print how a deal was written as a scenario, and what an agreement on it is worth in money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.genius.words import together
from dealwright.show.number import scale_of
from dealwright.show.tables import PARTY_STYLES, figure, say, say_title, show, table_of, warn, with_errors
from dealwright.show.words import capital, measure_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.bargain.genius.back import Back
    from dealwright.bargain.genius.made import Made

EXACTLY = 1e-6
"""What an error is as a share of a unit of utility where a sum is as good as exact."""


def print_made(made: Made, folder: str, files: Sequence[str], console: Console) -> None:
    """Print how a deal was written.

    Args:
        made: The deal as a scenario.
        folder: Where it was written.
        files: What was written.
        console: Where to print.
    """
    say_title(console, f"{folder} holds {_count(made)}; {_how_good(made)}", _about(made))
    _sums(made, console)
    say(console, _where(made, files))
    console.print()


def print_fitted(made: Made, console: Console) -> None:
    """Print how good a deal is told by sums, where it was not written yet.

    Args:
        made: The deal as a scenario.
        console: Where to print.
    """
    say_title(console, f"{capital(_count(made))}; {_how_good(made)}", _about(made))
    _sums(made, console)
    console.print()


def _about(made: Made) -> str:
    return f"{made.title}; {number.count(made.paths)} futures, seed {made.seed}"


def _count(made: Made) -> str:
    issues = len(made.scenario.issues)
    return f"{number.count(made.packages)} packages of {issues} issue{'s' * (issues != 1)}"


def _sums(made: Made, console: Console) -> None:
    scale = scale_of([found.scale for found in made.fits.values()])
    heads = ["", "utility 0", "one unit of it", "signs from utility", "off by at most", "typically", "variance held"]
    table = table_of(heads)
    for at, (party, found) in enumerate(made.fits.items()):
        row = [figure(found.base, scale), figure(found.scale, scale)]
        row.append(number.plain(found.utility(made.signs_from[party]), 4))
        row += [_share(found.largest_error / found.scale), _share(found.typical_error / found.scale)]
        row.append(number.percent(found.explained, decimals=2))
        table.add_row(Text(party, style=PARTY_STYLES[at % len(PARTY_STYLES)]), *row)
    unit = f"{scale.title(made.currency)}, {measure_words(made.measure)}"
    show(console, f"Utilities as sums over the issues, {unit}", table, "Errors are shares of one unit of utility.")


def _share(share: float) -> str:
    return "0%" if share < EXACTLY else number.percent(share, decimals=2)


def _how_good(made: Made) -> str:
    """Say how well sums over the issues tell what packages are worth."""
    worst = {party: found.largest_error / found.scale for party, found in made.fits.items()}
    off = [party for party, share in worst.items() if share >= EXACTLY]
    if not off:
        return "what they are worth is a sum over the issues"
    most = number.percent(max(worst.values()), decimals=1)
    return f"sums over the issues are off by up to {most} of a unit for {together(off)}"


def _where(made: Made, files: Sequence[str]) -> str:
    own = [file for file in files if "/" not in file]
    exact = "; exact: every package with its exact utility, as one issue" if made.exact is not None else ""
    return f"For GENIUS: {', '.join(own)}. For NegMAS: negmas, the same sums{exact}."


def print_back(found: Back, console: Console) -> None:
    """Print what an agreement is worth.

    Args:
        found: The agreement in money.
        console: Where to print.
    """
    better = [found.names[party] for party, each in found.gain.items() if each.value > 2 * each.standard_error]
    everyone = len(better) == len(found.gain)
    who = (
        "All gain by the agreement"
        if everyone
        else f"{together(better)} gains by it"
        if better
        else "Nobody gains by it"
    )
    if not everyone and len(better) > 1:
        who = f"{together(better)} gain by it"
    futures = f"{number.count(found.paths)} fresh futures, seed {found.seed}"
    say_title(console, who, f"{found.title}; {futures}")
    package = table_of(["", "agreed"])
    for path, value in found.package.items():
        package.add_row(path, value)
    show(console, "The package", package)
    every = [each.value for row in (found.worth, found.gain, found.reservation) for each in row.values()]
    scale = scale_of(every)
    table = table_of(["", "agreement", "no deal", "gain"])
    columns = [with_errors(row.values(), scale) for row in (found.worth, found.reservation)]
    columns.append(with_errors(found.gain.values(), scale, change=True))
    for at, (party, *cells) in enumerate(zip(found.worth, *columns, strict=True)):
        table.add_row(Text(found.names[party], style=PARTY_STYLES[at % len(PARTY_STYLES)]), *cells)
    show(console, f"Worth, {scale.title(found.currency)}, {measure_words(found.measure)}", table)
    warn(console, found.notes)
