"""Books whose terms are computed on several threads are the same bytes as on one."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from dealwright.deal.deal import Deal
from dealwright.engine.books import keep_books
from dealwright.engine.executors import abreast as side_by_side
from dealwright.engine.executors.abreast import MANY, abreast
from dealwright.engine.executors.executor import attempt, never
from dealwright.engine.executors.threads import Threads
from dealwright.engine.lines import Rates, lines, whole
from dealwright.engine.view import FuturesView
from dealwright.ground.kernels import threads as loops
from dealwright.ground.kernels.threads import in_threads
from dealwright.lang.load import load, loads
from dealwright.terms import Outcome
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate
from engine.deals import deals

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def valued(deal: Deal, threads: int, monkeypatch: pytest.MonkeyPatch, draws: Draws | None = None) -> dict[str, bytes]:
    """Value a deal for every party on so many threads."""
    monkeypatch.setattr(side_by_side, "processors", lambda: threads)
    monkeypatch.setattr(side_by_side, "MANY", 1)
    books = keep_books(deal, simulate(deal, draws or Draws(1, 2, 64)), parties=deal.parties)
    out = {}
    for party in deal.parties:
        out[party] = whole(books, party, Rates(0.04, own_rates=False)).tobytes()
        by_line = lines(books, party, Rates(0.08, own_rates=True))
        out |= {f"{party} {name}": line.tobytes() for name, line in by_line.items()}
    for name, company in books.companies.items():
        out |= {f"{name} {term}": each.value.tobytes() for term, each in company.terms.items()}
    return out


def found(path: Path, threads: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Value the deal of a file."""
    return valued(load(path).sound, threads, monkeypatch)


@pytest.mark.parametrize(
    "deal",
    [
        "openai-microsoft",
        "bms-imclone",
        "drug-licence",
        "film-recoupment",
        "renault-nissan",
        "term-sheet",
        "terms/option.yaml",
    ],
)
def test_the_same_bytes_and_lines_whatever_the_threads(deal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = EXAMPLES / deal if deal.endswith("yaml") else EXAMPLES / deal / "deal.yaml"
    alone = found(path, 1, monkeypatch)
    for threads in (2, 5):
        several = found(path, threads, monkeypatch)
        assert list(several) == list(alone)
        assert several == alone


@settings(max_examples=12, deadline=None)
@given(deals())
def test_random_deals_are_the_same_bytes_on_several_threads(text: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert valued(loads(text).sound, 3, monkeypatch) == valued(loads(text).sound, 1, monkeypatch)


def test_what_is_known_already_is_put_together_without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    deal, draws = load(EXAMPLES / "openai-microsoft" / "deal.yaml").sound, Draws(1, 2, 64)
    first = valued(deal, 2, monkeypatch, draws)
    monkeypatch.setattr(side_by_side, "share_out", None)
    assert valued(deal, 2, monkeypatch, draws) == first


def test_several_are_computed_at_once_and_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "processors", lambda: 2)
    meet = threading.Barrier(2, timeout=30)  # neither passes before the other is there
    assert abreast([lambda n=n: (meet.wait(), n)[1] for n in range(4)], MANY) == [0, 1, 2, 3]


def test_few_paths_and_what_is_computed_beside_others_stay_on_their_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "processors", lambda: 2)
    whose = [threading.get_ident] * 2
    assert set(abreast(whose, MANY - 1)) == {threading.get_ident()}
    for inner in abreast([lambda: (threading.get_ident(), *abreast(whose, MANY))] * 2, MANY):
        assert set(inner) == {inner[0]}
    assert not loops.at_work()


def test_an_error_beside_others_arrives_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "processors", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        abreast([lambda: 1 / 0, lambda: 1.0], MANY)
    assert np.isfinite(abreast([lambda: 1.0, lambda: 2.0], MANY)).all()


def test_of_several_errors_the_first_in_order_arrives_once_all_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "processors", lambda: 3)
    turns, done = sys.getswitchinterval(), []

    def work(task: int) -> None:
        done.append((task, sys.getswitchinterval()))
        if task in {2, 5}:
            raise ValueError(task)

    with pytest.raises(ValueError, match="2"):
        in_threads(work, range(8))
    assert {task for task, _ in done} == set(range(8))
    assert all(inside == pytest.approx(loops.QUICK) for _, inside in done)
    assert sys.getswitchinterval() == turns


def test_who_does_one_of_several_tasks_computes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "processors", lambda: 2)

    def inside(_: int) -> set[int]:
        return {*abreast([threading.get_ident] * 4, MANY), threading.get_ident()}

    with ThreadPoolExecutor(1) as another:
        found = [*Threads(2).results(inside, [1, 2], stopped=never), another.submit(attempt, inside, 1).result()]
    assert [len(each) for each in found] == [1, 1, 1]


def test_loops_over_parts_of_the_paths_stay_on_the_thread_of_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "processors", lambda: 2)
    meet = threading.Barrier(2, timeout=30)  # neither passes before the other is there
    in_threads(lambda _: meet.wait(), range(2))

    def inside(_: int) -> set[int]:
        found = {threading.get_ident()}
        in_threads(lambda _: found.add(threading.get_ident()), range(4))
        return found

    assert [len(each) for each in Threads(2).results(inside, [1, 2], stopped=never)] == [1, 1]


@pytest.mark.parametrize("deal", ["openai-microsoft", "drug-licence", "renault-nissan"])
def test_each_term_is_computed_once_whichever_threads_ask(deal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    computed, really = [], FuturesView._outcome

    def counted(view: FuturesView, name: str) -> Outcome:
        computed.append(name)
        return really(view, name)

    monkeypatch.setattr(FuturesView, "_outcome", counted)
    found(EXAMPLES / deal / "deal.yaml", 3, monkeypatch)
    assert len(set(computed)) == len(computed)
