"""Random companies whose events add up: each event is drawn from what is outstanding before it."""

import dataclasses
import datetime as dt
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from dealwright.equity import events
from dealwright.equity.audit import audit
from dealwright.equity.captable import CapTable
from dealwright.equity.holdings import Holdings
from dealwright.equity.ledger import holdings_on
from dealwright.equity.securities import (
    AntiDilution,
    Capitalization,
    Convertible,
    Dividend,
    Pool,
    QualifiedIpo,
    ReturnCap,
    Right,
    ShareClass,
    Stakeholder,
)
from dealwright.equity.vesting import Condition, Instalment, Part, Vesting

FIRST = dt.date(2020, 1, 1)
PEOPLE = ("ana", "ben", "Fund One, L.P.", "4f2c")


def companies() -> st.SearchStrategy[CapTable]:
    """Draw a company with its history."""
    return st.integers(0, 2**32).map(lambda seed: Company(Random(seed)).table())  # noqa: S311 - no secret


class Company:
    """Make up a company."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def number(self, most: int = 1000) -> Fraction:
        """Choose a number above zero, now and then one that does not end."""
        return Fraction(self.random.randint(1, most), self.random.choice((1, 1, 1, 2, 100, 3, 7)))

    def whole(self, most: int = 10_000) -> Fraction:
        """Choose a number of shares."""
        return Fraction(self.random.randint(1, most))

    def day(self) -> dt.date:
        """Choose a day."""
        return FIRST + dt.timedelta(self.random.randint(0, 900))

    def maybe(self, value: object) -> object:
        """Return a value or nothing."""
        return value if self.random.random() < 0.5 else None

    def vesting(self) -> Vesting | None:
        """Make up a vesting."""
        share, start = Fraction(1, self.random.randint(1, 5)), self.day()
        parts = (Part(share, Condition("milestone", self.random.choice(("ipo", "phase two")))),)
        return self.random.choice(
            (
                None,
                Vesting(start, 48, 1, 12, rounding="down"),
                Vesting(start, 36, 3, self.random.choice((0, 3, 6, 7)), self.random.choice(("start", "last", 15))),
                Vesting(instalments=(Instalment(start, share), Instalment(start + dt.timedelta(99), 1 - share))),
                Vesting(start, 24, 1, parts=parts),
                Vesting(start, parts=parts, rounding="down"),
                Vesting(parts=(Part(Fraction(1), Condition("spend", "ana", self.number())),)),
            )
        )

    def preferred(self, name: str) -> ShareClass:
        """Make up a preferred class."""
        price, kind = self.number(), self.random.choice(("none", "full", "capped"))
        return ShareClass(
            name,
            name.title(),
            "preferred",
            authorised=None,
            original_issue_price=price,
            converts_into="common",
            conversion_price=self.random.choice((None, price / 2, self.number())),
            seniority=Fraction(self.random.randint(0, 3)),
            preference=Fraction(self.random.randint(0, 3)),
            participation=kind,  # type: ignore[arg-type] # one of the three
            cap=Fraction(4) if kind == "capped" else None,
            dividend=self.random.choice((None, Dividend(Fraction(8, 100), compounding="quarterly"))),
            anti_dilution=self.random.choice((None, AntiDilution("broad_based", waived_by=("ana",)))),
            qualified_ipo=self.random.choice((None, QualifiedIpo(price=self.number()))),
            return_cap=self.random.choice((None, ReturnCap(multiple=Fraction(100), rest_to="ana"))),
        )

    def convertible(self, name: str) -> Convertible:
        """Make up a SAFE or a note."""
        note = self.random.random() < 0.5
        flags = [self.random.random() < 0.5 for _ in dataclasses.fields(Capitalization)]
        return Convertible(
            name,
            "note" if note else "safe",
            self.random.choice(PEOPLE),
            self.number(10**6),
            self.day(),
            cap=self.number(10**7) if self.random.random() < 0.7 else None,
            money=self.random.choice(("post", "pre")),  # type: ignore[arg-type] # one of the two
            discount=self.random.choice((Fraction(0), Fraction(1, 5), Fraction(1, 3))),
            mfn=self.random.random() < 0.2,
            fixed_share=Fraction(7, 100) if self.random.random() < 0.2 else None,
            pro_rata=self.random.random() < 0.3,
            capitalization=Capitalization(*flags) if self.random.random() < 0.3 else None,
            rate=Fraction(6, 100) if note else Fraction(0),
            interest_from=FIRST + dt.timedelta(77) if note and self.random.random() < 0.5 else None,
            compounding=self.random.choice(("simple", "monthly", "yearly")) if note else "simple",  # type: ignore[arg-type]
            maturity=FIRST + dt.timedelta(2000) if note and self.random.random() < 0.5 else None,
            seniority=Fraction(self.random.randint(0, 2)),
            converts_into="seed" if self.random.random() < 0.3 else None,
        )

    def right(self, name: str) -> Right:
        """Make up a right."""
        kind = self.random.choice(("option", "warrant", "rsu", "sar"))
        return Right(
            name,
            kind,  # type: ignore[arg-type] # one of the four
            self.random.choice(PEOPLE),
            "common",
            self.whole(1000),
            Fraction(0) if kind == "rsu" else self.number(9),
            self.day() if self.random.random() < 0.9 else None,
            "plan" if self.random.random() < 0.6 else None,
            FIRST + dt.timedelta(4000) if self.random.random() < 0.5 else None,
            self.vesting(),
        )

    def table(self) -> CapTable:
        """Make up a company, event by event; what cannot be is left out."""
        table = CapTable(
            "Exempla " + self.random.choice(("Inc", "GmbH")),
            self.random.choice(("USD", "EUR")),
            FIRST + dt.timedelta(1000),
            {
                name: Stakeholder(name, name.title(), self.random.choice(("founder", "other", "lender")))
                for name in PEOPLE
            },
            {
                "common": ShareClass("common", "Common Stock", authorised=Fraction(10**9)),
                "seed": self.preferred("seed"),
                "unit": ShareClass("unit", "Profits Interest", "unit", threshold=Fraction(3), converts_into="common"),
            },
            {"plan": Pool("plan", "Plan", "common", Fraction(10**6), on=None)},
            {name: self.convertible(name) for name in ("safe_1", "note 2")},
            {name: self.right(name) for name in ("grant", "w1", "third")},
        )
        day = FIRST
        for number in range(self.random.randint(0, 10)):
            day += dt.timedelta(self.random.choice((0, 0, 30, 120)))
            wanted = self.event(table, day, f"e{number}" if self.random.random() < 0.5 else "")
            if wanted is not None:
                longer = dataclasses.replace(table, events=(*table.events, wanted))
                if not any(problem.severity == "error" for problem in audit(longer)):
                    table = longer
        return table

    def event(self, table: CapTable, on: dt.date, id_: str) -> events.AnyEvent | None:
        """Draw an event from what is outstanding."""
        held = holdings_on(table, on)
        draws = (
            self.issue, self.issue, self.transfer, self.convert, self.exercise, self.cancel, self.repurchase,
            self.change, self.change, self.vest, self.exchange,
        )  # fmt: skip
        return self.random.choice(draws)(held, {"on": on, "id": id_})

    def _lot(self, held: Holdings) -> str | None:
        lots = [lot.security for lot in held.lots]
        return self.random.choice(lots) if lots else None

    def _part(self, most: Fraction) -> Fraction | None:
        return self.random.choice((None, most, Fraction(max(1, int(most) // 3)) if most >= 1 else most))

    def issue(self, _: Holdings, head: dict) -> events.AnyEvent:  # type: ignore[type-arg]
        """Issue shares."""
        of = self.random.choice(("common", "common", "seed", "unit"))
        return events.Issue(
            of=of,
            holder=self.random.choice(PEOPLE),
            shares=self.whole(),
            price=self.random.choice((None, self.number())),
            security=self.random.choice(("", f"lot {self.random.randint(0, 10**6)}")),
            vesting=self.vesting() if of == "common" else None,
            consideration=self.random.choice((None, events.Consideration(in_kind={"compute credits": self.number()}))),
            preference_price=self.number() if of == "seed" and self.random.random() < 0.3 else None,
            pool="plan" if of == "common" and self.random.random() < 0.2 else None,
            **head,
        )

    def transfer(self, held: Holdings, head: dict) -> events.AnyEvent | None:  # type: ignore[type-arg]
        """Let something change hands."""
        names = [lot.security for lot in held.lots] + list(held.rights) + list(held.convertibles)
        to, price = self.random.choice(PEOPLE), self.random.choice((None, self.number()))
        if held.lots and self.random.random() < 0.3:
            lot = self.random.choice(held.lots)
            return events.Transfer(
                to=to, of=lot.of, holder=lot.holder, shares=self._part(lot.shares), price=price, **head
            )
        if not names:
            return None
        becomes = self.random.choice(("", f"new {self.random.randint(0, 10**6)}"))
        return events.Transfer(to=to, security=self.random.choice(names), price=price, becomes=becomes, **head)

    def convert(self, held: Holdings, head: dict) -> events.AnyEvent | None:  # type: ignore[type-arg]
        """Convert shares or a convertible."""
        seed = [lot for lot in held.lots if lot.of == "seed"]
        if seed and self.random.random() < 0.5:
            lot = self.random.choice(seed)
            return events.Convert(security=lot.security, shares=self._part(lot.shares), **head)
        if not held.convertibles:
            return None
        name = self.random.choice(list(held.convertibles))
        return events.Convert(security=name, into="seed", price=self.number(), **head)

    def exercise(self, held: Holdings, head: dict) -> events.AnyEvent | None:  # type: ignore[type-arg]
        """Exercise a right."""
        if not held.rights:
            return None
        name, right = self.random.choice(list(held.rights.items()))
        shares = self._part(right.vested) or right.vested
        return events.Exercise(right=name, shares=shares, net=self.random.random() < 0.3, price=self.number(), **head)

    def cancel(self, held: Holdings, head: dict) -> events.AnyEvent | None:  # type: ignore[type-arg]
        """Cancel something."""
        counts = {lot.security: lot.shares for lot in held.lots}
        counts |= {name: right.right.count for name, right in held.rights.items()}
        counts |= {name: loan.amount for name, loan in held.convertibles.items()}
        if not counts:
            return None
        name = self.random.choice(list(counts))
        back = self.random.random() < 0.5
        return events.Cancel(security=name, shares=self._part(counts[name]), to_pool=back, reason="over", **head)

    def repurchase(self, held: Holdings, head: dict) -> events.AnyEvent | None:  # type: ignore[type-arg]
        """Buy shares back."""
        if not held.lots:
            return None
        lot = self.random.choice(held.lots)
        return events.Repurchase(
            security=lot.security,
            shares=self._part(lot.shares) or lot.shares,
            price=self.random.choice((None, self.number())),
            **head,
        )

    def change(self, held: Holdings, head: dict) -> events.AnyEvent:  # type: ignore[type-arg]
        """Change terms."""
        of = self.random.choice(("common", "seed"))
        return self.random.choice(
            (
                events.Split(
                    ratio=self.random.choice((Fraction(2), Fraction(1, 3))), of=self.random.choice((None, of)), **head
                ),
                events.RatioAdjustment(of="seed", conversion_price=self.number(), **head),
                events.PoolAdjustment(pool="plan", reserved=self.whole(10**7), **head),
                events.AuthorisedAdjustment(of=of, authorised=self.random.choice((None, Fraction(10**9))), **head),
                events.Distribution(amount=self.number(), of="common", **head),
                events.Reprice(right=self.random.choice([*held.rights, "grant"]), strike=self.number(), **head),
            )
        )

    def vest(self, held: Holdings, head: dict) -> events.AnyEvent:  # type: ignore[type-arg]
        """Bring vesting forward, or reach a milestone."""
        name = self.random.choice([*held.rights, self._lot(held) or "grant"])
        return self.random.choice(
            (
                events.Vest(milestone=self.random.choice(("ipo", "phase two")), **head),
                events.Vest(security=name, shares=Fraction(1), **head),
                events.Accelerate(security=name, shares=self.random.choice((None, Fraction(2))), **head),
            )
        )

    def exchange(self, held: Holdings, head: dict) -> events.AnyEvent | None:  # type: ignore[type-arg]
        """Exchange a class for another."""
        if not held.lots:
            return None
        lot = self.random.choice(held.lots)
        holder = self.random.choice((None, lot.holder))
        return events.Exchange(of=lot.of, into="unit", ratio=self.number(5), holder=holder, rounding="down", **head)
