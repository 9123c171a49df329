"""The workings of an exit on its sheet: the claims and their terms, the prices at which they bend, the tranches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dealwright.show.excel.shares.claims import Taker, is_nought
from dealwright.show.excel.shares.preferences import lay_preferences
from dealwright.show.excel.shares.tranches import Bend, lay_tranches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.shares.ahead import LiveStack
    from dealwright.show.excel.shares.claims import LiveClaim
    from dealwright.show.excel.shares.tranches import Tranches

TALL = 44
"""Points of a row with a head of three lines."""
TERMS = (
    ("shares", "Common shares, as converted", "money"),
    ("preference", "Preference", "money"),
    ("rank", "Rank (higher is paid first)", "number"),
    ("participation", "Shares in the rest", "word"),
    ("cap", "Most in all while it shares", "money"),
    ("converts", "May convert", "word"),
    ("strike", "Takes part above a price of", "exact"),
    ("on_conversion", "Paid on converting", "money"),
    ("further", "Further shares by converting", "money"),
    ("last", "Paid after all preferences", "money"),
    ("exercise", "Must pay to have it", "money"),
    ("limit", "Most that it may ever get", "money"),
    ("vests_at", "Vests at a price of", "exact"),
)
"""Terms of a claim with their heads and styles."""
DERIVED = (
    ("kept_shares", "Shares while it keeps its preference", "money"),
    ("ceiling", "Most without converting", "money"),
    ("all_shares", "Shares by converting", "money"),
    ("paid", "Money by converting", "money"),
)


def lay_workings(sheet: Sheet, stack: LiveStack) -> tuple[list[Taker], Tranches]:
    """Write the claims, their preferences, the prices at which they bend, and the tranches.

    Args:
        sheet: Where to, from its next free row on.
        stack: What is paid in which order.

    Returns:
        The claims with what their terms come to, in cells; and who shares how between breakpoints.
    """
    sheet.put(sheet.row, 0, "How it is worked out: the claims", "section")
    sheet.row += 2
    takers = lay_claims(sheet, stack.claims)
    sheet.put(sheet.row + 1, 0, "Who is paid before whom", "section")
    sheet.row += 3
    preferences = lay_preferences(sheet, [taker.claim for taker in takers])
    sheet.put(sheet.row + 1, 0, "Where the price of a common share changes who takes part", "section")
    sheet.row += 3
    bends = lay_bends(sheet, takers)
    sheet.put(sheet.row + 1, 0, "Breakpoints, and who shares how between them", "section")
    sheet.row += 3
    return takers, lay_tranches(sheet, takers, preferences, bends)


def lay_claims(sheet: Sheet, claims: Sequence[LiveClaim]) -> list[Taker]:
    """Write the terms of the claims, one row each; a term that no claim has gets no column."""
    shown = [each for each in TERMS if any(_said(claim, each[0]) for claim in claims)]
    first = sheet.row
    placed = []
    for number, claim in enumerate(claims, start=1):
        sheet.put(first + number, 0, claim.called, "label")
        terms: dict[str, Any] = {
            term: sheet.put(first + number, place, getattr(claim, term), style)
            for place, (term, _, style) in enumerate(shown, start=1)
            if _said(claim, term)
        }
        placed.append(replace(claim, **terms))
    takers = [Taker.of(claim) for claim in placed]
    more = [each for each in DERIVED if any(_compound(getattr(taker, each[0])) for taker in takers)]
    for number, taker in enumerate(takers):
        found: dict[str, Any] = {
            term: sheet.put(first + number + 1, place, getattr(taker, term), style)
            for place, (term, _, style) in enumerate(more, start=1 + len(shown))
            if _compound(getattr(taker, term))
        }
        takers[number] = replace(taker, **found)
    sheet.heights[first] = TALL
    for place, (_, head, _) in enumerate((("", "Claim", ""), *shown, *more)):
        sheet.put(first, place, head, "head_right" if place else "head")
    sheet.row = first + len(claims) + 1
    return takers


def _said(claim: LiveClaim, term: str) -> bool:
    """Say whether a claim has a term."""
    value: Node | None = getattr(claim, term)
    if value is None:
        return False
    if term == "shares":
        return True
    if term in {"rank", "participation", "converts"}:
        return claim.prefers or not value.constant
    return not is_nought(value)


def _compound(formula: Node | None) -> bool:
    return formula is not None and not formula.constant and len(formula.parts) > 1


def lay_bends(sheet: Sheet, takers: Sequence[Taker]) -> list[Bend]:
    """Write the prices of a common share at which what somebody takes may bend; they stand in no order."""
    sheet.line("What happens", style="head")
    sheet.put(sheet.row - 1, 1, "Price of a common share", "head_right")
    sheet.heights[sheet.row - 1] = TALL
    found = []
    for taker in takers:
        for why, price in taker.bends():
            if not is_nought(price):
                words = sheet.put(sheet.row, 0, f"{taker.claim.called} {why}", "label")
                found.append(Bend(sheet.put(sheet.row, 1, price, "exact"), words))
                sheet.row += 1
    if not found:
        sheet.line("Nothing changes: all shares take part from the first money on", style="note")
    return found
