"""Domains that were published with GENIUS, their numbers restated.

Sources: `party_domain.xml` with `party_utility_kh.xml` and `party_utility_cath.xml`, and `domain_info.xml` with what
GENIUS computed of them, in the repository of GENIUS (Delft University of Technology); `Camera-B` of the Automated
Negotiating Agents Competition 2012, in GENIUS 10.4; `domain0` and `domain1` of NegoLog (`profileA.json`,
`profileB.json`, and `specs.json` with what NegoLog computed of them).
"""

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
