"""Set off what matters in a deal's text and in what the program answers: keys, numbers, commands, problems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from pygments.lexer import RegexLexer, bygroups
from pygments.lexers.data import YamlLexer
from pygments.token import Comment, Generic, Literal, Name, Number, Text, Token, Whitespace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygments.token import _TokenType
    from sphinx.application import Sphinx

_QUANTITY = re.compile(
    r"""(?x)
    \d{4}-\d{2}-\d{2}                                        # a day
    | [-+−±]?\d[\d_,]*(?:\.\d+)?(?:e[-+]?\d+)?               # a number
      (?:tn|bn|m|k|%|x)?                                     # its suffix
      (?:[ ](?:years?|quarters?|months?|weeks?|days?|[A-Z]{3}))?(?:/(?:year|quarter|month|week|day|[A-Z]{3}))?
    | (?<![\w.])(?:yes|no|none)(?![\w.])
    """
)


class DealLexer(YamlLexer):
    """YAML as a deal file writes it: quantities, days and yes or no stand out of the words."""

    name = "Deal"
    aliases: ClassVar[list[str]] = ["deal", "yaml"]

    def get_tokens_unprocessed(  # type: ignore[override] - as the library has it, which declares none
        self, text: str = "", context: object = None
    ) -> Iterator[tuple[int, _TokenType, str]]:
        """Cut a text into tokens.

        Args:
            text: YAML.
            context: The library's own.

        Yields:
            Where each token begins, its kind, its text.
        """
        for at, kind, value in super().get_tokens_unprocessed(text, context):
            if kind in Literal.Scalar.Plain or kind is Name.Variable:
                yield from _quantities(at, kind, value)
            else:
                yield at, kind, value


def _quantities(at: int, kind: _TokenType, value: str) -> Iterator[tuple[int, _TokenType, str]]:
    done = 0
    for found in _QUANTITY.finditer(value):
        begins, ends = found.span()
        if begins and (value[begins - 1].isalnum() or value[begins - 1] in "._"):
            continue
        if begins > done:
            yield at + done, kind, value[done:begins]
        yield at + begins, Number, found.group()
        done = ends
    if done < len(value):
        yield at + done, kind, value[done:]


class AnswerLexer(RegexLexer):
    """What stands on a terminal: what is typed after `$`, and problems with their places and mends."""

    name = "Answer"
    aliases: ClassVar[list[str]] = ["answer", "text"]
    flags = re.MULTILINE
    tokens: ClassVar = {
        "root": [
            (r"^(\$ )(.+)(\n?)", bygroups(Generic.Prompt, Generic.Strong, Whitespace)),
            (r"^([^\s:]+:\d+:\d+: )(error\[[\w-]+\])(.*\n?)", bygroups(Comment, Generic.Error, Text)),
            (r"^([^\s:]+:\d+:\d+: )(warning\[[\w-]+\])(.*\n?)", bygroups(Comment, Generic.Deleted, Text)),
            (r"^( *\d* \| )( *\^+ *\n)", bygroups(Comment, Generic.Error)),
            (r"^( *\d* ?\|)(.*\n?)", bygroups(Comment, Text)),
            (r"^(   = (?:expected|mend|see):)(.*\n?)", bygroups(Comment, Text)),
            (r".*\n|.+", Token.Text),
        ]
    }


def add(app: Sphinx) -> None:
    """Let blocks of deals and of answers be set off.

    Args:
        app: The program that builds.
    """
    for alias in ("yaml", "deal"):
        app.add_lexer(alias, DealLexer)
    for alias in ("text", "answer"):
        app.add_lexer(alias, AnswerLexer)
