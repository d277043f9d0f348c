"""Reader of request files: one request, a list, an object with `requests`, or JSON lines; the form is detected.

Items are separated by brackets and strings before any is parsed, so a bad one is refused alone and the rest go on.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Any

from models.intake.encoding import BYTE_ORDER_MARK, decoded_lines
from models.intake.form import IntakeForm
from models.intake.request import MAX_BYTES, InvalidRequest, Problem, Request, read_request
from models.text import safe_for_terminal

MAX_DEPTH = 20
_MAX_DIGITS = 18
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\],]', re.DOTALL)
_REQUESTS = re.compile(r'\s*"requests"\s*:\s*(?=\[)')


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the input, numbered from 1: its parsed data, or why it cannot be read."""

    number: int
    data: object = None
    problem: Problem | None = None

    def request(self, forms: Mapping[str, IntakeForm] | None = None) -> Request:
        """The request in the item. Raises InvalidRequest, with the item's number, when it is none."""
        if self.problem:
            raise InvalidRequest([self.problem], self.number)
        return read_request(self.data, self.number, forms)


def read_items(source: bytes | Iterable[bytes]) -> Iterator[Item]:
    """The items of bytes or of an open binary file, one by one; JSON lines are never held in memory as a whole.

    Bad content raises nothing: it is in the items. An input without any text is one item with that problem.
    """
    lines = BytesIO(source) if isinstance(source, bytes) else source
    texts = (text for part in _documents_or_lines(decoded_lines(lines)) for text in _unwrapped(part))
    return (_item(number, text) for number, text in enumerate(texts, start=1))


def _item(number: int, text: str) -> Item:
    try:
        return Item(number, data=_parsed(text))
    except ValueError as error:
        return Item(number, problem=Problem(field="request", reason=str(error)))


def _documents_or_lines(lines: Iterable[str]) -> Iterator[str]:
    """Split a file into JSON documents or lines: one document if the first line leaves a bracket open.

    Not if the second line begins an object and the first one opens no list of requests: then only the first is broken.
    """
    filled = (line for line in lines if line.strip())
    first, second = next(filled, ""), next(filled, "")
    together = chain([first], [second] if second else [], filled)
    if _depths(first)[1] > 0 and (_opens_requests(first) or not second.startswith("{")):
        yield "".join(together)
    else:
        yield from together


def _opens_requests(line: str) -> bool:
    """Whether a line begins the list of the requests, and others may follow on the next."""
    text = line.lstrip()
    wraps = text.startswith("{") and any(_REQUESTS.match(field) for field in _pieces(text))
    return text.startswith("[") or wraps


def _unwrapped(text: str) -> Iterator[str]:
    """The texts of the items within a list or under `requests`; any other text is one item."""
    text = text.strip()
    if text.startswith("["):
        yield from _pieces(text)
        return
    fields = _pieces(text) if text.startswith("{") and '"requests"' in text else ()
    wrapped = next((field[match.end() :] for field in fields if (match := _REQUESTS.match(field))), None)
    yield from [text] if wrapped is None else _pieces(wrapped)


def _pieces(text: str) -> Iterator[str]:
    """The texts between the commas of the list or object `text` begins with; what follows it is a piece of its own.

    When it never ends, an empty piece comes last, so that a file cut off between two items is noticed.
    """
    depth, start, first = 0, 0, True
    for depth, token in _until_closed(text):
        if depth == 1 and token[0] in "[{":
            start = token.end()
        elif depth == 0 or (depth == 1 and token[0] == ","):
            piece, start = text[start : token.start()], token.end()
            if piece.strip() or depth or not first:
                yield piece
            first = False
    rest = text[start:].strip()
    yield from [rest] if rest else []
    yield from [""] if depth else []


def _until_closed(text: str) -> Iterator[tuple[int, "re.Match[str]"]]:
    """The brackets and commas of a text, each with the depth after it, up to the end of what the first one opens."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "[{") - (token[0] in "]}")
        yield depth, token
        if depth == 0 or token[0] == '"':
            return


def _depths(text: str) -> tuple[int, int]:
    """How deep the brackets of a text go, and how deep they are at its end."""
    deepest = depth = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest, depth


def _parsed(text: str) -> object:
    """The JSON value of a text. Raises ValueError with what is wrong, without quoting values."""
    try:
        size = len(text.strip().encode())
    except UnicodeEncodeError:
        raise ValueError("is not UTF-8: save the file as UTF-8") from None
    if size == 0:
        raise ValueError("is missing: there is nothing here, a comma too many, or the file is cut off")
    if size > MAX_BYTES:
        raise ValueError(f"is larger than {MAX_BYTES} bytes: send documents by reference")
    if text.count("{") + text.count("[") > MAX_DEPTH and _depths(text)[0] > MAX_DEPTH:
        raise ValueError(f"is nested deeper than {MAX_DEPTH} levels")
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error.msg.rstrip(':')}, at its character {error.pos + 1}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    pairs = [(key.strip(BYTE_ORDER_MARK), value) for key, value in pairs]
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"has the field {safe_for_terminal(twice)[:64]} twice: keep one")
    return fields


def _integer(literal: str) -> int:
    if len(literal) > _MAX_DIGITS:
        raise ValueError(f"has a number of more than {_MAX_DIGITS} digits: put it in quotes if it is an identifier")
    return int(literal)


def _float(literal: str) -> float:
    if not math.isfinite(number := float(literal)):
        raise ValueError("has a number too large to be one")
    return number


def _constant(literal: str) -> float:
    raise ValueError(f"has {literal}, which is not JSON: leave the field out")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)
