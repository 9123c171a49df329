"""Read our own sources: what a function says line by line, which names it knows, what each attribute means."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
import typing
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

_SECTION = re.compile(r"^(Args|Attributes|Keys):\n((?:[ \t]+.*\n?|\n)+)", re.MULTILINE)
_ENTRY = re.compile(r"^(\w+(?:, \w+)*):\s*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)


class Names(dict[str, Any]):
    """The names that a module knows, with those that only its types need: these are looked up when one is asked for.

    Args:
        module: One of our modules.
    """

    def __init__(self, module: ModuleType) -> None:
        super().__init__(vars(module))
        self._lines = [
            line
            for part in ast.parse(inspect.getsource(module)).body
            if isinstance(part, ast.If) and ast.unparse(part.test) == "TYPE_CHECKING"
            for line in part.body
        ]

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - a name may stand for anything
        """Look up a name that only types need.

        Raises:
            KeyError: There is none.
        """
        for line in self._lines:
            match line:
                case ast.ImportFrom(module=str() as module, names=names):
                    for each in names:
                        if name == (each.asname or each.name):
                            return names_of(importlib.import_module(module))[each.name]
                case ast.Import(names=names):
                    for each in names:
                        if name == (each.asname or each.name):
                            return importlib.import_module(each.name)
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    return _type(ast.unparse(value), self)
        raise KeyError(name)


@cache
def names_of(module: ModuleType) -> Names:
    """Return the names that a module knows."""
    return Names(module)


def _type(text: str, names: Names) -> Any:  # noqa: ANN401 - a type may be anything
    holder = type("Held", (), {"__annotations__": {"it": text}})
    return typing.get_type_hints(holder, None, names)["it"]


@cache
def types_of(thing: type | Callable[..., Any]) -> Mapping[str, Any]:
    """Return the types of a class's attributes, or of a function's arguments and answer.

    Args:
        thing: One of ours.
    """
    kinds = list(reversed(thing.__mro__)) if isinstance(thing, type) else [thing]
    found: dict[str, Any] = {}
    for kind in kinds:
        module = inspect.getmodule(kind)
        if module is not None and module.__name__.startswith("dealwright"):
            own = vars(kind).get("__annotations__", {}) if isinstance(kind, type) else kind.__annotations__
            holder = type("Held", (), {"__annotations__": dict(own)})
            found |= typing.get_type_hints(holder, None, names_of(module))
    return found


@cache
def tree_of(function: Callable[..., Any]) -> ast.FunctionDef:
    """Return what a function says, as a tree.

    Args:
        function: One of ours.
    """
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.FunctionDef)  # noqa: S101 - so is every function of ours
    return tree


@cache
def meanings(thing: type | Callable[..., Any]) -> Mapping[str, str]:
    """Return what the docstring of a class or function says of each name: attributes, arguments, keys.

    Args:
        thing: One of ours; a class has those of the classes that it extends, and of its properties.
    """
    found: dict[str, str] = {}
    for kind in reversed(thing.__mro__) if isinstance(thing, type) else [thing]:
        text = inspect.cleandoc(kind.__doc__ or "") + "\n"
        for _, entries in _SECTION.findall(text):
            for names, words in _ENTRY.findall(textwrap.dedent(entries)):
                found |= dict.fromkeys(names.split(", "), sentence(words))
        if isinstance(kind, type):
            for name, part in vars(kind).items():
                if isinstance(part, property) and part.__doc__:
                    found[name] = sentence(part.__doc__.strip().splitlines()[0].removeprefix("Return "))
    return found


def purpose(thing: type | Callable[..., Any]) -> str:
    """Return the first paragraph of a docstring, in one line."""
    return sentence(inspect.cleandoc(thing.__doc__ or "").split("\n\n")[0])


def sentence(words: str) -> str:
    """Write words in one line, with a capital at the beginning and a full stop."""
    line = " ".join(words.split())
    line = line[:1].upper() + line[1:]
    return line if not line or line.endswith((".", "?", "!")) else f"{line}."
