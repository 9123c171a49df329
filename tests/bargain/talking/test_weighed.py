"""What talks learn of three kinds of deals is what plain weighing of draws gives, by code that imports none of ours."""

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import pytest

from bargain.talking.weighed import FIVE, Did, Side, Weighed, between, together, weigh
from dealwright.bargain.negotiation import compare
from dealwright.bargain.talking.behaviour import guess
from dealwright.bargain.talking.ground import Ground
from dealwright.bargain.talking.heard import heard
from dealwright.bargain.talking.learning import before_the_talks, listen
from dealwright.bargain.talking.log import read_log
from dealwright.bargain.talking.next_offer import Standing, outlook, percentiles
from dealwright.bargain.talking.other_side import across
from dealwright.lang.load import loads
from dealwright.study import Study

SEEDS = 6
HEAD = """
dealwright: 1
title: Ada deals with Ben
as_of: 2025-01-01
horizon: 2028-12-31
step: year
currency: USD
risk_free: 0%
"""
TALKS = """
talks:
  - {by: ada, on: 2024-10-03, offer: {HIGH}, answer: refused}
  - {by: ben, on: 2024-10-13, offer: {LOW}, answer: refused}
  - {by: ada, on: 2024-11-02, offer: {LESS}, answer: refused}
  - {by: ben, on: 2024-11-22, offer: {MORE}, answer: refused}
  - {by: ben, on: 2024-12-02, offer: {MORE}}
  - {by: ada, on: 2024-12-12, offer: {LAST}}
  - {by: ben, on: 2024-12-22, answer: ANSWER}
"""
TIMES = (0.0, 0.1, 0.3, 0.5, 0.6, 0.8)
"""Of a hundred days from the first entry to the deadline: 2025-01-11; the answer to the last offer is at 0.8."""


@dataclass(frozen=True)
class Case:
    """A deal as text and by hand: its packages in the order of the text, and which of them were offered."""

    text: str
    side: Side
    packages: list[dict[str, str]]
    offers: dict[str, dict[str, str]]
    answer: str

    @property
    def deal(self) -> str:
        """The text of the deal with its log."""
        said = TALKS.replace("ANSWER", self.answer)
        for name, package in self.offers.items():
            said = said.replace(f"{{{name}}}", f"{{{', '.join(f'{path}: {text}' for path, text in package.items())}}}")
        return HEAD + self.text + said

    @property
    def log(self) -> list[Did]:
        """The same by hand."""
        names = ("HIGH", "LOW", "LESS", "MORE", "LAST")
        high, low, less, more, last = (self.packages.index(self.offers[name]) for name in names)
        order = [("refused", high), ("offered", low), ("refused", less), ("offered", more), ("offered", more)]
        return [Did(*each, time) for each, time in zip([*order, (self.answer, last)], (*TIMES[:5], 0.8), strict=True)]


def money(thousands: float) -> str:
    return f"{thousands:g}k" if thousands else "0"


def packages_of(**over: list[str]) -> list[dict[str, str]]:
    paths = {name.replace("__", "."): values for name, values in over.items()}
    return [dict(zip(paths, values, strict=True)) for values in product(*paths.values())]


FEES = [5.0 * n for n in range(21)]


def reservation() -> Case:
    """The use is worth 100k and aid 30k more to Ben, help costs Ada 10k and serves nobody; Ben needs 5k to 40k."""
    text = """
parties: {ada: {}, ben: {reservation: 5k to 40k}}
terms:
  fee:  {kind: payment, active: no, payer: ben, payee: ada, amount: 10k, on: 2025-06-30}
  help: {kind: flow, active: no, payer: ada, amount: 10k USD/year, from: 2026-01-01, until: 2026-12-31}
  use:  {kind: flow, active: no, payee: ben, amount: 100k USD/year, from: 2026-01-01, until: 2026-12-31}
  aid:  {kind: flow, active: no, payee: ben, amount: 30k USD/year, from: 2026-01-01, until: 2026-12-31}
scenarios: {signed: {terms.fee.active: yes, terms.use.active: yes}, no_deal: {}}
signed: signed
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  deadline: 2025-01-11
  over: {terms.fee.amount: 0 USD .. 100k by 5k, terms.help.active: [yes, no], terms.aid.active: [yes, no]}
"""
    packages = packages_of(
        terms__fee__amount=[money(f) for f in FEES], terms__help__active=["yes", "no"], terms__aid__active=["yes", "no"]
    )
    fee, helped, aided = (np.array(each) for each in zip(*product(FEES, [1, 0], [1, 0]), strict=True))
    theirs = 1e3 * (100 + 30 * aided - fee)
    side = Side(
        1,
        lambda z: {"ben.reservation": between(5e3, 40e3, z[:, 0])},
        lambda _: theirs[None],
        lambda values: values["ben.reservation"],
        1e3 * (fee - 10 * helped),
    )

    def pack(fee: float, aid: str) -> dict[str, str]:
        return {"terms.fee.amount": money(fee), "terms.help.active": "no", "terms.aid.active": aid}

    offers = {
        "HIGH": pack(95, "no"),
        "LOW": pack(20, "yes"),
        "LESS": pack(85, "yes"),
        "MORE": pack(45, "yes"),
        "LAST": pack(75, "yes"),
    }
    return Case(text, side, packages, offers, "refused")


def discount_and_worth() -> Case:
    """Ben has 40k to 120k in three years, pays a fee in one and a tail in three; his discount, 5% to 30%, is normal."""
    text = """
worth_by: mean_at_discount
facts: {worth: {is: 40k to 120k, known_to: ben, status: assumed, reason: its books}}
parties: {ada: {discount: 10%}, ben: {discount: 5% to 30%}, market: {}}
terms:
  fee:  {kind: payment, active: no, payer: ben, payee: ada, amount: 10k, on: 2026-01-01}
  tail: {kind: payment, active: no, payer: ben, payee: ada, amount: 10k, on: 2028-01-01}
  help: {kind: payment, active: no, payer: ada, payee: ben, amount: 8k, on: 2027-01-01}
  use:  {kind: payment, active: no, payer: market, payee: ben, amount: worth, on: 2028-01-01}
scenarios: {signed: {terms.fee.active: yes, terms.tail.active: yes, terms.use.active: yes}, no_deal: {}}
signed: signed
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  deadline: 2025-01-11
  over: {terms.fee.amount: 0 USD .. 60k by 5k, terms.tail.amount: [0k, 20k, 40k], terms.help.active: [yes, no]}
"""
    fees, tails = [5.0 * n for n in range(13)], [0.0, 20.0, 40.0]
    packages = packages_of(
        terms__fee__amount=[money(f) for f in fees],
        terms__tail__amount=[f"{t:g}k" for t in tails],
        terms__help__active=["yes", "no"],
    )
    fee, tail, helped = (np.array(each) for each in zip(*product(fees, tails, [1, 0]), strict=True))

    def gains(values: dict[str, np.ndarray]) -> np.ndarray:
        left = 1 / (1 + values["ben.discount"][:, None])
        return (values["worth"][:, None] - 1e3 * tail) * left**3 - 1e3 * fee * left + 8e3 * helped * left**2

    side = Side(
        2,
        lambda z: {"worth": between(40e3, 120e3, z[:, 0]), "ben.discount": 0.175 + 0.125 / FIVE * z[:, 1]},
        gains,
        lambda _: np.zeros(1),
        1e3 * (fee / 1.1 + tail / 1.1**3 - 8 * helped / 1.1**2),
    )

    def pack(fee: float, tail: float, helped: str = "no") -> dict[str, str]:
        return {"terms.fee.amount": money(fee), "terms.tail.amount": f"{tail:g}k", "terms.help.active": helped}

    offers = {
        "HIGH": pack(50, 20),
        "LOW": pack(5, 0, "yes"),
        "LESS": pack(30, 40),
        "MORE": pack(5, 20),
        "LAST": pack(10, 40),
    }
    return Case(text, side, packages, offers, "accepted")


def risk_and_reservation() -> Case:
    """Ben pays a fee now and a share of takings that may be 20k to 180k; he bears 20k to 200k and needs 1k to 12k."""
    text = """
facts: {takings: {is: 20k to 180k, known_to: nobody, status: assumed, reason: nobody knows}}
parties: {ada: {risk_tolerance: 100k}, ben: {risk_tolerance: 20k to 200k, reservation: 1k to 12k}, market: {}}
terms:
  fee:   {kind: payment, active: no, payer: ben, payee: ada, amount: 10k, on: 2025-06-30}
  share: {kind: payment, active: no, payer: ben, payee: ada, amount: 10% * takings, on: 2026-12-31}
  use:   {kind: payment, active: no, payer: market, payee: ben, amount: takings, on: 2026-12-31}
scenarios: {signed: {terms.fee.active: yes, terms.share.active: yes, terms.use.active: yes}, no_deal: {}}
signed: signed
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  deadline: 2025-01-11
  over: {terms.fee.amount: 0 USD .. 60k by 5k, terms.share.amount: ["10% * takings", "30% * takings", "50% * takings"]}
"""
    fees, shares = [5.0 * n for n in range(13)], [0.1, 0.3, 0.5]
    packages = packages_of(
        terms__fee__amount=[money(f) for f in fees], terms__share__amount=[f"{s:.0%} * takings" for s in shares]
    )
    fee, _ = (np.array(each) for each in zip(*product(fees, shares), strict=True))
    nodes, weights = np.polynomial.hermite_e.hermegauss(64)
    takings, weights = between(20e3, 180e3, nodes), weights / weights.sum()

    def certain(part: np.ndarray, rho: np.ndarray) -> np.ndarray:
        """Return -rho ln E exp(-part X / rho) by 64 nodes; (rho, part)."""
        return np.stack([-rho * np.log(np.exp(-p * takings[None] / rho[:, None]) @ weights) for p in part], axis=1)

    def gains(values: dict[str, np.ndarray]) -> np.ndarray:
        each = certain(1 - np.array(shares), values["ben.risk_tolerance"])
        return np.tile(each, len(fees)) - 1e3 * fee

    side = Side(
        2,
        lambda z: {"ben.risk_tolerance": between(20e3, 200e3, z[:, 0]), "ben.reservation": between(1e3, 12e3, z[:, 1])},
        gains,
        lambda values: values["ben.reservation"],
        1e3 * fee + np.tile(certain(np.array(shares), np.array([100e3]))[0], len(fees)),
    )

    def pack(fee: float, share: float) -> dict[str, str]:
        return {"terms.fee.amount": money(fee), "terms.share.amount": f"{share:.0%} * takings"}

    offers = {
        "HIGH": pack(50, 0.1),
        "LOW": pack(5, 0.3),
        "LESS": pack(35, 0.1),
        "MORE": pack(10, 0.3),
        "LAST": pack(25, 0.1),
    }
    return Case(text, side, packages, offers, "refused")


CASES = {each.__name__: each for each in (reservation, discount_and_worth, risk_and_reservation)}


@dataclass(frozen=True)
class Heard:
    """What talks learn of a case with several seeds: each a row of values, or of chances package by package."""

    means: dict[str, np.ndarray]
    percentiles: dict[str, np.ndarray]
    signs: np.ndarray
    accepts: np.ndarray
    evidence: np.ndarray


@cache
def ground_of(name: str) -> Ground:
    study = Study(loads(CASES[name]().deal), paths=4096 if name == "risk_and_reservation" else 64)
    assert study.deal.errors == ()
    return Ground(
        study.deal,
        study.randomness,
        read_log(study.deal),
        *compare(study.deal, study.randomness, lambda _done, _of: None),
    )


@cache
def learnt(name: str) -> Heard:
    ground = ground_of(name)
    seen = across(ground.model, "ada", "ben")
    order = [ground.place(package) for package in CASES[name]().packages]
    assert len(order) == len(ground.model.packages)
    entries = [entry for _, entry in heard(ground, seen)]
    means: dict[str, list[float]] = {}
    percents: dict[str, list[tuple[float, ...]]] = {}
    rows = []
    for seed in range(SEEDS):
        random = np.random.default_rng(100 + seed)
        now = listen(seen.side, entries, before_the_talks(seen.side, random), random)[-1].believed
        for trait, values in {**seen.values(now.points), "needed": guess(seen.side, now.points).needed}.items():
            means.setdefault(trait, []).append(float(now.weights @ values))
            percents.setdefault(trait, []).append(percentiles(values, now.weights))
        view = outlook(seen.side, now, Standing(0.9))
        rows.append((now.weights @ view.signs, now.weights @ view.accepts, now.log_evidence))
    signs, accepts, evidence = (np.array(each) for each in zip(*rows, strict=True))
    return Heard(
        {trait: np.array(each) for trait, each in means.items()},
        {trait: np.array(each) for trait, each in percents.items()},
        signs[:, order],
        accepts[:, order],
        evidence,
    )


@cache
def judged(name: str) -> Weighed:
    """Weigh plain draws by the same log: the second way to the same belief."""
    case = CASES[name]()
    return weigh(case.side, case.log, later=0.9)


def error_of(runs: np.ndarray, other: float) -> float:
    """Return the standard error of the mean of runs, held against a figure with an error of its own."""
    return float(np.hypot(runs.std(ddof=1) / len(runs) ** 0.5, other))


def test_the_sums_by_hand_are_of_the_same_packages() -> None:
    """What each brings each side at central beliefs, to a ten-thousandth of what is at stake."""
    for name, make in CASES.items():
        ground, side = ground_of(name), make().side
        seen = across(ground.model, "ada", "ben").side
        order = [ground.place(package) for package in make().packages]
        middle = side.gains(side.traits(np.zeros((1, side.count))))[0]
        theirs = guess(seen, np.zeros((1, seen.coordinates))).gains[0, order]
        assert theirs == pytest.approx(middle, abs=1e-4 * np.ptp(middle)), name
        assert seen.mine[order] == pytest.approx(side.mine, abs=1e-4 * np.ptp(side.mine)), name


@pytest.mark.parametrize("name", CASES)
def test_what_talks_learn_is_what_weighing_gives(name: str) -> None:
    """Each trait, the chance that each package is signed or taken at once, and how likely the whole log was."""
    found, exact = learnt(name), judged(name)
    for trait, runs in found.means.items():
        _same_trait(trait, runs, found.percentiles[trait], exact)
    signed, taken = (exact.signs, exact.sign_errors), (exact.accepts, exact.accept_errors)
    for runs, (chances, errors) in ((found.signs, signed), (found.accepts, taken)):
        for package, chance in enumerate(chances):
            error = error_of(runs[:, package], errors[package])
            assert runs[:, package].mean() == pytest.approx(chance, abs=4 * error), package
    likely = np.exp(found.evidence) / exact.likelihood
    assert likely.mean() == pytest.approx(1, abs=4 * error_of(likely, (1 / exact.sample) ** 0.5))
    side = CASES[name]().side
    before = side.traits(np.random.default_rng(9).standard_normal((50_000, side.count)))
    moved = [abs(exact.mean(trait) - each.mean()) / each.std() for trait, each in before.items()]
    assert max(moved) > 0.1, "a log that teaches nothing would prove nothing"


def _same_trait(trait: str, means: np.ndarray, stated: np.ndarray, exact: Weighed) -> None:
    """Hold a trait's mean, and the chances that it lies under the percentiles that talks state, against weighing."""
    if not exact.error(trait):
        assert means == pytest.approx(exact.mean(trait))
        return
    assert means.mean() == pytest.approx(exact.mean(trait), abs=4 * error_of(means, exact.error(trait))), trait
    for place, level in enumerate((0.05, 0.5, 0.95)):
        below = np.array([exact.below(trait, value) for value in stated[:, place]])
        error = error_of(below[:, 0], float(below[:, 1].mean()))
        assert below[:, 0].mean() == pytest.approx(level, abs=4 * error), (trait, level)


THREE = """
parties: {ada: {}, ben: {reservation: 5k to 40k}, cy: {reservation: 2k to 30k}}
terms:
  fee:  {kind: payment, active: no, payer: ben, payee: ada, amount: 10k, on: 2025-06-30}
  gift: {kind: payment, active: no, payer: ada, payee: cy, amount: 10k, on: 2025-06-30}
  use:  {kind: flow, active: no, payee: ben, amount: 90k USD/year, from: 2026-01-01, until: 2026-12-31}
scenarios: {signed: {terms.fee.active: yes, terms.use.active: yes, terms.gift.active: yes}, no_deal: {}}
signed: signed
negotiate:
  between: [ada, ben, cy]
  no_deal: no_deal
  deadline: 2025-01-11
  over: {terms.fee.amount: 0 USD .. 80k by 10k, terms.gift.amount: 0 USD .. 50k by 10k}
talks:
  - {by: ada, on: 2024-10-03, offer: {terms.fee.amount: 70k, terms.gift.amount: 10k}}
  - {by: ben, on: 2024-11-22, answer: refused}
  - {by: cy, on: 2024-11-22, answer: accepted}
"""


def test_what_two_others_did_says_something_of_each_apart() -> None:
    """Draws of both at once, weighed by all they did, give the product of what each taught: traits go their own ways.

    Ben refused 70k and Cy accepted 10k at half time; the chance that both sign the advised package is the joint one.
    """
    fees, gifts = [10.0 * n for n in range(9)], [10.0 * n for n in range(6)]
    fee, gift = (1e3 * np.array(each) for each in zip(*product(fees, gifts), strict=True))
    packages = packages_of(terms__fee__amount=[money(f) for f in fees], terms__gift__amount=[money(g) for g in gifts])
    mine = fee - gift
    ben = Side(1, lambda z: {"r": between(5e3, 40e3, z[:, 0])}, lambda _: (90e3 - fee)[None], lambda v: v["r"], mine)
    cy = Side(1, lambda z: {"r": between(2e3, 30e3, z[:, 0])}, lambda _: gift[None], lambda v: v["r"], mine)
    offered = packages.index({"terms.fee.amount": "70k", "terms.gift.amount": "10k"})
    logs = ([Did("refused", offered, 0.5)], [Did("accepted", offered, 0.5)])
    chances, errors = together((ben, cy), logs)
    apart = [weigh(side, log, later=1.0, seed=2) for side, log in zip((ben, cy), logs, strict=True)]
    either = np.hypot(apart[0].sign_errors, apart[1].sign_errors)
    product_of_both = apart[0].signs * apart[1].signs
    assert (np.abs(product_of_both - chances) <= 4 * np.hypot(errors, either) + 1e-12).all()
    found = Study(loads(HEAD + THREE), paths=64).talks("ada")
    assert found.advice is not None
    place = packages.index(dict(found.advice.package))
    error = float(np.hypot(found.advice.signs.standard_error, errors[place]))
    assert found.advice.signs.value == pytest.approx(chances[place], abs=4 * error)
    for view, exact in zip(found.views, apart, strict=True):
        for stated, level in zip(view.needed.after, (0.05, 0.5, 0.95), strict=True):
            chance, own = exact.below("r", stated)
            error = float(np.hypot(own, (level * (1 - level) / view.effective) ** 0.5))
            assert chance == pytest.approx(level, abs=4 * error), (view.party, level)
