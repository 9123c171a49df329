"""An answer that takes long, in a module that a process of its own can import."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dealwright.web.api.questions import Answered

if TYPE_CHECKING:
    from collections.abc import Sequence


def slow(words: Sequence[str]) -> Answered:
    """Answer after a long time, unless a quick answer is asked for."""
    if "explain" not in words:
        time.sleep(120)
    return Answered(told="{}")
