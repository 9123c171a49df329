"""Say how likely the package on the table is signed: a number beside the worths, and the card that it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.beliefs_words import quantity_name
from dealwright.show.cards import computed_words, first_card
from dealwright.show.key_numbers import KeyNumber
from dealwright.show.page import Card, Cell
from dealwright.show.words import capital

if TYPE_CHECKING:
    from dealwright.bargain.beliefs.found import Probability
    from dealwright.bargain.beliefs.signing import Signed
    from dealwright.show.story import Story

SIGNING = "signing"
"""The card that the number opens."""


def signing_number(story: Story, signed: Signed, advised: str = "") -> KeyNumber:
    """Return the chance that the other side signs, where there are two and one is advised; that all do otherwise.

    Args:
        story: the results that the page is made from.
        signed: the chances.
        advised: the side that is advised; empty for none.
    """
    others = [party for party in signed.each if party != advised]
    if len(others) == 1:
        label, chance = f"{story.names.opening(others[0])} would sign", signed.each[others[0]]
        note = "by what is believed of it"
    else:
        label, chance = "Both would sign" if len(others) == 2 else "All would sign", signed.together  # noqa: PLR2004
        note = ", ".join(f"{story.names.short(party)} {_plain(each)}" for party, each in signed.each.items())
    text, _, error = number.uncertain_probability(chance.value, chance.error).partition(" ")
    return KeyNumber(label, text, error, note, card=SIGNING)


def signing_card(story: Story, signed: Signed, shown: KeyNumber) -> Card:
    """Return the card of that chance: what each side does, over what that is, and from how many cases it was counted.

    Args:
        story: the results that the page is made from.
        signed: the chances.
        shown: the number that opens it.
    """
    lines: list[tuple[str, tuple[Cell, ...]]] = [
        (story.names.opening(party), (_chance(chance),)) for party, chance in signed.each.items()
    ]
    lines.append(("All of them", (_chance(signed.together),)))
    lines.append(("A side signs", (Cell("what leaves it at least what it has without a deal, or elsewhere"),)))
    lines.append(("Over", tuple(_known(story, name) for name in signed.over)))
    scrambled = f", each with {signed.scramblings} scramblings of the futures" if signed.scramblings > 1 else ""
    lines.append(("Counted in", (Cell(f"{signed.draws} draws of what the sides know{scrambled}"),)))
    lines.append(("From", (Cell(computed_words(story)),)))
    return Card(SIGNING, shown.label, f"{shown.value} {shown.error}".strip(), tuple(lines), SIGNING)


def _known(story: Story, name: str) -> Cell:
    path = f"parties.{name}" if name.rpartition(".")[0] in story.valuation.parties else f"facts.{name}"
    return Cell(capital(quantity_name(story, name)), card=first_card(path, story.trails))


def _chance(chance: Probability) -> Cell:
    return Cell(number.uncertain_probability(chance.value, chance.error))


def _plain(chance: Probability) -> str:
    """Write a chance without its error; where all cases agree and there is one, as a bound."""
    sure = {0.0: "<1%", 1.0: ">99%"} if chance.error else {}
    return sure.get(chance.value) or number.probability(chance.value)
