"""Hostile deals: well-formed YAML that means nothing, or far too much, gets its problem in under two seconds."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dealwright.lang.load import loads

HEAD = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2030-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
"""
SALES = "drivers:\n  sales: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%}\n"
FEE = "terms:\n  fee: {kind: flow, payer: ada, payee: ben, amount: %s}\n"


def many(line: str, count: int) -> str:
    return "".join(line.replace("@", str(number)) for number in range(count))


HOSTILE = {
    "unknown names": (SALES + FEE % "salse * profitt", "unknown-name"),
    "units": (SALES + FEE % "sales + 20%", "unit-mismatch"),
    "a circle": ("drivers:\n  a: {kind: derived, is: b}\n  b: {kind: derived, is: a}\n", "definition-cycle"),
    "a circle of thousands": (
        "facts:\n" + many("  f@: {is: f@1, reason: x}\n", 1) + many("  g@: {is: g@ + 1, reason: x}\n", 2000),
        "definition-cycle",
    ),
    "a long chain": (
        "facts:\n" + "".join(f"  f{k}: {{is: f{k + 1} * f{k + 1}, reason: x}}\n" for k in range(3000)),
        "unknown-name",
    ),
    "a bomb of names": (
        "facts:\n" + "".join(f"  f{k}: {{is: {' * '.join([f'f{k + 1}'] * 90)}, reason: x}}\n" for k in range(90)),
        "unknown-name",
    ),
    "thousands of ranges": (
        "negotiate:\n  between: [ada, ben]\n  over:\n" + many("    terms.fee.x@: 0% .. 90% by 0.01%\n", 1500),
        "too-many-packages",
    ),
    "thousands of ranges beside one without a step": (
        "negotiate:\n  between: [ada, ben]\n  over:\n    terms.fee.y: 0% .. 90%\n"
        + many("    terms.fee.x@: 0% .. 90% by 0.01%\n", 1500),
        "too-many-packages",
    ),
    "thousands of offers": (
        FEE.replace("%s", "1m USD/year")
        + "negotiate: {between: [ada, ben], over: {parties.ada.discount: 0% .. 90% by 0.01%}}\ntalks:\n"
        + many("  - {by: ada, on: 2024-01-01, offer: {parties.ada.discount: 91%}}\n", 1500),
        "outside-range",
    ),
    "thousands of offers outside a short range": (
        FEE.replace("%s", "1m USD/year")
        + "negotiate: {between: [ada, ben], over: {parties.ada.discount: 0% .. 90% by 1%}}\ntalks:\n"
        + many("  - {by: ada, on: 2024-01-01, offer: {parties.ada.discount: 9@%}}\n", 1000),
        "outside-range",
    ),
    "a bomb of powers": (FEE % "9 ^ 9 ^ 9 ^ 9 * 1m USD/year", "number-too-large"),
    "a bomb of parts": (FEE % " + ".join(["1m USD/year"] * 2000), "too-large-expression"),
    "dates out of order": (
        SALES.replace("2030", "2020") + FEE % "sales, from: 2027-01-01, until: 2026-01-01",
        "ends-before-start",
    ),
    "a probability over 1": ("drivers:\n  sale: {kind: event, chance: 101% by 2028-12-31}\n", "bad-probability"),
    "no correlations": (
        "drivers:\n"
        + many("  d@: {kind: gbm, start: 1, growth: 1%, volatility: 9%}\n", 60)
        + "correlations:\n"
        + "".join(f"  d{a} ~ d{b}: -90%\n" for a in range(60) for b in range(a)),
        "bad-correlations",
    ),
    "a file elsewhere": ("sources: {memo: {publisher: Ada, file: ../../etc/passwd}}\n", "outside-folder"),
    "thousands of unknown keys": (many("k@: 1\n", 9000), "unknown-key"),
    "thousands of unknown parties": (
        SALES + "terms:\n" + many("  t@: {kind: flow, payer: adda, payee: been, amount: sales}\n", 2500),
        "unknown-party",
    ),
    "thousands of scenarios": ("scenarios:\n" + many("  s@: {risk_fre: 5%}\n", 2500), "unknown-key"),
    "a range of millions": (
        SALES + FEE % "sales" + "negotiate: {between: [ada, ben], over: {risk_free: 0% .. 90% by 0.00001%}}\n",
        "range-too-long",
    ),
    "a horizon at the end of time": ("step: month\n", "horizon-too-far"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_deal_gets_its_problem_in_under_two_seconds(name: str) -> None:
    text, code = HOSTILE[name]
    head = HEAD.replace("2030-12-31", "9999-12-31") if code == "horizon-too-far" else HEAD
    start = time.process_time()
    loaded = loads(head + text)
    assert time.process_time() - start < 2
    assert code in {problem.code for problem in loaded.problems}
    assert (loaded.deal is None) == bool(loaded.errors)


def test_a_whole_process_answers_with_the_problem_and_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "deal.yaml").write_text(HEAD + HOSTILE["a long chain"][0], encoding="utf-8")
    command = [sys.executable, "-m", "dealwright", "check", "deal.yaml", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "unknown-name" in {problem["code"] for problem in json.loads(done.stdout)}
    assert "Traceback" not in done.stderr


def test_checking_a_file_loads_no_arrays() -> None:
    program = "import sys; from dealwright.lang.load import loads; loads(sys.argv[1]); print(*sys.modules)"
    text = HEAD + SALES + FEE % "sales"
    done = subprocess.run([sys.executable, "-c", program, text], capture_output=True, text=True, timeout=60, check=True)
    heavy = {"numpy", "scipy", "rich", "jinja2", "vl_convert", "difflib", "jaxtyping"}
    assert heavy.isdisjoint(done.stdout.split())
