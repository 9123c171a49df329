"""The cloud commitment: what is short of its promise, and what its page says."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import dealwright
from dealwright.engine.books import keep_books
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

ROOT = Path(__file__).resolve().parents[2]
LOADED = dealwright.load(ROOT / "examples" / "cloud-commitment" / "deal.yaml")


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("answers_tool", ROOT / "tools" / "answers.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", tool().PAGES)
def test_a_page_of_an_example_holds_what_the_program_answers(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert len(re.findall(r"^\$ dealwright ", text, re.MULTILINE)) >= 2
    assert tool().renewed(text) == text, "run: python tools/answers.py"


def test_what_is_short_of_the_old_promise_is_all_that_usage_does_not_reach() -> None:
    """150m less the 57m spent until now and 94 % of usage at list price, on every path, on the last day of 2027."""
    deal = LOADED.deal
    assert deal is not None
    view = keep_books(deal, simulate(deal, Draws(1, 2, 64, "plain"))).view
    due = view.outcome("promise").flows[-1]
    spent = np.sum(view.outcome("promise").flows[0].amount, axis=1) / (0.94 - 1.0) * 0.94
    assert due.amount[:, 0] == pytest.approx(np.maximum(150e6 - 57e6 - spent, 0.0))
    assert due.days.item() == 549.0


def test_a_lower_share_to_be_paid_for_is_never_worse_for_the_buyer() -> None:
    worths = []
    for share in (70, 80, 90, 100):
        found = LOADED.with_overrides({"terms.renewed.take_or_pay": f"{share}%"})
        worths.append(
            dealwright.Study(found, paths=256).value(["signed"]).scenarios["signed"].parties["fathom"].mean.value
        )
    assert worths == sorted(worths, reverse=True)
