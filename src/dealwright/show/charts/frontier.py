"""Draw the bargain: every package a dot, the zone, the worth without a deal, the frontier, the solutions."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from dealwright.bargain.cloud import pictured
from dealwright.bargain.points import numbers_of
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.charts.frontier_frame import frame_of, near_hull
from dealwright.show.charts.frontier_layers import layout, wide_of
from dealwright.show.charts.frontier_words import Sides, Words, grouped, offer_name
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.words import capital, solution_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.points import Point
    from dealwright.bargain.refinement import RefinedPoint
    from dealwright.bargain.result import Bargain
    from dealwright.show.charts.frontier_frame import Frame
    from dealwright.show.charts.picture import Rows
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

Thing = TypeVar("Thing")
MOST_DOTS = 1_000
"""More dots than this say nothing more; the figure's foot says how many are drawn."""

BETWEEN = "on the frontier, between the steps"
"""What a dot of a package between the steps of the ranges is called."""
_MOST_ON_FRONTIER = 300


def frontier_panels(found: Bargain, story: Story, scale: Scale) -> tuple[Panel, ...]:
    """Draw the bargain: between two parties, or in a panel for each pair of more.

    Args:
        found: the bargain.
        story: the results that the page is made from.
        scale: the scale of all axes.
    """
    pairs = pairs_of(found)
    if len(pairs) == 1:
        return (frontier_panel(found, story, scale, pairs[0]),)
    return tuple(
        replace(
            frontier_panel(found, story, scale, pair),
            name=f"frontier-{'-'.join(pair)}",
            heading=capital(joined([story.names.said(party) for party in pair])),
        )
        for pair in pairs
    )


def pairs_of(found: Bargain) -> list[tuple[str, str]]:
    """Return the two parties on the axes of each panel."""
    return [(found.between[one], found.between[other]) for one, other in pictured(len(found.between))]


def frontier_panel(found: Bargain, story: Story, scale: Scale, pair: tuple[str, str]) -> Panel:
    """Draw the bargain between two of its parties.

    Args:
        found: the bargain.
        story: the results that the page is made from.
        scale: the scale of both axes.
        pair: the party on the horizontal axis, and the one on the vertical.
    """
    frame = frame_of(found, pair, scale.factor)
    words = Words(story.names, story.unit(scale), values_of(found))
    sides = Sides(story, pair)
    wide, labels = layout(found, sides, frame, words, narrow=False)
    narrow, short = layout(found, sides, frame, words, narrow=True)
    dots = [
        *_dots(cloud(found), frame, words, ""),
        *_dots(frontier_dots(found), frame, words, "on the frontier", signing(found)),
        *_dots(between_dots(found), frame, words, BETWEEN),
        *_offers(found, sides, frame, words),
        *_solutions(found, frame, words),
    ]
    data: dict[str, Rows] = {
        "dots": dots,
        "hull": [{"x": significant(x), "y": significant(y)} for x, y in frame.hull],
        "finer": _finer(found, frame),
        "zone": frame.zone,
        "held": [{"x": significant(frame.held[0]), "y": significant(frame.held[1])}],
        "bands": _bands(found, story, frame),
        "labels": labels,
        "short": short,
    }
    if story.chosen is not None:
        x, y = frame.place(story.chosen)
        data["chosen"] = [{"x": significant(x, 6), "y": significant(y, 6)}]
    return Panel("frontier", "", "", wide, narrow, data, width=wide_of(found))


def cloud(found: Bargain) -> Sequence[Point]:
    """Return the packages to draw that are not on the frontier: together with it no more than a thousand."""
    on = set(numbers_of(found.frontier))
    below = [place for place, number in enumerate(numbers_of(found.cloud)) if number not in on]
    drawn = _thinned(below, MOST_DOTS - min(len(found.frontier), _MOST_ON_FRONTIER))
    return [found.cloud[place] for place in drawn]


def frontier_dots(found: Bargain) -> Sequence[Point]:
    """Return the packages of the frontier that answer to a pointer; its line is drawn through all near its hull."""
    return _thinned(found.frontier, _MOST_ON_FRONTIER)


def between_dots(found: Bargain) -> Sequence[RefinedPoint]:
    """Return the packages of the frontier between the steps of the ranges."""
    return () if found.refined is None else found.refined.frontier


def _finer(found: Bargain, frame: Frame) -> Rows:
    """Return the line through the packages between the steps, where two bargain: as for the grid, without stagger."""
    if len(found.between) > len(frame.keys):
        return []
    places = [frame.place(point.certainty_equivalent) for point in between_dots(found)]
    errors = (found.reservation[key].standard_error / frame.factor for key in frame.keys)
    line = near_hull(places, max(errors)) if len(places) > 1 else []
    return [{"x": significant(x), "y": significant(y)} for x, y in line if frame.shows(x, y)]


def _thinned(points: Sequence[Thing], most: int) -> Sequence[Thing]:
    if len(points) <= most:
        return points
    return [points[int(place * len(points) / most)] for place in range(most)]


def values_of(found: Bargain) -> list[list[str]]:
    """Collect the values each term takes, so that a dot can name its package by small numbers."""
    packages = [point.package for point in (*cloud(found), *frontier_dots(found))]
    packages += [point.package for point in between_dots(found)]
    packages += [solution.package for solution in found.solutions.values()]
    packages += [{path: offer.package.get(path, "") for path in found.paths_of_terms} for offer in found.offers]
    return [
        list(dict.fromkeys(package[path] for package in packages if path in package)) for path in found.paths_of_terms
    ]


def _coded(package: Mapping[str, str], found: Bargain, words: Words) -> dict[str, int]:
    return {
        f"t{place}": words.values[place].index(package[path])
        for place, path in enumerate(found.paths_of_terms)
        if path in package
    }


def signing(found: Bargain) -> dict[int, float]:
    """Return the chance that all sign each package of the frontier for which it was counted, by its number."""
    if found.beliefs is None:
        return {}
    chances = zip(numbers_of(found.frontier), found.beliefs.signing.together.tolist(), strict=True)
    return {number: round(chance, 3) for number, chance in chances if not math.isnan(chance)}


def _dots(
    points: Sequence[Point | RefinedPoint],
    frame: Frame,
    words: Words,
    kind: str,
    signed: Mapping[int, float] | None = None,
) -> Rows:
    chances = [(signed or {}).get(getattr(point, "number", -1)) for point in points]
    return [
        {"x": significant(x), "y": significant(y), **({"k": kind} if kind else {})}
        | ({} if chance is None else {"a": chance})
        | _coded(point.package, frame.found, words)
        | frame.beside(point.certainty_equivalent)
        for point, chance in zip(points, chances, strict=True)
        for x, y in (frame.place(point.certainty_equivalent),)
        if frame.shows(x, y)
    ]


def _solutions(found: Bargain, frame: Frame, words: Words) -> Rows:
    rows: Rows = []
    for names, solution in grouped(found):
        x, y = frame.place(solution.certainty_equivalent)
        name = joined([solution_name(each) for each in names])
        coded = _coded(solution.package, found, words) | frame.beside(solution.certainty_equivalent)
        rows.append({"x": significant(x), "y": significant(y), "k": name, "s": 1, **coded})
    return rows


def _offers(found: Bargain, sides: Sides, frame: Frame, words: Words) -> Rows:
    """Return the offers of the talks, each in the colour of who made it; what it leaves open stays as it stands."""
    rows: Rows = []
    for place, offer in enumerate(found.offers):
        x, y = frame.place(offer.certainty_equivalent)
        whole = {path: offer.package.get(path, "") for path in found.paths_of_terms}
        name = offer_name(offer, words.names)
        drawn = {"x": significant(x), "y": significant(y), "k": name, "o": place, "p": sides.story.token(offer.by)}
        rows.append(drawn | _coded(whole, found, words) | frame.beside(offer.certainty_equivalent))
    return rows


def _bands(found: Bargain, story: Story, frame: Frame) -> Rows:
    """Return the belief about what each side holds without a deal, by the measure of the axes and as far as they go."""
    rows: Rows = []
    for side, (party, ends) in enumerate(zip(frame.keys, (frame.x, frame.y), strict=True)):
        band = _belief(found, story, party)
        if band is not None:
            low, high = (significant(min(max(value / frame.factor, ends[0]), ends[1])) for value in band)
            rows += [{"side": side, "low": low, "high": high}] if high > low else []
    return rows


def _belief(found: Bargain, story: Story, party: str) -> tuple[float, float] | None:
    """Return what is believed of a side's worth without a deal: a scenario's band is of the certainty equivalent."""
    if found.measure != "certainty_equivalent":
        return found.reservation_band.get(party)
    scenario = story.valuation.scenarios.get(story.valuation.no_deal or "")
    worth = scenario.parties.get(party) if scenario else None
    return None if worth is None else worth.belief_band


def frontier_table(found: Bargain, story: Story, scale: Scale, most: int = 60) -> Table:
    """Return the frontier as a table: each package and what it is worth to each side."""
    points = _thinned(found.frontier, most)
    worths = [number.column([point.certainty_equivalent[party] for point in points], scale) for party in found.between]
    rows = [
        (*(story.names.cell(path, point.package.get(path, "")) for path in found.paths_of_terms), *cells)
        for point, *cells in zip(points, *worths, strict=True)
    ]
    chances = signing(found)
    if chances:
        together = (chances.get(point.number) for point in points)
        signs = [number.NOTHING if each is None else number.probability(each) for each in together]
        rows = [(*row, cell) for row, cell in zip(rows, signs, strict=True)]
    head = [capital(story.names.path(path)) for path in found.paths_of_terms]
    parties = [f"{story.names.opening(party)}, {story.unit(scale)}" for party in found.between]
    return Table((*head, *parties, *(["All sign"] if chances else [])), tuple(rows))
