"""`dealwright new`: a commented deal to start from."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.options import DEFAULT_FILE, Verbs, WrongUsage, add_verb

if TYPE_CHECKING:
    import argparse

TEMPLATES = {
    "partnership": "a young company and its partner: revenue share, access, stake, IPO",
    "licence": "a drug licence: money now, milestones, royalty on sales",
    "captable": "who owns what of a company: classes, options, a SAFE, a round to come",
}
_NEXT = {"captable": "captable show"}
"""The verb to type next, where it is not `value`."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    kinds = "\n".join(f"  {name:12} {what}" for name, what in TEMPLATES.items())
    parser = add_verb(verbs, "new", run, "start a deal from a template", f"\n\nThe templates:\n{kinds}")
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help="the file to write (default: deal.yaml, or captable.yaml for a cap table)",
    )
    parser.add_argument(
        "--template",
        metavar="NAME",
        default="partnership",
        choices=TEMPLATES,
        help="partnership (default), licence or captable",
    )
    parser.add_argument(
        "--captable", dest="template", action="store_const", const="captable", help="the same as --template captable"
    )


def run(options: argparse.Namespace) -> int:
    """Write a template to a new file.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The file exists, or cannot be written.
    """
    typed = options.file or ("captable.yaml" if options.template == "captable" else DEFAULT_FILE)
    file = Path(typed)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(template(options.template).replace("FILE", shlex.quote(typed)))
    except FileExistsError as there:
        message = f"{file} is there already, and stays as it is; name another file"
        raise WrongUsage(message) from there
    except OSError as refusal:
        message = f"cannot write {file}: {refusal.strerror}"
        raise WrongUsage(message) from refusal
    verb = _NEXT.get(options.template, "value")
    print(f"{file}: {TEMPLATES[options.template]}\nnext: dealwright {verb} {shlex.quote(typed)}")
    return 0


def template(name: str) -> str:
    """Read a template.

    Args:
        name: A key of `TEMPLATES`.

    Returns:
        The text of a deal file.
    """
    from importlib.resources import files

    return files("dealwright.cli").joinpath("templates", f"{name}.yaml").read_text(encoding="utf-8")
