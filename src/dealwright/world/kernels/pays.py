"""Says where a compiled loop pays."""

MUCH = 2**20
"""Numbers from which on loading the compiler and what it kept costs less than it saves: some tenths of a second."""


def pays(numbers: int) -> bool:
    """Say whether there is so much to do that compiled loops are quicker. What they find is the same, to the byte.

    Args:
        numbers: How many numbers are to be found.
    """
    return numbers >= MUCH
