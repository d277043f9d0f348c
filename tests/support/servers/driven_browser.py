"""Chromium without a window, driven by its own protocol through a pipe: it visits pages as a person does.

For tests alone. Without Chromium on the machine the tests that need it are skipped, with that as the reason.
"""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers.browser import NAMES

OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-quic", "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe"),
    "--hide-scrollbars",
)
SAID_BY_BROWSER = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
AXE = (
    "axe.run(document, {resultTypes: ['violations']}).then(found => JSON.stringify("
    "found.violations.map(each => `${each.id}: ${each.nodes.length} × ${each.nodes[0].html}`)))"
)


class DrivenBrowser:
    """One tab. Calls wait for their answer; what the browser says in between is kept in `console`."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = os.fdopen(to_browser, "wb"), os.fdopen(from_browser, "rb")
        self._number, self._session, self._left = 0, "", b""
        self._events: list[dict[str, Any]] = []
        self.console: list[str] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a call of the protocol."""
        self._number += 1
        call = {"id": self._number, "method": method, "params": parameters}
        self._to.write(json.dumps(call | ({"sessionId": self._session} if self._session else {})).encode() + b"\0")
        self._to.flush()
        while (message := self._next()).get("id") != self._number:
            self._note(message)
        assert "error" not in message, (method, message["error"])
        return dict(message["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            self._left += os.read(self._from.fileno(), 1 << 20)
        text, _, self._left = self._left.partition(b"\0")
        return dict(json.loads(text))

    def _note(self, message: dict[str, Any]) -> None:
        self._events.append(message)
        if message.get("method") in SAID_BY_BROWSER:
            self.console.append(json.dumps(message["params"], ensure_ascii=False)[:500])

    def _until(self, event: str) -> None:
        while not any(each.get("method") == event for each in self._events):
            self._note(self._next())
        self._events.clear()

    def open(self, address: str) -> None:
        """Go to an address, and wait until it is loaded."""
        self._events.clear()
        self.ask("Page.navigate", url=address)
        self._until("Page.loadEventFired")

    def run(self, script: str) -> Any:
        """The value of a script in the page; of a promise once it is there."""
        found = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def submit(self, selector: str = "main form button") -> None:
        """Press a button as a mouse does, and wait for the page after it."""
        self._events.clear()
        self.run(f"document.querySelector({selector!r}).click()")
        self._until("Page.loadEventFired")

    def fill(self, **values: str) -> None:
        """Fill in fields by their ids."""
        for name, value in values.items():
            self.run(f"document.getElementById({name!r}).value = {json.dumps(value)}")

    def press(self, key: str, *, loads: bool = False) -> None:
        """Press a key: `Tab`, `Enter`, ` `, or a letter."""
        self._events.clear()
        text = {"Enter": "\r", "Tab": ""}.get(key, key)
        about: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13}.get(key, 0)}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **about, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **about)
        if loads:
            self._until("Page.loadEventFired")

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.ask("Input.insertText", text=text)

    def reach(self, selector: str, within: int) -> None:
        """Press Tab until the focus is on an element, so many times at most."""
        for _ in range(within):
            self.press("Tab")
            if self.run(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    def resize(self, width: int, height: int = 900) -> None:
        """Make the window so wide, in pixels of CSS."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")

    def violations(self) -> list[str]:
        """Rules of axe-core that the page breaks, each with the first element that does."""
        if not self.run("typeof axe === 'object'"):
            self.run((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8") + ";0")
        return list(json.loads(self.run(AXE)))

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.run("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def picture(self, file: Path) -> None:
        """Keep a picture of the whole page. The window is made as high as it is: beyond a window, what is written from
        right to left comes out beside its place.
        """
        width, height = self.run("[innerWidth, Math.max(innerHeight, document.documentElement.scrollHeight)]")
        self.resize(width, height)
        taken = self.ask("Page.captureScreenshot")
        file.write_bytes(base64.b64decode(taken["data"]))


@contextmanager
def driven_browser(folder: Path) -> Iterator[DrivenBrowser]:
    """A browser with a profile of its own in a folder. Skips without Chromium."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"no Chromium here: none of {', '.join(NAMES)}")
    reads, to_browser = os.pipe()
    from_browser, writes = os.pipe()
    moved = f'exec 3<&{reads} 4>&{writes}; exec "$0" "$@"'
    command = ["/bin/bash", "-c", moved, program, *OPTIONS, f"--user-data-dir={folder / 'profile'}"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, pass_fds=(reads, writes), stdin=quiet, stdout=quiet, stderr=quiet)
    for end in (reads, writes):
        os.close(end)
    try:
        yield DrivenBrowser(to_browser, from_browser)
    finally:
        process.kill()
        process.wait()
