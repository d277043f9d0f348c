"""A page of ours in a real browser: Chromium without a window, with axe-core looking at what it shows.

Both are for tests alone. Without Chromium on the machine the tests that need it are skipped, with that as the reason.
"""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--enable-logging=stderr", "--virtual-time-budget=20000", "--window-size=1000,1400", "--dump-dom"),
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
LOOK = """
const found = document.createElement("pre");
found.id = "seen";
document.fonts.ready.then(() => axe.run(document, { resultTypes: ["violations"] })).then((result) => {
  const summaries = [...document.querySelectorAll("summary")];
  const reached = summaries.filter((each) => { each.focus(); return document.activeElement === each; });
  found.textContent = JSON.stringify({
    violations: result.violations.map((each) => `${each.id}: ${each.nodes.length} × ${each.nodes[0].html}`),
    unfocused: summaries.length - reached.length,
    summaries: summaries.length,
    direction: getComputedStyle(document.documentElement).direction,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  });
  document.body.append(found);
});
"""


@dataclass(frozen=True)
class SeenPage:
    """What a browser makes of a page."""

    violations: list[str]
    """Rules of axe-core that it breaks, each with the first element that does."""
    unfocused: int
    """Things to open that the keyboard does not reach, of `summaries`."""
    summaries: int
    direction: str
    overflow: int
    """Pixels by which it is wider than the window."""
    console: list[str]
    """What the browser complained of, such as something that its policy does not let it load."""


def seen(page: str, folder: Path) -> SeenPage:
    """A page as Chromium shows it; its own policy holds, but for the scripts of the test. Skips without Chromium."""
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None:
        pytest.skip(f"no Chromium here: none of {', '.join(NAMES)}")
    assert POLICY in page
    script = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    file = folder / "page.html"
    scripts = f"<script>{script}</script><script>{LOOK}</script>"
    looked_at = page.replace(POLICY, f"{POLICY}; script-src 'unsafe-inline'").replace("</main>", f"</main>{scripts}")
    file.write_text(looked_at, encoding="utf-8")
    command = [browser, *OPTIONS, f"--user-data-dir={folder / 'profile'}", file.as_uri()]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    written = re.search(r'<pre id="seen">(.*?)</pre>', ended.stdout, re.DOTALL)
    assert written, ended.stderr
    told: dict[str, Any] = json.loads(unescape(written[1]))
    return SeenPage(**told, console=[line for line in ended.stderr.splitlines() if "CONSOLE" in line])
