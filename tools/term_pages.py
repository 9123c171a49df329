"""Write the manual's page of each kind of term: what it is for, its keys, a small deal, and what that deal gives.

A new kind needs nothing here: its page follows from its declaration and from `examples/terms/KIND.yaml`.
"""

import contextlib
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from proofs import PROOFS, told

from dealwright.cli.main import main as dealwright
from dealwright.lang.key_help import KEY_HELP
from dealwright.lang.term_keys import KeyWords, meaning, term_keys
from dealwright.terms import KINDS, Term

ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- Made by `make docs` from the code; change it there. -->\n"
WIDTH = "100"
"""Cells of a line of what a command prints."""
COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What the clause computes", ("statement",)),
    ("What it is worth", ("value",)),
)
"""What is shown of a small deal: a heading, and the verb with its options."""
INDEX = """# Kinds of term

A term is a clause of the contract. Each kind has a page: what it is for, its keys, and a small deal that runs, with the
numbers that it gives. `dealwright terms` lists the kinds, and `dealwright explain KIND` says the same in the terminal.
"""


def pages() -> dict[str, str]:
    """Make every page of the kinds of term.

    Returns:
        The texts by file name, from the folder of the manual on.
    """
    return {"terms/index.md": index(), **{f"terms/{name}.md": page(name) for name in KINDS}}


def index() -> str:
    """Make the list of the kinds, and the table of the keys that all have.

    Returns:
        Markdown.
    """
    rows = [f"| [{name}]({name}.md) | {meaning(kind)} | {PROOFS[name].example} |" for name, kind in KINDS.items()]
    shared = {each.key: each for kind in KINDS.values() for each in term_keys(kind) if not each.own}
    order = [field.alias or name for name, field in Term.model_fields.items()]
    short = [
        replace(each, says=KEY_HELP.get(each.key, each.says).partition(" Without it: ")[0]) for each in shared.values()
    ]
    kept = sorted(short, key=lambda each: order.index(each.key.split(".")[0]))
    head = ["## Keys of every kind\n", "A kind's page says which of them change nothing in it, if any do.\n"]
    top = ["| kind | what it is | a published example that it reproduces |", "|---|---|---|"]
    return "\n".join([NOTE, INDEX, *top, *rows, "", *head, *table(kept), ""])


def page(name: str) -> str:
    """Make the page of one kind.

    Args:
        name: The kind.

    Returns:
        Markdown.
    """
    kind, file = KINDS[name], f"examples/terms/{name}.yaml"
    keys = term_keys(kind)
    parts = [NOTE, f"# {name}\n", f"{meaning(kind)}\n", f"{kind.HELP.strip()}\n", "## Keys\n"]
    parts += ["Those in bold must be there.\n", *table([each for each in keys if each.own]), "", others(keys)]
    text = (ROOT / file).read_text(encoding="utf-8")
    parts += ["## A small deal\n", f"`{file}`:\n", f"```yaml\n{text}```\n"]
    for title, (verb, *options) in COMMANDS:
        typed = " ".join(["dealwright", verb, file, *options])
        parts += [f"## {title}\n", f"```text\n$ {typed}\n{answer(verb, file, *options)}\n```\n"]
    parts += told(name)
    return "\n".join(parts)


def others(keys: Sequence[KeyWords]) -> str:
    """Say which keys of every kind the kind has, too.

    Args:
        keys: All its keys.

    Returns:
        A paragraph.
    """
    shared = [f"`{each.key}`" for each in keys if not each.own]
    return f"Besides, these [keys of every kind](index.md#keys-of-every-kind): {', '.join(shared)}.\n"


def table(keys: Sequence[KeyWords]) -> Iterator[str]:
    """Write keys as a table.

    Args:
        keys: The keys.

    Yields:
        Lines of Markdown.
    """
    yield from ("| key | what may stand there | left out | what it is for |", "|---|---|---|---|")
    for each in keys:
        key = f"**`{each.key}`**" if each.must else f"`{each.key}`"
        cells = (key, each.holds, each.otherwise, each.says)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def answer(*words: str) -> str:
    """Run a command as it is typed in the folder of the project.

    Args:
        words: What stands behind `dealwright`.

    Returns:
        What it prints.

    Raises:
        RuntimeError: It does not end well, or has something to say besides.
    """
    out, err = io.StringIO(), io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = WIDTH
    try:
        with contextlib.chdir(ROOT), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = dealwright(words)
    finally:
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)
    if code or err.getvalue():
        raise RuntimeError(f"dealwright {' '.join(words)} ended with {code}: {err.getvalue()}")
    return "\n".join(line.rstrip() for line in out.getvalue().strip("\n").splitlines())
