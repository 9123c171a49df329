"""How fast the page answers: to the first chart, from a slider to its chart, from a save to the refreshed page.

Times are by the clock, in real Chromium, on the real deal at its usual number of futures. `--quick` moves the slider
less often.
"""

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DEAL = ROOT / "examples" / "openai-microsoft" / "deal.yaml"
ADDRESS = re.compile(r"http://\S+token=\S+")
SLIDER = "#term-terms-stake-stake"
ANSWERED = "#cards:has(.part):not(:has(.part[aria-busy=true]))"
MOVES, FEW_MOVES = 1_000, 100
LEAST = {
    "server up, warm": 1.0,
    "first chart": 1.0,
    "slider to chart, preview (median)": 0.15,
    "slider to chart, exact (median)": 1.0,
    "save to refreshed page (median)": 0.5,
}
"""What is asked, in seconds."""


def started(file: Path) -> tuple[subprocess.Popen[str], str, float]:
    """Start the server; return it, its address, and how long it took."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "dealwright", "serve", str(file), "--no-open", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in process.stdout or ():
        if (found := ADDRESS.search(line)) is not None:
            return process, found.group(), time.perf_counter() - begun
    raise SystemExit("the server did not start")


def marked(page: Page, name: str, before: str | None) -> float:
    """Wait until the page has marked something anew, and return when."""
    ends = time.perf_counter() + 120
    while time.perf_counter() < ends:
        now = page.get_attribute("html", f"data-{name}")
        if now is not None and now != before:
            return time.perf_counter()
        time.sleep(0.002)
    raise SystemExit(f"the page never marked {name}")


def first_chart(browser: Browser, address: str) -> tuple[Page, float]:
    """Open a page on the tab of worths; return how long its first chart took."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.set_default_timeout(120_000)
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#part-densities .chart svg", state="attached")
    return page, time.perf_counter() - begun


def moved(page: Page, key: str) -> tuple[float, float]:
    """Move the slider by one step; return how long the preview and the exact chart took."""
    page.focus(SLIDER)
    preview, exact = (page.get_attribute("html", f"data-{name}") for name in ("previewed", "exact"))
    begun = time.perf_counter()
    page.keyboard.press(key)
    seen = marked(page, "previewed", preview) - begun
    return seen, marked(page, "exact", exact) - begun


def key_of(count: int) -> str:
    """Return the key of a move: ten steps to the right, ten to the left."""
    return "ArrowLeft" if count // 10 % 2 else "ArrowRight"


def saved(page: Page, file: Path, number: int) -> float:
    """Save the file with another title; return how long the page took to show worths of it."""
    before = page.get_attribute("html", "data-glimpsed")
    text = re.sub(r"(?m)^title: .*$", f"title: The deal, number {number}", file.read_text(encoding="utf-8"))
    begun = time.perf_counter()
    file.write_text(text, encoding="utf-8")
    return marked(page, "glimpsed", before) - begun


def memory(process: subprocess.Popen[str]) -> float:
    """Return what the server and its processes hold, in MB."""
    family = psutil.Process(process.pid)
    return sum(each.memory_info().rss for each in (family, *family.children(recursive=True))) / 1e6


def told(name: str, seconds: float) -> None:
    """Print one figure beside what is asked."""
    asked = LEAST.get(name)
    print(f"{name:<44} {seconds:8.3f} s" + ("" if asked is None else f"   asked {asked:.2f} s, {asked / seconds:.1f}x"))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="move the slider less often")
    quick = parser.parse_args().quick
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no browser: install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "deal.yaml"
        shutil.copy(DEAL, file)
        process, _, cold = started(file)
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process, address, warm = started(file)
        told("server up, first start of this machine", cold)
        told("server up, warm", warm)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page, seconds = first_chart(browser, address)
        told("first chart, server just started", seconds)
        page.wait_for_selector(ANSWERED, state="attached")
        page.wait_for_selector("html[data-exact]", state="attached")
        _, seconds = first_chart(browser, address)
        told("first chart", seconds)
        steps = [moved(page, key_of(count)) for count in range(20 if quick else 40)]
        told("slider to chart, preview (median)", statistics.median(each for each, _ in steps))
        told("slider to chart, exact (median)", statistics.median(each for _, each in steps))
        told("save to refreshed page (median)", statistics.median(saved(page, file, count) for count in range(7)))
        page.wait_for_selector(ANSWERED, state="attached")
        begun = time.perf_counter()
        pages = [browser.new_context().new_page() for _ in range(20)]
        for each in pages:
            each.goto(address, wait_until="commit")
        for each in pages:
            each.wait_for_selector("html[data-exact]", state="attached", timeout=120_000)
        told("20 pages open at once, all exact", time.perf_counter() - begun)
        for each in pages:
            each.context.close()
        moves = FEW_MOVES if quick else MOVES
        held = []
        for count in range(moves):
            before = page.get_attribute("html", "data-previewed")
            page.keyboard.press(key_of(count))
            marked(page, "previewed", before)
            if count % (moves // 10) == moves // 10 - 1:
                held.append(memory(process))
        print(f"memory over {moves} slider moves, MB: " + " ".join(f"{each:.0f}" for each in held))
        browser.close()
        process.send_signal(signal.SIGINT)
        process.wait(30)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
