"""What a template is given of a letter: lines in pieces, in each of its languages.

What looks like code, number or date is marked as a piece of its own: among right-to-left letters its parts would change
places, unless the template sets it apart.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from models.language import RIGHT_TO_LEFT
from models.packs.letters import LetterForm, LetterTexts
from models.text import PLACEHOLDER

Run = dict[str, Any]
"""A piece of a line: its `text`, and whether it is `own`, a piece that is set apart."""
_OF_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_STRONG = re.compile(r"[^\W\d_]")
_TOKEN = re.compile(r"(?<![^\W_])([A-Za-z0-9]{1,20}(?:[-./:@+][A-Za-z0-9]{1,20}){1,5})(?![^\W_])")
"""A date, a code or an address as people write it in a text."""


def whole(form: LetterForm, number: str, day: date, qr: str, parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The whole of a letter, its parts in the order of its languages."""
    texts, first = form.terms.texts, str(parts[0]["language"])
    return {
        "number": number,
        "title": f"{texts.title.of(first)} {number}",
        "authority": texts.authority.of(first).replace("\n", " - "),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "qr": qr,
        "parts": list(parts),
    }


def part(texts: LetterTexts, language: str, values: Mapping[str, str], reply: Iterable[str]) -> dict[str, Any]:
    """What a letter says in one language."""
    marks = {"number": texts.number, "date": texts.date, "reference": texts.reference}
    sections = {
        "opening": texts.opening,
        "closing": texts.closing,
        "farewell": texts.farewell,
        "verification": texts.verification,
    }
    return {
        "language": language,
        "rtl": language in RIGHT_TO_LEFT,
        "authority": texts.authority.of(language).split("\n"),
        "marks": [
            {"label": text.of(language), "value": [_run(values[name], language)]} for name, text in marks.items()
        ],
        "title": texts.title.of(language),
        "reply": [paragraph(line, language) for line in reply],
        "seal": texts.seal.of(language),
        "qr": texts.qr.of(language),
        **{name: filled(text.of(language), values, language) for name, text in sections.items()},
    }


def paragraph(line: str, language: str) -> dict[str, Any]:
    """A line that somebody wrote, which may be in another language than the part of the letter in which it stands."""
    first = _STRONG.search(line)
    rtl = bool(_OF_RIGHT_TO_LEFT.match(first[0])) if first else language in RIGHT_TO_LEFT
    pieces = _TOKEN.split(line) if rtl else [line]
    return {"rtl": rtl, "runs": [{"text": text, "own": bool(at % 2)} for at, text in enumerate(pieces) if text]}


def filled(text: str, values: Mapping[str, str], language: str) -> list[list[Run]]:
    """The lines of a text with its placeholders filled; one whose placeholders are all empty is left out."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [_runs(line, values, language) for line in lines if not _is_empty(line, values)]


def _is_empty(line: str, values: Mapping[str, str]) -> bool:
    names = PLACEHOLDER.findall(line)
    return bool(names) and not any(values.get(name) for name in names)


def _runs(line: str, values: Mapping[str, str], language: str) -> list[Run]:
    """A line in pieces; placeholders are filled in a single pass, so that no value is read as a template."""
    pieces = enumerate(PLACEHOLDER.split(line))
    runs = (_run(values.get(text, ""), language) if at % 2 else {"text": text, "own": False} for at, text in pieces)
    return [run for run in runs if run["text"]]


def _run(value: str, language: str) -> Run:
    """A value; one that has right-to-left letters itself goes with the text around it."""
    return {"text": value, "own": language in RIGHT_TO_LEFT and not _OF_RIGHT_TO_LEFT.search(value)}
