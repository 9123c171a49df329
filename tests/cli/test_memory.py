"""What one thread freed serves the others."""

import gc
import subprocess
import sys

import pytest

from dealwright.cli.memory import search_what_follows

ROUNDS = """
import resource
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from dealwright.cli.memory import keep_freed_memory

keep_freed_memory()


def work(size):
    for _ in range(6):
        several = [np.ones(size) for _ in range(4)]
        del several[1]
        np.ones(2 * size)


np.ones(10_000_000).sum()
held = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
with ThreadPoolExecutor(1) as pool:
    pool.submit(work, 1_000_000).result()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - held)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the settings are those of the C library of Linux")
def test_a_thread_takes_the_memory_that_another_freed() -> None:
    done = subprocess.run([sys.executable, "-c", ROUNDS], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1_000  # the six arrays that are held at once stand on 11,700 pages


READ = """
import gc
from dealwright.cli import main, reading


def run(options):
    while_reading = gc.isenabled()
    reading.search_what_follows()
    print(while_reading, gc.isenabled(), gc.get_freeze_count() > 10_000)
    return 0


main.main = lambda: run(None)
main.leave()
"""


def test_what_is_read_is_not_searched_for_garbage_and_what_follows_is() -> None:
    done = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]


def test_a_program_that_runs_a_command_keeps_its_own_way_with_garbage() -> None:
    assert gc.isenabled()
    held = gc.get_freeze_count()
    search_what_follows()
    assert gc.get_freeze_count() == held
