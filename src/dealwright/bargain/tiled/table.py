"""Write the packages of a part as a table in Parquet, and read what they are worth back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.bargain.places import places_in
from dealwright.bargain.tiled.job import Part, opened, worth_of
from dealwright.engine.executors.running import KeepError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.packages import World
    from dealwright.bargain.tiled.job import Opened
    from dealwright.engine.grids.tiles import Tile, TileWorth

NUMBER, WORTH = "package", "worth"
"""The column with a package's number among all; and what the columns with each party's worth begin with."""
SPREAD = ("standard_deviation", "p5", "cvar5")
"""What the columns begin with that tell how far a package's worth may fall."""
TOLD = {
    NUMBER: "the package's number among all",
    WORTH: "worth by the bargain's measure, once the deal closes",
    "mean": "mean of the present value over the futures",
    "standard_deviation": "standard deviation of the present value over the futures",
    "p5": "5th percentile of the present value over the futures",
    "cvar5": "mean of the worst 5 % of the present value over the futures",
}
"""What each column holds, for whoever reads the table without us."""


def column_of(figure: str, party: str) -> str:
    """Name the column with a figure of a party, such as `p5.ada`."""
    return f"{figure}.{party}"


def figures_in(*, tails: bool) -> tuple[str, ...]:
    """List the figures that a table has of each party.

    Args:
        tails: Whether it tells how far the worth may fall.

    Example:
        >>> figures_in(tails=True)
        ('worth', 'mean', 'standard_deviation', 'p5', 'cvar5')
    """
    return (WORTH, "mean", *SPREAD) if tails else (WORTH,)


def numbers_in(world: World, tile: Tile) -> Int[ndarray, " package"]:
    """Return the numbers of a part's packages among all, rising."""
    levels, firsts, seconds = world.index.shape
    first = np.arange(firsts)[tile.first]
    second = np.arange(seconds)[tile.second]
    found = (np.arange(levels)[:, None, None] * firsts + first[:, None]) * seconds + second
    return found.ravel() + world.first


def table_of(part: Part) -> bytes:
    """Value a part and write it down: a pure function of what it says.

    Args:
        part: The part.

    Returns:
        A Parquet file of one row group: the package's number, the value of each path, the worth to each party, and
        where that was asked for how far it may fall.
    """
    return written_down(part, worth_of(part))


def written_down(part: Part, worth: TileWorth) -> bytes:
    """Write down what a part is worth.

    Args:
        part: The part.
        worth: What its packages are worth.

    Returns:
        As `table_of`.
    """
    import pyarrow as pa

    job = opened(part.job)
    world, values = job.world(part.world), job.worlds.values
    columns = {NUMBER: pa.array(numbers_in(world, part.tile))}
    for path, places in places_in(world, values, part.tile.first, part.tile.second).items():
        columns[path] = pa.DictionaryArray.from_arrays(pa.array(places), pa.array(values[path]))
    columns |= {name: pa.array(row) for name, row in _figures(job, worth).items()}
    return _written(columns, tuple(values), job.currency)


def _figures(job: Opened, worth: TileWorth) -> dict[str, Float[ndarray, " package"]]:
    """Name the figures of each package by their columns."""
    found = [worth.certainty_equivalent]
    if worth.tails is not None:
        found += [worth.mean, *worth.tails.every]
    named = zip(figures_in(tails=worth.tails is not None), found, strict=True)
    return {
        column_of(figure, party): row.ravel()
        for figure, rows in named
        for party, row in zip(job.parties, rows, strict=True)
    }


def _written(columns: Mapping[str, object], paths: Sequence[str], currency: str) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    table, figures = pa.table(columns), [name for name in columns if name != NUMBER and name not in paths]
    parquet.write_table(
        table.cast(pa.schema([_explained(field, figures, currency) for field in table.schema])),
        sink,
        row_group_size=table.num_rows,
        compression="zstd",
        compression_level=1,
        use_dictionary=list(paths),
        write_page_checksum=True,
        column_encoding={NUMBER: "DELTA_BINARY_PACKED", **dict.fromkeys(figures, "BYTE_STREAM_SPLIT")},
    )
    return bytes(sink.getvalue())


def _explained(field: Any, figures: Sequence[str], currency: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Say with a column what it holds, and of money in which currency."""
    if field.name in figures:
        told = TOLD[field.name.split(".", 1)[0]]
        return field.with_metadata({"unit": currency, "description": told})
    return field.with_metadata({"description": TOLD.get(field.name, "the value that the package sets there")})


def read_figures(path: Path, parties: Sequence[str], figures: Sequence[str]) -> Float[ndarray, "row package"]:
    """Read figures of the packages of a part, in the order of their numbers: of each party one after the other.

    Raises:
        KeepError: If the file is not what was written.
    """
    from pyarrow import parquet

    names = [column_of(figure, party) for figure in figures for party in parties]
    try:
        table = parquet.read_table(path, columns=names, use_threads=False, page_checksum_verification=True)
    except (OSError, ValueError) as reason:
        message = f"{path} is not what was written there: the same command values its packages again"
        raise KeepError(message) from reason
    return np.array([table.column(name).to_numpy() for name in names])


def read_range(path: Path, parties: Sequence[str]) -> Float[ndarray, "party end"]:
    """Read the least and the most that the packages of a part are worth to each party, from its last page alone."""
    from pyarrow import parquet

    meta = parquet.read_metadata(path)
    found = []
    for party in parties:
        place = meta.schema.to_arrow_schema().get_field_index(column_of(WORTH, party))
        parts = [meta.row_group(number).column(place).statistics for number in range(meta.num_row_groups)]
        found.append([min(each.min for each in parts), max(each.max for each in parts)])
    return np.array(found)
