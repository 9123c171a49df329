"""Print the advice of one side as a memo: a few sentences on each matter, and where their numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number, offer_words
from dealwright.show.advice_words import memo
from dealwright.show.tables import say, say_title

if TYPE_CHECKING:
    from rich.console import Console

    from dealwright.bargain.advising.result import Advice


def print_advice(found: Advice, console: Console) -> None:
    """Print the memo.

    Args:
        found: what each question answered.
        console: where to print.
    """
    offers = found.offers
    money = number.in_money(offers.currency, offers.price_basis, offers.as_of)
    tax = "before tax" if offers.before_tax else "after tax"
    whom = offer_words.names_in(offers).said(found.party)
    say_title(
        console,
        f"Advice for {whom}: {offers.title}",
        f"as of {number.day(offers.as_of)}, {money}, {tax}; {offer_words.measure_of(offers)}",
    )
    for passage in memo(found):
        body = " ".join(passage.sentences)
        say(console, Text.assemble((passage.heading, "bold"), "\n", body, "\n", (passage.trail, "dim")))
