"""The last scene: where the pages of this play are in a browser, and what to try there."""

import json
import os
import re
import subprocess
import time
from http import HTTPStatus
from importlib.util import find_spec

import httpx

from activities.keys.case_keys import case_keys_of
from activities.keys.parts import PartSealer
from activities.one_time_codes.mailbox import last_message
from client import one_time_codes
from commands.common import terminal
from demo import aftermath, cast
from demo.play import Play, program
from settings import PROJECT, load
from workflows.one_time_codes.ports import SendCode

SENT_WITHIN = 20.0
"""Seconds in which a worker sends a code."""
NOT_INSTALLED = "The pages need the extra `tawasul[web]`, which is not installed here."
NOT_SERVED = "These servers serve no pages: `make demo` does."
_CODE = re.compile(r"\b\d{6}\b")


def in_browser(play: Play, web: str | None, *, stays: bool) -> None:
    """Print the addresses of the board and of the tracking page, with a reference and a code to try."""
    play.scene(
        "In a browser",
        "The board of the director, live, and the page on which beneficiaries follow a request: it asks for a reference"
        "\nand for a code, which is sent to the number on record; here it lies in the mailbox folder.",
    )
    if web is None:
        terminal.line(f"  {NOT_SERVED if is_installed() else NOT_INSTALLED}")
        return
    reference = play.references[aftermath.CASE]
    code = _code_for(play, reference)
    play.promise("the pages answer", all(_answers(f"{web}/en{path}") for path in ("/find", "/staff/board")))
    play.promise("a code was sent", code is not None)
    terminal.line()
    terminal.properties(addresses(web, reference, code or "", _link(web)))
    terminal.line()
    if not stays:
        terminal.line("These servers stop now; `make demo KEEP=1` leaves them up to try that.")


def is_installed() -> bool:
    """Whether what serves the pages is installed."""
    return find_spec("uvicorn") is not None


def addresses(web: str, reference: str, code: str, link: str) -> tuple[tuple[str, str], ...]:
    """What to open, and what to type there."""
    return (
        ("board", f"{web}/en/staff/board"),
        ("  first log in", f"{link}  as Dana, once, within five minutes"),
        ("tracking", f"{web}/en/find"),
        ("  reference", reference),
        ("  code", f"{code}  within 15 minutes"),
        ("in Arabic", f"{web}/ar/staff/board and {web}/ar/find"),
    )


def _code_for(play: Play, reference: str) -> str | None:
    """A one-time code as the page would have it sent."""
    play.wait(one_time_codes.send_code(play.client, SendCode(reference=reference, language="en")))
    sealer, until = PartSealer(case_keys_of(load())), time.monotonic() + SENT_WITHIN
    while time.monotonic() < until:
        found = _CODE.search(last_message(play.home, reference, sealer) or "")
        if found:
            return found[0]
        time.sleep(0.2)
    return None


def _link(web: str) -> str:
    """A link that opens the workspace to the director."""
    command = program(("workspace", "--as", cast.DANA.id, "--json"))
    env = {**os.environ, "TAWASUL_WEB_URL": web}
    made = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, check=True)
    return str(json.loads(made.stdout)["link"])


def _answers(address: str) -> bool:
    """Whether there is a page, or the login before it."""
    return httpx.get(address).status_code in (HTTPStatus.OK, HTTPStatus.SEE_OTHER)
