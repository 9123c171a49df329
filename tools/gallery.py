"""Make the gallery of the manual: each picture that the program draws, with the line that draws it.

`make docs` writes docs/gallery.md and docs/images/gallery/; a test compares, and fails when a picture is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dealwright
from dealwright.show.drawing import drawing_of
from dealwright.show.pictures import following

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.ground.drawn import Drawn
    from dealwright.show.charts.picture import Figure, Panel

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "gallery.md"
IMAGES = ROOT / "docs" / "images" / "gallery"
PATHS = 256
"""Futures of every picture: enough to show what it looks like."""
FOLLOWING = {"hull", "zone", "short"}
"""Lines that follow from the dots: which of several dots on one straight line are their corners, last digits decide."""
DUST = 1e-9
"""In a picture's own unit, of which it shows whole ones and hundredths."""
NOTE = "<!-- Made by `make docs` from the code; change it in tools/gallery.py. -->\n"
_MADE = re.compile(r"<!-- ([0-9a-f]{64}) -->\s*$")


@dataclass(frozen=True)
class Shown:
    """A picture of the gallery.

    Attributes:
        title: What it is called.
        reads: How to read it.
        file: The deal or cap table that it shows.
        asked: What is typed after `study.`, or nothing for a cap table.
        pictures: Names of the panels that are shown.
        drawn_by: The functions that draw them, `module.function`, below `dealwright.show`.
        section: The section of the report that has it.
        overrides: What is laid over the deal, `{path: value}` as it is typed.
    """

    title: str
    reads: str
    file: str
    asked: str
    pictures: tuple[str, ...]
    drawn_by: tuple[str, ...]
    section: str
    overrides: str = ""

    @property
    def lines(self) -> tuple[str, str]:
        """Return what is typed before, and the expression that answers."""
        if not self.asked:
            return "", f'dealwright.load_table("{self.file}").table'
        laid = f", overrides={self.overrides}" if self.overrides else ""
        return f'study = dealwright.Study(dealwright.load("{self.file}"), paths={PATHS}{laid})', f"study.{self.asked}"


HELLO, VALVE = "examples/hello.yaml", "examples/valve-licence/deal.yaml"
CLOUD, STAKE = "examples/cloud-commitment/deal.yaml", "examples/terms/equity.yaml"
SHEET, REAL = "examples/term-sheet/deal.yaml", "examples/openai-microsoft/deal.yaml"
THREE, ACME = "examples/three-at-the-table/deal.yaml", "examples/acme-robotics/captable.yaml"
GALLERY = (
    Shown(
        "What a deal is worth",
        (
            "A ridge for each scenario: how likely each present value is. Below it the line goes from the 5th"
            " to the 95th percentile, the bar from the 25th to the 75th; the dot is the median, the diamond "
            "the certainty equivalent. All sides have one scale."
        ),
        HELLO,
        "value()",
        ("density-ada", "density-bruno"),
        ("charts.densities.density_panels",),
        "Worth",
    ),
    Shown(
        "What may happen",
        (
            "Half of all futures lie in the dark band, nine in ten in the light one; the line is the median. "
            "First what nobody decides, then what a term pays a year."
        ),
        HELLO,
        "value(fans=True)",
        ("driver-sales", "term-flow-royalty"),
        ("charts.fans.fan_panel",),
        "Futures",
    ),
    Shown(
        "Whose a company is",
        "What each claim on a company's equity is worth today, by party.",
        STAKE,
        "value()",
        ("claims-firm",),
        ("charts.claims.claims_panel",),
        "Companies",
    ),
    Shown(
        "Who owns a company over time",
        "Expected shares in the company as it then stands: on the first day, after each round and each option on a "
        "stake, and at its exit.",
        REAL,
        "value()",
        ("owned-openai",),
        ("charts.owned.owned_panel",),
        "Companies",
    ),
    Shown(
        "What an exit pays to whom",
        "Over what a company is worth at its exit, what each claimant is paid: each place is the mean of a twentieth "
        "of all futures.",
        SHEET,
        "value(fans=True)",
        ("exits-juniper",),
        ("charts.exits.exits_panel",),
        "Companies",
    ),
    Shown(
        "The frontier",
        (
            "Every dot is a package. The line holds those that cannot be bettered for one side without "
            "costing the other; the lines across are what each side has without a deal, and in the shaded "
            "zone between them both gain. Named dots are the solutions of bargaining theory."
        ),
        HELLO,
        "bargain()",
        ("frontier",),
        ("charts.frontier.frontier_panels", "charts.frontier.frontier_panel"),
        "Bargain",
    ),
    Shown(
        "What every input does",
        (
            "One bar for each input, the most telling first: what worth changes by as it goes to its ends, "
            "which are written at the bar's ends."
        ),
        HELLO,
        "trade()",
        ("tornado-ada", "tornado-bruno"),
        ("charts.tornado.tornado_panels",),
        "Trade",
    ),
    Shown(
        "What to offer",
        (
            "The efficient offers of one side: what an offer brings if it is signed, against what it brings "
            "on average, as it may be refused. The ring is the best offer, diamonds are several of the same "
            "worth."
        ),
        VALVE,
        'offers("larch")',
        ("offers-larch",),
        ("charts.offers.offers_panel",),
        "Offers",
    ),
    Shown(
        "How the talks went",
        "The frontier again, with what each side offered, in order, and the offer that is advised next.",
        VALVE,
        'talks("larch")',
        ("talks-frontier",),
        ("charts.frontier.frontier_panels",),
        "Talks",
    ),
    Shown(
        "What a change does",
        (
            "What a package, or a few values laid over the deal, changes on each line of each side's worth. "
            "Dark bars gain, light bars lose."
        ),
        HELLO,
        "effect()",
        ("effect-overlay-ada", "effect-overlay-bruno"),
        ("charts.effects.effect_panels",),
        "Packages",
        overrides='{"terms.royalty.rate": "5%", "terms.upfront.amount": "500k EUR"}',
    ),
    Shown(
        "Which doubt makes the spread",
        (
            "The share of the variance of a side's worth that each doubt explains, with all that it does "
            "together with others."
        ),
        VALVE,
        'facts("larch")',
        ("doubts-share-larch", "doubts-share-merle"),
        ("charts.doubts.share_panels",),
        "Doubts",
    ),
    Shown(
        "Which doubt is worth verifying",
        ("What it is worth to a side to know each doubt before it decides. Faint bars cannot be told from nothing."),
        CLOUD,
        "facts()",
        ("doubts-worth-fathom", "doubts-worth-nimbus"),
        ("charts.doubts.worth_panels",),
        "Doubts",
    ),
    Shown(
        "Who depends on whom",
        (
            "From whom each side has its value, and to whom it gives. At the right of each bar the Herfindahl"
            " index: 1 where all is one counterparty's."
        ),
        THREE,
        "dependence()",
        ("dependence-received", "dependence-given"),
        ("charts.dependence.dependence_panels",),
        "Dependence",
    ),
    Shown(
        "Who owned what",
        "One column for each event, the last one planned: shares fully diluted, by class and by holder.",
        ACME,
        "",
        ("table-by-class", "table-by-holder"),
        ("charts.columns.columns_panel",),
        "Owners",
    ),
    Shown(
        "Who is paid what of an exit",
        (
            "Stacked by class over the exit value; each dotted line is a breakpoint, where somebody begins, "
            "stops or changes how it is paid."
        ),
        ACME,
        "",
        ("table-exit",),
        ("charts.stacked.stacked_panel",),
        "Exit",
    ),
    Shown(
        "Whose share of an exit",
        (
            "The same as shares: of the whole exit, and of the next unit of money, which changes only at the "
            "breakpoints."
        ),
        ACME,
        "",
        ("table-share", "table-next"),
        ("charts.stacked.stacked_panel",),
        "Exit",
    ),
    Shown(
        "What was raised",
        ("From the total that was published to the money that came in: each bar begins where the one above it ended."),
        ACME,
        "",
        ("bridge-press",),
        ("charts.bridge.bridge_panel",),
        "Money raised",
    ),
)


@cache
def answered(lines: tuple[str, str]) -> Drawn:
    """Type what a picture's lines say.

    Args:
        lines: What is typed before, and the expression that answers.
    """
    known: dict[str, Any] = {"dealwright": dealwright}
    if lines[0]:
        exec(lines[0], known)  # noqa: S102 - lines of this file
    answer: Drawn = eval(lines[1], known)  # noqa: S307 - likewise
    return answer


def panels(shown: Shown) -> Iterator[tuple[Figure, Panel]]:
    """Find the panels of a picture.

    Args:
        shown: The picture.

    Yields:
        The figure, and each panel of it that is shown.
    """
    for figure in drawing_of(answered(shown.lines)).pictures:
        yield from ((figure, panel) for panel in figure.panels if panel.name in shown.pictures)


def mark(panel: Panel) -> str:
    """Return what a picture is made of as 64 letters; a machine's fonts and last digits do not count."""
    made = panel.to_json()
    data = {key: rows for key, rows in made["data"].items() if key not in FOLLOWING}
    text = json.dumps(_rounded({**made, "data": data, "width": panel.width}), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _rounded(value: object) -> object:
    """Round every number to what a drawing shows; what is left of a zero by the order of a sum is nothing."""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) > DUST else "0"
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value


def marked(file: Path) -> str:
    """Return the mark of a picture that was written; nothing if there is none."""
    found = _MADE.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    return found[1] if found else ""


def page() -> str:
    """Make the page.

    Returns:
        Markdown.
    """
    parts = [
        NOTE,
        "# The gallery\n",
        (
            "Each picture that Dealwright draws, with the lines that draw it, typed in the folder of the project "
            "after `import dealwright`. On the page of a report a picture tells more when something on it is pointed "
            "at; in a notebook an answer shows its pictures with the tables beside them ([python.md](python.md)). "
            f"Here each is drawn from {PATHS} futures, in the light or dark that you chose.\n"
        ),
    ]
    for shown in GALLERY:
        parts += described(shown)
    return "\n".join(parts).rstrip() + "\n"


def described(shown: Shown) -> Iterator[str]:
    """Describe one picture.

    Args:
        shown: The picture.

    Yields:
        Pieces of Markdown.
    """
    yield f"## {shown.title}\n"
    yield f"{shown.reads}\n"
    found = list(panels(shown))
    yield f"**{found[0][0].finding}**\n"
    for figure, panel in found:
        unit = f", {panel.unit}" if panel.unit else ""
        if panel.heading:
            yield f"{panel.heading}{unit}:\n"
        told = ": ".join(part for part in (panel.heading, figure.finding) if part)
        yield f"![{told}](images/gallery/{panel.name}.svg)\n"
    before, asked = shown.lines
    names = f'["{shown.pictures[0]}"]' if len(shown.pictures) == 1 else ""
    yield f'```python\n{before + chr(10) if before else ""}{asked}.pictures("both"){names}\n```\n'
    yield f"`dealwright report {shown.file}` has it under *{shown.section}*.\n"


def main() -> None:
    """Write the page and the pictures that changed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--all", action="store_true", help="draw every picture anew, changed or not")
    every = arguments.parse_args().all
    IMAGES.mkdir(parents=True, exist_ok=True)
    wanted = set()
    for shown in GALLERY:
        for _, panel in panels(shown):
            file = IMAGES / f"{panel.name}.svg"
            wanted.add(file)
            if every or marked(file) != mark(panel):
                file.write_text(f"{following(panel)}\n<!-- {mark(panel)} -->\n", encoding="utf-8")
    for file in set(IMAGES.glob("*.svg")) - wanted:
        file.unlink()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
