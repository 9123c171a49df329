"""Follow what a function of ours writes, expression by expression, knowing only types."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import types
import typing
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal

from dealwright.web.api.sources import meanings, names_of, tree_of, types_of
from dealwright.web.api.values import (
    Day,
    Either,
    Entries,
    Keyed,
    Many,
    Plain,
    Some,
    Told,
    Typed,
    Value,
    choices_of,
    items_of,
    pairs_of,
    there,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Scope = dict[str, Value]

_NUMBERS = {
    "len": int,
    "int": int,
    "float": float,
    "round": float,
    "str": str,
    "bool": bool,
    "abs": float,
    "sum": float,
}
_OPAQUE = ("Json", "Any", "object")
"""What a function says it returns where its body tells more."""
_APART = frozenset({"place", "before", "after"})
"""Fields of a cap table that its data leave out."""
_ALIKE = ("list", "tuple", "sorted", "dict", "reversed")
"""What returns the items, or the entries, that it is given."""


def told_by(kind: type) -> Entries:
    """Return what `to_json` of a result writes, key by key.

    Args:
        kind: The class of the result.
    """
    function = kind.to_json  # type: ignore[attr-defined]  # each result has it
    return _explained(entries(returned(function, {"self": Typed(kind)})), function)


def _explained(found: Entries, function: Callable[..., Any]) -> Entries:
    """Let each key say what the function that writes it says of it."""
    says = meanings(function)
    values = {
        key: replace(value, trail=((key, says[key]), *value.trail)) if key in says else value
        for key, value in found.values.items()
    }
    return replace(found, values=values)


def returned(function: Callable[..., Any], given: Mapping[str, Value] | None = None) -> Value:
    """Return what a function returns.

    Args:
        function: One of ours.
        given: What its arguments are; what is not given is known by its type.
    """
    tree, hints = tree_of(function), types_of(function)
    scope: Scope = {name: Typed(hint) for name, hint in hints.items() if name != "return"}
    module = inspect.getmodule(function)
    assert module is not None  # noqa: S101 - every function of ours stands in one
    reader = _Reader(names_of(module), {**scope, **(given or {})})
    reader.follow(tree.body)
    return _either(reader.returned)


def entries(value: Value) -> Entries:
    """Return the entries of a mapping each of whose keys is known.

    Raises:
        TypeError: Its keys are not known.
    """
    if isinstance(value, Told):
        return told_by(value.of)
    if isinstance(value, Either):
        parts = [entries(each) for each in value.choices]
        keys = dict.fromkeys(key for part in parts for key in part.values)
        always = {key for key in keys if all(key in part.values and key not in part.optional for part in parts)}
        values = {key: _either([part.values[key] for part in parts if key in part.values]) for key in keys}
        return Entries(values, frozenset(keys) - always, trail=value.trail)
    if isinstance(value, Entries):
        return value
    if isinstance(value, Keyed):
        return Entries({}, rest=value.each, trail=value.trail)
    if isinstance(value, Plain) and isinstance(value.of, Typed):
        kind = value.of.hint
        says = meanings(kind)
        fields = {name: Plain(_attribute(value.of, name)) for name in data_fields(kind)}
        return Entries({name: replace(each, trail=((name, says.get(name, "")),)) for name, each in fields.items()})
    message = f"its keys are not known: {value}"
    raise TypeError(message)


def _either(values: list[Value]) -> Value:
    trail = tuple(step for each in values for step in each.trail)
    return values[0] if len(values) == 1 else Either(tuple(values), trail=trail)


def data_fields(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type may be anything
    """Return the fields of a dataclass of a cap table that stand in its data."""
    return tuple(each.name for each in dataclasses.fields(kind) if each.name not in _APART)


class _Reader:
    """Go through the lines of one function."""

    def __init__(self, names: Mapping[str, Any], scope: Scope) -> None:
        self.names, self.scope = names, scope
        self.returned: list[Value] = []

    def follow(self, lines: Iterable[ast.stmt], *, sometimes: bool = False) -> None:
        for line in lines:
            match line:
                case ast.Return(value=ast.expr() as value):
                    self.returned.append(self.of(value))
                case ast.Assign(targets=[target], value=value):
                    self._assign(target, self.of(value), sometimes=sometimes)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    self._assign(target, self.of(value), sometimes=sometimes)
                case ast.AugAssign(target=ast.Name(id=name), op=ast.BitOr(), value=value):
                    self._lay(name, entries(self.of(value)), sometimes=sometimes)
                case ast.If(body=body, orelse=orelse):
                    self.follow(body, sometimes=True)
                    self.follow(orelse, sometimes=True)
                case ast.Expr():
                    pass
                case _:
                    message = f"nothing is known of `{ast.unparse(line)}`"
                    raise TypeError(message)

    def _assign(self, target: ast.expr, value: Value, *, sometimes: bool) -> None:
        match target:
            case ast.Name(id=name):
                self.scope[name] = value
            case ast.Tuple(elts=names):
                parts = items_of(value)
                assert isinstance(parts, tuple)  # noqa: S101 - as many as there are names
                for each, part in zip(names, parts, strict=True):
                    self._assign(each, part, sometimes=sometimes)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as key)):
                self._lay(name, Entries({key: value}), sometimes=sometimes)

    def _lay(self, name: str, more: Entries, *, sometimes: bool) -> None:
        self.scope[name] = entries(self.scope[name]).merged(more.sometimes() if sometimes else more)

    def of(self, node: ast.expr) -> Value:
        """Return what an expression comes to."""
        match node:
            case ast.Constant(value=value):
                literal = Literal[value] if isinstance(value, str) else type(value)
                return Typed(literal)
            case ast.Name(id=name):
                return self.scope[name]
            case ast.Attribute(value=value, attr=name):
                return _attribute(self.of(value), name)
            case ast.Subscript(value=value, slice=key):
                return self._item(self.of(value), key)
            case ast.Call():
                return self._call(node)
        return self._operation(node)

    def _operation(self, node: ast.expr) -> Value:
        match node:
            case ast.IfExp(body=body, orelse=orelse):
                return _either([self.of(body), self.of(orelse)])
            case ast.BoolOp(op=ast.Or(), values=values) if not isinstance(values[0], ast.Compare):
                return _either([self.of(each) for each in values])
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return Typed(bool)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return entries(self.of(left)).merged(entries(self.of(right)))
            case ast.BinOp(left=operand) | ast.UnaryOp(operand=operand):
                return self.of(operand)
        return self._collection(node)

    def _collection(self, node: ast.expr) -> Value:
        match node:
            case ast.Dict(keys=keys, values=values):
                return reduce(Entries.merged, map(self._entry, keys, values), Entries({}))
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return Some(tuple(self.of(each) for each in items))
            case ast.DictComp(key=key, value=value, generators=[each]):
                return self._entries(each, key, value)
            case ast.ListComp(elt=item, generators=[each]) | ast.GeneratorExp(elt=item, generators=[each]):
                return self._items(each, item)
        message = f"nothing is known of `{ast.unparse(node)}`"
        raise TypeError(message)

    def _entry(self, key: ast.expr | None, value: ast.expr) -> Entries:
        if key is None:
            return entries(self.of(value))
        assert isinstance(key, ast.Constant)  # noqa: S101 - a key that is worked out stands in a comprehension
        return Entries({str(key.value): self.of(value)})

    def _entries(self, each: ast.comprehension, key: ast.expr, value: ast.expr) -> Value:
        over = self._over(each.iter)
        if not isinstance(over, tuple):
            inner = self._with(each.target, over)
            return Keyed(inner.of(value), trail=over.trail)
        found: dict[str, Value] = {}
        for item in over:
            inner = self._with(each.target, item)
            name = inner.of(key)
            assert isinstance(name, Typed)  # noqa: S101 - a key is a text
            found[str(typing.get_args(name.hint)[0])] = inner.of(value)
        return Entries(found)

    def _items(self, each: ast.comprehension, item: ast.expr) -> Value:
        over = self._over(each.iter)
        if isinstance(over, tuple):
            return Some(tuple(self._with(each.target, part).of(item) for part in over))
        return Many(self._with(each.target, over).of(item), trail=over.trail)

    def _with(self, target: ast.expr, value: Value) -> _Reader:
        inner = _Reader(self.names, dict(self.scope))
        inner._assign(target, value, sometimes=False)
        return inner

    def _over(self, node: ast.expr) -> tuple[Value, ...] | Value:
        """Return what a comprehension goes through."""
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="items")):
                return pairs_of(self.of(value))
            case ast.Call(func=ast.Name(id="enumerate"), args=[value]):
                found = self._over(value)
                return Some((Typed(int), _any(found)), trail=_any(found).trail)
            case ast.Call(func=ast.Name(id="zip"), args=values):
                parts = [self._over(each) for each in values]
                if any(isinstance(each, tuple) for each in parts):
                    rows = [each if isinstance(each, tuple) else (each,) * 99 for each in parts]
                    return tuple(map(Some, zip(*rows, strict=False)))
                return Some(tuple(map(_any, parts)))
            case _:
                return items_of(self.of(node))

    def _item(self, value: Value, key: ast.expr) -> Value:
        match key:
            case ast.Constant(value=str() as name):
                if isinstance(value, Entries):
                    return value.values[name]
                assert isinstance(value, Typed)  # noqa: S101 - a typed dictionary
                return Typed(types_of(value.hint)[name], trail=(*value.trail, (name, "")))
            case ast.Constant(value=int() as place):
                parts = items_of(value)
                return parts[place] if isinstance(parts, tuple) else parts
        return _any(items_of(value))

    def _call(self, node: ast.Call) -> Value:
        match node.func:
            case ast.Name(id=name) if name in _NUMBERS:
                return Typed(_NUMBERS[name], trail=self.of(node.args[0]).trail if node.args else ())
            case ast.Name(id=name) if name in _ALIKE:
                return self.of(node.args[0])
            case ast.Name(id=name):
                return self._function(self.names[name], node)
            case ast.Attribute(value=value, attr=name):
                return self._method(self.of(value), name, node)
        message = f"nothing is known of `{ast.unparse(node)}`"
        raise TypeError(message)

    def _function(self, function: Callable[..., Any], node: ast.Call) -> Value:
        given = [self.of(each) for each in node.args]
        trail = tuple(step for each in given for step in each.trail)
        if function.__name__ == "plain":
            return Plain(given[0], trail=trail)
        says = str(function.__annotations__.get("return", ""))
        if any(word in says for word in _OPAQUE):
            names = list(inspect.signature(function).parameters)
            found = returned(function, dict(zip(names, given, strict=False)))
            return replace(found, trail=trail + found.trail)
        return Typed(types_of(function)["return"], trail=trail)

    def _method(self, value: Value, name: str, node: ast.Call) -> Value:
        if name == "isoformat":
            return Typed(Day, trail=value.trail)
        if isinstance(value, Entries | Keyed) and name == "get":
            return _any(items_of(value))
        assert isinstance(value, Typed), ast.unparse(node)  # noqa: S101 - methods are those of our classes
        kinds = [each for each in choices_of(there(value.hint)) if hasattr(each, name)]
        found: list[Value] = []
        for kind in kinds:
            function = inspect.unwrap(getattr(kind, name))
            says = str(function.__annotations__.get("return", ""))
            if name == "to_json" and len(inspect.signature(function).parameters) == 1:
                found.append(Told(kind, trail=value.trail))
            elif any(word in says for word in _OPAQUE):
                told = returned(function, {"self": Typed(kind, trail=value.trail)})
                found.append(_explained(told, function) if isinstance(told, Entries) else told)
            else:
                found.append(Typed(types_of(function)["return"], trail=value.trail))
        return _either(found)


def _any(found: tuple[Value, ...] | Value) -> Value:
    return _either(list(found)) if isinstance(found, tuple) else found


def _attribute(value: Value, name: str) -> Value:
    """Return an attribute of a value of one of our classes."""
    if not isinstance(value, Typed):
        return Typed(Any, trail=value.trail)
    found: list[Value] = []
    for kind in choices_of(there(value.hint)):
        if kind is Any or not isinstance(kind, type) or not kind.__module__.startswith("dealwright"):
            continue
        step = (name, meanings(kind).get(name, ""))
        part = inspect.getattr_static(kind, name, None)
        getter = part.fget if isinstance(part, property) else getattr(part, "func", None)
        hint = types_of(getter)["return"] if isinstance(getter, types.FunctionType) else types_of(kind)[name]
        found.append(Typed(hint, trail=(*value.trail, step)))
    return _either(found) if found else Typed(Any, trail=value.trail)
