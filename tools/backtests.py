"""Write what `dealwright backtest` says of the real deals into their pages and into the manual's table "in sample".

`python tools/backtests.py` renews them, in a minute; a test compares one deal exactly and the others at fewer futures.
"""

import io
import re
from pathlib import Path

from rich.console import Console

import dealwright
from dealwright.bargain.backtest_result import Backtest, Spread
from dealwright.show import number
from dealwright.show.terminal_backtest import print_backtest

ROOT = Path(__file__).resolve().parent.parent
DEALS = ("yahoo-microsoft", "bms-otsuka", "sanofi-regeneron", "bms-imclone", "renault-nissan")
NAMED = {
    "yahoo-microsoft": "Yahoo, Microsoft 2015",
    "bms-otsuka": "BMS, Otsuka 2009",
    "sanofi-regeneron": "Sanofi, Regeneron 2022",
    "bms-imclone": "BMS, ImClone 2002",
    "renault-nissan": "Renault, Nissan 2023",
}
RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "no_change", "middle", "random")
BLOCK = re.compile(r"(?<=<!-- made by tools/backtests.py -->\n).*?(?=<!-- until here -->)", re.DOTALL)
WIDE = 100


def looked_back(deal: str, paths: int | None = None) -> Backtest:
    """Look back at one of the deals.

    Args:
        deal: Its folder.
        paths: How many futures; as many as the command line draws by default.
    """
    loaded = dealwright.load(ROOT / "examples" / deal / "deal.yaml")
    return (dealwright.Study(loaded) if paths is None else dealwright.Study(loaded, paths=paths)).backtest()


def told(found: Backtest) -> str:
    """Write a backtest as the command line does."""
    out = io.StringIO()
    print_backtest(found, Console(file=out, width=WIDE, no_color=True, highlight=False))
    lines = [line.rstrip() for line in out.getvalue().strip().splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```\n"


def table(found: dict[str, Backtest]) -> str:
    """Write the manual's table of several backtests."""
    heads = ("deal", "chance to be in the zone", "width of the zone", "off the frontier", "power implied")
    rows = [row(heads), row(["---"] * len(heads))]
    rows += [row(standing(deal, each)) for deal, each in found.items()]
    words = (
        "deal",
        "Nash",
        "Kalai-Smorodinsky",
        "egalitarian",
        "utilitarian",
        "no change",
        "middle",
        "any of the zone",
    )
    rows += ["", row(words), row(["---"] * len(words))]
    for deal, each in found.items():
        shares = [each.rules[rule].of_pie if rule in each.rules else None for rule in RULES]
        rows.append(row([NAMED[deal], *("" if share is None else number.percent(share.median) for share in shares)]))
    return "\n".join(rows) + "\n"


def standing(deal: str, found: Backtest) -> list[str]:
    """Write the row of one deal: where the signed package stands."""
    of_pie, power = found.distance.of_pie, found.power
    nearest = None if power is None else power.nearest
    whose = "" if power is None else found.names[power.party]
    return [
        f"[{NAMED[deal]}]({deal}.md)",
        number.probability(found.probability_in_zone),
        spread(found.zone_share),
        "" if of_pie is None else f"{spread(of_pie)} of the pie",
        "none: not both gain" if nearest is None else f"{spread(nearest)} at {whose}",
    ]


def spread(found: Spread) -> str:
    """Write a median with its range."""
    if found.low == found.high:
        return number.percent(found.median)
    return f"{number.percent(found.median)} ({number.percent(found.low)} to {number.percent(found.high)})"


def row(cells: list[str] | tuple[str, ...]) -> str:
    """Write one row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def renew(page: str, block: str) -> None:
    """Put a block into a page."""
    path = ROOT / "docs" / page
    path.write_text(BLOCK.sub(lambda _: block, path.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    """Renew the pages."""
    found = {deal: looked_back(deal) for deal in DEALS}
    for deal, each in found.items():
        renew(f"{deal}.md", told(each))
    renew("backtest.md", table(found))


if __name__ == "__main__":
    main()
