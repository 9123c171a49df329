"""Make the page of the Python interface: what to call, what it returns, and what every result holds.

`tools/docs.py` writes it with the other pages that follow from the code.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import dealwright
from dealwright import study as door
from dealwright.ground.drawn import Drawn
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOTE = "<!-- Made by `make docs` from the code; change it there. -->\n"
INTRODUCTION = (
    "All that is public, made from the code; [python.md](python.md) shows how it is used. `import dealwright` has "
    "`load`, `load_table` and `Study`; `dealwright.study` has what questions take and raise.\n"
)
_WIDE = 100
"""Letters of a line of code."""
_SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Yields|Example|Source):$", re.MULTILINE)
_ENTRY = re.compile(r"^    (\w[\w., ]*): ", re.MULTILINE)
_NAME = re.compile(r"\b[A-Z]\w+")
_ELSEWHERE = ("dealwright.lang.", "dealwright.deal.", "dealwright.terms.", "dealwright.world.", "dealwright.equity.")
"""What a deal or a cap table is made of has pages of its own; results are followed, inputs are not."""
_INPUT = {"Asking", "Machines"}


@dataclass(frozen=True)
class Said:
    """A docstring in its parts.

    Attributes:
        text: what stands before the first section.
        parts: the sections' texts by their names.
    """

    text: str
    parts: dict[str, str]

    def entries(self, part: str) -> dict[str, str]:
        """Return what a section says of each name."""
        pieces = _ENTRY.split(f"\n{self.parts.get(part, '')}"[1:])
        told = zip(pieces[1::2], pieces[2::2], strict=True)
        return {name: " ".join(words.split()) for names, words in told for name in names.split(", ")}


def said(thing: object) -> Said:
    """Cut a docstring into its parts.

    Args:
        thing: What has one.
    """
    pieces = _SECTION.split(inspect.getdoc(thing) or "")
    parts = {name: text.strip("\n") for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    return Said(pieces[0].strip(), parts)


def page() -> str:
    """Make the page.

    Returns:
        Markdown.
    """
    questions = [getattr(door.Study, name) for name in asked()]
    answers = answered()
    lines = [
        NOTE,
        "# The Python interface\n",
        INTRODUCTION,
        "## Reading\n",
        *described("dealwright.load", dealwright.load, answers),
        *described("dealwright.load_table", dealwright.load_table, answers),
        *members(answers, inputs()),
        "## Asking\n",
        *described("dealwright.Study", door.Study, answers),
        *(line for each in questions for line in described(f"Study.{each.__name__}", each, answers)),
        *(
            line
            for name in sorted(_INPUT)
            for line in described(f"dealwright.study.{name}", getattr(door, name), answers)
        ),
        "### What is raised\n",
        "| error | when |\n|---|---|",
        *(f"| `dealwright.study.{name}` | {said(each).text.splitlines()[0]} |" for name, each in errors()),
        "",
        "## Answers\n",
        *common(),
        *members(answers, [each for each in answers if each not in inputs()]),
    ]
    return "\n".join(lines).rstrip() + "\n"


def asked() -> list[str]:
    """List the questions of a study, in the order of their rooms' names."""
    return [name for name, _ in inspect.getmembers(door.Study, inspect.isfunction) if not name.startswith("_")]


def errors() -> list[tuple[str, type[BaseException]]]:
    """List what the door raises."""
    known = ((name, getattr(door, name)) for name in door.__all__)
    return [(name, each) for name, each in known if isinstance(each, type) and issubclass(each, BaseException)]


@cache
def inputs() -> tuple[type, ...]:
    """List what reading a file returns."""
    return tuple(named_in(dealwright.load)) + tuple(named_in(dealwright.load_table))


@cache
def answered() -> dict[type, str]:
    """Find every class that a result consists of.

    Returns:
        Their headings, in the order in which they are met.
    """
    found: dict[type, None] = dict.fromkeys(inputs())
    ahead = [each for name in asked() for each in named_in(getattr(door.Study, name), "return")]
    while ahead:
        kind = ahead.pop(0)
        if kind in found or kind.__name__ in _INPUT:
            continue
        found[kind] = None
        inner = (each for field in own_fields(kind) for each in resolved(kind.__module__, str(field.type)))
        ahead = [each for each in inner if not each.__module__.startswith(_ELSEWHERE)] + ahead
    names = [kind.__name__ for kind in found]
    return {
        kind: kind.__name__ if names.count(kind.__name__) == 1 or issubclass(kind, Drawn) else _apart(kind)
        for kind in found
    }


def _apart(kind: type) -> str:
    """Tell two classes of one name apart by the rooms in which they stand."""
    *_, room, module = kind.__module__.split(".")
    return f"{kind.__name__} ({room if module == 'result' else module.removesuffix('_result')})"


def own_fields(kind: type) -> list[dataclasses.Field[object]]:
    """List what a result holds, without what every result begins with."""
    if not dataclasses.is_dataclass(kind):
        return []
    bases = [base for base in kind.__mro__[1:] if dataclasses.is_dataclass(base)]
    heading = {field.name for base in bases for field in dataclasses.fields(base)}
    return [field for field in dataclasses.fields(kind) if field.name not in heading and not field.name.startswith("_")]


def named_in(function: Callable[..., object], only: str = "return") -> list[type]:
    """List the classes of ours that the annotation of a function names."""
    plain = inspect.unwrap(function)
    return resolved(plain.__module__, str(plain.__annotations__[only]))


@cache
def _imported(module: str) -> dict[str, str]:
    """Tell from where a module has each name, what is imported for types alone included."""
    source = inspect.getsource(importlib.import_module(module))
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: node.module for alias in node.names}
        elif isinstance(node, ast.ClassDef):
            found[node.name] = module
    return found


def resolved(module: str, annotation: str) -> list[type]:
    """List the classes of ours that an annotation names."""
    found = []
    for name in _NAME.findall(annotation):
        home = _imported(module).get(name, "")
        thing = getattr(importlib.import_module(home), name, None) if home.startswith("dealwright.") else None
        if isinstance(thing, type):
            found.append(thing)
    return found


def described(name: str, thing: Callable[..., object], answers: dict[type, str]) -> Iterator[str]:
    """Describe what can be called.

    Args:
        name: What is typed.
        thing: The function or class.
        answers: Headings of the classes that have one.

    Yields:
        Pieces of Markdown.
    """
    told = said(thing)
    plain = inspect.unwrap(thing)
    yield f"### {name}\n"
    yield f"```python\n{signature(name.rpartition('.')[2], plain)}\n```\n"
    yield f"{told.text}\n"
    entries = told.entries("Args") or told.entries("Attributes")
    if entries:
        yield from ("| | |", "|---|---|", *(f"| `{each}` | {_cell(words)} |" for each, words in entries.items()), "")
    if "Returns" in told.parts:
        kinds = ", ".join(
            f"[{answers[each]}](#{_anchor(answers[each])})" for each in named_in(thing) if each in answers
        )
        yield f"Returns {_small(' '.join(told.parts['Returns'].split()))}{f' ({kinds})' if kinds else ''}\n"
    if "Raises" in told.parts:
        raised = "; ".join(f"`{each}` {_small(words).rstrip('.')}" for each, words in told.entries("Raises").items())
        yield f"Raises {raised}.\n"
    if "Example" in told.parts:
        yield f"```python\n{inspect.cleandoc(told.parts['Example'])}\n```\n"


def signature(name: str, thing: Callable[..., object]) -> str:
    """Write how something is called, one argument a line where one line is too long."""
    shown = inspect.signature(thing)
    kept = [each for each in shown.parameters.values() if each.name != "self"]
    texts = [_argument(each) for each in kept]
    star = next((place for place, each in enumerate(kept) if each.kind is each.KEYWORD_ONLY), None)
    if star is not None:
        texts.insert(star, "*")
    ends = "" if isinstance(thing, type) else f" -> {str(shown.return_annotation).replace(chr(39), '')}"
    line = f"{name}({', '.join(texts)}){ends}"
    if len(line) <= _WIDE:
        return line
    return f"{name}(\n" + "".join(f"    {text},\n" for text in texts) + f"){ends}"


def _argument(given: inspect.Parameter) -> str:
    kind = str(given.annotation).strip("'")
    begins = {given.VAR_KEYWORD: "**", given.VAR_POSITIONAL: "*"}.get(given.kind, "")
    if given.default is given.empty:
        return f"{begins}{given.name}: {kind}"
    default = "..." if repr(given.default).startswith("<") else repr(given.default)
    return f"{begins}{given.name}: {kind} = {default}"


def common() -> Iterator[str]:
    """Describe what every answer can do and begins with."""
    from dealwright.engine.heading import Headed

    yield "### Every answer\n"
    yield "An answer is a frozen dataclass: its attributes are its numbers, and it can\n"
    drawn = said(Drawn.pictures)
    rows = {
        "print(answer)": said(Drawn.__str__).text,
        "answer on the last line of a cell": "Show itself in a notebook: pictures and tables without a script.",
        'answer.pictures(colours="light")': f"{drawn.text} {' '.join(drawn.parts['Returns'].split())}",
        "answer.to_json()": "Return the keys of the command line's `--json`, where the verb has it.",
    }
    yield from ("| | |", "|---|---|", *(f"| `{name}` | {_cell(words)} |" for name, words in rows.items()), "")
    yield "Most begin with the same attributes:\n"
    told = said(Headed).entries("Attributes")
    kinds = {field.name: str(field.type) for field in dataclasses.fields(Headed)}
    yield from ("| attribute | type | what it is |", "|---|---|---|")
    yield from (f"| `{name}` | {kinds[name]} | {_cell(words)} |" for name, words in told.items())
    yield ""


def members(answers: dict[type, str], wanted: tuple[type, ...] | list[type]) -> Iterator[str]:
    """Describe classes: what they are, what they hold, what they can be asked.

    Args:
        answers: Headings of all classes.
        wanted: Those to describe.

    Yields:
        Pieces of Markdown.
    """
    for kind in wanted:
        told = said(kind)
        yield f"{'###' if issubclass(kind, Drawn) or kind in inputs() else '####'} {answers[kind]}\n"
        yield f"{told.text}\n"
        entries = told.entries("Attributes") | told.entries("Args")
        fields = ((each.name, typed(kind.__module__, str(each.type), answers)) for each in own_fields(kind))
        rows = [f"| `{name}` | {type_} | {_cell(entries.get(name, ''))} |" for name, type_ in fields]
        rows += list(_asked_of(kind, answers))
        if rows:
            yield from ("| attribute | type | what it is |", "|---|---|---|", *rows, "")


def _asked_of(kind: type, answers: dict[type, str]) -> Iterator[str]:
    """List properties and methods, but for those that every answer has."""
    for name, thing in vars(kind).items():
        if name.startswith("_") or name in {"to_json", "title", "heading", "head"}:
            continue
        if isinstance(thing, property) or hasattr(thing, "attrname"):
            function = thing.fget if isinstance(thing, property) else thing.func
            kinds = typed(kind.__module__, str(function.__annotations__.get("return", "")), answers)
            yield f"| `{name}` | {kinds} | {_cell(said(function).text)} |"
        elif inspect.isfunction(thing):
            given = ", ".join(each for each in inspect.signature(thing).parameters if each != "self")
            kinds = typed(kind.__module__, str(thing.__annotations__.get("return", "")), answers)
            yield f"| `{name}({given})` | {kinds} | {_cell(said(thing).text)} |"


def typed(module: str, annotation: str, answers: dict[type, str]) -> str:
    """Write a type, each class of the page a link.

    Args:
        module: Where it is written.
        annotation: The type as written.
        answers: Headings of the classes that have one.
    """
    known = {each.__name__: answers[each] for each in resolved(module, annotation) if each in answers}
    plain = annotation.replace("|", "or").replace("[", "\\[").replace("]", "\\]").replace("'", "")
    return _NAME.sub(lambda name: f"[{name[0]}](#{_anchor(known[name[0]])})" if name[0] in known else name[0], plain)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


def _cell(words: str) -> str:
    plain = " ".join(words.split()).replace("|", "\\|")
    return capital(plain.removeprefix("Return "))


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
