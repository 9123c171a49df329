"""`dealwright explain`: any error code, kind of term or driver, key of a deal file, or word."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dealwright
from dealwright.cli.console import print_json
from dealwright.cli.options import Verbs, WrongUsage, add_json, add_verb

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from dealwright.lang.term_keys import KeyWords

LEAST, MOST = 3, 4
"""Fewest letters of a part of a word, and most words that are offered."""
_WIDE, _FULL = 120, 80
_EXAMPLE = "    "
"""How far an example is set in."""
_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")
NEAR = 0.6
"""How alike a word must be to be offered for one that we do not know."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "explain", run, "explain an error code, a kind of term or driver, a key, or a word")
    parser.add_argument(
        "word",
        metavar="WORD",
        nargs="?",
        help="such as unknown-key, royalty, pre_money or certainty_equivalent; without it, the list",
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
    word = (options.word or "").strip().strip("`")
    known = explanations(_plain(word))
    if options.word is None:
        groups = {group: sorted(words) for group, words in known.items()}
        if options.json:
            print_json(groups)
        else:
            print("\n\n".join(f"{group}:\n  " + "\n  ".join(words) for group, words in groups.items()))
        return 0
    found = {group: words[word] for group, words in known.items() if word in words} or _same_but_spelling(word, known)
    if not found:
        raise WrongUsage(_unknown(word, known))
    if options.json:
        print_json(found)
    else:
        print("\n\n".join(f"{word} ({group})\n\n{_wrapped(text)}" for group, text in found.items()))
    return 0


def explanations(word: str = "") -> dict[str, dict[str, str]]:
    """Gather what each room says about its own words.

    Args:
        word: The word that is asked for; of a kind of term its whole page is then given.

    Returns:
        Texts by word, by the group that the word belongs to.
    """
    from dealwright.cli.glossary import WORDS
    from dealwright.deal.driver import DRIVER_KINDS
    from dealwright.deal.securities_events import EVENT_KINDS
    from dealwright.equity.ocf.codes import OCF_CODES
    from dealwright.lang.codes import CODES
    from dealwright.lang.genius.codes import GENIUS_CODES
    from dealwright.lang.schema import schema
    from dealwright.terms import KINDS

    whole = schema()
    drivers = (whole["$defs"][kind.__name__] for kind in DRIVER_KINDS)
    events = (whole["$defs"][kind.__name__] for kind in EVENT_KINDS)
    return {
        "kind of term": {name: _term(name) if _plain(name) == word else kind.HELP for name, kind in KINDS.items()},
        "kind of driver": {part["properties"]["kind"]["const"]: _kind(part, part["description"]) for part in drivers},
        "kind of event of securities": {
            part["properties"]["kind"]["const"]: _kind(part, part["description"]) for part in events
        },
        "problem": {**CODES, **OCF_CODES, **GENIUS_CODES},
        "key": _keys(whole),
        "word": WORDS,
    }


def _term(name: str) -> str:
    """Say what a kind of term is for, what each of its keys is, and which small deal shows it."""
    from dealwright.lang.term_keys import meaning, term_keys
    from dealwright.terms import KINDS

    keys = term_keys(KINDS[name])
    rows = [f"  {each.key}{' (must be there)' if each.must else ''}: {_told(each)}" for each in keys if each.own]
    shared = ", ".join(each.key for each in keys if not each.own)
    said = [
        meaning(KINDS[name]),
        "",
        KINDS[name].HELP.strip(),
        "",
        "Its keys:",
        *rows,
        f"  and those of every kind: {shared}",
    ]
    file = small_deal(name)
    if file is not None:
        deal = [f"    {line}".rstrip() for line in file.read_text(encoding="utf-8").splitlines()]
        said += ["", f"A small deal, examples/terms/{name}.yaml:", "", *deal]
    return "\n".join([*said, "", f"Its page in the manual, with the numbers of that deal: docs/terms/{name}.md"])


def _told(key: KeyWords) -> str:
    """Say of a key what it is for, what may stand there, and what counts without it."""
    holds = key.holds if key.holds.endswith(".") else f"{key.holds}."
    return " ".join(filter(None, [key.says, holds, key.otherwise and f"Without it: {key.otherwise}."]))


def small_deal(kind: str) -> Path | None:
    """Find the small deal that shows a kind of term: in the installed package, or in the folder of the project.

    Args:
        kind: The kind.

    Returns:
        The file, or none where it is not there.
    """
    package = Path(dealwright.__file__).parent
    places = (package / "examples" / "terms", package.parents[1] / "examples" / "terms")
    return next((file for place in places if (file := place / f"{kind}.yaml").is_file()), None)


def _kind(part: Mapping[str, Any], words: str) -> str:
    """Say what a kind is for, and which keys it has."""
    keys = part["properties"]
    must = [key for key in part.get("required", []) if key != "kind"]
    may = [key for key in keys if key not in {"kind", *must}]
    said = [f"{words.strip()}\n", f"Must be there: {', '.join(must)}." if must else "No key must be there."]
    return "\n".join([*said, f"May be there: {', '.join(may)}."])


def _keys(whole: Mapping[str, Any]) -> dict[str, str]:
    """Gather what each key of a deal file means, by the part of a file in which it stands."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, part in (("Deal", whole), *whole["$defs"].items()):
        kind = part["properties"].get("kind", {}).get("const", "")
        where = kind or _CAPITAL.sub(r" \1", name).lower().strip()
        for key, value in part["properties"].items():
            found.setdefault(key, {}).setdefault(value.get("description", ""), []).append(where)
    return {
        key: "\n\n".join(f"In {', '.join(places)}: {meaning}" for meaning, places in meanings.items() if meaning)
        for key, meanings in found.items()
    }


def _wrapped(text: str) -> str:
    """Break long lines where the terminal ends; what is set in, such as an example, stays as it is."""
    width = min(shutil.get_terminal_size((_WIDE, 0)).columns, _WIDE)
    paragraphs: list[str] = []
    for line in text.strip().splitlines():
        joins = bool(paragraphs) and bool(paragraphs[-1].strip()) and not line.startswith(" ") and bool(line)
        if joins and len(paragraphs[-1].splitlines()[-1]) > _FULL:
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
    return "\n".join(line if line.startswith(_EXAMPLE) else _filled(line, width) for line in paragraphs)


def _filled(line: str, width: int) -> str:
    """Break a line; what is set in a little, such as a key of a list, goes on further in."""
    return textwrap.fill(line, width, subsequent_indent=_EXAMPLE if line.startswith(" ") else "")


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
    part = [name for name in every if len(word) >= LEAST and _plain(word) in _plain(name)]
    near = part[:MOST] or difflib.get_close_matches(word, every, n=MOST, cutoff=NEAR)
    return f"nothing is known about '{word}'" + (
        f"; did you mean {' or '.join(near)}?" if near else "; without a word it lists them all"
    )
