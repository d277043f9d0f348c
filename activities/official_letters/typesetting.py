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
_NO_SIGN = re.compile(r"error: the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_INSTEAD = "·"
"""What stands for a sign that no font has, as of a script that letters are not written in."""
_MOST_WITHOUT = 200
"""Signs without a font that are replaced before a letter is given up."""


class NotTypeset(ValueError):
    """A template that cannot be typeset; the text says why, in typst's words."""


class NoTypesetter(ImportError):
    """What typesets letters is not installed: the extra `letters`."""


def typeset(source: str, data: dict[str, Any], at: datetime) -> bytes:
    """A letter as PDF. Raises NotTypeset, NoTypesetter."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    for _ in range(_MOST_WITHOUT):
        try:
            return _compiled(source, text, at)
        except NotTypeset as failed:
            missing = _NO_SIGN.search(str(failed))
            if missing is None or missing[1] not in text:
                raise
            text = text.replace(missing[1], _INSTEAD)
    raise NotTypeset("too many signs that no font has")


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
            raise NotTypeset(f"{error.message} {error.diagnostic}".strip()) from error
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
