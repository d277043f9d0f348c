"""The texts of a file of the command line: what is marked, and what is declared without a mark."""

import ast
import inspect
from collections.abc import Iterator
from typing import Any, BinaryIO

Found = tuple[int, str, str | tuple[str | None, ...], list[str]]
"""Line, name of the marking function, its texts, comments: what Babel takes from an extractor."""
MARKS = ("_", "N_", "ngettext", "pgettext")
HELP, ABOUT = "help", "about"
"""Arguments whose text is shown on a help page."""
FROM_INPUT = " (- reads it from standard input)"


def of_commands(file: BinaryIO, keywords: object, tags: object, options: object) -> Iterator[Found]:
    """The texts of a file of the command line."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call):
            yield from ((node.lineno, name, texts, []) for name, texts in _of_call(node))
        elif isinstance(node, ast.FunctionDef) and any(map(_declares_command, node.decorator_list)):
            yield node.lineno, "_", inspect.cleandoc(ast.get_docstring(node) or ""), []


def _of_call(call: ast.Call) -> Iterator[tuple[str, str | tuple[str | None, ...]]]:
    name, texts = _name(call.func), tuple(map(_text, call.args))
    if name in MARKS:
        yield name, texts
    elif name == "counted" and len(texts) > 1 and texts[1]:
        yield "ngettext", (f"{{number}} {texts[1]}", f"{{number}} {(*texts, None)[2] or f'{texts[1]}s'}")
    elif name == "HowMany" and len(texts) > 3 and texts[3]:
        yield "ngettext", (f"{{number}} {texts[3]}", f"{{number}} {(*texts, None)[4] or f'{texts[3]}s'}")
    elif name == "Column" and texts:
        yield "_", texts[:1]
    elif name in ("table", "properties"):
        yield from (("_", text) for text in _in_table(call.args[0]) if text)
    for argument in call.keywords:
        declared = argument.arg == HELP or (argument.arg == ABOUT and name == "text_option")
        if declared and (text := _text(argument.value)):
            yield "_", inspect.cleandoc(text) + (FROM_INPUT if argument.arg == ABOUT else "")


def _in_table(argument: ast.expr) -> Iterator[str | None]:
    """The headers of a table, or the names in pairs of a list of properties."""
    for each in argument.elts if isinstance(argument, ast.Tuple | ast.List) else ():
        inner = each.value if isinstance(each, ast.Starred) else each
        for alternative in (inner.body, inner.orelse) if isinstance(inner, ast.IfExp) else (inner,):
            pairs = alternative.elts if isinstance(alternative, ast.List) else [alternative]
            yield from (
                _text(pair.elts[0]) if isinstance(pair, ast.Tuple) and pair.elts else _text(pair) for pair in pairs
            )


def _declares_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and _name(decorator.func) == "command"


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _text(node: Any) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
