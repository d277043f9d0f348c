"""What pages look like holds in both directions, and is small."""

import re
from pathlib import Path

import pytest

from web.pages.base.rendering import ASSETS, BOARD_STYLE, FOLDER, STYLE

PHYSICAL = re.compile(
    r"(?<![-\w])(left|right|top|bottom|width|height|(min|max)-(width|height)"
    r"|(margin|padding|border|inset)-(left|right|top|bottom))\s*:|(text-align|float|clear)\s*:\s*(left|right)"
)


@pytest.mark.parametrize("sheet", [STYLE, BOARD_STYLE], ids=lambda sheet: sheet.name)
def test_a_stylesheet_has_logical_properties_alone_and_loads_nothing(sheet: Path) -> None:
    style = re.sub(r"@media \([^)]*\)", "@media", sheet.read_text())
    assert [found[0] for found in PHYSICAL.finditer(style)] == []
    assert "url(" not in style and "@import" not in style


def test_what_a_page_loads_is_small() -> None:
    assert sum(asset.stat().st_size for asset in ASSETS) < 20_000


LIVE = '<script src="{{ live_script }}" defer></script>'
"""The one script there is: a file of ours, on pages that are live."""


def test_templates_have_no_style_and_no_script_of_their_own() -> None:
    for file in (FOLDER / "templates").rglob("*.html"):
        text = file.read_text().replace(LIVE, "")
        assert re.findall(r"<script|\sstyle=|\son[a-z]+=|https?://", text) == [], file.name
