"""Write the manual's page of keys from the declared shapes: every key of a deal file, and what it means.

`python tools/keys.py` renews the page; a test compares.
"""

import sys
from pathlib import Path
from typing import Any

from dealwright.deal.securities_events import EVENT_KINDS
from dealwright.lang.schema import schema

PAGE = Path(__file__).resolve().parent.parent / "docs" / "keys.md"
NOTE = "<!-- Made by `make docs` from the declared shapes; change it there. -->\n"
HEAD = """# Keys

Every key of a deal file outside `terms`, whose kinds have [pages of their own](terms/index.md). Keys in bold must be
there.
"""
SECURITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Securities", ("companies", "securities")),
    ("Stakeholder", ("securities", "stakeholders")),
    ("ShareClass", ("securities", "classes")),
    ("Dividend", ("securities", "classes", "dividend")),
    ("AntiDilution", ("securities", "classes", "anti_dilution")),
    ("IpoRatchet", ("securities", "classes", "ipo_ratchet")),
    ("QualifiedIpo", ("securities", "classes", "qualified_ipo")),
    ("ReturnCap", ("securities", "classes", "return_cap")),
    ("Pool", ("securities", "pools")),
    ("Convertible", ("securities", "convertibles")),
    ("Capitalization", ("securities", "convertibles", "capitalization")),
    ("Right", ("securities", "rights")),
    ("Vesting", ("securities", "rights", "vesting")),
    ("Instalment", ("securities", "rights", "vesting", "instalments")),
    ("VestingPart", ("securities", "rights", "vesting", "parts")),
    ("VestingCondition", ("securities", "rights", "vesting", "parts", "when")),
    ("VestsWith", ("securities", "rights", "vests_with")),
    ("EarnedTranche", ("securities", "rights", "vests_with", "tranches")),
    *((kind.__name__, ("securities", "events", kind.model_fields["kind"].default)) for kind in EVENT_KINDS),
    ("Consideration", ("securities", "events", "issue", "consideration")),
    ("Stage", ("securities", "events", "issue", "consideration", "stages")),
    ("PricedRound", ("securities", "rounds")),
    ("NewClass", ("securities", "rounds", "new_class")),
    ("PoolTarget", ("securities", "rounds", "pool")),
    ("Ipo", ("securities", "ipo")),
    ("Exit", ("securities", "exit")),
    ("CarveOut", ("securities", "exit", "carve_outs")),
    ("Tier", ("securities", "exit", "tiers")),
    ("Financing", ("securities", "financings")),
    ("Reported", ("securities", "financings", "reported")),
    ("Headline", ("securities", "headlines")),
    ("Appraisal", ("securities", "valuations")),
    ("Rounding", ("securities", "rounding")),
    ("ForeignWords", ("securities", "extras")),
)
"""Every shape of securities, which stand in a deal or in a file of their own."""
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Source", ("sources",)),
    ("Fact", ("facts",)),
    ("Reading", ("facts", "readings")),
    ("Party", ("parties",)),
    ("Growth", ("drivers", "growth")),
    ("GrowthRate", ("drivers", "growth", "growth")),
    ("Fading", ("drivers", "growth", "volatility")),
    ("MeanReverting", ("drivers", "mean_reverting")),
    ("GeometricBrownian", ("drivers", "gbm")),
    ("ScheduleDriver", ("drivers", "schedule")),
    ("Constant", ("drivers", "constant")),
    ("Derived", ("drivers", "derived")),
    ("Event", ("drivers", "event")),
    ("Company", ("companies",)),
    ("Round", ("companies", "rounds")),
    ("Calibrate", ("companies", "calibrate")),
    *SECURITIES,
    ("Scenario", ("scenarios",)),
    ("Negotiate", ("negotiate",)),
    ("Talk", ("talks",)),
)
"""Every shape outside the terms, with where in a file it stands."""


def page() -> str:
    """Make the page.

    Returns:
        Markdown.
    """
    whole = schema()
    parts = [NOTE, HEAD, section("The head and the sections", whole)]
    parts += [section(", ".join(f"`{step}`" for step in way), whole["$defs"][shape]) for shape, way in SECTIONS]
    return "\n".join(parts)


def section(title: str, part: dict[str, Any]) -> str:
    """Write what one shape holds.

    Args:
        title: The heading.
        part: Its JSON Schema.

    Returns:
        Markdown.
    """
    words = part["description"].split("\n")[0] if "properties" in part else ""
    rows = [f"| {_named(key, part)} | {_words(value)} |" for key, value in part["properties"].items()]
    return "\n".join([f"## {title}\n", f"{words}\n", "| | |", "|---|---|", *rows, ""])


def _named(key: str, part: dict[str, Any]) -> str:
    """Write a key, in bold if it must be there."""
    return f"**`{key}`**" if key in part.get("required", []) else f"`{key}`"


def _words(value: dict[str, Any]) -> str:
    """Write what a key means, and the words it allows."""
    allowed = [f"`{word}`" for word in value.get("enum", []) if isinstance(word, str) and not word.isdigit()]
    return " ".join(filter(None, [value["description"], f"One of {', '.join(allowed)}." if allowed else ""]))


def main() -> int:
    """Renew the page.

    Returns:
        0.
    """
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
