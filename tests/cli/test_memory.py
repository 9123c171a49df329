"""What one thread freed serves the others."""

import subprocess
import sys

import pytest

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
