"""What is computed for a block of paths at a time is what all at once would be."""

import numpy as np
import pytest

from dealwright.terms.amounts import blocks


@pytest.mark.parametrize("at_hand", [1, 7, 40, 10_000])
def test_blocks_of_paths_give_the_bytes_of_all_paths(at_hand: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "AT_HAND", at_hand)
    drawn = np.random.default_rng(1)
    wide, narrow, column = drawn.random((23, 4)), drawn.random((1, 4)), drawn.random((23, 1))

    def compute(*parts: np.ndarray) -> list[np.ndarray]:
        first, second, third = parts
        return [np.clip(first, second, third), second * 2.0, third + second]

    found = blocks.in_blocks(compute, wide, narrow, column)
    assert [each.tobytes() for each in found] == [each.tobytes() for each in compute(wide, narrow, column)]
