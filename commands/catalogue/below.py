"""The sentences of the layers below, which know no language, as templates: details of refusals and errors."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from commands.catalogue.of_commands import Found
from commands.common.words.language import SAID_BELOW

BELOW = ("errors.py", "models", "workflows", "activities", "client", "sessions", "recovery", "checkpoints", "telemetry")
"""The layers whose sentences reach people by the commands."""
DEFECTS = frozenset(
    {"TypeError", "RuntimeError", "LookupError", "KeyError", "AssertionError", "AttributeError", "ApplicationError"}
)
"""What they raise for nobody but developers."""
CALLS = frozenset({"__init__", "_missing_reply", "_malformed", "held", "KeyProblem", "Pattern"})
"""Functions and classes that are given a sentence."""
NAMES = frozenset({"detail", "reason"})
"""What a sentence is called."""
_VALUE, _WORD = re.compile(r"\{\w+\}"), re.compile("[a-z]{2,}")
LEAST = 3
"""How many words one has that is yielded: shorter ones are codes."""
TABLES = frozenset({"_REASONS"})
"""Tables of templates."""


def of_layers_below(file: BinaryIO, keywords: object, tags: object, options: object) -> Iterator[Found]:
    """The sentences of a file of one of these layers, with names for what they fill in."""
    for node in ast.walk(ast.parse(file.read())):
        for line, text in chain(_told(node), _of_table(node)):
            if " " in text and _WORD.search(_VALUE.sub("", text)) and not text.split()[0].isupper():  # that is SQL
                yield line, "pgettext", (SAID_BELOW, text), []


def _told(node: ast.AST) -> Iterator[tuple[int, str]]:
    """What is assigned to a detail or given to an error."""
    for value in _values(node):
        yield from ((each.lineno, template_of(each)) for each in _alternatives(value))


def _values(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign) and NAMES.intersection(map(_identifier, node.targets)):
        return [node.value]
    if isinstance(node, ast.keyword) and node.arg in NAMES:
        return [node.value]
    if isinstance(node, ast.Call) and _identifier(node.func) in CALLS:
        return node.args
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return [] if _identifier(node.exc.func) in DEFECTS else node.exc.args
    if isinstance(node, ast.Yield) and node.value:
        return [each for each in _alternatives(node.value) if len(template_of(each).split()) >= LEAST]
    return []


def _of_table(node: ast.AST) -> Iterator[tuple[int, str]]:
    if not isinstance(node, ast.Assign) or not TABLES.intersection(map(_identifier, node.targets)):
        return
    texts = node.value.values if isinstance(node.value, ast.Dict) else ()
    yield from ((each.lineno, str(each.value)) for each in texts if isinstance(each, ast.Constant))


def _identifier(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _alternatives(node: ast.expr) -> Iterator[ast.Constant | ast.JoinedStr]:
    if isinstance(node, ast.IfExp):
        yield from chain(_alternatives(node.body), _alternatives(node.orelse))
    elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node


def template_of(sentence: ast.Constant | ast.JoinedStr) -> str:
    """`held by {holder}` of an f-string that fills in `state.holder`; a name that comes twice is numbered."""
    if isinstance(sentence, ast.Constant):
        return str(sentence.value).replace("{", "{{").replace("}", "}}")
    names, parts = list[str](), list[str]()
    for part in sentence.values:
        if isinstance(part, ast.FormattedValue):
            names.append(_free(_name_of(part.value), names))
            parts.append(f"{{{names[-1]}}}")
        elif isinstance(part, ast.Constant):
            parts.append(str(part.value).replace("{", "{{").replace("}", "}}"))
    return "".join(parts)


def _name_of(value: ast.expr) -> str:
    """What a value is called: its last name, or that of the one it is made of."""
    if isinstance(value, ast.Attribute):
        return value.attr
    if isinstance(value, ast.Name):
        return value.id
    if isinstance(value, ast.Call):
        return _name_of(value.args[0] if value.args else value.func)
    return _name_of(value.value) if isinstance(value, ast.Subscript) else "value"


def _free(name: str, taken: list[str]) -> str:
    plain = name.strip("_") or "value"
    return plain if plain not in taken else f"{plain}_{len(taken) + 1}"
