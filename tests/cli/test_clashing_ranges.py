"""Ranges of which some values cannot stand together: every verb that values all packages says the same of them."""

from pathlib import Path

import pytest

from cli.answer import TWO_STAKES, Run

SAID = """\
deal.yaml:30:25: error[bad-stakes]: with `terms.first.stake: 60%` and `terms.second.stake: 50%`: the stakes in `firm` \
sum to 110%; so 1 of the 30 packages cannot stand
    |
 30 |     terms.second.stake: 10% .. 50% by 10%
    |                         ^^^^^^^^^^^^^^^^^
    = expected: ranges of which any values stand together: at most 100%
    = mend: write `terms.first.stake: 10% .. 50% by 10%` or `terms.second.stake: 10% .. 40% by 10%`, or let the holder \
of one of the stakes be the `residual`, which gives way
"""


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the deal in the current folder."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "deal.yaml"
    file.write_text(TWO_STAKES, encoding="utf-8")
    return file


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize(
    "verb", ["plan", "bargain", "talks", "facts", "dependence", "offers", "advice --for ada", "report --out page.html"]
)
def test_a_verb_that_values_every_package_says_which_values_clash_and_how_to_mend_it(run: Run, verb: str) -> None:
    answer = run(*verb.split(), "--paths", "64")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.strip() == SAID.strip()


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize("verb", ["check", "value --paths 64"])
def test_what_values_no_package_has_nothing_against_it(run: Run, verb: str) -> None:
    assert run(*verb.split()).code == 0


@pytest.mark.parametrize("place", [0, 1])
def test_either_range_that_it_says_to_write_mends_it(run: Run, firm: Path, place: int) -> None:
    mended = SAID.partition("mend: ")[2].split("`")[1::2][place]
    path = mended.partition(":")[0]
    lines = [
        f"    {mended}" if f"{path}: 1" in line and "offer" not in line else line for line in TWO_STAKES.split("\n")
    ]
    text = "\n".join(lines).replace("{terms.first.stake: 60%", "{terms.first.stake: 50%")
    assert text != TWO_STAKES
    firm.write_text(text, encoding="utf-8")
    assert run("bargain", "--paths", "64").code == 0
