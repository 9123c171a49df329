"""Read the tokens of one value as an expression, by the precedence of its operators (Pratt 1973)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import (
    FUNCTIONS,
    NEGATION_PRECEDENCE,
    PRECEDENCE,
    TERM_FIELDS,
    Binary,
    Call,
    Chance,
    Expression,
    Name,
    Quantity,
    TermField,
    Unary,
    Uncertain,
    show,
    walk,
)
from dealwright.ground.place import Place
from dealwright.lang.currencies import CURRENCIES
from dealwright.lang.grammar import NEST_LIMIT, UNCERTAIN_FAMILIES, Grammar, refuse
from dealwright.lang.literal import negated
from dealwright.lang.uncertain import make_choice, make_uncertain

if TYPE_CHECKING:
    from dealwright.lang.tokens import Token
    from dealwright.lang.tree import ScalarNode

_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})


@dataclass(slots=True)
class Reading:
    """Step through the tokens of one scalar."""

    node: ScalarNode
    grammar: Grammar
    tokens: list[Token]
    position: int = 0
    depth: int = 0

    # ------------------------------------------------------------------------------------------------ tokens

    @property
    def token(self) -> Token:
        """Return the token to read next."""
        return self.tokens[self.position]

    def advance(self) -> Token:
        """Return the token to read next, and step over it."""
        token = self.tokens[self.position]
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def place(self, token: Token) -> Place:
        """Return the place of a token; of the end, the last character."""
        if token.kind == "end":
            end = len(self.node.text)
            return self.node.part(max(0, end - 1), end)
        return self.node.part(token.start, token.end)

    def expect(self, sign: str, within: str) -> Token:
        """Step over a sign that must come next."""
        if self.token.text != sign or self.token.kind not in {"operator", "word"}:
            found = f"`{self.token.text}`" if self.token.kind != "end" else "the end"
            what = f"{found} stands where {within} needs `{sign}`"
            refuse(self.place(self.token), "bad-expression", what, f"`{sign}`", f"write `{sign}` there")
        return self.advance()

    # --------------------------------------------------------------------------------------------- the value

    def whole(self) -> Expression:
        """Read all tokens as one value."""
        value = self.expression(0)
        if self.token.text == "to" and self.token.kind == "word":
            self.advance()
            high = self.expression(0)
            value = make_uncertain("interval", (value, high), _span(value.place, high.place))
        if self.token.text == "by" and self.token.kind == "word":
            self.advance()
            by = self.expression(0)
            value = Chance(value, by, _span(value.place, by.place))
        if self.token.kind != "end":
            self.left_over(value)
        self.only_whole(value)
        return value

    def left_over(self, value: Expression) -> None:
        """Refuse what follows a complete value."""
        token, place = self.token, self.place(self.token)
        if token.text == "..":
            what = "a range of values stands where one value should"
            refuse(place, "range-in-value", what, "a range only under `negotiate.over`", "write one of its values")
        if token.text in {")", "}", ",", "{", ":"}:
            what = f"`{token.text}` stands where the value should end or go on"
            refuse(place, "bad-expression", what, "an operator or the end", f"delete `{token.text}`")
        before = brief(value)
        what = f"nothing joins `{before}` and `{token.text}`"
        mend = f"write `{before} * {token.text}`"
        if token.text.upper() in {*CURRENCIES, self.grammar.currency} and isinstance(value, Quantity):
            mend = f"write `{before}`" if before.endswith(token.text) else f"write `{before} {token.text.upper()}`"
        refuse(place, "bad-expression", what, "an operator such as `*`", mend)

    def only_whole(self, value: Expression) -> None:
        """Refuse uncertain quantities inside something else, and where none may stand."""
        alone = value.probability if isinstance(value, Chance) else value
        for part in walk(value):
            if isinstance(part, Uncertain) and (part is not alone or not self.grammar.uncertain):
                what = f"the uncertain quantity `{brief(part)}` stands inside something else"
                refuse(part.place, "uncertain-inside", what, "one alone", "make it a fact and use its name here")

    # -------------------------------------------------------------------------------------------- expressions

    def expression(self, binding: int) -> Expression:
        """Read operands and operators that bind more tightly than given."""
        self.depth += 1
        if self.depth > NEST_LIMIT:
            what = f"parentheses or signs lie more than {NEST_LIMIT} deep here"
            refuse(self.place(self.token), "too-large-expression", what, "a short expression", "split it into drivers")
        left = self.operand()
        while (precedence := self.precedence()) > binding:
            left = self.operation(left, precedence)
        self.depth -= 1
        return left

    def precedence(self) -> int:
        """Return how tightly the next token binds what stands before it; 0 if it is no operator."""
        token = self.token
        return PRECEDENCE.get(token.text, 0) if token.kind in {"operator", "word"} and token.text != "not" else 0

    def operation(self, left: Expression, precedence: int) -> Expression:
        """Read an operator and its right operand."""
        token = self.advance()
        right = self.expression(precedence - 1 if token.text == "^" else precedence)
        if token.text in _COMPARISONS and self.token.text in _COMPARISONS and self.token.kind == "operator":
            self.refuse_chain(left, token, right)
        return Binary(token.text, left, right, _span(left.place, right.place))

    def refuse_chain(self, left: Expression, token: Token, right: Expression) -> None:
        """Refuse `a < b < c`."""
        middle = brief(right)
        first = f"{brief(left)} {token.text} {middle}"
        what = f"`{self.token.text}` compares what is already compared"
        mend = f"write `{first} and {middle} {self.token.text} ...`"
        refuse(self.place(self.token), "bad-expression", what, "one comparison, or several joined by `and`", mend)

    def operand(self) -> Expression:
        """Read a literal, a name, a call, a sign with its operand, or something in parentheses."""
        token = self.advance()
        if token.quantity is not None:
            return self.literal(token)
        if token.kind == "name":
            return self.call(token) if self.token.text == "(" else self.name(token)
        if token.text in {"-", "+", "not"}:
            return self.signed(token)
        if token.text == "(":
            inner = self.expression(0)
            if self.token.text == "to" and self.token.kind == "word":
                self.advance()
                high = self.expression(0)
                inner = make_uncertain("interval", (inner, high), _span(inner.place, high.place))
            self.expect(")", "the parenthesis")
            return inner
        if token.kind == "end":
            what = "the value ends where something is missing"
            refuse(self.place(token), "bad-expression", what, "a name or a number", "write what is missing")
        what = f"`{token.text}` stands where a name or a number should"
        return refuse(self.place(token), "bad-expression", what, "a name or a number", f"delete `{token.text}`")

    def literal(self, token: Token) -> Quantity:
        """Return the literal of a token; `none` is only a value by itself."""
        quantity = token.quantity
        if quantity is None or quantity.kind == "none":
            what = "`none` stands inside an expression"
            refuse(self.place(token), "bad-expression", what, "`none` alone, or a number", "write `0`")
        return quantity

    def signed(self, token: Token) -> Expression:
        """Read a sign and its operand; a minus right before a number belongs to the number."""
        before_number = self.token.quantity is not None and self.token.quantity.kind in {"number", "duration"}
        operand = self.expression(PRECEDENCE["not"] - 1 if token.text == "not" else NEGATION_PRECEDENCE - 1)
        if token.text == "+":
            return operand
        place = _span(self.place(token), operand.place)
        if token.text == "-" and before_number and isinstance(operand, Quantity):
            return negated(operand, f"-{operand.written}", place)
        return Unary(token.text, operand, place)

    def name(self, token: Token) -> Expression:
        """Return a name, or a result of a term."""
        place = self.place(token)
        if token.text in _SIGNATURES:
            what = f"`{token.text}` is a function and needs its arguments"
            refuse(place, "wrong-arguments", what, f"`{_SIGNATURES[token.text]}`", f"write `{_SIGNATURES[token.text]}`")
        if "." not in token.text:
            return Name(token.text, place)
        section, term, *fields = token.text.split(".")
        if section != "terms" or len(fields) != 1 or fields[0] not in TERM_FIELDS:
            what = f"`{token.text}` is no name"
            expected = "a name of a driver or fact, or `terms.NAME.due`, `.paid` or `.balance`"
            whole = f"terms.{token.text}"
            short = term in TERM_FIELDS and not fields
            mend = f"write `{whole}`" if short else "make the value a fact, and use its name"
            refuse(place, "bad-name", what, expected, mend)
        if not self.grammar.terms:
            what = f"`{token.text}` is a result of a term, which may not be used here"
            expected = "drivers and facts; results of terms only in `terms` and `companies`"
            refuse(place, "term-result", what, expected, "write what the term rests on, such as `20% * revenue`")
        return TermField(term, fields[0], place)

    # -------------------------------------------------------------------------------------------------- calls

    def call(self, token: Token) -> Expression:
        """Read a call of a function or of an uncertain family."""
        function = token.text
        if function == "one_of":
            return self.one_of(token)
        if function not in FUNCTIONS and function not in UNCERTAIN_FAMILIES:
            self.unknown_function(token)
        self.advance()
        arguments: list[Expression] = []
        while self.token.text != ")" and not (arguments and self.token.text != ","):
            if arguments:
                self.advance()
            arguments.append(self.expression(0))
        place = _span(self.place(token), self.place(self.expect(")", f"`{function}`")))
        if function in UNCERTAIN_FAMILIES:
            return make_uncertain(function, tuple(arguments), place)
        self.check_count(function, arguments, place)
        return Call(function, tuple(arguments), place)

    def check_count(self, function: str, arguments: list[Expression], place: Place) -> None:
        """Refuse a call with too few or too many arguments."""
        least, most = FUNCTIONS[function]
        if least <= len(arguments) and (most is None or len(arguments) <= most):
            return
        count = f"{least} or more" if most is None else str(least)
        what = f"`{function}` has {len(arguments)} argument{'' if len(arguments) == 1 else 's'}"
        refuse(
            place, "wrong-arguments", what, f"{count}: `{_SIGNATURES[function]}`", f"write `{_SIGNATURES[function]}`"
        )

    def unknown_function(self, token: Token) -> None:
        """Refuse a call of something that is no function."""
        from dealwright.ground.closest import closest, listed

        known = [*FUNCTIONS, *UNCERTAIN_FAMILIES]
        likely = {"ln": "log", "iif": "if", "iff": "if"}.get(token.text.lower()) or closest(token.text, known)
        what = f"`{token.text}` is no function"
        mend = f"write `{likely}`" if likely else "write it out with the functions that there are"
        refuse(self.place(token), "unknown-function", what, listed(sorted(known)), mend)

    def one_of(self, token: Token) -> Expression:
        """Read `one_of({value: weight, ...})`."""
        self.advance()
        self.expect("{", "`one_of`")
        choices: list[tuple[Quantity, Expression]] = []
        while self.token.text != "}":
            if choices:
                self.expect(",", "`one_of`")
            value = self.expression(0)
            self.expect(":", "`one_of`")
            choices.append((make_choice(value), self.expression(0)))
        self.expect("}", "`one_of`")
        last = self.expect(")", "`one_of`")
        return make_uncertain("one_of", (), _span(self.place(token), self.place(last)), tuple(choices))


_SIGNATURES = {
    "min": "min(a, b)",
    "max": "max(a, b)",
    "clip": "clip(x, low, high)",
    "if": "if(condition, then, otherwise)",
    "exp": "exp(x)",
    "log": "log(x)",
    "sqrt": "sqrt(x)",
    "before": "before(event)",
    "after": "after(event)",
    "cumulative": "cumulative(x)",
    "trailing": "trailing(x, 1 year)",
    "at": "at(x, event)",
    "perpetuity": "perpetuity(growth)",
    "inflated": "inflated(x)",
    "deflated": "deflated(x)",
}


_BRIEF = 60


def brief(expression: Expression) -> str:
    """Write an expression for a sentence, cut short where it is long."""
    text = show(expression)
    return text if len(text) <= _BRIEF else f"{text[: _BRIEF - 3]}..."


def _span(first: Place, last: Place) -> Place:
    return Place(first.file, first.line, first.column, last.end_line, last.end_column)
