"""Say what each problem with the files of a scenario means, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GENIUS_CODES: Mapping[str, str] = {
    "genius-ampersand": "An `&` stands in a value without being one of XML's five signs. It is read as it is. A "
    "warning.",
    "genius-bounds": "Bounds are the wrong way round, or an integer issue has more than a million values. A warning "
    "where a profile has other bounds than the domain.",
    "genius-declares": "The file declares entities. GENIUS does not use any, and they could be made to grow without "
    "end: none are read.",
    "genius-discount": "A discount factor is not above 0 and at most 1. It counts as 1, as in GENIUS. A warning.",
    "genius-evaluation": "An evaluation is below zero. It is taken as it is, as in GENIUS. A warning.",
    "genius-kind": "A type of an issue is none of discrete, integer and real, or two attributes disagree: the message "
    "says which counts. A warning, but an error where a profile disagrees with its domain.",
    "genius-missing": "An attribute is missing. An error where GENIUS cannot do without it, otherwise a warning.",
    "genius-name": "A profile calls an issue otherwise than the domain does. The index counts, as in GENIUS. A "
    "warning.",
    "genius-no-domain": "There is no domain. The issues are taken from the first profile. A warning.",
    "genius-no-evaluation": "A value of the domain, or a whole issue, has no evaluation in a profile. GENIUS refuses "
    "to negotiate with such a profile. A warning where it goes on without: an integer issue then counts as zero.",
    "genius-no-issues": "There is no objective with issues in it.",
    "genius-no-profile": "There is no profile: no file whose outermost tag is `utility_space`.",
    "genius-no-values": "A discrete issue has no values.",
    "genius-no-weight": "An issue has no weight beside it. GENIUS makes no evaluator for it, and fails when it asks "
    "what an outcome is worth.",
    "genius-not-found": "There is no such file or folder, or it cannot be read.",
    "genius-not-text": "A file is no text.",
    "genius-not-xml": "A file is no XML, not even as loosely as GENIUS reads it.",
    "genius-not-yaml": "A file of NegMAS or GeniusWeb is no YAML or JSON, or is empty.",
    "genius-number": "A number is not written as Java reads numbers, with a point and without separators. An error "
    "where GENIUS cannot do without it, otherwise a warning.",
    "genius-objectives": "A domain has several outermost objectives. GENIUS reads the first. A warning.",
    "genius-other-file": "A file is neither a domain nor a profile. It is left out. A warning.",
    "genius-shape": "A real issue is evaluated by a shape that GENIUS does not evaluate, or a utility or value "
    "function is of a kind that is not read.",
    "genius-too-deep": "Tags are nested deeper than any scenario needs.",
    "genius-too-large": "A file is larger than is read.",
    "genius-twice": "Something is there twice: the message says which counts. A warning, but an error where issues "
    "could not be told apart.",
    "genius-two-domains": "A folder holds several domains. Name the files of one scenario.",
    "genius-unknown-issue": "A profile speaks of an issue that the domain does not have. It is left out. A warning.",
    "genius-unknown-value": "A profile evaluates a value that the domain does not have. It counts where the largest "
    "evaluation is looked for, as in GENIUS. A warning, but an error in a range of NegMAS.",
    "genius-weights": "Weights do not sum to one, or one is below zero. They are taken as they are, as in GENIUS, and "
    "no utility exceeds 1. A warning.",
}
"""What each code means; an error unless it says that it is a warning."""
