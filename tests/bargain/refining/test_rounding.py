"""What a refinement finds must not hang on the order of sums, which differs between kinds of processors."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dealwright.bargain.refining import valued
from dealwright.lang.load import load
from dealwright.study import Study


@pytest.mark.parametrize("example", ["cloud-commitment", "three-at-the-table"])
def test_the_last_digits_of_a_worth_move_no_solution(root: Path, monkeypatch: pytest.MonkeyPatch, example: str) -> None:
    loaded = load(root / "examples" / example / "deal.yaml")
    asked = valued.value_of_package

    def shaken(*given: Any) -> Any:
        found = asked(*given)
        return found * (1.0 + 4e-15 * np.random.default_rng(len(given[2])).uniform(-1, 1, found.shape))

    refined = []
    for way in (asked, shaken):
        monkeypatch.setattr(valued, "value_of_package", way)
        found = Study(loaded, paths=1024).bargain().refined
        assert found is not None
        refined.append({name: each.moved for name, each in found.solutions.items()})
    assert refined[0] == refined[1]
    assert any(refined[0].values())
