"""Place every word of the bargain's picture: what each side has without a deal, the zone, the solutions' names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.charts.labels import Box, Wanted, line_boxes, placed, point_box
from dealwright.show.charts.picture import significant
from dealwright.show.charts.text_width import shortened, text_width
from dealwright.show.words import solution_name, value_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.result import Bargain, Offer, Solution
    from dealwright.show.charts.frontier_frame import XY, Frame
    from dealwright.show.charts.labels import Place
    from dealwright.show.charts.picture import Rows
    from dealwright.show.names import Names
    from dealwright.show.story import Story

_SHORT_NAMES = {"kalai_smorodinsky": "Kalai-Smor."}
_AT = 0.8
"""How far along its line the frontier is named."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the picture's words are made from.

    Attributes:
        names: what the deal's keys are called.
        unit: the unit of both axes.
        values: the values that each term of the packages takes.
    """

    names: Names
    unit: str
    values: list[list[str]]


@dataclass(frozen=True, slots=True)
class Sides:
    """The two parties on the axes."""

    story: Story
    keys: tuple[str, str]

    def names(self, *, narrow: bool) -> tuple[str, str]:
        """Return what the parties are called where there is room, or little of it."""
        first, second = (self.name(key, narrow=narrow) for key in self.keys)
        return first, second

    def name(self, key: str, *, narrow: bool) -> str:
        """Return what a party is called where there is room, or little of it."""
        return (self.story.names.short if narrow else self.story.names.said)(key)

    def token(self, side: int) -> str:
        """Return the colour of a party."""
        return self.story.token(self.keys[side])


def grouped(found: Bargain) -> list[tuple[list[str], Solution]]:
    """Group the solutions that name the same package, which the picture labels once."""
    groups: dict[int, tuple[list[str], Solution]] = {}
    for name, solution in found.solutions.items():
        groups.setdefault(solution.number, ([], solution))[0].append(name)
    return list(groups.values())


def labels(
    groups: Sequence[tuple[Sequence[str], Solution]],
    sides: Sides,
    frame: Frame,
    size: XY,
    *,
    narrow: bool,
) -> Rows:
    """Compute where the words stand, in the units of the axes.

    Args:
        groups: names of solutions that are one package, and the solution.
        sides: the two parties.
        frame: the picture's domains and lines.
        size: width and height of the plot in pixels.
        narrow: whether the picture is for a phone.
    """
    width, height = size
    points = [frame.pixel(frame.place(solution.certainty_equivalent), size) for _, solution in groups]
    held = frame.pixel(frame.held, size)
    fixed = _fixed(sides, frame, held, size, narrow=narrow)
    hull = [frame.pixel(point, size) for point in frame.hull]
    offered = [frame.pixel(frame.place(offer.certainty_equivalent), size) for offer in frame.found.offers]
    taken = [point_box(*point) for point in (*points, *offered)] + [row["box"] for row in fixed]
    crossing = line_boxes([(held[0], 0.0), (held[0], height)]) + line_boxes([(0.0, held[1]), (width, held[1])])
    solutions = [Wanted(_name(names, narrow=narrow), *at) for (names, _), at in zip(groups, points, strict=True)]
    line = [Wanted("frontier", *hull[int(len(hull) * _AT)])] if hull else []
    offers = [
        Wanted(_offer_label(offer, sides, narrow=narrow), *at)
        for offer, at in zip(frame.found.offers, offered, strict=True)
    ]
    wanted = [*solutions, *offers, *line]
    places = placed(wanted, Box(0, 0, width, height), taken, line_boxes(hull) + crossing)
    own = [f"{sides.story.token(offer.by)}-label" for offer in frame.found.offers]
    styles = ["label-accent"] * len(solutions) + own + ["label-strong"] * len(line)
    rows = [
        _row(label, place, frame, size, style)
        for label, place, style in zip(wanted, places, styles, strict=True)
        if place is not None
    ]
    return [*rows, *({key: value for key, value in row.items() if key != "box"} for row in fixed)]


def _name(names: Sequence[str], *, narrow: bool) -> str:
    return joined([_SHORT_NAMES.get(name, solution_name(name)) if narrow else solution_name(name) for name in names])


ADVISED = "advised"
"""What stands as the answer of an offer that nobody has made yet."""


def offer_name(offer: Offer, names: Names) -> str:
    """Name an offer: who made it, when, and what became of it."""
    if offer.answer == ADVISED:
        return f"advised as the next offer of {names.said(offer.by)}"
    when = value_words(offer.on)
    return f"offer of {names.said(offer.by)}, {when}" + (f", {offer.answer}" if offer.answer else "")


def _offer_label(offer: Offer, sides: Sides, *, narrow: bool) -> str:
    day, _, _ = value_words(offer.on).rpartition(" ")
    name = sides.story.names.short(offer.by) if narrow else sides.story.names.opening(offer.by)
    when = "advised" if offer.answer == ADVISED else day or offer.on
    return f"{shortened(name, 60 if narrow else 150, size=12)}, {when}"


def _row(label: Wanted, place: Place, frame: Frame, size: XY, style: str) -> dict[str, Any]:
    x, y = frame.unpixel((place.x, place.y), size)
    px, py = frame.unpixel((label.x, label.y), size)
    pad = {"left": 4, "right": -4, "center": 0}[place.align] if place.leader else 0
    placed_at = {"x": significant(x, 5), "y": significant(y, 5), "px": significant(px, 5), "py": significant(py, 5)}
    return placed_at | {"s": label.text, "al": place.align, "dx": pad, "st": style, "lead": int(place.leader)}


def _fixed(sides: Sides, frame: Frame, held: XY, size: XY, *, narrow: bool) -> list[dict[str, Any]]:
    """Place the words that belong to the lines themselves, and to the zone."""
    width, height = size
    amounts = [number.plain(value, number.decimals_of(value)) for value in frame.held]
    link = " " if narrow else " without a deal "
    room = 0.42 * width - text_width(link + max(amounts, key=len), bold=True)
    names = [shortened(name, room) for name in sides.names(narrow=narrow)]
    texts = [f"{name}{link}{amount}" for name, amount in zip(names, amounts, strict=True)]
    right, left, over, under = (held[0] + 6, "left"), (held[0] - 6, "right"), held[1] - 11, held[1] + 10
    rows: list[dict[str, Any]] = []
    for text, style, places in (
        (texts[0], f"{sides.token(0)}-label", [(side, y) for y in (height - 10, 10) for side in (right, left)]),
        (texts[1], f"{sides.token(1)}-label", [((x, a), y) for x, a in ((4, "left"), (width - 4, "right"))
            for y in (under, over)]),
        (_zone_name(frame, narrow=narrow), "label-accent", [(right, over), (right, over - 17)]),
    ):  # fmt: skip
        if style != "label-accent" or frame.zone:
            tried = [_word(text, (x, y), align, style) for (x, align), y in places]
            rows.append(next((word for word in tried if _free(word["box"], rows, size)), tried[0]))
    for row in rows:
        x, y = frame.unpixel((row["x"], row["y"]), size)
        row |= {"x": significant(x, 5), "y": significant(y, 5), "px": significant(x, 5), "py": significant(y, 5)}
    return rows


def _zone_name(frame: Frame, *, narrow: bool) -> str:
    """Name what both on the axes accept: the zone, unless others must accept it, too."""
    if frame.others:
        return "suits both"
    return "zone" if narrow else "zone of agreement"


def _free(box: Box, rows: Sequence[dict[str, Any]], size: XY) -> bool:
    return box.inside(Box(0, 0, *size)) and not any(box.meets(row["box"]) for row in rows)


def _word(text: str, at: XY, align: str, style: str) -> dict[str, Any]:
    wide = text_width(text, bold=True)
    left = at[0] if align == "left" else at[0] - wide
    box = Box(left, at[1] - 8, left + wide, at[1] + 8)
    return {"x": at[0], "y": at[1], "s": text, "al": align, "dx": 0, "st": style, "lead": 0, "box": box}
