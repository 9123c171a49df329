"""Offer questions to assistants as tools of the Model Context Protocol, on standard input and output."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from dealwright import __version__
from dealwright.web.api.asking import Asking
from dealwright.web.api.questions import MOST_LETTERS, Answered, Door
from dealwright.web.assistants.sentences import briefly, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mcp.server.context import ServerRequestContext

    from dealwright.web.api.questions import Question

ABOUT = (
    "Dealwright values deals that are written in text files: what a deal is worth to each side, which packages both "
    "would sign. `check` a file first; `explain` says what a key, a kind of term, a problem or a figure means."
)
ANSWER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "says": {"type": "string", "description": "The answer in a sentence, or why there is none."},
        "answer": {"description": "The answer, as `dealwright` prints it with --json; absent where there is none."},
        "problems": {"type": "array", "items": {"type": "object"}, "description": "What is wrong, and where."},
    },
    "required": ["says"],
    "additionalProperties": False,
}
"""The shape of what a tool returns."""


@dataclass(frozen=True, slots=True)
class Assistants:
    """What assistants may ask, and of which files.

    Attributes:
        asking: what answers.
        folder: only files in it, or below it, are read.
        file: the deal that is meant where none is named; empty for none.
    """

    asking: Asking
    folder: Path
    file: str

    def tools(self) -> list[types.Tool]:
        """Return a tool for each question."""
        return [
            types.Tool(
                name=each.name,
                description=f"{each.meaning}.",
                input_schema=self._arguments(each),
                output_schema=ANSWER,
                annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
            )
            for each in self.asking.door.questions
        ]

    def _arguments(self, question: Question) -> dict[str, Any]:
        text = {"type": "string", "maxLength": MOST_LETTERS}
        of = question.word or "file"
        says = "The word." if question.word else f"The deal file, in {self.folder.name or self.folder} or below it."
        known = {_said(each.name): {"description": each.meaning, **each.schema()} for each in question.options}
        needed = [of] if question.word or not self.file else []
        default = {} if needed or not self.file else {"default": self.file}
        return {
            "type": "object",
            "properties": {of: {**text, **default, "description": says}, **known},
            "required": needed,
            "additionalProperties": False,
        }

    async def answer(self, name: str, arguments: Mapping[str, Any]) -> types.CallToolResult:
        """Answer one call of a tool.

        Args:
            name: the tool.
            arguments: what is said to it.
        """
        question = next((each for each in self.asking.door.questions if each.name == name), None)
        if question is None:
            names = ", ".join(each.name for each in self.asking.door.questions)
            return _result({"says": f"there is no tool {name[:100]}; there are {names}"}, wrong=True)
        try:
            of, said = self._read(question, arguments)
        except ValueError as reason:
            return _result({"says": str(reason)}, wrong=True)
        return _told(question, of, await self.asking.ask(question, said, of))

    def _read(self, question: Question, arguments: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        """Return what is asked about, and what is said besides.

        Raises:
            ValueError: It cannot be meant, with a sentence that says why.
        """
        names = {_said(each.name): each.name for each in question.options}
        key = question.word or "file"
        said = [
            (names.get(name, name), _text(name, one))
            for name, value in arguments.items()
            if name != key
            for one in (value if isinstance(value, list) else [value])
        ]
        of = _text(key, arguments.get(key, "" if question.word else self.file))
        if not of.strip() or len(of) > MOST_LETTERS:
            message = f"say `{key}`, in at most {MOST_LETTERS} letters"
            raise ValueError(message)
        return (of if question.word else self._inside(of)), said

    def _inside(self, file: str) -> str:
        """Return the path of a file that may be read.

        Raises:
            ValueError: It lies outside the folder.
        """
        found = self.folder / file
        try:
            inside = self.folder.resolve() in found.resolve().parents
        except (OSError, ValueError, RuntimeError):  # no file has such a name
            inside = False
        if not inside:
            message = f"{file} lies outside {self.folder}: only files in it are read"
            raise ValueError(message)
        return str(found)


def _said(name: str) -> str:
    return name.replace("-", "_")


def _text(name: str, value: object) -> str:
    """Return a value as a text.

    Raises:
        ValueError: It is neither text nor number nor truth.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, float) and value.is_integer():  # JSON knows no difference
        return str(int(value))
    message = f"`{name}` is neither a text, a whole number, true nor false"
    raise ValueError(message)


def _told(question: Question, of: str, found: Answered) -> types.CallToolResult:
    if not found.told:
        problems = {"problems": list(found.problems)} if found.problems else {}
        return _result({"says": found.what, **problems}, wrong=True)
    told = json.loads(found.told)
    brief, left = briefly(told)
    says = " ".join(filter(None, [sentence(question.name, of, told), left]))
    return _result({"says": says, "answer": brief}, wrong=question.name == "check" and _unread(told))


def _unread(problems: list[dict[str, Any]]) -> bool:
    """Say whether there was no file to check."""
    return any(each["code"] in _UNREAD for each in problems)


_UNREAD = frozenset({"missing-file", "not-a-file", "unreadable-file"})


def _result(told: dict[str, Any], *, wrong: bool = False) -> types.CallToolResult:
    rest = {key: value for key, value in told.items() if key != "says"}
    texts = [told["says"], *([json.dumps(rest, ensure_ascii=False)] if rest else [])]
    content: list[Any] = [types.TextContent(text=text) for text in texts]
    return types.CallToolResult(content=content, structured_content=told, is_error=wrong)


async def assist(door: Door, folder: Path, file: str) -> None:
    """Answer an assistant until it has gone.

    Args:
        door: what can be asked, and who answers.
        folder: only files in it, or below it, are read.
        file: the deal that is meant where none is named; empty for none.
    """
    asking = Asking(door)
    assistants = Assistants(asking, folder, file)

    async def tools(_context: ServerRequestContext[Any], _asked: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=assistants.tools())

    async def call(_context: ServerRequestContext[Any], asked: types.CallToolRequestParams) -> types.CallToolResult:
        return await assistants.answer(asked.name, asked.arguments or {})

    server: Server[Any] = Server(
        "dealwright", version=__version__, instructions=ABOUT, on_list_tools=tools, on_call_tool=call
    )
    try:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
    finally:
        await asking.end()
