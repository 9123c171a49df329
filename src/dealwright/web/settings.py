"""Say which deal is served, and how it is valued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Settings:
    """How a deal is valued on the page.

    Attributes:
        file: the deal file.
        seed: seed of the futures.
        paths: their number.
        preview: the number of futures while a slider is dragged.
        sources: folder with the texts of sources; empty for none.
        draws: `sobol` for scrambled Sobol points, `plain` for plain draws.
    """

    file: str
    seed: int
    paths: int
    preview: int
    sources: str = ""
    draws: Literal["sobol", "plain"] = "sobol"
