"""`dealwright schema`: the JSON Schema by which editors complete and check a deal file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import print_json
from dealwright.cli.options import Verbs, add_verb

if TYPE_CHECKING:
    import argparse

MORE = """
With it an editor completes keys and shows what each means. In VS Code, with the YAML extension:

  dealwright schema > deal.schema.json

and as the first line of the deal file:

  # yaml-language-server: $schema=deal.schema.json"""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "schema", run, "print the JSON Schema of deal files, for editors", MORE)
    parser.add_argument("--captable", action="store_true", help="that of cap tables in a file of their own")


def run(options: argparse.Namespace) -> int:
    """Print the schema.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    from dealwright.lang.schema import captable_schema, schema

    print_json(captable_schema() if options.captable else schema())
    return 0
