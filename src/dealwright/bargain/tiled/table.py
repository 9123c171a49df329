"""Write the packages of a part as a table in Parquet, and read what they are worth back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.places import places_in
from dealwright.bargain.tiled.job import Part, opened, worth_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.packages import World
    from dealwright.engine.grids.tiles import Tile, TileWorth

NUMBER = "package"
"""The column with a package's number among all."""


def worth_column(party: str) -> str:
    """Name the column with a party's worth."""
    return f"worth.{party}"


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
        A Parquet file of one row group: the package's number, the value of each path, the worth to each party.
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

    job, found = opened(part.job), worth.certainty_equivalent
    world, values = job.world(part.world), job.worlds.values
    columns = {NUMBER: pa.array(numbers_in(world, part.tile))}
    for path, places in places_in(world, values, part.tile.first, part.tile.second).items():
        columns[path] = pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(values[path]))
    columns |= {worth_column(party): pa.array(row.ravel()) for party, row in zip(job.parties, found, strict=True)}
    return _written(columns, tuple(values), [worth_column(party) for party in job.parties])


def _written(columns: Mapping[str, object], paths: Sequence[str], worths: Sequence[str]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(
        pa.table(columns),
        sink,
        row_group_size=len(columns[NUMBER]),  # type: ignore[arg-type]  # an array of pyarrow, which has no types
        compression="zstd",
        compression_level=1,
        use_dictionary=list(paths),
        column_encoding={NUMBER: "DELTA_BINARY_PACKED", **dict.fromkeys(worths, "BYTE_STREAM_SPLIT")},
    )
    return bytes(sink.getvalue())


def read_worth(path: Path, parties: Sequence[str]) -> Float[ndarray, "party package"]:
    """Read what the packages of a part are worth, in the order of their numbers."""
    from pyarrow import parquet

    table = parquet.read_table(path, columns=[worth_column(party) for party in parties], use_threads=False)
    return np.array([table.column(worth_column(party)).to_numpy() for party in parties])


def read_range(path: Path, parties: Sequence[str]) -> Float[ndarray, "party end"]:
    """Read the least and the most that the packages of a part are worth to each party, from its last page alone."""
    from pyarrow import parquet

    meta = parquet.read_metadata(path)
    found = []
    for party in parties:
        place = meta.schema.to_arrow_schema().get_field_index(worth_column(party))
        parts = [meta.row_group(number).column(place).statistics for number in range(meta.num_row_groups)]
        found.append([min(each.min for each in parts), max(each.max for each in parts)])
    return np.array(found)
