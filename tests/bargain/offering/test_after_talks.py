"""What was said in the talks counts in what to offer next."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.special import ndtr

from dealwright.bargain.negotiation import compare
from dealwright.bargain.offering.after_talks import heard_by
from dealwright.bargain.offering.ground import laid_out
from dealwright.bargain.talking.ground import Ground
from dealwright.bargain.talking.heard import heard
from dealwright.bargain.talking.learning import log_likelihoods
from dealwright.bargain.talking.log import read_log
from dealwright.bargain.talking.other_side import across
from dealwright.lang.load import loads
from dealwright.show.offer_words import best_sentences
from dealwright.study import Study

if TYPE_CHECKING:
    from dealwright.bargain.offering.result import Offers

SILENT = """
dealwright: 1
title: Ada sells to Ben
as_of: 2025-03-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 0%
parties:
  ada: {name: Ada}
  ben: {name: Ben, reservation: 5k to 40k}
terms:
  fee:  {kind: payment, active: no, payer: ben, payee: ada, amount: 10k, on: 2025-06-30}
  help: {kind: flow, active: no, payer: ada, amount: 10k USD/year, from: 2026-01-01}
  use:  {kind: flow, active: no, payee: ben, amount: 100k USD/year, from: 2026-01-01}
  aid:  {kind: flow, active: no, payee: ben, amount: 30k USD/year, from: 2026-01-01}
scenarios:
  signed: {terms.fee.active: yes, terms.use.active: yes}
  no_deal: {}
signed: signed
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  deadline: 2025-04-30
  over:
    terms.fee.amount: 0 USD .. 150k by 5k
    terms.help.active: [yes, no]
    terms.aid.active: [yes, no]
"""


def line(by: str, on: str, fee: str, aid: str, answer: str) -> str:
    offer = f"{{terms.fee.amount: {fee}, terms.help.active: no, terms.aid.active: {aid}}}"
    return f"  - {{by: {by}, on: {on}, answer: {answer}, offer: {offer}}}\n"


TALKS = (
    "talks:\n"
    + line("ada", "2025-01-10", "120k", "no", "refused")
    + line("ben", "2025-01-20", "20k", "yes", "refused")
    + line("ada", "2025-02-01", "115k", "yes", "refused")
)
GAVE = TALKS + line("ben", "2025-02-20", "110k", "yes", "refused")
OPEN = TALKS + line("ben", "2025-02-20", "60k", "yes", "open")


@cache
def offers(log: str, party: str = "ada", start: str = "") -> Offers:
    loaded = loads(SILENT + log)
    assert loaded.errors == ()
    return Study(loaded, paths=64).offers(party, start=start)


def test_the_chance_of_a_signature_is_the_one_that_the_log_leaves() -> None:
    """Against 40,000 guesses drawn from what is believed before the talks, each weighted by all that Ben did."""
    study = Study(loads(SILENT + GAVE), paths=64)
    loaded, draws = study.deal, study.randomness
    ground = Ground(loaded, draws, read_log(loaded), *compare(loaded, draws, lambda _done, _of: None))
    seen = across(ground.model, "ada", "ben")
    points = np.random.default_rng(5).standard_normal((40_000, seen.side.coordinates))
    log = [entry for _, entry in heard(ground, seen)]
    likely = np.concatenate([log_likelihoods(seen.side, log, part).sum(axis=0) for part in np.split(points, 20)])
    weights = np.exp(likely - likely.max())
    weights /= weights.sum()
    (needed,) = seen.values(points).values()
    learnt = heard_by(laid_out(loaded, draws, lambda _done, _of: None), "ada")
    assert learnt is not None
    (levels,) = learnt.levels(4000, 7).values()
    lies = ndtr(points[:, 0])
    error = float(np.std(levels)) * np.sqrt(np.sum(weights**2) + 1.0 / 1000)
    assert abs(float(levels.mean()) - float(weights @ lies)) <= 4.0 * error
    assert abs(float(levels.mean()) - 0.5) > 4.0 * error  # the log taught something
    effective = 1.0 / np.sum(weights**2)
    assert effective > 500
    for each in offers(GAVE).sides[0].curve:
        fee = float(each.package["terms.fee.amount"].removesuffix(" USD").replace("k", "")) * 1000
        gain = 100_000 - fee + 30_000 * (each.package["terms.aid.active"] == "yes")
        share = float(weights @ (needed <= gain + 1e-6))
        error = np.sqrt(share * (1.0 - share) * (1.0 / effective + 1.0 / 256))
        assert abs(each.searched.signs.value - share) <= 4.0 * error + 1e-9


def test_nothing_is_taken_back_and_nothing_brings_less_than_what_may_be_accepted() -> None:
    found = offers(OPEN)
    assert found.talked is not None
    assert found.talked.entries == 4
    assert found.talked.theirs is not None
    assert found.talked.theirs.gain is not None
    assert found.talked.theirs.gain.value == pytest.approx(60_000)
    packages = [each.package for each in found.sides[0].curve]
    packages += [each.package for each in found.equivalents.offers] if found.equivalents is not None else []
    for package in packages:
        fee = float(package["terms.fee.amount"].removesuffix(" USD").replace("k", "")) * 1000
        assert 100_000 - fee + 30_000 * (package["terms.aid.active"] == "yes") >= 15_000
        assert fee - 10_000 * (package["terms.help.active"] == "yes") >= 60_000


def test_what_was_counted_in_is_said() -> None:
    said = " ".join(best_sentences(offers(OPEN), offers(OPEN).sides[0]))
    assert "Counted in is what four lines of the log up to 20 February 2025 revealed of Ben" in said
    assert "nothing that you offered on 1 February 2025 is taken back" in said
    assert "Accepting Ben's offer of 20 February 2025 would bring 60.0k for sure" in said


def test_where_nothing_better_may_be_asked_their_offer_is_to_be_accepted() -> None:
    log = OPEN.replace("60k", "115k")
    found = offers(log)
    (said,) = best_sentences(found, found.sides[0])[-1:]
    assert "accept" in said
    assert "115k for sure" in said


def test_steps_are_counted_from_the_own_last_offer_by_default() -> None:
    changes = offers(OPEN).changes
    assert changes is not None
    assert changes.base == "last-offer"
    assert changes.package == {"terms.fee.amount": "115k", "terms.help.active": "no", "terms.aid.active": "yes"}
    ben = offers(OPEN, "ben").changes
    assert ben is not None
    assert ben.package["terms.fee.amount"] == "60k"
    theirs = offers(OPEN, "ada", "their-offer").changes
    assert theirs is not None
    assert theirs.package == ben.package
    silent = offers("").changes
    assert silent is not None
    assert silent.base == "nash"


def test_an_offer_that_was_not_made_is_no_start() -> None:
    one = "\ntalks:\n  - {by: ben, on: 2025-01-20, offer: {terms.fee.amount: 20k}}\n"
    with pytest.raises(ValueError, match="nothing was offered yet by `ada`: `talks:` holds offers by ben"):
        offers(one, "ada", "last-offer")
    assert offers(one, "ada", "their-offer").changes is not None
    asked = partial(offers, "", "ada", "their-offer")
    with pytest.raises(ValueError, match="nothing was offered yet by the others to `ada`: `talks:` holds no offer"):
        asked()


def test_talks_that_are_over_leave_the_advice_as_it_was_before_them() -> None:
    log = TALKS + "  - {by: ben, on: 2025-02-20, signed: yes, offer: {terms.fee.amount: 60k}}\n"
    over, before = offers(log), offers("")
    assert over.talked is None
    assert over.sides[0].best is not None
    assert before.sides[0].best is not None
    assert over.sides[0].best.package == before.sides[0].best.package
    assert over.changes is not None
    assert over.changes.base == "nash"
