"""Checks arrays while the tests run: the axes in the annotations are compared with what is passed and returned.

The modules import their annotations for the type checker only, so that programs start fast. Here, in the tests, those
imports are carried out after all, and each function is put behind a check.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Container, Hashable
from functools import cache, wraps
from threading import get_ident
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from beartype import BeartypeConf, beartype
from jaxtyping import jaxtyped

ROOMS = ("world", "terms", "equity", "engine", "bargain")
OWN_CHECKS = {"Table", "nash"}
"""What refuses arrays that do not agree in its own words, which tests read."""
AXES = ("Float[", "Int[", "Bool[", "Shaped[")
CHECK = beartype(conf=BeartypeConf(is_pep484_tower=True))


def check_shapes() -> int:
    """Put every function of the numerical rooms that names axes behind a check of them.

    Returns:
        How many functions are checked.
    """
    modules = [module for room in ROOMS for module in _modules(f"dealwright.{room}")]
    checked: dict[FunctionType, Any] = {}
    _carry_out_all_imports(modules)
    for module in modules:
        for holder in [module, *_classes(module)]:
            for name, member in list(vars(holder).items()):
                own = {member.__name__, holder.__name__} & OWN_CHECKS if isinstance(member, FunctionType) else None
                if own == set() and member.__module__ == module.__name__ and _names_axes(member):
                    checked[member] = behind_a_check(member)
                    setattr(holder, name, checked[member])
    for module in list(sys.modules.values()):
        if module.__name__.startswith("dealwright."):
            for name, member in list(vars(module).items()):
                if isinstance(member, FunctionType) and member in checked:
                    setattr(module, name, checked[member])
    return len(checked)


def behind_a_check(function: FunctionType) -> Any:
    """Put one function behind a check of its arrays; what else it takes is mypy's matter.

    A check looks at types and axes alone, so arguments and a result of the outline of some that passed pass as well.
    """
    hints = function.__annotations__
    function.__annotations__ = {name: hint for name, hint in hints.items() if any(axes in str(hint) for axes in AXES)}
    looked_at = set(function.__annotations__)
    whole: Any = jaxtyped(typechecker=CHECK)(function)
    results = dict[int, Any]()
    of_result = cache(lambda: jaxtyped(typechecker=CHECK)(_stand_in(function, results)))
    names = tuple(inspect.signature(function).parameters)
    if function.__code__.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        return whole
    passed: dict[Hashable, set[Hashable]] = {}

    @wraps(function)
    def checked(*given: Any, **named: Any) -> Any:
        hinted = [value for name, value in [*zip(names, given, strict=False), *named.items()] if name in looked_at]
        key = (len(given), tuple(named), _outline_or_none(hinted))
        if key[-1] is None or key not in passed:
            result = whole(*given, **named)
            passed[key] = {_outline_or_none(result)}
            return result
        result = function(*given, **named)
        outline = _outline_or_none(result)
        if outline is None or outline not in passed[key]:
            results[get_ident()] = result
            of_result()(*given, **named)
            passed[key].add(outline)
        return result

    checked.__annotations__ = hints  # what reads a signature sees all of it
    return checked


def _stand_in(function: FunctionType, results: dict[int, Any]) -> Any:
    """Return what takes the place of a function whose result of this thread is there already."""
    this_thread = get_ident

    def given_back(*_given: Any, **_named: Any) -> Any:
        return results.pop(this_thread())

    made = FunctionType(given_back.__code__, function.__globals__, closure=given_back.__closure__)
    return wraps(function)(made)


class _UnknownError(Exception):
    """A value may hold anything."""


def _outline_or_none(value: Any) -> Hashable:
    try:
        return _outline(value)
    except _UnknownError:
        return None


def _outline(value: Any) -> Hashable:
    """Return all that a check sees of a value: its type and axes, and those of what it holds."""
    kind: Any = type(value)
    if kind is np.ndarray:
        return value.shape, value.dtype
    if kind in {list, tuple}:
        return kind, tuple(map(_outline, value))
    if kind is dict:
        return kind, tuple((type(key), _outline(each)) for key, each in value.items())
    if isinstance(value, Container) and not isinstance(value, str | bytes):
        raise _UnknownError
    return kind


def _modules(package: str) -> list[ModuleType]:
    home = importlib.import_module(package)
    names = [info.name for info in pkgutil.walk_packages(home.__path__, f"{package}.")]
    return [home, *(importlib.import_module(name) for name in names)]


def _classes(module: ModuleType) -> list[type]:
    return [
        member for member in vars(module).values() if inspect.isclass(member) and member.__module__ == module.__name__
    ]


def _names_axes(function: FunctionType) -> bool:
    return any(
        isinstance(hint, str) and any(axes in hint for axes in AXES) for hint in function.__annotations__.values()
    )


def _carry_out_all_imports(modules: list[ModuleType]) -> None:
    """Carry out the imports of all modules, those first that need none of what others name for the type checker."""
    waiting = modules
    while waiting:
        failed = []
        for module in waiting:
            try:
                _carry_out_imports(module)
            except ImportError as error:
                failed.append((module, error))
        if len(failed) == len(waiting):
            raise failed[0][1]
        waiting = [module for module, _ in failed]


def _carry_out_imports(module: ModuleType) -> None:
    """Run what stands under `if TYPE_CHECKING:`."""
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(statement.body, []), module.__file__ or "", "exec"), vars(module))  # noqa: S102 - our own source
