"""Cut the text of a value into tokens: literals, names, operators; what is written as elsewhere becomes a problem."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dealwright.ground.problem import Problem, error
from dealwright.lang.currencies import CURRENCIES, SIGNS
from dealwright.lang.grammar import KEYWORDS, refuse
from dealwright.lang.literal import AMOUNT, DATE, amount_quantity, date_quantity, read_literal
from dealwright.lang.money import bare_code

if TYPE_CHECKING:
    from dealwright.deal.expression import Quantity
    from dealwright.ground.place import Place
    from dealwright.lang.tree import ScalarNode

_BLANK = re.compile(r"\s+")
_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_OPERATOR = re.compile(r"\*\*|\.\.|<=|>=|==|!=|[-+*/^<>(),{}:]")
_STRANGERS = {
    "=": "==",
    "=<": "<=",
    "=>": ">=",
    "<>": "!=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "×": "*",
    "·": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    ";": ",",
    "[": "(",
    "]": ")",
}
_STRANGER = re.compile("|".join(re.escape(sign) for sign in sorted(_STRANGERS, key=len, reverse=True)))
_NUMBER_GOES_ON = re.compile(r"[\w%$€£¥'×]|[.,]\d")
_WORD_AFTER = re.compile(r"[ \u00a0]+(?P<word>%|[A-Za-z]+)(?!\w)")
_OTHER_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}(?![\w.])")
_JOINED = re.compile(r"([\d._]+(?:k|m|bn|tn)?)([A-Z]{3})")
_DIGITS = re.compile(r"\.?\d")
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True) if not sign.isalpha()))

_MOST_PROBLEMS = 5

TokenKind = Literal["value", "name", "word", "operator", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a value.

    Args:
        kind: What it is.
        text: What it says; `**` says `^`.
        start: Its first character in the text.
        end: One past its last.
        quantity: The literal, if it is one.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    quantity: Quantity | None = None


@dataclass(slots=True)
class Tokens:
    """Cut a scalar into tokens, gathering the problems of literals that can be understood but are not accepted."""

    node: ScalarNode
    currency: str
    problems: list[Problem] = field(default_factory=list)

    def cut(self) -> list[Token]:
        """Return all tokens, an end token last.

        Raises:
            Refusal: At the first character that has no meaning.
        """
        text, position = self.node.text, 0
        tokens: list[Token] = []
        parentheses = 0
        while True:
            blank = _BLANK.match(text, position)
            position = blank.end() if blank else position
            if position >= len(text):
                tokens.append(Token("end", "", position, position))
                return tokens
            token = self._next(position, in_call=parentheses > 0)
            parentheses += {"(": 1, ")": -1}.get(token.text, 0)
            tokens.append(token)
            position = token.end

    def _next(self, position: int, *, in_call: bool) -> Token:
        text = self.node.text
        if _DIGITS.match(text, position) or _SIGN.match(text, position):
            return self._literal(position, in_call=in_call)
        if found := _NAME.match(text, position):
            return self._word(found)
        if found := _OPERATOR.match(text, position):
            operator = "^" if found.group() == "**" else found.group()
            if not (operator in "<>!=" and text[found.end() : found.end() + 1] in {"=", ">"}):
                return Token("operator", operator, position, found.end())
        return self._stranger(position)

    def _word(self, found: re.Match[str]) -> Token:
        word = found.group()
        kind: TokenKind = "name"
        quantity = None
        if word in KEYWORDS:
            kind = "word"
            quantity = read_literal(word, self.currency, self.node.part(*found.span()))
        elif word in CURRENCIES and (token := self._sloppy(found.start())):
            return token
        return Token("value" if quantity is not None else kind, word, *found.span(), quantity)

    def _literal(self, position: int, *, in_call: bool) -> Token:
        """Read a date or an amount; what only looks like one is understood, and reported."""
        text = self.node.text
        for pattern in (DATE, AMOUNT):
            found = pattern.match(text, position)
            if found is None or self._goes_on(found.end(), in_call=in_call):
                continue
            place = self.node.part(*found.span())
            quantity = date_quantity(found, place) if pattern is DATE else amount_quantity(found, self.currency, place)
            if quantity is not None:
                return Token("value", found.group(), *found.span(), quantity)
            self._impossible(found)
        return self._sloppy_date(position) or self._sloppy(position) or self._unreadable(position)

    def _sloppy_date(self, position: int) -> Token | None:
        """Return the date that was meant here, or None."""
        found = _OTHER_DATE.match(self.node.text, position)
        if found is None:
            return None
        from dealwright.lang import sloppy

        ways = sloppy.mend_date(found.group())
        return self._understood(position, found.end(), *ways) if ways else None

    def _goes_on(self, position: int, *, in_call: bool) -> bool:
        """Say whether a number that seems to end here goes on in a way that the language does not know."""
        text = self.node.text
        found = _NUMBER_GOES_ON.match(text, position)
        if found and not (in_call and found.group().startswith(",")):
            return True
        word = _WORD_AFTER.match(text, position)
        if word is None or word["word"] in KEYWORDS:
            return False
        from dealwright.lang import sloppy  # most values are well written

        return sloppy.is_scale_word(word["word"])

    def _sloppy(self, position: int) -> Token | None:
        """Return the literal that was meant here, with a problem that says how to write it, or None."""
        from dealwright.lang import sloppy

        found = sloppy.longest_amount(self.node.text, position, self.currency)
        if found is None:
            return None
        end, mended = found
        return self._understood(position, end, mended)

    def _understood(self, position: int, end: int, *mended: str) -> Token:
        """Return the literal that was meant, with a problem that says how to write it."""
        place, written = self.node.part(position, end), self.node.text[position:end]
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(not_so_written(place, written, *mended))
        return Token("value", written, position, end, read_literal(mended[0], self.currency, place))

    def _impossible(self, found: re.Match[str]) -> None:
        """Give up on a literal that is well written but means nothing."""
        place = self.node.part(*found.span())
        if "day" in found.re.groupindex:
            from dealwright.lang import sloppy

            last = sloppy.mend_date(found.group()[:7])
            mend = f"write `{last[0]}`" if last else "write the year, the month from 01 to 12, and the day"
            refuse(place, "bad-date", f"the calendar has no day `{found.group()}`", "a day of the calendar", mend)
        code = next((c for c in (found["currency"], found["foreign"]) if c and c not in CURRENCIES), None)
        if code is None:
            refuse(
                place,
                "number-too-large",
                f"`{found.group()}` is too large",
                "a number up to 1e30",
                "write a smaller one",
            )
        from dealwright.ground.closest import closest

        own = bare_code(self.currency)
        likely = closest(code, [own]) or closest(code, sorted(CURRENCIES)) or own
        what = f"`{code}` is no currency"
        refuse(
            place, "unknown-currency", what, "a code such as `USD`", f"write `{found.group().replace(code, likely)}`"
        )

    def _unreadable(self, position: int) -> Token:
        text = self.node.text
        end = position + 1
        while end < len(text) and not text[end].isspace() and text[end] not in "(){}*^<>":
            end += 1
        place = self.node.part(position, end)
        what = f"`{text[position:end]}` is no value"
        joined = _JOINED.fullmatch(text[position:end])
        mend = f"write `{joined[1]} {joined[2]}`" if joined else "write a number and its unit"
        return refuse(place, "bad-literal", what, "a value such as `13bn`, `20%`, `2x`", mend)

    def _stranger(self, position: int) -> Token:
        """Give up on a sign that the language does not know, naming the one it has instead."""
        text = self.node.text
        found = _STRANGER.match(text, position)
        sign = found.group() if found else text[position]
        place = self.node.part(position, position + len(sign))
        mend = f"write `{_STRANGERS[sign]}`" if found and (position or sign != "=") else f"delete `{sign}`"
        return refuse(
            place, "bad-sign", f"`{sign}` has no meaning in a value", "a name, a number, or `+ - * / ^`", mend
        )


def not_so_written(place: Place, written: str, *mended: str) -> Problem:
    """Return the problem of a value that can be understood but is not accepted."""
    expected = "a value such as `13bn USD`, `20%`, `18 months` or `2030-12-31`"
    mend = " or ".join(f"`{way}`" for way in mended)
    return error(place, "bad-literal", f"`{written}` is not how a value is written", expected, f"write {mend}")
