"""Invented results in the shapes that the engine and the bargain return, small and seeded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from dealwright.bargain.points import Point
from dealwright.bargain.result import Bargain, Solution
from dealwright.engine.result import (
    CompanyWorth,
    Estimate,
    Fan,
    PartyCard,
    PartyWorth,
    RoundPrice,
    ScenarioWorth,
    Valuation,
)
from dealwright.engine.trail import Move, PackageEffect, Trail, TrailReading, TrailSource
from dealwright.show.story import Story

BN = 1e9
PATHS = 4096
AS_OF = date(2025, 5, 14)
CARDS = {
    "northwind": PartyCard("Northwind", "Northw.", "14%", "30bn"),
    "borealis": PartyCard("Borealis", "Bor.", "9% to 11%", "150bn"),
}
SCENARIOS = {
    "in_force": ("Contract in force", 0.0, {}),
    "no_deal": ("No deal", -0.12, {"drivers.ipo.chance": "10% by 2028-12-31"}),
    "boom": ("Models spread faster than thought", 0.25, {"drivers.revenue.growth.now": "160%"}),
}
TERMS = ("revenue_share", "access", "compute", "stake", "exit", "limited_liability")


def party_worth(seed: int, centre: float, spread: float, *, warnings: tuple[str, ...] = ()) -> PartyWorth:
    """Draw a skewed worth around a centre, both in billions."""
    random = np.random.default_rng(seed)
    sample = (centre * random.lognormal(0.0, spread, PATHS) - 0.1 * centre) * BN
    p5, p25, p50, p75, p95 = (float(value) for value in np.quantile(sample, [0.05, 0.25, 0.5, 0.75, 0.95]))
    mean = float(sample.mean())
    shares = random.dirichlet(np.ones(len(TERMS)))
    error = float(sample.std()) / PATHS**0.5 / 6
    return PartyWorth(
        mean=Estimate(0.8 * mean, error),
        mean_at_risk_free=Estimate(mean, error),
        p5=p5,
        p25=p25,
        p50=p50,
        p75=p75,
        p95=p95,
        cvar5=float(sample[sample <= p5].mean()),
        probability_of_loss=float((sample < 0).mean()),
        probability_worse_than_no_deal=0.31,
        certainty_equivalent=Estimate(0.7 * mean, error),
        by_term={term: 0.8 * mean * float(share) for term, share in zip(TERMS, shares, strict=True)},
        sample=sample,
        belief_band=(0.66 * mean, 0.75 * mean),
        by_term_error=dict.fromkeys(TERMS, error / 2),
        warnings=warnings,
    )


def fan(start: float, growth: float, volatility: float, *, unit: str = "USD/year", until: float = 15.6) -> Fan:
    """Return the percentiles of a growing level by quarters; the level stops after `until` years."""
    years = np.arange(0, 63) / 4
    alive = years <= until
    median = np.where(alive, start * np.exp(growth * years), 0.0)
    lines = [
        np.where(alive, median * np.exp(z * volatility * np.sqrt(years)), 0.0)
        for z in (-1.645, -0.674, 0, 0.674, 1.645)
    ]
    days = tuple(float(day) for day in np.round(years * 365.25))
    dates = tuple(AS_OF + timedelta(days=day) for day in days)
    p5, p25, p50, p75, p95 = (tuple(float(value) for value in line) for line in lines)
    return Fan(days, dates, p5, p25, p50, p75, p95, unit)


def scenario(name: str) -> ScenarioWorth:
    """Return one scenario of the sample valuation."""
    title, shift, changes = SCENARIOS[name]
    company = CompanyWorth(
        name="Northwind Inc.",
        equity=Estimate(212 * BN, 1.4 * BN),
        p5=31 * BN,
        p25=98 * BN,
        p50=171 * BN,
        p75=280 * BN,
        p95=560 * BN,
        probability_at_floor=0.064,
        unpaid={"revenue_share": 0.2 * BN, "compute": 1.1 * BN},
        debt_unpaid=0.4 * BN,
        exit_dates=(date(2026, 8, 1), date(2028, 11, 12), date(2040, 12, 31)),
        exit_chances={"ipo": 0.62, "horizon": 0.38},
        claims={"northwind": 142 * BN, "borealis": 70 * BN},
        rounds=(
            RoundPrice(date(2025, 3, 31), Estimate(302 * BN, 1.9 * BN), 300 * BN, calibrated=True),
            RoundPrice(date(2024, 10, 2), Estimate(148 * BN, 1.1 * BN), 157 * BN),
        ),
    )
    return ScenarioWorth(
        name=name,
        title=title,
        parties={
            "northwind": party_worth(1, 55 * (1 + shift), 0.55),
            "borealis": party_worth(2, 68 * (1 + shift / 3), 0.42),
        },
        companies={"northwind": company},
        fans={
            "revenue": fan(12.7 * BN, 0.16, 0.25),
            "multiple": fan(23, -0.06, 0.2, unit="x"),
            "office_revenue": fan(30 * BN, 0.1, 0.12),
            "margin": fan(0.28, 0.0, 0.0, unit=""),
        },
        term_fans={
            "revenue_share": fan(2.5 * BN, 0.16, 0.25, until=5.6),
            "compute": fan(1.9 * BN, 0.05, 0.1, until=6.6),
        },
        changes=changes,
    )


def valuation(*names: str) -> Valuation:
    """Return a valuation of the named scenarios, all of them by default."""
    return Valuation(
        title="Northwind and Borealis renew their model partnership",
        file="northwind.deal.yaml",
        digest="9f3c71ab" + "0" * 52 + "04de",
        seed=7,
        paths=16_384,
        currency="USD",
        as_of=AS_OF,
        scenarios={name: scenario(name) for name in (names or tuple(SCENARIOS))},
        parties=CARDS,
        horizon=date(2040, 12, 31),
        no_deal="no_deal",
    )


def _package(rate: int, year: int, stake: int, firm: int) -> dict[str, str]:
    return {
        "terms.revenue_share.rate": f"{rate}%",
        "terms.access.until": f"{year}-12-31",
        "terms.stake.stake": f"{stake}%",
        "terms.compute.take_or_pay": "yes" if firm else "no",
    }


def _points() -> list[Point]:
    points = []
    for rate in range(5, 21):
        for year in range(2030, 2037):
            for stake in range(20, 41):
                for firm in (0, 1):
                    shift = 0.9 * (stake - 30) + 0.62 * (rate - 12) + 1.3 * (year - 2033)
                    north = 44.5 - shift - 2.0 * firm - 0.022 * (rate - 11) ** 2 - 0.02 * (stake - 33) ** 2
                    bor = 62.5 + shift + 1.0 * firm - 0.02 * (rate - 11) ** 2 - 0.4 * (year - 2034) ** 2
                    points.append(
                        Point(
                            _package(rate, year, stake, firm),
                            {"northwind": north * BN, "borealis": bor * BN},
                            number=len(points),
                        )
                    )
    return points


def _undominated(points: list[Point]) -> tuple[Point, ...]:
    best, kept = -np.inf, []
    for point in sorted(
        points, key=lambda each: (-each.certainty_equivalent["northwind"], -each.certainty_equivalent["borealis"])
    ):
        if point.certainty_equivalent["borealis"] > best:
            kept.append(point)
            best = point.certainty_equivalent["borealis"]
    return tuple(reversed(kept))


def bargain(*, north_holds: float = 36.5, borealis_holds: float = 55.8) -> Bargain:
    """Return a bargain over 4,704 packages; what each side holds without a deal is in billions."""
    points = _points()
    held = {"northwind": Estimate(north_holds * BN, 0.3 * BN), "borealis": Estimate(borealis_holds * BN, 0.4 * BN)}
    frontier = _undominated(points)

    def gains(point: Point) -> tuple[float, float]:
        return (
            point.certainty_equivalent["northwind"] - held["northwind"].value,
            point.certainty_equivalent["borealis"] - held["borealis"].value,
        )

    zone = [point for point in points if min(gains(point)) >= 0]
    if not zone:
        cloud = tuple(points[::6])
        return replace(
            _bargain(points, held, frontier, cloud),
            zone=0,
            no_solution="no package suits both",
            probability_zone_empty=1.0,
        )
    choose = {
        "nash": lambda point: gains(point)[0] * gains(point)[1],
        "kalai_smorodinsky": lambda point: min(gains(point)[0] / 1.1, gains(point)[1]),
        "egalitarian": lambda point: min(gains(point)),
        "utilitarian": lambda point: sum(gains(point)),
    }
    solutions = {name: _solution(max(zone, key=rule), held) for name, rule in choose.items()}
    return replace(
        _bargain(points, held, frontier, tuple(points[::6])),
        zone=len(zone),
        solutions=solutions,
        probability_zone_empty=0.03,
        ideal={party: max(p.certainty_equivalent[party] for p in zone) for party in held},
    )


def _bargain(
    points: list[Point], held: dict[str, Estimate], frontier: tuple[Point, ...], cloud: tuple[Point, ...]
) -> Bargain:
    return Bargain(
        packages=len(points),
        between=("northwind", "borealis"),
        paths_of_terms=tuple(points[0].package),
        reservation=held,
        zone=0,
        frontier=frontier,
        solutions={},
        cloud=cloud,
        fresh_reservation=held,
        reservation_band={party: (0.9 * each.value, 1.1 * each.value) for party, each in held.items()},
        notes=("Frontier and zone are at central beliefs; the solutions are valued over all 64 of them.",),
    )


def _solution(point: Point, held: dict[str, Estimate]) -> Solution:
    surplus = {party: point.certainty_equivalent[party] - estimate.value for party, estimate in held.items()}
    fresh = {party: Estimate(value - 0.2 * BN, 0.3 * BN) for party, value in point.certainty_equivalent.items()}
    return Solution(
        point.package,
        point.certainty_equivalent,
        surplus,
        point.number,
        fresh=fresh,
        fresh_surplus={
            party: Estimate(fresh[party].value - estimate.value, 0.35 * BN) for party, estimate in held.items()
        },
    )


PRESS = TrailSource("press", "Example Times", "Partners in talks", "2025-05-11", "B", "https://example.org/a")
FILING = TrailSource("filing", "Borealis", "Annual report, note 7", "2024-06-30", "A", "https://example.org/b")
MEMO = TrailSource("memo", "Example Memo", "", "2023-01-10", "D")


def trails() -> tuple[Trail, ...]:
    """Return trails of every kind: verified, reported, disputed, assumed; drivers, terms, parties."""
    place = {"file": "northwind.deal.yaml"}
    facts = (
        Trail(
            "facts.invested",
            "fact",
            "13bn",
            "verified",
            sources=(FILING,),
            find="13 billion",
            line=14,
            column=15,
            **place,
        ),
        Trail(
            "facts.revenue_2025",
            "fact",
            "12.7bn",
            "reported",
            title="Revenue in 2025",
            sources=(PRESS, MEMO),
            find="revenue of $12.7 billion",
            note="the press relays the company's own plan",
            line=15,
            column=17,
            **place,
        ),
        Trail(
            "facts.profit_test",
            "fact",
            "",
            "disputed",
            sources=(PRESS, MEMO),
            readings=(
                TrailReading("100bn", "60%", "Profit over the contract's life", (PRESS,), "100 billion", line=18),
                TrailReading("92bn", "40%", "Profit after repayment", (MEMO,), "92 billion", line=19),
            ),
            line=16,
            column=3,
            **place,
        ),
        Trail(
            "facts.seller_margin",
            "assumption",
            "30%",
            "assumed",
            title="Seller's margin on compute",
            reason="gross margin of listed cloud sellers, rounded down",
            line=21,
            column=18,
            **place,
        ),
    )
    drivers = tuple(
        Trail(f"drivers.{name}", "driver", text, "assumed", reason=reason, uses=uses, line=30 + row, column=3, **place)
        for row, (name, text, reason, uses) in enumerate(
            [
                ("revenue", "growth, 12.7bn in 2025", "as the press reports", ("facts.revenue_2025",)),
                ("multiple", "23x falling to 8x", "listed peers", ()),
                ("office_revenue", "30bn USD/year, 12% a year", "Borealis's accounts", ()),
                ("margin", "-40% to 28%", "as planned", ()),
            ]
        )
    )
    keys = [
        ("revenue_share", "kind", "royalty", ()),
        ("revenue_share", "payer", "northwind", ()),
        ("revenue_share", "payee", "borealis", ()),
        ("revenue_share", "on", "revenue", ("drivers.revenue",)),
        ("revenue_share", "rate", "20%", ()),
        ("revenue_share", "period", "quarter", ()),
        ("revenue_share", "until", "2030-12-31", ()),
        ("access", "kind", "licence", ()),
        ("access", "grantor", "northwind", ()),
        ("access", "holder", "borealis", ()),
        ("access", "worth", "12% * office_revenue", ("drivers.office_revenue",)),
        ("access", "until", "2030-12-31", ()),
        ("compute", "kind", "commitment", ()),
        ("compute", "buyer", "northwind", ()),
        ("compute", "seller", "borealis", ()),
        ("compute", "seller_margin", "seller_margin", ("facts.seller_margin",)),
        ("compute", "take_or_pay", "yes", ()),
        ("stake", "kind", "equity", ()),
        ("stake", "company", "northwind", ()),
        ("stake", "holder", "borealis", ()),
        ("stake", "stake", "33%", ("facts.invested",)),
    ]
    terms = tuple(
        Trail(
            f"terms.{term}.{key}",
            "term",
            text,
            uses=uses,
            line=50 + row,
            column=5,
            expression=text if uses else "",
            **place,
        )
        for row, (term, key, text, uses) in enumerate(keys)
    )
    party = Trail(
        "parties.borealis.discount",
        "party",
        "9% to 11%",
        "assumed",
        reason="a belief about the other side",
        line=25,
        column=9,
        **place,
    )
    return (*facts, *drivers, *terms, party)


def effects(found: Bargain) -> tuple[PackageEffect, ...]:
    """Return what each solution changes, term by term, against no deal."""
    lines = {
        "northwind": {
            "revenue_share": 5.4,
            "access": -3.9,
            "compute": 0.9,
            "stake": -1.2,
            "exit": 6.4,
            "limited_liability": 0.02,
        },
        "borealis": {
            "revenue_share": -5.1,
            "access": 8.8,
            "compute": -0.4,
            "stake": 4.0,
            "exit": 0.2,
            "limited_liability": -0.01,
        },
    }
    before = {
        "terms.revenue_share.rate": "20%",
        "terms.access.until": "2030-12-31",
        "terms.stake.stake": "33%",
        "terms.compute.take_or_pay": "yes",
    }
    return tuple(
        PackageEffect(
            name=name,
            title=name,
            against="no_deal",
            package=solution.package,
            worth={party: Estimate(value, 0.35 * BN) for party, value in solution.surplus.items()},
            by_term={
                party: {term: Estimate(value * BN, 0.05 * BN) for term, value in values.items()}
                for party, values in lines.items()
            },
            moves=tuple(
                Move(
                    path,
                    before[path],
                    after,
                    {"northwind": Estimate(1.2 * BN, 0.1 * BN), "borealis": Estimate(0.9 * BN, 0.1 * BN)},
                )
                for path, after in solution.package.items()
            ),
        )
        for name, solution in found.solutions.items()
    )


def story(worths: Valuation | None = None, found: Bargain | None = None) -> Story:
    """Return everything a page tells, with trails, and with effects where there is a bargain."""
    return Story(worths or valuation(), found, trails(), effects(found) if found is not None else ())
