"""Numbers the instructions in which a compiled loop is told what to work out."""

LEVEL, NUMBER, CERTAIN = range(3)
"""Read a driver's level at an edge of the step, a number of each path, what is certain in the step."""
ADD, SUBTRACT, MULTIPLY, DIVIDE = range(3, 7)
"""Reckon with two."""
LESS, LESS_EQUAL, EQUAL, UNEQUAL = range(7, 11)
"""Compare two."""
MINIMUM, MAXIMUM, WHERE, ALL, EITHER, NEGATE, NOT = range(11, 18)
"""Take one of two, or one of two by a third; tell whether both hold, or either; turn one round."""
