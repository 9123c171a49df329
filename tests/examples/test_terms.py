"""The small deal of every kind of term: short, without a warning, and about that kind."""

from pathlib import Path

import pytest

from dealwright.lang.load import load
from dealwright.terms import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_term_has_a_small_deal(root: Path, kind: str) -> None:
    file = root / "examples" / "terms" / f"{kind}.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert 12 <= len(lines) <= 40
    assert lines[0].startswith("# ")
    loaded = load(file)
    assert not loaded.problems
    assert kind in {term.kind for term in loaded.sound.terms.values()}


def test_every_small_deal_is_of_a_kind_of_term(root: Path) -> None:
    assert {file.stem for file in (root / "examples" / "terms").iterdir()} == set(KINDS)
