"""Say at the head of every result of which deal, which file, which futures and which money it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from dealwright.ground.drawn import Drawn

if TYPE_CHECKING:
    from dealwright.engine.result import Json
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


class Heading(TypedDict):
    """The attributes that every result begins with, by name, as `Headed` explains them."""

    title: str
    file: str
    digest: str
    seed: int
    paths: int
    currency: str
    as_of: date
    before_tax: bool
    price_basis: str


def heading_of(loaded: Loaded, draws: Draws) -> Heading:
    """Return what the result of a deal begins with.

    Args:
        loaded: The deal, checked.
        draws: The draws of its futures.
    """
    deal = loaded.sound
    return Heading(
        title=deal.title,
        file=loaded.file,
        digest=loaded.digest,
        seed=draws.seed,
        paths=draws.paths,
        currency=deal.currency,
        as_of=deal.dates[0],
        before_tax=deal.before_tax,
        price_basis=deal.prices,
    )


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Headed(Drawn):
    """A result that says which deal, which file, which futures and which money it is of.

    Attributes:
        title: the deal's title.
        file: the deal file as the user named it; empty where the worths were given without one.
        digest: SHA-256 of the file's bytes, in hexadecimal; empty likewise.
        seed: seed of the futures.
        paths: number of futures; 0 where the worths were given.
        currency: ISO 4217 code.
        as_of: valuation date.
        before_tax: whether no party and no company pays tax in this deal.
        price_basis: `nominal` or `real`: whether amounts of later days are of these days or of `as_of`.
    """

    title: str = ""
    file: str = ""
    digest: str = ""
    seed: int = 0
    paths: int = 0
    currency: str = ""
    as_of: date = date.min
    before_tax: bool = True
    price_basis: str = "nominal"

    def heading(self) -> Heading:
        """Return these attributes, for another result of the same deal and futures."""
        return Heading(
            title=self.title,
            file=self.file,
            digest=self.digest,
            seed=self.seed,
            paths=self.paths,
            currency=self.currency,
            as_of=self.as_of,
            before_tax=self.before_tax,
            price_basis=self.price_basis,
        )

    def head(self) -> dict[str, Json]:
        """Return the keys that the JSON of every result begins with; the title is called `deal`."""
        said = self.heading()
        return {
            "deal": said["title"],
            "file": said["file"],
            "digest": said["digest"],
            "seed": said["seed"],
            "paths": said["paths"],
            "currency": said["currency"],
            "as_of": said["as_of"].isoformat(),
            "before_tax": said["before_tax"],
            "price_basis": said["price_basis"],
        }
