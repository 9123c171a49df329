"""Say which deal is served, and how it is valued."""

from __future__ import annotations

import shlex
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

    def command(self, verb: str) -> str:
        """Say what to type for what the page shows.

        Args:
            verb: a verb of the command line.

        Example:
            >>> Settings("my deal.yaml", seed=2, paths=16384, preview=1024).command("report")
            "dealwright report 'my deal.yaml' --seed 2 --paths 16384"
        """
        words = ["dealwright", verb, self.file, "--seed", str(self.seed), "--paths", str(self.paths)]
        words += ["--sources", self.sources] if self.sources else []
        words += [] if self.draws == "sobol" else ["--draws", self.draws]
        return shlex.join(words)
