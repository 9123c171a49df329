"""`dealwright terms`: the kinds of term that there are, or the terms of a deal in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, add_deal, add_json, add_verb
from dealwright.cli.reading import read_sound

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs, "terms", run, "list the kinds of term, or the terms of a deal: who owes whom what, and for how long"
    )
    add_deal(parser, without="the kinds of term are listed")
    parser.add_argument("--keys", action="store_true", help="with each kind, its keys")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """List the kinds of term, or the terms of one deal.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    if options.file is None:
        if options.overrides or options.sources:
            options.refuse("--set and --sources need a FILE")
        return _kinds(options)
    if options.keys:
        options.refuse("--keys belongs to the list of kinds, without a FILE")
    from dealwright.show.contract import contract

    _, changed = read_sound(options)
    terms = contract(changed)
    if options.json:
        print_json([term.to_json() for term in terms])
        return 0
    from dealwright.show.terminal_contract import print_contract

    print_contract(changed.sound, terms, console())
    return 0


def _kinds(options: argparse.Namespace) -> int:
    """List the kinds of term."""
    from dealwright.lang.term_keys import meaning, term_keys
    from dealwright.terms import KINDS

    keys = {name: term_keys(kind) for name, kind in KINDS.items()} if options.keys or options.json else {}
    if options.json:
        print_json(
            [
                {"kind": name, "meaning": meaning(kind), "keys": [key.to_json() for key in keys[name]]}
                for name, kind in KINDS.items()
            ]
        )
        return 0
    from dealwright.show.terminal_contract import print_kinds

    print_kinds({name: (meaning(kind), keys.get(name, ())) for name, kind in KINDS.items()}, console())
    return 0
