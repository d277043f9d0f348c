"""A real provider of OpenID Connect for the tests: npm's `oidc-provider`, in a process of its own."""

import asyncio
import html
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from chaos.event_loop import LoopThread
from chaos.system.http_server import HttpAnswer, HttpRequest, serve_connection
from sessions.login.device import DeviceCode
from settings import PROJECT
from stack.ports import free_port

PACKAGE, VERSION = "oidc-provider", "9.13.3"
SCRIPT = PROJECT / "tests/sessions/provider.mjs"
CLIENT = "tawasul"

_FORM = re.compile(r"<form.*?</form>", re.DOTALL)
_INPUT = re.compile(r"<input([^>]*)>")
_NAME, _VALUE, _ACTION = (re.compile(rf'\b{name}="([^"]*)"') for name in ("name", "value", "action"))
_FORMS_AT_MOST = 8


@dataclass
class RunningProvider:
    """A provider on a port, with people who log in there."""

    port: int
    process: "subprocess.Popen[str]" = field(repr=False)

    @property
    def issuer(self) -> str:
        """Its name in tokens, and its address."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait(10)


@contextmanager
def provider(port: int = 0, **options: Any) -> Iterator[RunningProvider]:
    """A provider that answers; `options` are those of provider.mjs. The test is skipped where there is no Node."""
    folder, port = _installed(), port or free_port()
    command = ["node", str(SCRIPT), str(folder), json.dumps({"port": port, **options})]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    running = RunningProvider(port, process)
    try:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield running
    finally:
        running.stop()


@cache
def _installed() -> Path:
    """The folder with the package, which is fetched once for all checkouts of an account; skips where it cannot be."""
    cached = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cached / "tawasul" / f"{PACKAGE}-{VERSION}"
    if not (folder / "node_modules" / PACKAGE / "package.json").exists():
        if not (shutil.which("npm") and shutil.which("node")):
            pytest.skip("Node is not here: logins are tested with its package oidc-provider")
        folder.mkdir(parents=True, exist_ok=True)
        options = ["--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
        wanted = ["npm", "install", *options, "--prefix", str(folder), f"{PACKAGE}@{VERSION}"]
        if subprocess.run(wanted, cwd=folder, capture_output=True, timeout=50).returncode:
            pytest.skip(f"{PACKAGE} {VERSION} cannot be fetched from a registry of npm")
    return folder


@dataclass
class PersonAtBrowser:
    """Somebody who logs in at the provider with a browser of their own, as soon as they see a code or an address."""

    name: str
    page: str = "done"
    agrees: bool = True
    comes: bool = True
    seen: list[DeviceCode | str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    landed: list[str] = field(default_factory=list)
    """What the browser said in the end."""

    def see_code(self, code: DeviceCode) -> None:
        """Give the code at the provider."""
        self.seen.append(code)
        if self.comes:
            self.go(code.whole_address)

    def wait(self, seconds: float) -> None:
        """Let the time pass, faster than the clock."""
        self.waited.append(seconds)
        time.sleep(min(seconds / 50, 0.2))

    def see_address(self, address: str) -> None:
        """Open the address; the listener answers only when the test goes on, so in a thread."""
        self.seen.append(address)
        threading.Thread(target=self.go, args=(address,), daemon=True).start()

    def go(self, address: str) -> None:
        """Open an address, and fill in each form that the provider shows until there is none."""
        with httpx.Client(follow_redirects=True, trust_env=False, timeout=10) as browser:
            page = browser.get(address)
            for _ in range(_FORMS_AT_MOST):
                if not (form := _FORM.search(page.text)):
                    break
                page = self._submit(browser, page, form[0])
            self.landed.append(page.text)

    def _submit(self, browser: httpx.Client, page: httpx.Response, form: str) -> httpx.Response:
        """Send a form back as it is, with the name where one is asked for."""
        fields = {
            name[1]: html.unescape(value[1]) if (value := _VALUE.search(each)) else ""
            for each in _INPUT.findall(form)
            if (name := _NAME.search(each))
        }
        if "login" in fields:
            fields |= {"login": self.name, "password": "any"}
        if not self.agrees and "user_code" in fields:
            fields["abort"] = "yes"
        action = _ACTION.search(form)
        return browser.post(urljoin(str(page.url), html.unescape(action[1]) if action else ""), data=fields)


@contextmanager
def lying_provider(port: int = 0, **pages: Any) -> Iterator[str]:
    """A provider that answers each path with what it is given: JSON, bytes, or a whole answer. Gives its issuer.

    `discovery` is the document it has of itself; `{issuer}` in its texts is its own.
    """
    port = port or free_port()
    issuer = f"http://127.0.0.1:{port}"
    names = {"/.well-known/openid-configuration": "discovery"}

    async def respond(request: HttpRequest) -> HttpAnswer | None:
        page = pages.get(names.get(request.path, request.path.strip("/")))
        if isinstance(page, HttpAnswer) or page is None:
            return page
        content = page if isinstance(page, bytes) else json.dumps(page).replace("{issuer}", issuer).encode()
        return HttpAnswer(200, {"Content-Type": "application/json"}, content)

    with LoopThread("lying-provider") as loop:
        loop.serve(asyncio.start_server(partial(serve_connection, respond), "127.0.0.1", port))
        yield issuer
