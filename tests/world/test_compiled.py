"""Loops are compiled wherever the program is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from numba.core import caching

from dealwright.ground.kernels.compiled import compiled
from dealwright.ground.kernels.shelf import Files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def half(number: float) -> float:
    return number / 2.0


def test_a_loop_is_compiled_where_no_folder_may_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    assert compiled()(half)(3.0) == 1.5


def test_what_was_kept_serves_until_a_file_that_it_is_made_of_says_something_else(tmp_path: Path) -> None:
    """An upgrade may leave a file's own size and time as they were, and change one that it imports, or a constant."""
    package = tmp_path / "loops"
    package.mkdir()
    files = {
        "__init__": "",
        "numbers": "RATE = 1.0\n",
        "inner": "from dealwright.ground.kernels.compiled import compiled\n@compiled()\ndef add(x): return x + 1.0\n",
        "outer": (
            "from dealwright.ground.kernels.compiled import compiled\nfrom loops import numbers as n\n"
            "from loops.inner import (\n    add as more,\n)\nRATE = n.RATE\n"
            "@compiled()\ndef both(x): return more(x) * RATE\n"
        ),
    }

    def write(name: str, text: str) -> None:
        (package / f"{name}.py").write_text(text)
        os.utime(package / f"{name}.py", (1e9, 1e9))

    def answer() -> str:
        program = "from loops.outer import both; print(both(2.0), sum(both.stats.cache_hits.values()))"
        path = os.pathsep.join([str(tmp_path), *sys.path])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        told = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        return told.stdout.strip()

    for name, text in files.items():
        write(name, text)
    assert [answer(), answer()] == ["3.0 0", "3.0 1"], "what was kept serves the next process"
    write("inner", files["inner"].replace("x + 1.0", "x + 5.0"))
    assert answer() == "7.0 0"
    write("numbers", "RATE = 2.0\n")
    assert answer() == "14.0 0"
    write("inner", files["inner"])
    write("numbers", files["numbers"])
    assert answer() == "3.0 1", "two versions stand beside each other"


def test_a_loop_that_was_read_serves_one_that_is_compiled_after_it(tmp_path: Path) -> None:
    """Reading leaves out what compiling needs: whoever compiles afterwards still finds it, and calls what was read."""
    text = "from dealwright.ground.kernels.compiled import compiled\n@compiled()\ndef {name}(x): return {body}\n"
    (tmp_path / "read.py").write_text(text.format(name="more", body="x + 1.0"))
    caller = "from read import more\n" + text.format(name="most", body="more(x) * 2.0")
    (tmp_path / "caller.py").write_text(caller)
    path = os.pathsep.join([str(tmp_path), *sys.path])
    environment = {**os.environ, "PYTHONPATH": path}

    def told(program: str) -> str:
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        return run.stdout.strip()

    assert told("from read import more; print(more(2.0))") == "3.0"
    hits = "print(more(2.0), most(3.0), sum(more.stats.cache_hits.values()))"
    assert told(f"from read import more; from caller import most; {hits}") == "3.0 8.0 1"


def test_a_process_that_compiles_a_sum_finds_the_last_digits_of_one_that_reads_it(tmp_path: Path) -> None:
    """Whether the sum is compiled with the loop that asks for it, by itself, or read: two workers agree to the byte."""
    (tmp_path / "sums.py").write_text(
        "from dealwright.ground.kernels.compiled import SUMS_MAY_MOVE, compiled\n"
        "@compiled(SUMS_MAY_MOVE)\ndef add(values, factor):\n    first = second = third = fourth = 0.0\n"
        "    for n in range(len(values)):\n        u = values[n]\n"
        + "".join(f"        {each} += u\n        u *= factor[n]\n" for each in ("first", "second", "third", "fourth"))
        + "        values[n] = u\n    return first, second, third, fourth\n"
        "@compiled(SUMS_MAY_MOVE)\ndef ask(values, factor, out):\n    for row in range(len(out)):\n"
        "        found = add(values[row, : 1 + row], factor)\n"
        "        for place in range(4):\n            out[row, place] = found[place]\n"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])
    environment = {**os.environ, "PYTHONPATH": path, "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    program = (
        "import numpy as np; from sums import add, ask; draw = np.random.default_rng(1); out = np.empty((60, 4));"
        "ask(draw.random((60, 60)), draw.random(60), out); print(out.tobytes().hex())"
    )

    def told() -> str:
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        return run.stdout

    compiling, reading = told(), told()
    for each in (tmp_path / "kept").glob("*/sums.ask-*"):
        each.unlink()
    assert [reading, told()] == [compiling, compiling], "compiled, read, and the sum read to compile what asks for it"


def test_loops_that_were_superseded_long_ago_are_deleted(tmp_path: Path) -> None:
    """Ten versions of a loop leave the one in use and the latest three before it, wherever in the file it stood."""
    for loop, number in [*(("loops.half", number) for number in range(10)), ("loops.half_again", 77)]:
        files = Files(str(tmp_path), f"{loop}-{number}.py311", f"{number:016x}")
        files.save("a signature", "what was compiled")
        for each in tmp_path.glob(f"{loop}-{number}.*"):
            os.utime(each, (1e9 + number, 1e9 + number))
    kept = sorted(each.name for each in tmp_path.iterdir())
    expected = [f"loops.half-{n}.py311-{n:016x}.{end}" for n in (6, 7, 8, 9) for end in ("1.nbc", "nbi")]
    expected += [f"loops.half_again-77.py311-{77:016x}.{end}" for end in ("1.nbc", "nbi")]
    assert kept == sorted(expected)
