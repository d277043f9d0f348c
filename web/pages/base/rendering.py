"""Pages as HTML: one environment of templates for each language, and the headers that all pages have."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from commands.common.words.language import Language
from web.pages.base.words import LanguageWords, bdi, direction, isolated, number

FOLDER = Path(__file__).parents[1]
ASSETS = tuple(FOLDER / "assets" / name for name in ("style.css", "icon.svg", "board.css", "live.js"))
STYLE, ICON, BOARD_STYLE, SCRIPT = ASSETS
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
"""Nothing from outside, no script unless a page is live, no frame around it, nothing kept by the browser."""


@cache
def address_of(asset: Path) -> str:
    """The address of a file that pages load, which changes with it: browsers may keep it."""
    return f"/assets/{sha256(asset.read_bytes()).hexdigest()[:16]}{asset.suffix}"


@cache
def environment(language: Language) -> Environment:
    """The templates in a language."""
    words = LanguageWords(language)
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "_": words.say,
        "ngettext": words.count,
        "bdi": bdi,
        "isolated": isolated,
        "number": number,
        "direction": direction,
        "language": str(language),
        "style": address_of(STYLE),
        "icon": address_of(ICON),
        "board_style": address_of(BOARD_STYLE),
        "live_script": address_of(SCRIPT),
    }
    return made


def rendered(language: Language, template: str, status: HTTPStatus, values: Mapping[str, Any]) -> HTMLResponse:
    """A page."""
    text = environment(language).get_template(template).render(values)
    return HTMLResponse(text, status, headers={**HEADERS, "Content-Language": str(language)})


def see_other(path: str) -> RedirectResponse:
    """The answer to a form: another page is to be got."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, headers=dict(HEADERS))
