"""Hold what everything is said in: a place in a file, a problem, a unit, the calendar."""

from dealwright.ground.calendar import Step, TimeGrid, add_months, add_years
from dealwright.ground.place import NOWHERE, Place
from dealwright.ground.problem import Problem, Severity, error, in_file_order, render, warning
from dealwright.ground.unit import Kind, Unit, describe

__all__ = [
    "NOWHERE",
    "Kind",
    "Place",
    "Problem",
    "Severity",
    "Step",
    "TimeGrid",
    "Unit",
    "add_months",
    "add_years",
    "describe",
    "error",
    "in_file_order",
    "render",
    "warning",
]
