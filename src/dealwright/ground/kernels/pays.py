"""Says where a compiled loop pays."""

import sys

MUCH = 2**20
"""Numbers from which on loading the compiler and what it kept costs less than it saves: some tenths of a second."""
SOME = 2**13
"""The same where the compiler is loaded already."""
PLENTY = 2**25
"""Numbers, array after array, from which on it is worth loading even where no array is large."""


def pays(numbers: int) -> bool:
    """Say whether there is so much to do that compiled loops are quicker, by what there is to do alone.

    Args:
        numbers: How many numbers are to be found.
    """
    return numbers >= MUCH


def pays_now(numbers: int) -> bool:
    """Say the same of loops that find what the plain way finds, to the byte: then less is enough once one was used.

    Args:
        numbers: How many numbers are to be found.
    """
    return numbers >= (SOME if "numba" in sys.modules else MUCH)


def get_ready(numbers: int) -> None:
    """Load the compiler where so much will be done, little by little, that it pays: no result hangs on it.

    Args:
        numbers: How many numbers will be found in all.
    """
    if numbers >= PLENTY:
        import numba  # noqa: F401 - that it is there is what counts
