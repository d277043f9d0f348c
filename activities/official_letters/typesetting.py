"""Typesetting of letters by typst, as PDF/A-2a and PDF/UA-1: the same content gives the same bytes.

Nothing from outside goes in: the fonts are those of the package `fontpkg-amiri` and those inside typst, not those of
the machine; no file and no package can be read; the instant in the file is that of the decision. Amiri is set without
kerning: with it, readers of PDF find a gap within words («المدير ية»), and neither search nor copy them right.
"""

import io
import json
import re
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

STANDARDS = ("a-2a", "ua-1")
_NO_SIGN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_INSTEAD = "□"
"""What stands for a sign that no font has, as of a script that letters are not written in."""
_MOST_TRIES = 20
"""How often signs without a font are replaced before a letter is given up; each time all that are named."""


class NotTypeset(ValueError):
    """A template that cannot be typeset; the text says why, in typst's words."""


class NoTypesetter(ImportError):
    """What typesets letters is not installed: the extra `letters`."""


def typeset(source: str, data: dict[str, Any], at: datetime) -> bytes:
    """A letter as PDF. Raises NotTypeset, NoTypesetter."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    for _ in range(_MOST_TRIES):
        try:
            return _compiled(source, text, at)
        except NotTypeset as failed:
            known = without_signs(text, str(failed))
            if known == text:
                raise
            text = known
    raise NotTypeset("too many signs that no font has")


def without_signs(text: str, complaint: str) -> str:
    """A text with something in place of each sign that typst names as one that no font has."""
    named = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), found) for found in _NO_SIGN.findall(complaint))
    signs = {sign for each in named for sign in each if not sign.isascii() and sign != _INSTEAD}
    return text.translate(dict.fromkeys(map(ord, signs), _INSTEAD))


def can_typeset() -> bool:
    """Whether what typesets letters is installed here."""
    try:
        _typst()
        qr_svg("0")
    except NoTypesetter:
        return False
    return True


def qr_svg(code: str) -> str:
    """The picture of a code, as SVG. Raises NoTypesetter."""
    try:
        import segno  # noqa: PLC0415 - of the extra `letters`
    except ImportError as error:
        raise NoTypesetter("segno") from error
    picture = io.BytesIO()
    segno.make(code, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False, nl=False)
    return picture.getvalue().decode()


def _compiled(source: str, text: str, at: datetime) -> bytes:
    typst, fonts = _typst()
    with tempfile.TemporaryDirectory(prefix="letter-") as nothing:
        try:
            pdf = typst.compile(
                source.encode(),
                root=nothing,
                font_paths=fonts,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"letter": text},
                pdf_standards=list(STANDARDS),
                package_path=nothing,
                package_cache_path=nothing,
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise NotTypeset(error.diagnostic or error.message) from error
    return bytes(pdf) + b"\n"


@cache
def _typst() -> tuple[Any, Any]:
    """The module, and the fonts that letters are set in. Raises NoTypesetter."""
    try:
        import fontpkg_amiri  # noqa: PLC0415 - of the extra `letters`
        import typst  # noqa: PLC0415
    except ImportError as error:
        raise NoTypesetter(error.name or "typst") from error
    folder = Path(fontpkg_amiri.ROOT) / "files"
    return typst, typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
