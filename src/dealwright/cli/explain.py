"""`dealwright explain`: any error code, kind of term, kind of driver or word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import print_json
from dealwright.cli.options import Verbs, WrongUsage, add_json, add_verb

if TYPE_CHECKING:
    import argparse

NEAR = 0.6
"""How alike a word must be to be offered for one that we do not know."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "explain", run, "explain an error code, a kind of term or driver, or a word")
    parser.add_argument(
        "word",
        metavar="WORD",
        nargs="?",
        help="such as unknown-key, royalty or certainty_equivalent; without it, the list",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Explain one word, or list all that can be explained.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: Nothing is known under that word.
    """
    known = explanations()
    if options.word is None:
        groups = {group: sorted(words) for group, words in known.items()}
        if options.json:
            print_json(groups)
        else:
            print("\n\n".join(f"{group}:\n  " + "\n  ".join(words) for group, words in groups.items()))
        return 0
    word = options.word.strip().strip("`")
    found = {group: words[word] for group, words in known.items() if word in words} or _same_but_spelling(word, known)
    if not found:
        raise WrongUsage(_unknown(word, known))
    if options.json:
        print_json(found)
    else:
        print("\n\n".join(f"{word} ({group})\n\n{text.strip()}" for group, text in found.items()))
    return 0


def explanations() -> dict[str, dict[str, str]]:
    """Gather what each room says about its own words.

    Returns:
        Texts by word, by the group that the word belongs to.
    """
    import inspect

    from dealwright.cli.glossary import WORDS
    from dealwright.deal.driver import DRIVER_KINDS
    from dealwright.lang.codes import CODES
    from dealwright.terms import KINDS

    drivers = {kind.model_fields["kind"].default: inspect.cleandoc(kind.__doc__ or "") for kind in DRIVER_KINDS}
    return {
        "kind of term": {name: kind.HELP for name, kind in KINDS.items()},
        "kind of driver": drivers,
        "problem": dict(CODES),
        "word": WORDS,
    }


def _same_but_spelling(word: str, known: dict[str, dict[str, str]]) -> dict[str, str]:
    """Find a word typed with capitals, spaces or hyphens where ours has underscores."""
    plain = _plain(word)
    return {group: words[name] for group, words in known.items() for name in words if _plain(name) == plain}


def _plain(word: str) -> str:
    """Return a word without what people spell differently."""
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


def _unknown(word: str, known: dict[str, dict[str, str]]) -> str:
    """Say that a word is not known, with those that look like it."""
    import difflib

    every = sorted({name for words in known.values() for name in words})
    near = difflib.get_close_matches(word, every, n=4, cutoff=NEAR)
    return f"nothing is known about '{word}'" + (
        f"; did you mean {' or '.join(near)}?" if near else "; without a word it lists them all"
    )
