"""What to pay beside a package, where the parties may pay each other."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.special import ndtri

from dealwright.bargain.offering.paying import best_payments, with_payments
from dealwright.bargain.offering.view import View
from dealwright.lang.load import loads
from dealwright.show.offer_words import best_sentences
from dealwright.study import Study

DEAL = """
dealwright: 1
title: Ada sells to Ben
as_of: 2026-01-01
horizon: 2026-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {name: Ada}
  ben: {name: Ben, reservation: 100k to 900k}
  bank: {name: Bank}
facts:
  worth: {is: 1m to 3m, known_to: ben, status: assumed, reason: what such things are worth to those who buy them}
terms:
  use: {kind: payment, payer: bank, payee: ben, amount: worth, on: 2026-06-30}
  help: {kind: payment, active: no, payer: bank, payee: ben, amount: 300k, on: 2026-06-30}
  work: {kind: payment, active: no, payer: ada, payee: bank, amount: COST, on: 2026-06-30}
scenarios:
  apart: {set: {terms.use.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: apart
  side_payments: yes
  over:
    terms.help.active: [yes, no]
    terms.work.active: [yes, no]
"""


def quantiles(low: float, high: float) -> np.ndarray:
    """A thousand values of a range, log-normal with its ends as 5th and 95th percentiles."""
    middle, spread = np.log(low * high) / 2.0, np.log(high / low) / (2.0 * ndtri(0.95))
    return np.exp(middle + spread * ndtri((np.arange(1000) + 0.5) / 1000))


def test_what_is_asked_beside_a_package_is_the_best_price() -> None:
    """No term moves money from Ben to Ada: all that she gains is what she asks beside, and t P(room > t) is best."""
    loaded = loads(DEAL.replace("COST", "200k"))
    assert loaded.errors == ()
    found = Study(loaded, paths=64).offers("ada")
    best = found.sides[0].best
    assert best is not None
    assert best.again is not None
    assert best.package == {"terms.help.active": "yes", "terms.work.active": "no"}
    room = np.sort((quantiles(1e6, 3e6)[:, None] + 300_000 - quantiles(1e5, 9e5)[None, :]).ravel())
    surplus = room * (1.0 - np.arange(len(room)) / len(room))
    asked = -best.payments["ben"]
    assert best.again.gain.value == pytest.approx(asked)
    assert best.again.surplus.value == pytest.approx(surplus.max(), abs=4.0 * best.again.surplus.standard_error)
    assert asked * (1.0 - np.searchsorted(room, asked) / len(room)) >= 0.985 * surplus.max()
    assert "and beside it ask" in best_sentences(found, found.sides[0])[0]
    assert f"{asked:.3g}" == f"{asked:.6g}"


def test_without_payments_there_is_nothing_to_gain_here() -> None:
    loaded = loads(DEAL.replace("COST", "200k").replace("  side_payments: yes\n", ""))
    assert Study(loaded, paths=64).offers("ada").sides[0].best is None


@pytest.mark.parametrize("seed", range(8))
def test_payments_to_two_are_nearly_as_good_as_the_best_of_all(seed: int) -> None:
    """Against all pairs of payments that bring either just to sign in some case, one by one."""
    rng = np.random.default_rng(seed)
    gains = np.empty((40, 1, 3))
    gains[:, 0, 0], gains[:, 0, 1:] = 3.0 + rng.normal(size=40), rng.normal(size=(40, 2))
    view = View.of(gains, np.zeros((40, 3)), 0)
    most = max(surplus_of(view, np.array(paid)) for paid in product(*(-gains[:, 0, other] for other in (1, 2))))
    assert surplus_of(view, best_payments(view, 0)) >= 0.97 * most


def surplus_of(view: View, paid: np.ndarray) -> float:
    signed = (view.others[:, 0] + paid >= -1e-12).all(axis=1)
    return float(np.mean(signed * (view.mine[:, 0] - paid.sum())))


def test_payments_move_gains_and_add_none() -> None:
    rng = np.random.default_rng(3)
    view = View.of(rng.normal(size=(30, 5, 3)), np.zeros((30, 3)), 0)
    at, paid = with_payments(view)
    seen = view.paying(at, paid)
    before = view.mine[:, at] + view.others[:, at].sum(axis=2)
    assert seen.mine + seen.others.sum(axis=2) == pytest.approx(before)
    assert all(f"{each:.3g}" == f"{each:.6g}" for each in paid.ravel())
