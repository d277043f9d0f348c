"""Reader of TOML that bounds what a file can cost before it is parsed: its size, the parts of a key, the nesting.

The parser calls itself for each part of a key and each bracket, and what comes after it for each level of a table: a
key of 20,000 parts took a minute and 1.6 GB.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

LARGEST = 1_000_000
"""Bytes of a file; the largest of ours has 30,000."""
DEEPEST = 16
"""Parts of a key, and levels of arrays and inline tables."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|#[^\n]*|[\[\]{}]|[\w-]+|[.=,\n\"']",
    re.DOTALL,
)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file. Raises ValueError for what is no TOML or goes beyond the bounds, OSError."""
    text = read_text(path)
    _check_depth(text)
    return tomllib.loads(text.replace("\r\n", "\n"))


def read_text(path: Path) -> str:
    """What stands in a file of text. Raises ValueError for what is none or too large, OSError."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"has more than {LARGEST} bytes")
    return content.decode("utf-8")


def _check_depth(text: str) -> None:
    """Raise ValueError for a text that nests too deeply. One pass; a quote that nothing closes ends it."""
    dots = level = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in {'"', "'"}:
            return
        level += (sign in {"[", "{"}) - (sign in {"]", "}"})
        dots = dots + 1 if sign == "." else 0 if sign in {"=", ",", "\n", "[", "]", "{", "}"} else dots
        if max(dots, level) >= DEEPEST:
            line = text.count("\n", 0, token.start()) + 1
            raise ValueError(f"nests more than {DEEPEST} deep at line {line}")
