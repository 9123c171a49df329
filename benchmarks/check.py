"""Time `dealwright check` on the real deal as a whole process, and laying values over it; show where the time goes.

Run: python benchmarks/check.py [--quick]. The figures to beat: a 300-line file under 0.4 s, an override under 3 ms.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from dealwright.lang.load import load

DEAL = Path(__file__).resolve().parent.parent / "examples" / "openai-microsoft" / "deal.yaml"
STAGES = {
    "python alone": ["-c", "pass"],
    "+ pydantic": ["-c", "import pydantic; pydantic.BaseModel"],
    "+ the declared shapes": ["-c", "import dealwright.deal.deal, dealwright.terms.kinds"],
    "+ the language": ["-c", "import dealwright.lang.load"],
    "dealwright check": ["-m", "dealwright", "check", str(DEAL)],
}


def best(arguments: list[str], runs: int) -> float:
    """Return the shortest wall time of a Python process, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return min(times)


def milliseconds(deal: str, act: str, runs: int) -> float:
    """Return the shortest time of one call, in milliseconds."""
    loaded = load(deal)
    signed = loaded.signed()
    package = {path: texts[0] for path, texts in loaded.ranges().items()}
    path, texts = next(iter(loaded.ranges().items()))
    calls = {
        "reading and checking": lambda: load(deal),
        "one term changed": lambda: loaded.with_overrides({path: texts[-1]}),
        f"a package of {len(package)} values": lambda: signed.with_overrides(package),
        "the no-deal scenario": loaded.no_deal,
    }
    times = []
    for _ in range(runs):
        for each in (loaded, signed):
            each._versions.clear()  # noqa: SLF001 - what was laid before is kept, and would be found in no time
        start = time.perf_counter()
        calls[act]()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    runs = 3 if parser.parse_args().quick else 15
    print(f"{DEAL.parent.name}: {len(DEAL.read_text(encoding='utf-8').splitlines())} lines")
    for stage, arguments in STAGES.items():
        print(f"  {stage:24} {best(arguments, runs):6.3f} s")
    loaded = load(DEAL)
    acts = (
        "reading and checking",
        "one term changed",
        f"a package of {len(loaded.ranges())} values",
        "the no-deal scenario",
    )
    for act in acts:
        print(f"  {act:24} {milliseconds(str(DEAL), act, runs * 3):6.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
