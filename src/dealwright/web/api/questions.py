"""Say what can be asked: each question with its options, as the command line has them, and what answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dealwright.ground.closest import closest, listed

MOST_FUTURES = 262_144
"""So many futures are drawn for one answer at most."""
MOST_PACKAGES = 2_000_000
"""So many packages are valued for one answer at most: more would be kept on disk."""
MOST_REPEATED = 64
"""So often an option may be repeated."""
MOST_LETTERS = 400
"""So long a value may be."""
MOST_WHOLE = 2**63 - 1
"""So large a whole number may be."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a question.

    Attributes:
        name: how it is called, as in `paths`.
        meaning: what it does.
        repeated: whether it may be said several times.
        switch: whether it is yes or no.
        whole: whether it is a whole number.
        choices: what it may be; empty for anything.
        default: what counts where it is not said; None for nothing.
        off: the word that says no; empty where leaving it out does.
        needed: whether it must be said.
        least: the least whole number that it may be.
        most: the largest that the command takes.
    """

    name: str
    meaning: str
    repeated: bool = False
    switch: bool = False
    whole: bool = False
    choices: tuple[str, ...] = ()
    default: int | str | None = None
    off: str = ""
    needed: bool = False
    least: int = 0
    most: int = MOST_WHOLE

    @property
    def limit(self) -> int:
        """Return the largest whole number that is answered."""
        return min(self.most, MOST_FUTURES) if self.name == "paths" else self.most

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of its value."""
        if self.switch:
            return {"type": "boolean"}
        if self.whole:
            one: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.limit}
        elif self.choices:
            one = {"type": "string", "enum": list(self.choices)}
        else:
            one = {"type": "string", "maxLength": MOST_LETTERS}
        one |= {} if self.default is None else {"default": self.default}
        return {"type": "array", "items": one, "maxItems": MOST_REPEATED} if self.repeated else one

    def words(self, value: str) -> list[str]:
        """Return how the command line says it.

        Args:
            value: What was said, as a text.

        Raises:
            ValueError: It cannot be said, with a sentence that says why.
        """
        if len(value) > MOST_LETTERS:
            message = f"`{self.name}` has {len(value):,} letters; {MOST_LETTERS} are read at most"
            raise ValueError(message)
        if self.whole:
            self._count(value)
        if not self.switch:
            return [f"--{self.name}={value}"]
        if value not in {"true", "false"}:
            message = f"`{self.name}` is '{value}'; say true or false"
            raise ValueError(message)
        return [f"--{self.name}"] if value == "true" else [self.off] if self.off else []

    def _count(self, value: str) -> None:
        """See that a whole number is said, within its bounds.

        Raises:
            ValueError: It is none.
        """
        number = int(value) if value.isascii() and value.isdigit() else -1
        if self.name == "paths" and number > self.limit:
            message = f"`paths` is {number:,}; {self.limit:,} futures are drawn for one answer at most"
            raise ValueError(message)
        if not self.least <= number <= self.limit:
            message = f"`{self.name}` is '{value}'; say a whole number from {self.least} to {self.limit:,}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Question:
    """One question that can be asked of a deal.

    Attributes:
        name: how it is called, as in `value`.
        says: the words of the command line that ask it.
        meaning: what it answers.
        options: what else may be said.
        word: what it is asked of instead of a file, in words; empty where it is asked of the file.
        needs: options of which one must be said; empty where none must.
        long: whether it values many packages, or the deal many times.
    """

    name: str
    says: tuple[str, ...]
    meaning: str
    options: tuple[Option, ...] = ()
    word: str = ""
    needs: tuple[str, ...] = ()
    long: bool = False

    def words(self, of: str, said: Sequence[tuple[str, str]]) -> list[str]:
        """Return the words of the command line that ask it.

        Args:
            of: The deal file, or the word that is asked about.
            said: Options with their values.

        Raises:
            ValueError: Something cannot be said, with a sentence that says why.
        """
        known = {each.name: each for each in self.options}
        counted: dict[str, int] = {}
        found: list[str] = []
        for name, value in said:
            option = known.get(name)
            if option is None:
                near = closest(name, list(known))
                there = f"`{near}` is near" if near else f"there are {listed(list(known)) or 'none'}"
                message = f"`{self.name}` has no option `{name}`; {there}"
                raise ValueError(message)
            counted[name] = counted.get(name, 0) + 1
            most = MOST_REPEATED if option.repeated else 1
            if counted[name] > most:
                message = f"`{name}` is said more than {'once' if most == 1 else f'{most} times'}"
                raise ValueError(message)
            found += option.words(value)
        missing = [
            f"`{each.name}`, {each.meaning}" for each in self.options if each.needed and each.name not in counted
        ]
        if missing:
            message = f"`{self.name}` needs {'; '.join(missing)}"
            raise ValueError(message)
        if self.needs and not any(each in counted for each in self.needs):
            message = f"`{self.name}` needs one of {listed(list(self.needs))}"
            raise ValueError(message)
        found += [
            word
            for name, option in known.items()
            if name not in counted and option.default is not None
            for word in option.words(str(option.default))
        ]
        return [*self.says, *found, "--json", "--", of] if of else [*self.says, *found, "--json"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a question.

    Attributes:
        told: the answer, JSON as the command line prints it; empty where there is none.
        what: why there is none, in a sentence; empty otherwise.
        problems: what is wrong in the file, or in what was laid over it.
        ours: whether that is a bug of ours.
    """

    told: str = ""
    what: str = ""
    problems: tuple[dict[str, Any], ...] = ()
    ours: bool = False


Answer = Callable[[Sequence[str]], Answered]
"""Answers the words of a command line."""


@dataclass(frozen=True, slots=True)
class Door:
    """What can be asked, and who answers.

    Attributes:
        questions: each question.
        answer: answers one in a process of its own.
        file: the deal file.
    """

    questions: tuple[Question, ...]
    answer: Answer
    file: str
