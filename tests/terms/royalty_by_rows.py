"""A royalty computed row by row, as in a spreadsheet: plain numbers, one quarter after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

DAYS = (90, 91, 92, 92)
"""Days of the quarters of 2025 and of 2026."""


@dataclass(frozen=True)
class Clauses:
    """The clauses of a royalty on quarterly sales."""

    bounds: tuple[float, ...] = ()
    rates: tuple[float, ...] = (0.1,)
    to_date: str = "quarter"  # "quarter", "year" or "ever"
    retroactive: bool = False
    deducted: float = 0.0
    period_cap: float | None = None
    others: float = 0.0
    floor: float = 0.0
    advance: float = 0.0
    withheld: float = 1.0
    minimum: float | None = None
    yearly: str = "no"  # "no", "shortfall" or "true_up"
    recoupable: bool = False
    lasts: int | None = None
    before: bool = False
    cap: float | None = None
    seen: dict[str, float] = field(default_factory=dict)

    def written(self) -> str:
        """Write the clauses as a deal file has them."""
        ends = [*(f"up_to: {bound!r} USD, " for bound in self.bounds), ""]
        tiers = ", ".join(f"{{{end}rate: {100 * rate!r}%}}" for end, rate in zip(ends, self.rates, strict=True))
        out = [f"tiers: [{tiers}]"]
        out += {"quarter": [], "year": ["tier_period: year"], "ever": ["tiers_on: cumulative"]}[self.to_date]
        out += ["tier_method: retroactive"] if self.retroactive else []
        out += [f"deductions: {100 * self.deducted!r}% * terms.sold.paid"] if self.deducted else []
        out += [] if self.period_cap is None else [f"period_cap: {self.period_cap!r} USD"]
        stacking = f"third_party_rate: {100 * self.others!r}%, deduct: 50%, floor: {100 * self.floor!r}%"
        out += [f"stacking: {{{stacking}}}"] if self.others else []
        out += [f"advance: {{amount: {self.advance!r} USD}}"] if self.advance else []
        out += [f"recoupment: {100 * self.withheld!r}%"] if self.advance or self.recoupable else []
        out += [] if self.minimum is None else [f"minimum: {self.minimum!r} USD"]
        out += {"no": [], "shortfall": ["minimum_period: year"], "true_up": ["true_up: year"]}[self.yearly]
        out += ["minimum_recoupable: yes"] if self.recoupable else []
        out += [f"recoupable_for: {self.lasts} year"] if self.lasts is not None else []
        out += ["minimum_applies: before_recoupment"] if self.before else []
        out += [] if self.cap is None else [f"cap: {self.cap!r} USD"]
        return ", ".join(out)


def tiered(clauses: Clauses, base: float) -> float:
    """Return what a base brings by tiers."""
    ends = (*clauses.bounds, float("inf"))
    if clauses.retroactive:
        return base * next(rate for end, rate in zip(ends, clauses.rates, strict=True) if base <= end * (1 + 1e-9))
    total, begins = 0.0, 0.0
    for end, rate in zip(ends, clauses.rates, strict=True):
        total += rate * max(0.0, min(base, end) - begins)
        begins = end
    return total


def earned(clauses: Clauses, sales: list[float]) -> list[float]:
    """Return the share of each quarter; what goes back is a credit against what comes next."""
    out, credit = [], 0.0
    bases = [amount * (1 - clauses.deducted) for amount in sales]
    for quarter, base in enumerate(bases):
        first = {"quarter": quarter, "year": quarter - quarter % 4, "ever": 0}[clauses.to_date]
        before = sum(bases[first:quarter])
        adds = tiered(clauses, before + base) - tiered(clauses, before) + credit
        out.append(max(adds, 0.0))
        credit = min(adds, 0.0)
    return out


def year_minimum(clauses: Clauses) -> float:
    """Return the minimum of the year of a quarter, or of the quarter where each stands for itself."""
    if clauses.yearly == "shortfall" or clauses.minimum is None:
        return clauses.minimum or 0.0
    return clauses.minimum * (4 if clauses.yearly == "true_up" else 1)


def rows(clauses: Clauses, sales: list[float]) -> list[float]:
    """Return what is paid for each quarter."""
    left, under_cap = clauses.advance, float("inf") if clauses.cap is None else clauses.cap
    earned_of_year = paid_of_year = taken_of_year = added_of_year = 0.0
    lots: list[list[float]] = []  # what a minimum added, and the last quarter in which it may be recouped
    out = []
    for quarter, share in enumerate(earned(clauses, sales)):
        if quarter % 4 == 0 or clauses.yearly == "no":
            earned_of_year = paid_of_year = taken_of_year = added_of_year = 0.0
        base = sales[quarter] * (1 - clauses.deducted)
        due = share if clauses.period_cap is None else min(share, clauses.period_cap)
        due -= min(0.5 * clauses.others * base, max(due - clauses.floor * base, 0.0)) if clauses.others else 0.0
        if not clauses.before:
            withheld = min(clauses.withheld * due, left)
            left, due = left - withheld, due - withheld
        if clauses.minimum is not None:
            earned_of_year += due
            room = clauses.withheld * (earned_of_year - year_minimum(clauses)) - taken_of_year
            room = max(min(room, due), 0.0) if clauses.recoupable else 0.0
            for lot in lots:
                part = min(lot[0], room) if quarter <= lot[1] else 0.0
                lot[0], room, due, taken_of_year = lot[0] - part, room - part, due - part, taken_of_year + part
            on_account = 0.0 if clauses.yearly == "shortfall" else max(clauses.minimum - due, 0.0)
            paid_of_year += due + on_account
            closes = quarter % 4 == 3 or clauses.yearly == "no"
            whole = max(year_minimum(clauses), earned_of_year - taken_of_year)
            settled = whole - paid_of_year if closes and clauses.yearly != "no" else 0.0
            added_of_year += on_account + settled
            due += on_account + settled
            if closes:
                last = quarter + 4 * clauses.lasts if clauses.lasts is not None else 99
                lots.append([max(added_of_year, 0.0), last])
        if clauses.before:
            withheld = min(clauses.withheld * max(due, 0.0), left)
            left, due = left - withheld, due - withheld
        paid = min(due, under_cap)
        under_cap -= paid
        out.append(paid)
    return out
