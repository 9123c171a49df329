"""A published example as a stranger meets it: a deal file, and what `statement` and `value` say of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HEAD = """\
dealwright: 1
title: As published
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {}, bob: {}, eve: {}}
"""


@dataclass(frozen=True)
class Said:
    """What the program said of a deal.

    Args:
        stated: The statement of the certain future, as JSON.
        valued: Its value, as JSON.
    """

    stated: Any
    valued: Any

    def periods(self, term: str) -> list[dict[str, Any]]:
        """Give the periods of a term's statement."""
        found: list[dict[str, Any]] = next(each["periods"] for each in self.stated["terms"] if each["term"] == term)
        return found

    def line(self, term: str, name: str) -> list[float]:
        """Give one line of a term's statement, period by period."""
        return [period[name] for period in self.periods(term)]

    def paid(self, term: str = "fee") -> list[float]:
        """Give what a term pays, period by period."""
        return self.line(term, "paid")

    def party(self, name: str) -> Any:
        """Give all that is said of a party's worth."""
        return self.valued["scenarios"]["in_force"]["parties"][name]

    def worth(self, name: str) -> float:
        """Give the worth to a party; where nothing is uncertain and money costs nothing, what it is paid in all."""
        found: float = self.party(name)["certainty_equivalent"]["value"]
        return found


Doors = Callable[..., Said]


def head(**replaced: str) -> str:
    """Write the head of a deal; keys given replace those of `HEAD`."""
    kept = [line for line in HEAD.splitlines() if line.split(":")[0] not in replaced]
    return "\n".join([*kept, *(f"{key}: {value}" for key, value in replaced.items())])


def read(out: str) -> Any:
    """Read an answer as JSON."""
    return json.loads(out)


def paid_in(name: str, amounts: dict[str, float], payee: str = "ada", unit: str = "USD") -> str:
    """Write what comes in on certain days; a clause counts it as `terms.NAME.paid`."""
    dated = ", ".join(f"{day}: {amount} {unit}" for day, amount in amounts.items())
    return f"{name}: {{kind: payment, payer: eve, payee: {payee}, amount: {{{dated}}}}}"


def by_month(*amounts: float, year: int = 2025) -> dict[str, float]:
    """Date amounts by the middle of the months from January on."""
    return {f"{year + month // 12}-{month % 12 + 1:02}-15": amount for month, amount in enumerate(amounts)}


def by_year(*amounts: float, year: int = 2025) -> dict[str, float]:
    """Date amounts by the middle of years."""
    return {f"{year + place}-07-01": amount for place, amount in enumerate(amounts)}
