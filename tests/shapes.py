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
from types import FunctionType, ModuleType
from typing import Any

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
                    checked[member] = _checked(member)
                    setattr(holder, name, checked[member])
    for module in list(sys.modules.values()):
        if module.__name__.startswith("dealwright."):
            for name, member in list(vars(module).items()):
                if isinstance(member, FunctionType) and member in checked:
                    setattr(module, name, checked[member])
    return len(checked)


def _checked(function: FunctionType) -> Any:
    """Put one function behind a check of its arrays; what else it takes is mypy's matter."""
    hints = function.__annotations__
    function.__annotations__ = {name: hint for name, hint in hints.items() if any(axes in str(hint) for axes in AXES)}
    return jaxtyped(typechecker=CHECK)(function)


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
