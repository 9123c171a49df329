"""Say what a party makes of the numbers of one issue where that is no straight line: the value functions of NegMAS.

Source:
    `negmas.preferences.value_fun` in NegMAS 0.16, whose documentation states each formula.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.lang.genius.functions import Function
    from dealwright.lang.genius.issue import Value


@final
@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial.

    Attributes:
        coefficients: Of the powers from 0 up.
    """

    coefficients: tuple[float, ...]

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate numbers.

        Example:
            >>> Polynomial((1.0, -2.0, 1.0)).of([0, 1, 3])
            [1.0, 0.0, 4.0]
        """
        return [self._at(float(value)) for value in values]

    def _at(self, number: float) -> float:
        return math.fsum(each * number**power for power, each in enumerate(self.coefficients))


@final
@dataclass(frozen=True, slots=True)
class Exponential:
    """A power with the number in its exponent.

    Attributes:
        rate: What the number is multiplied by.
        base: What is raised; above zero.
        offset: What is added.
    """

    rate: float
    base: float = math.e
    offset: float = 0.0

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate numbers.

        Example:
            >>> Exponential(2.0, base=3.0, offset=1.0).of([0, 1])
            [2.0, 10.0]
        """
        return [self.base ** (self.rate * float(value)) + self.offset for value in values]


@final
@dataclass(frozen=True, slots=True)
class Logarithm:
    """A logarithm.

    Attributes:
        rate: What the number is multiplied by, before.
        base: Of the logarithm.
        scale: What it is multiplied by, after.
        offset: What is added.
    """

    rate: float
    base: float = math.e
    scale: float = 1.0
    offset: float = 0.0

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate numbers.

        Raises:
            ValueError: If one has no logarithm.

        Example:
            >>> Logarithm(0.5, base=2.0, scale=3.0, offset=1.0).of([2, 8])
            [1.0, 7.0]
        """
        return [self.scale * math.log(self.rate * float(value), self.base) + self.offset for value in values]


@final
@dataclass(frozen=True, slots=True)
class Wave:
    """A cosine or a sine.

    Attributes:
        rate: What the number is multiplied by.
        phase: What is added to that.
        height: What the wave is multiplied by.
        offset: What is added in the end.
        sine: Whether it is a sine.
    """

    rate: float = 1.0
    phase: float = 0.0
    height: float = 1.0
    offset: float = 0.0
    sine: bool = False

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate numbers.

        Example:
            >>> Wave(height=2.0, offset=1.0).of([0.0]), Wave(sine=True).of([0.0])
            ([3.0], [0.0])
        """
        wave = math.sin if self.sine else math.cos
        return [self.height * wave(self.rate * float(value) + self.phase) + self.offset for value in values]


@final
@dataclass(frozen=True, slots=True)
class Roof:
    """A rise, a top that may be flat, and a fall; nothing outside.

    Attributes:
        start: Where it begins to rise.
        rise_end: Where it is at the top.
        fall_start: Where it begins to fall.
        end: Where it is down.
        scale: How high the top is.
        offset: What is added everywhere.
        pointed: Whether its ends are at the bottom, also where a side is upright: so NegMAS has it of triangles, whose
            `rise_end` and `fall_start` are one, and not of trapezoids.
    """

    start: float
    rise_end: float
    fall_start: float
    end: float
    scale: float = 1.0
    offset: float = 0.0
    pointed: bool = False

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate numbers.

        Example:
            >>> Roof(0, 2, 3, 5, scale=2.0, offset=1.0).of([-1, 1, 2, 2.5, 4, 5])
            [1.0, 2.0, 3.0, 3.0, 2.0, 1.0]
            >>> Roof(0, 0, 0, 2).of([0]), Roof(0, 0, 0, 2, pointed=True).of([0])
            ([1.0], [0.0])
        """
        return [self.offset + self.scale * self._at(float(value)) for value in values]

    def _at(self, number: float) -> float:
        if not self.start <= number <= self.end or (self.pointed and number in {self.start, self.end}):
            return 0.0
        if number < self.rise_end:
            return (number - self.start) / (self.rise_end - self.start)
        return 1.0 if number <= self.fall_start else (self.end - number) / (self.end - self.fall_start)


@final
@dataclass(frozen=True, slots=True)
class Bell:
    """A bell curve.

    Attributes:
        centre: Where it is highest.
        spread: Its standard deviation.
        scale: How high it is.
        offset: What is added everywhere.
    """

    centre: float
    spread: float
    scale: float = 1.0
    offset: float = 0.0

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate numbers.

        Example:
            >>> Bell(3.0, 2.0, scale=0.5, offset=0.25).of([3])
            [0.75]
        """
        return [
            self.offset + self.scale * math.exp(-((float(value) - self.centre) ** 2) / (2.0 * self.spread**2))
            for value in values
        ]


@final
@dataclass(frozen=True, slots=True)
class Mixture:
    """Several functions of one issue, weighted and added.

    Attributes:
        functions: The functions.
        weights: Of each.
        offset: What is added.
    """

    functions: tuple[Function, ...]
    weights: tuple[float, ...]
    offset: float = 0.0

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate values.

        Example:
            >>> Mixture((Polynomial((0.0, 1.0)), Polynomial((1.0,))), (2.0, 3.0), 0.5).of([4])
            [11.5]
        """
        known = list(values)
        rows = [function.of(known) for function in self.functions]
        columns = zip(*rows, strict=True) if rows else [()] * len(known)
        return [self.offset + math.fsum(map(float.__mul__, self.weights, column)) for column in columns]


Curve: TypeAlias = Polynomial | Exponential | Logarithm | Wave | Roof | Bell | Mixture
"""What is no straight line."""
