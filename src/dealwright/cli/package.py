"""Sees a package that was typed: whether its paths are negotiated, its values can stand, and lie within the ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.options import Stop, WrongUsage
from dealwright.cli.reading import tell

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from dealwright.study import Study


def see_package(options: argparse.Namespace, study: Study, package: Mapping[str, str] | str | None) -> None:
    """See that a package can be signed: print every problem of its values, each in its place.

    Args:
        options: The parsed options.
        study: The deal.
        package: Its values by path, as typed; the name of a solution, or nothing, says none.

    Raises:
        Stop: A value cannot stand, or lies outside what is negotiated; its problem was printed.
        WrongUsage: Nobody negotiates a path.
    """
    if not package or isinstance(package, str):
        return
    from dealwright.ground.closest import closest, listed
    from dealwright.lang.outside import outside

    deal, over = study.written, list(study.written.over())
    if strange := [path for path in package if over and path not in over]:
        path = strange[0]
        near = closest(path, over)
        there = f"`{near}` is near" if near else f"there are {listed(over)}"
        message = f"nobody negotiates `{path}` in {options.file}; {there}; --set changes it with and without a deal"
        raise WrongUsage(message)
    laid = deal.package(dict(package)) if over else deal.with_overrides(dict(package))
    problems = [each for each in laid.errors if each.place.file.startswith("<set ")] or list(laid.errors)
    wrong = {each.place.file for each in problems}
    problems += [each for each in outside(deal, package) if each.place.file not in wrong]
    if problems:
        tell(options, problems, laid.line)
        raise Stop(1)
