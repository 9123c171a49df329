"""What the executors' tests let run elsewhere."""

import os
import time
from pathlib import Path


def squared(number: int) -> int:
    return number * number


def divided(number: int) -> float:
    return 1 / number


def dies_once(task: tuple[int, str]) -> int:
    """Return the number's square; the first who works on 3 writes down who it is, and waits for its end."""
    number, folder = task
    mark = Path(folder) / "victim"
    if number == 3 and not mark.exists():
        (Path(folder) / "writing").write_text(str(os.getpid()))
        (Path(folder) / "writing").rename(mark)
        time.sleep(60)
    return number * number


def dies_always(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), 9)
    return number
