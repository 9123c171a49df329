"""An interrupt ends the server without a word, whenever it comes: also before it listens to signals itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from typing import TYPE_CHECKING

import pytest

from dealwright.web.api.questions import Door
from dealwright.web.serve import bound, serve
from dealwright.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_an_interrupt_before_the_first_request_can_be_answered_ends_it_and_leaves_nothing_behind(root: Path) -> None:
    file, threads = str(root / "examples" / "hello.yaml"), threading.active_count()
    listening = bound("127.0.0.1", 0)
    port, before = listening.getsockname()[1], signal.getsignal(signal.SIGINT)

    def told(address: str) -> None:
        assert str(port) in address
        signal.raise_signal(signal.SIGINT)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        serve(Settings(file, 1, 64, 64), Door({}, lambda *_: "", file), listening, told)  # type: ignore[arg-type]  # nothing is asked
    assert signal.getsignal(signal.SIGINT) is before
    assert threading.active_count() <= threads
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


@pytest.mark.parametrize("after", [0.0, 0.02, 0.3])
def test_an_interrupt_soon_after_the_address_is_said_ends_it_without_a_word(root: Path, after: float) -> None:
    command = [sys.executable, "-W", "always", "-m", "dealwright", "serve", str(root / "examples" / "hello.yaml")]
    process = subprocess.Popen(
        [*command, "--no-open", "--port", "0", "--paths", "64"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    said = next(line for line in process.stdout if "token=" in line)
    assert said.strip().startswith("http://127.0.0.1:")
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=180)
    assert "never awaited" not in complained
    assert "Traceback" not in complained
    assert process.returncode == 0
