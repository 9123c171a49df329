import subprocess
import sys
from threading import Event, Thread

import numpy as np
from threadpoolctl import threadpool_info

from dealwright.engine.threads import in_one_order


def libraries() -> list[int]:
    """Give the number of threads of every matrix library."""
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]


def test_the_matrix_library_works_on_one_thread_and_on_its_own_number_afterwards() -> None:
    np.dot(np.ones(2), np.ones(2))
    before = libraries()
    assert before
    assert set(in_one_order(libraries)()) <= {1}
    assert libraries() == before


def test_who_leaves_first_leaves_the_others_in_one_order() -> None:
    np.dot(np.ones(2), np.ones(2))
    before, inside, leave, found = libraries(), Event(), Event(), []

    def stays() -> None:
        inside.set()
        leave.wait(timeout=20)
        found.extend(libraries())

    thread = Thread(target=in_one_order(stays))

    def enters_first() -> None:
        thread.start()
        inside.wait(timeout=20)

    in_one_order(enters_first)()
    leave.set()
    thread.join()
    assert set(found) == {1}
    assert libraries() == before


LATE = """
from threadpoolctl import threadpool_info
from dealwright.engine.threads import ONE_ORDER, loaded_in_order
with ONE_ORDER:
    before = len(threadpool_info())
    loaded_in_order("scipy.linalg")
    blas = [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]
    print(len(threadpool_info()) > before, set(blas))
"""


def test_a_matrix_library_that_comes_late_is_held_as_well() -> None:
    """Else the first run of a process would find other last digits than the second."""
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["True", "{1}"]
