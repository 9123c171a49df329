"""What random deals are made of: every kind of term, and each way in which terms and companies touch, occurs."""

from collections import Counter
from random import Random
from typing import get_args

import numpy as np
import pytest

from dealwright.bargain.packages import Eyes, Worlds
from dealwright.engine.grids.links import Settled, Why
from dealwright.engine.scenario import Scene
from dealwright.lang.load import Loaded, loads
from dealwright.terms.kinds import KINDS
from dealwright.world.draws import Draws
from exactness.random_deals import RandomDeal, random_deal

DEALS, READ = 500, 120
"""How many deals are drawn, and how many of them are read."""
WAYS = (
    "known_to: nobody", "known_to: everyone", "overlay", "signed: as_signed", "no_deal: apart", "mean_at_discount",
    "netted_with", "most_favoured", "replaces", "takes_over", "starts_on: u", "after(u", "before(u", "currency: EUR",
    "prices: real", "fair_value", "appraisals", "tail:", "rank:", "rounds:", "pre_money", "securities:", "tax:",
    "residual_share", "make_up", "carry_forward", "roll_over", "in_total", "ramp", "true_up", "advance", "stacking",
    "sells: yes", "qualified_ipo", "return_cap", "narrow_based", "mfn", "threshold", "primary", "sweep",
    "first_refusal", "unmet_by", "remainder: realised", "perpetuity", "risk_tolerance: none", "exercise: best",
)  # fmt: skip
"""Words of deal files, each of which is said by some of the deals."""


@pytest.fixture(scope="module")
def drawn() -> list[RandomDeal]:
    """Draw a sample of deals, the same each time."""
    return [random_deal(Random(number)) for number in range(DEALS)]  # noqa: S311 - no secret


@pytest.fixture(scope="module")
def read(drawn: list[RandomDeal]) -> list[Loaded]:
    """Read a part of the sample."""
    return [loads(deal.text) for deal in drawn[:READ]]


def test_every_random_deal_is_sound(read: list[Loaded]) -> None:
    assert [str(loaded.errors[0]) for loaded in read if loaded.errors] == []


def test_every_kind_of_term_is_drawn_often(drawn: list[RandomDeal]) -> None:
    kinds = Counter(kind for deal in drawn for kind in deal.kinds)
    assert kinds.keys() == KINDS.keys()
    assert min(kinds.values()) >= DEALS // 20


def test_every_way_of_saying_it_is_drawn(drawn: list[RandomDeal]) -> None:
    assert [way for way in WAYS if not any(way in deal.text for deal in drawn)] == []
    assert {len(deal.table) for deal in drawn} == {2, 3, 4}


def test_terms_and_companies_touch_in_every_way(read: list[Loaded]) -> None:
    whys: Counter[str] = Counter()
    shapes: Counter[str] = Counter()
    for loaded in read:
        found = Worlds.of(loaded, Draws(1, 1, 2), loaded.ranges(), Eyes(), ()).plan
        whys.update({link.why for group in found.groups for link in group.links})
        whys.update({why for each in found.settled.values() for why in each})
        shapes.update(
            coupled=bool(found.companies), together=len(found.companies) > 1, scaled=bool(found.stakes),
            groups=len([group for group in found.groups if group.paths]) > 1, worlds=bool(found.worlds),
            all=bool(found.companies and found.stakes and len(found.groups) > 2),
        )  # fmt: skip
    # only futures show the one; the other, a purchase by one reading only, is of a deal that was written (test_found)
    assert {*get_args(Why), *get_args(Settled)} - whys.keys() == {"no_plain_sum", "buying"}
    assert min(shapes.values()) >= 5, shapes


def test_companies_are_short_on_a_share_of_the_futures(read: list[Loaded]) -> None:
    short = []
    for loaded in read[::10]:
        for _, books in Scene(loaded.package({}), Draws(1, 1, 32)).books({}):
            short += [float(np.mean(company.resources < 0)) for company in books.companies.values()]
    assert sum(0.02 < each < 0.98 for each in short) > len(short) / 4
