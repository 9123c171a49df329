import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event
from typing import Any

import numpy as np
import pytest

from dealwright.deal.correlation import Shock
from dealwright.deal.deal import Deal
from dealwright.deal.driver import Derived
from dealwright.deal.expression import Name, Quantity, Uncertain, multiply
from dealwright.world import movement
from dealwright.world.beliefs import SHAKEN, event_slot, fact_slot, literals, shock_slot
from dealwright.world.draws import Draws
from dealwright.world.evaluate import evaluate, step_rates
from dealwright.world.futures import Futures, simulate
from dealwright.world.kept import Kept

Read = Callable[..., Deal]

DRAWS = Draws(seed=2, replicates=4, paths_per_replicate=64)
PLAIN = Draws(seed=2, replicates=4, paths_per_replicate=64, mode="plain")
NAMES = ("revenue", "multiple", "ipo", "margin")
BASE = """
  revenue:  {kind: growth, start: 10bn USD, volatility: 20%,
             growth: {now: 50%, long_run: 5%, half_life: 2 years, volatility: 20%}}
  margin:   {kind: schedule, 2025: -40%, 2029: 10%}
  multiple: {kind: mean_reverting, start: 20x, long_run: 8x, half_life: 3 years, volatility: 25%}
  ipo:      {kind: event, chance: 60% by 2028-12-31}
"""


def bytes_of(futures: Futures, name: str) -> bytes:
    """Give the bytes of a driver or event."""
    driver = futures.deal.drivers[name]
    return (futures.event(name) if driver.kind == "event" else futures.level(name)).tobytes()


@pytest.mark.parametrize("draws", [DRAWS, PLAIN], ids=["sobol", "plain"])
def test_same_seed_same_bytes(read: Read, draws: Draws) -> None:
    again = Draws(draws.seed, draws.replicates, draws.paths_per_replicate, draws.mode)
    first, second = (simulate(read(f"drivers:{BASE}"), each) for each in (draws, again))
    for name in NAMES:
        assert bytes_of(first, name) == bytes_of(second, name)


@pytest.mark.parametrize("draws", [DRAWS, PLAIN], ids=["sobol", "plain"])
@pytest.mark.parametrize(
    "added",
    [
        "last: {kind: growth, start: 1 USD, growth: 5%, volatility: 20%}",
        "last: {kind: event, chance: 10% by 2026-12-31}",
        "last: {kind: schedule, 2025: 1 USD}",
    ],
)
def test_a_driver_added_last_leaves_the_others_bytes(read: Read, draws: Draws, added: str) -> None:
    before = simulate(read(f"drivers:{BASE}"), draws)
    after = simulate(read(f"drivers:{BASE}  {added}\ncorrelations: {{}}"), draws)
    for name in NAMES:
        assert bytes_of(before, name) == bytes_of(after, name)


@pytest.mark.parametrize("kind", ["gbm, start: 1 USD, growth: 5%, volatility: 20%", "event, chance: 10% by 2026-12-31"])
def test_a_driver_added_first_in_a_slot_of_its_own_leaves_the_others_bytes(read: Read, kind: str) -> None:
    before = simulate(read(f"drivers:{BASE}"), DRAWS)
    in_slot = simulate(read(f"drivers:\n  first: {{slot: 9, kind: {kind}}}{BASE}"), DRAWS)
    in_order = simulate(read(f"drivers:\n  first: {{kind: {kind}}}{BASE}"), DRAWS)
    for name in NAMES:
        assert bytes_of(before, name) == bytes_of(in_slot, name)
    assert any(bytes_of(before, name) != bytes_of(in_order, name) for name in NAMES)


@pytest.mark.parametrize("kind", ["schedule, 2025: 1 USD", "constant, is: 1 USD", "derived, is: 2 * revenue"])
def test_a_driver_that_chance_does_not_move_may_be_added_anywhere(read: Read, kind: str) -> None:
    before = simulate(read(f"drivers:{BASE}"), DRAWS)
    after = simulate(read(f"drivers:\n  first: {{kind: {kind}}}{BASE}"), DRAWS)
    for name in NAMES:
        assert bytes_of(before, name) == bytes_of(after, name)


def test_in_plain_draws_a_driver_may_be_added_anywhere(read: Read) -> None:
    before = simulate(read(f"drivers:{BASE}"), PLAIN)
    after = simulate(read(f"drivers:\n  first: {{kind: gbm, start: 1 USD, growth: 5%, volatility: 20%}}{BASE}"), PLAIN)
    for name in NAMES:
        assert bytes_of(before, name) == bytes_of(after, name)


def test_a_correlated_driver_added_last_leaves_the_others_bytes(read: Read) -> None:
    last = "  last: {kind: gbm, start: 1 USD, growth: 5%, volatility: 20%}\n"
    before = simulate(read(f"drivers:{BASE}\ncorrelations: {{revenue ~ multiple: 30%}}"), DRAWS)
    after = simulate(
        read(f"drivers:{BASE}{last}\ncorrelations: {{revenue ~ last: 50%, revenue ~ multiple: 30%}}"), DRAWS
    )
    for name in NAMES:
        assert bytes_of(before, name) == bytes_of(after, name)


def test_more_replicates_keep_the_paths_of_fewer(read: Read) -> None:
    few, many = (simulate(read(f"drivers:{BASE}"), Draws(2, count, 64)) for count in (2, 5))
    assert np.array_equal(few.level("revenue"), many.level("revenue")[:128])
    assert np.array_equal(few.event("ipo"), many.event("ipo")[:128])


def test_shocks_have_the_correlations_of_the_file(read: Read) -> None:
    deal = read(f"drivers:{BASE}\ncorrelations: {{revenue ~ multiple: 30%, revenue.growth ~ multiple: -50%}}")
    futures = simulate(deal, Draws(2, 8, 1024, "plain"))
    shocks = [Shock("revenue"), Shock("revenue", of_growth=True), Shock("multiple")]
    arrays = [np.ravel(list(futures.shocks(shock))) for shock in shocks]
    for first, second, expected in ((0, 1, 0.0), (0, 2, 0.3), (1, 2, -0.5)):
        found = float(np.mean(arrays[first] * arrays[second]))
        assert abs(found - expected) < 4 * ((1 + expected**2) / arrays[0].size) ** 0.5


def test_impossible_correlations_are_refused(read: Read) -> None:
    deal = read(
        """
drivers:
  a: {kind: gbm, start: 1 USD, growth: 5%, volatility: 20%}
  b: {kind: gbm, start: 1 USD, growth: 5%, volatility: 20%}
  c: {kind: gbm, start: 1 USD, growth: 5%, volatility: 20%}
correlations: {a ~ b: 90%, b ~ c: 90%, a ~ c: 90%}
"""
    )
    impossible = deal.model_copy(update={"correlations": {**deal.correlations, "a ~ c": Quantity(-0.9)}})
    with pytest.raises(ValueError, match="no correlation matrix"):
        simulate(impossible, DRAWS).level("a")


def test_only_what_is_asked_for_is_simulated(read: Read) -> None:
    futures = simulate(read(f"drivers:{BASE}"), DRAWS, needed=["multiple"])
    done = {name for what, name in (key for key in futures._known if isinstance(key, tuple)) if what == "trajectory"}
    assert done == {"multiple"}


def test_another_form_of_the_deal_takes_over_what_is_the_same(read: Read) -> None:
    base = simulate(read(f"drivers:{BASE}"), DRAWS)
    lower = simulate(read(f"drivers:{BASE}".replace("60% by", "10% by").replace("20x", "25x")), DRAWS)
    assert lower.level("revenue") is not None
    assert np.shares_memory(lower.level("revenue"), base.level("revenue"))
    assert not np.shares_memory(lower.level("multiple"), base.level("multiple"))
    assert np.all(lower.event("ipo") >= base.event("ipo"))
    assert np.array_equal(lower.level("multiple"), simulate(lower.deal, DRAWS).level("multiple"))


def test_what_is_correlated_otherwise_is_not_taken_over(read: Read) -> None:
    base = simulate(read(f"drivers:{BASE}"), DRAWS)
    joined = simulate(read(f"drivers:{BASE}correlations: {{revenue ~ multiple: 60%}}"), DRAWS)
    assert np.shares_memory(joined.level("revenue"), base.level("revenue"))
    assert not np.allclose(joined.level("multiple"), base.level("multiple"))
    alone = simulate(joined.deal, DRAWS)
    assert np.array_equal(joined.level("multiple"), alone.level("multiple"))


def test_no_two_shocks_and_no_two_unknowns_share_a_dimension(read: Read) -> None:
    deal = read(f"drivers:{BASE}  sales: {{slot: 1, kind: gbm, start: 1 USD, growth: 5%, volatility: 20%}}")
    shaken = [name for name, driver in deal.drivers.items() if isinstance(driver, SHAKEN)]
    shocks = [shock_slot(deal, name, of_growth=g) for name in shaken for g in (False, True)]
    assert len(set(shocks)) == len(shocks)
    more = "  ipo: {kind: event, chance: 60% by 2028-12-31}\n  sale: {kind: event, hazard: 5%}"
    deal = read(FACTS + more, parties="{ann: {discount: 9% to 11%}, bob: {discount: 8% to 12%}}")
    uniforms = [fact_slot(deal, name) for name in deal.facts] + [event_slot(deal, name) for name in ("ipo", "sale")]
    uniforms += [literal.slot for literal in literals(deal)]
    traits = ["parties.ann.discount", "parties.bob.discount"]
    assert [literal.path for literal in literals(deal)] == ["drivers.rated.growth", "drivers.same.growth", *traits]
    assert len(set(uniforms)) == len(uniforms) == 11


def test_equal_literals_inside_expressions_are_not_the_same_unknown(read: Read) -> None:
    deal = read(FACTS)
    first, second = (multiply(Uncertain("uniform", (Quantity(0.0), Quantity(1.0))), Name("steady")) for _ in range(2))
    drivers = {**deal.drivers, **{name: Derived(is_=each) for name, each in (("first", first), ("second", second))}}
    futures = simulate(deal.model_copy(update={"drivers": drivers}), DRAWS)
    shares = [futures.level(name)[:, -1] / futures.level("steady")[:, -1] for name in ("first", "second")]
    assert all(share.min() < 0.1 and share.max() > 0.9 for share in shares)
    assert not np.allclose(*shares)


def test_nothing_is_taken_over_from_other_draws_or_another_horizon(read: Read) -> None:
    deal = read(f"drivers:{BASE}")
    base = simulate(deal, DRAWS)
    other = simulate(deal, Draws(9, 4, 64))
    longer = simulate(read(f"drivers:{BASE}", horizon="2030-12-31"), DRAWS)
    assert not np.array_equal(other.level("revenue"), base.level("revenue"))
    assert longer.level("revenue").shape == (256, 25)


FACTS = """
facts:
  wild:  {is: "uniform(10%, 50%)"}
  test:  {readings: [{is: 100bn USD, weight: 60%}, {is: 80bn USD, weight: 40%}]}
  cost:  {is: "2% to 8%"}
  when:  {is: "one_of({2027-12-31: 25%, 2030-06-30: 75%})"}
  plain: {is: test / 2}
drivers:
  sales:  {kind: gbm, start: 10 USD, growth: 5%, volatility: wild}
  steady: {kind: gbm, start: 10 USD, growth: 5%, volatility: 20%}
  spent:  {kind: derived, is: cost * sales}
  rated:  {kind: gbm, start: 10 USD, growth: "uniform(0%, 10%)", volatility: 0%}
  same:   {kind: gbm, start: 10 USD, growth: "uniform(0%, 10%)", volatility: 0%}
"""


def test_uncertain_facts_are_drawn_on_every_path(read: Read) -> None:
    futures = simulate(read(FACTS), DRAWS)
    wild, test = futures.fact("wild"), futures.fact("test")
    assert 0.1 < wild.min() < 0.12
    assert 0.48 < wild.max() < 0.5
    assert set(np.unique(test)) == {80e9, 100e9}
    assert abs(np.mean(test == 100e9) - 0.6) <= 1 / 64
    assert np.array_equal(futures.fact("plain"), test / 2)
    assert set(np.unique(futures.fact("when"))) == {1094.0, 2006.0}
    cost = futures.fact("cost")
    assert np.allclose(np.quantile(cost, [0.05, 0.95]), [0.02, 0.08], atol=0.003)
    assert np.abs(np.corrcoef([wild, test, cost])[np.triu_indices(3, 1)]).max() < 0.3


def test_two_equal_literals_are_not_the_same_unknown(read: Read) -> None:
    futures = simulate(read(FACTS), DRAWS)
    first, second = futures.level("rated")[:, -1], futures.level("same")[:, -1]
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.3
    given = futures.with_facts({"drivers.rated.growth": 0.05})
    assert np.allclose(given.level("rated")[:, -1], 10 * 1.05**5)
    assert np.array_equal(given.level("same")[:, -1], second)


def test_a_fact_may_be_replaced_by_a_number_or_a_draw(read: Read) -> None:
    futures = simulate(read(FACTS), DRAWS)
    other = futures.with_facts({"wild": 0.2, "test": np.full(DRAWS.paths, 90e9)})
    assert other.fact("wild") == 0.2
    assert np.all(other.fact("plain") == 45e9)
    assert np.shares_memory(other.level("steady"), futures.level("steady"))
    assert not np.array_equal(other.level("sales"), futures.level("sales"))
    fresh = simulate(futures.deal, DRAWS, facts={"wild": 0.2})
    assert np.array_equal(fresh.level("sales"), other.level("sales"))


def test_kept_expressions_follow_the_facts_they_rest_on(read: Read) -> None:
    futures = simulate(read(FACTS), DRAWS)
    spent = futures.deal.drivers["spent"].is_
    first = step_rates(spent, futures)
    other = futures.with_facts({"cost": 0.01})
    again = futures.with_facts({"wild": 0.2})
    average = (futures.level("sales")[:, 1:] + futures.level("sales")[:, :-1]) / 2
    assert np.allclose(first, np.reshape(futures.fact("cost"), (-1, 1)) * average)
    assert np.allclose(step_rates(spent, other), 0.01 * average)
    assert not np.allclose(step_rates(spent, again), first)
    assert np.array_equal(step_rates(spent, futures), first)


def test_a_uniform_without_a_slot_has_one_number_in_each_part(read: Read) -> None:
    del read
    parts = np.floor(DRAWS.uniform("reading").reshape(4, 64) * 64).astype(int)
    assert np.array_equal(np.sort(parts, axis=1), np.broadcast_to(np.arange(64), (4, 64)))
    assert not np.array_equal(parts[0], parts[1])


def test_what_is_handed_out_cannot_be_changed(read: Read) -> None:
    futures = simulate(read(FACTS + "  ipo: {kind: event, chance: 60% by 2028-12-31}"), DRAWS)
    for handed in (
        futures.level("sales"),
        futures.event("ipo"),
        futures.fact("wild"),
        evaluate(Name("spent"), futures),
    ):
        with pytest.raises(ValueError, match="read-only"):
            handed[...] = 0.0


def test_a_full_store_forgets_what_was_used_longest_ago() -> None:
    store = Kept(limit=3 * 800)
    for key in "abc":
        store.get(key, lambda: np.zeros(100))
    assert store.get("a", lambda: np.ones(100))[0] == 0
    store.get("d", lambda: np.zeros(100))
    assert store.get("a", lambda: np.ones(100))[0] == 0
    assert store.get("b", lambda: np.ones(100))[0] == 1


def test_a_thread_waits_for_what_another_computes() -> None:
    store, begun, calls = Kept(), Event(), []

    def slowly() -> int:
        calls.append("slowly")
        begun.set()
        time.sleep(0.05)
        return 7

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(store.get, "a", slowly)
        begun.wait(30)
        assert store.get("a", slowly) == other.result() == 7
    assert calls == ["slowly"]


def test_what_fails_on_one_thread_is_tried_on_the_other() -> None:
    store, begun = Kept(), Event()

    def fails() -> int:
        begun.set()
        time.sleep(0.05)
        raise ZeroDivisionError

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(store.get, "a", fails)
        begun.wait(30)
        assert store.get("a", lambda: 7) == 7
        assert isinstance(other.exception(), ZeroDivisionError)


def test_threads_that_ask_crosswise_do_not_wait_for_each_other() -> None:
    store, meet = Kept(), Barrier(2, timeout=30)

    def asks_for(other: str) -> int:
        meet.wait()
        return store.get(other, lambda: 1) + 1

    with ThreadPoolExecutor(2) as pool:
        crosswise = [pool.submit(store.get, mine, partial(asks_for, its)) for mine, its in ("ab", "ba")]
        assert {each.result(timeout=30) for each in crosswise} <= {2, 3}


def test_drivers_that_hang_together_are_moved_once_whichever_threads_ask(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved, plainly = [], movement.levels
    deal = read(f"drivers:{BASE}correlations: {{revenue ~ multiple: 40%}}")
    alone = [bytes_of(simulate(deal, DRAWS), name) for name in ("multiple", "revenue")]

    def levels(movers: Any, *given: Any, **named: Any) -> Any:
        moved.append(len(movers))
        time.sleep(0.05)
        monkeypatch.setattr(movement, "at_once", lambda *_: False)
        return plainly(movers, *given, **named)

    monkeypatch.setattr(movement, "at_once", lambda *_: True)
    monkeypatch.setattr(movement, "levels", levels)
    futures = simulate(deal, Draws(DRAWS.seed, DRAWS.replicates, DRAWS.paths_per_replicate))
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(partial(bytes_of, futures), ("multiple", "revenue")))
    assert found == alone
    assert moved == [2]
