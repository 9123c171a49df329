"""Domains that were published with GENIUS, their numbers restated.

Sources: `party_domain.xml` with `party_utility_kh.xml` and `party_utility_cath.xml`, and `domain_info.xml` with what
GENIUS computed of them, in the repository of GENIUS (Delft University of Technology); `Camera-B` of the Automated
Negotiating Agents Competition 2012, in GENIUS 10.4; `domain0` and `domain1` of NegoLog (`profileA.json`,
`profileB.json`, and `specs.json` with what NegoLog computed of them).
"""

from collections.abc import Sequence
from pathlib import Path

from genius.scenario_files import domain, folder, profile

PARTY = {
    "Food": ["Chips and Nuts", "Finger-Food", "Handmade Food", "Catering"],
    "Drinks": ["Non-Alcoholic", "Beer Only", "Handmade Cocktails", "Catering"],
    "Location": ["Party Tent", "Your Dorm", "Party Room", "Ballroom"],
    "Invitations": ["Plain", "Photo", "Custom, Handmade", "Custom, Printed"],
    "Music": ["MP3", "DJ", "Band"],
    "Cleanup": ["Water and Soap", "Specialized Materials", "Special Equiment", "Hired Help"],
}
KH = [[1, 2, 3, 4], [1, 4, 2, 3], [1, 1, 5, 3], [5, 4, 1, 3], [1, 4, 7], [1, 2, 3, 8]]
KH_WEIGHTS = [
    0.062282126543498025,
    0.11717166964863943,
    0.4842964064414259,
    0.0011671496509894437,
    0.13913092785961667,
    0.19610998512762423,
]
CATH = [[40, 30, 25, 1], [40, 30, 2, 1], [3, 1, 4, 2], [4, 2, 3, 1], [300, 2, 1], [1, 2, 3, 20]]
CATH_WEIGHTS = [
    0.17762709297179963,
    0.07218167661986534,
    0.25181670822802327,
    0.03006787681906909,
    0.10401198234257969,
    0.364294663018663,
]

CAMERA = {
    "Maker": ["Canon", "Nikon", "Pentax", "Sony", "Panasonic"],
    "Body": ["Full size", "APS-C", "Micro Four Thirds", "compact"],
    "Lens": ["High end model", "Middle range model", "Entry model"],
    "Tripod": ["GITZO", "Manfrotto", "Induro"],
    "Bag": ["Domke", "Lowepro", "Tamrac", "National Geographic", "Artizan and Artist"],
    "Accessory": ["Electronic Flash", "Battery Grip", "Memory", "Strap"],
}
FIRST = [
    [320, 300, 10, 25, 30],
    [150, 50, 20, 10],
    [350, 100, 30],
    [525, 250, 25],
    [340, 55, 35, 45, 15],
    [40, 220, 10, 5],
]
SECOND = [
    [5, 70, 500, 300, 20],
    [30, 315, 120, 10],
    [250, 125, 10],
    [50, 160, 20],
    [20, 100, 10, 30, 40],
    [35, 15, 20, 5],
]
SETTINGS = '<discount_factor value="0.50" />\n<reservation value="0.00" />'


def party(path: Path) -> Path:
    """Write the party domain, whose objective has the index 1."""
    kh = profile(PARTY, KH, KH_WEIGHTS, root=1)
    cath = profile(PARTY, CATH, CATH_WEIGHTS, root=1)
    return folder(path / "party", party_domain=domain(PARTY, root=1), kh=kh, cath=cath)


def camera(path: Path) -> Path:
    """Write the camera domain with the discount of its variant B."""
    first = profile(CAMERA, FIRST, [0.34, 0.06, 0.13, 0.09, 0.11, 0.27], more=SETTINGS)
    second = profile(CAMERA, SECOND, [0.07, 0.09, 0.34, 0.26, 0.17, 0.07], more=SETTINGS)
    return folder(path / "camera", domain=domain(CAMERA), first=first, second=second)


def negolog(path: Path, evaluations: list[float]) -> Path:
    """Write a domain of NegoLog: three issues, valued in opposite orders and weighed in opposite orders."""
    values = [f"value{letter}" for letter in "ABCD"[: len(evaluations)]]
    issues = {f"issue{letter}": values for letter in "ABC"}
    a = profile(issues, [evaluations] * 3, [0.17, 0.33, 0.5])
    b = profile(issues, [evaluations[::-1]] * 3, [0.5, 0.33, 0.17])
    return folder(path / "negolog", domain=domain(issues), a=a, b=b)


Domain = tuple[Sequence[int], Sequence[Sequence[float]], list[float], Sequence[Sequence[float]], list[float]]
LAPTOP: Domain = (
    [3, 3, 3],
    [[12, 30, 20], [20, 30, 9], [3, 2, 1]],
    [0.37808251708013424, 0.1767567099260568, 0.4452125771655631],
    [[12, 20, 30], [30, 20, 9], [30, 10, 20]],
    [0.4454823008697413, 0.3783571259272546, 0.1761605732030042],
)
NICE_OR_DIE: Domain = ([3], [[1000, 160, 299]], [1.0], [[160, 1000, 299]], [1.0])
ITEX_CYPRESS: Domain = (
    [5, 4, 3, 3],
    [[30, 20, 10, 5, 1], [1, 20, 10, 5], [10, 25, 1], [1, 30, 5]],
    [0.28841081991551565, 0.19126751570348005, 0.2421890531816915, 0.2781326111993128],
    [[1, 10, 25, 33, 40], [1, 10, 19, 25], [15, 6, 1], [20, 7, 1]],
    [0.47048248943663656, 0.12215720284742994, 0.1771915552911671, 0.23016875242476645],
)
ENGLAND_ZIMBABWE: Domain = (
    [4, 4, 3, 3, 4],
    [[5, 7, 9, 1], [3, 6, 8, 1], [12, 1, 7], [10, 1, 6], [7, 10, 4, 1]],
    [0.3033744084442424, 0.30333306833810014, 0.04906263711343137, 0.04905698619007031, 0.2951728999141558],
    [[9, 7, 5, 1], [8, 5, 3, 1], [1, 9, 5], [1, 19, 9], [11, 9, 7, 1]],
    [0.19727440231964374, 0.2012628038133622, 0.1541549866000236, 0.15413235119309324, 0.2931754560738772],
)
ACQUISITION: Domain = (
    [4, 3, 4, 4, 2],
    [[8, 8, 9, 10], [6, 7, 10], [5, 9, 6, 10], [9, 7, 8, 4], [7, 10]],
    [0.5, 0.04, 0.2, 0.06, 0.2],
    [[10, 9, 8, 8], [10, 4, 9], [5, 10, 4, 7], [6, 6, 7, 3], [10, 7]],
    [0.3, 0.3, 0.15, 0.05, 0.2],
)
GROCERY: Domain = (
    [4, 5, 4, 4, 5],
    [[10, 2, 1, 5], [1, 5, 3, 3, 10], [1, 2, 5, 10], [1, 2, 10, 5], [1, 2, 5, 3, 10]],
    [0.3, 0.2, 0.05, 0.15, 0.3],
    [[10, 5, 2, 1], [10, 3, 1, 2, 5], [2, 10, 1, 5], [1, 10, 2, 5], [1, 3, 5, 10, 2]],
    [0.2, 0.05, 0.5, 0.15, 0.1],
)
ENERGY: Domain = (
    [5] * 8,
    [[4, 3, 2, 1, 0]] * 4 + [[8, 7, 5, 2, 1]] * 4,
    [0.03, 0.05, 0.07, 0.09, 0.14, 0.19, 0.24, 0.19],
    [[0, 2, 3, 4, 5]] * 3 + [[0, 2, 5, 6, 7]] * 3 + [[0, 2, 3, 4, 5]] * 2,
    [0.03, 0.04, 0.06, 0.19, 0.28, 0.23, 0.09, 0.08],
)
"""Domains of the Automated Negotiating Agents Competitions 2010 and 2011, as GENIUS 10.4 has them: how many values each
issue has, and what both parties make of them."""


def named(path: Path, name: str, domain_of: Domain, more: str = "") -> Path:
    """Write a domain of a competition, with issues and values that are numbered."""
    counts, own, weights, other, others = domain_of
    issues = {f"issue {at}": [f"value {place}" for place in range(count)] for at, count in enumerate(counts)}
    a, b = (profile(issues, rows, w, more=more) for rows, w in ((own, weights), (other, others)))
    return folder(path / name, domain=domain(issues), a=a, b=b)
