"""docs/api.md agrees with the interface: its session answers as shown, its program makes permits, its codes are all."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from models.codes import RefusalCode
from settings import PROJECT
from tests.intake.test_fingerprint import PLAIN
from tests.support.system import an_iqama
from tests.support.terminal import TAWASUL
from tests.support.web import Api, new_request
from web import openapi
from web.access.scopes import ApiScope
from web.problems.codes import CODES

PAGE = (PROJECT / "docs/api.md").read_text()
SESSION = [
    part.partition("\n") for block in re.findall(r"```console\n(.*?)```", PAGE, re.S) for part in block.split("$ ")[1:]
]
CLIENT_PROGRAM, PERMIT_PROGRAM = re.findall(r"```python\n(.*?)```", PAGE, re.S)
CLIENT_SAYS = PAGE.partition(CLIENT_PROGRAM)[2].removeprefix("```\n\n```\n").partition("```")[0]
GENERATOR = PROJECT / ".venv/client/bin/openapi-python-client"
REFERENCE = r"TW(-[0-9A-Z]{4}){3}-[0-9A-Z]"


def as_shown(shown: str, printed: str) -> bool:
    """Whether that was printed, but for references and what `…` stands for."""
    pattern = re.escape(re.sub(REFERENCE, "REFERENCE", shown.strip())).replace("…", ".*?")
    return re.fullmatch(pattern, re.sub(REFERENCE, "REFERENCE", printed.strip()), re.S) is not None


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.timeout(120)
async def test_the_session_answers_as_the_page_shows(api: Api, tmp_path: Path) -> None:
    request = PLAIN | {"id": f"page-{uuid.uuid4().hex[:8]}"}
    request["applicant"] = PLAIN["applicant"] | {"id_number": an_iqama()}
    (tmp_path / "request.json").write_text(json.dumps(request))
    (tmp_path / "tawasul").write_text(f'#!/bin/sh\ncd {PROJECT} && exec {shlex.join(TAWASUL)} "$@"\n')
    (tmp_path / "tawasul").chmod(0o755)
    web = str(api.http.base_url).rstrip("/")
    path = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "WEB": web, "LC_ALL": "C.UTF-8"}
    shell = shell_in(tmp_path, api.system.stack.environment | path)
    try:
        for command, _, shown in SESSION:
            printed = await asyncio.to_thread(typed, shell, command)
            if not as_shown(shown, printed) and "--json" not in command:  # the records follow by a moment
                await asyncio.sleep(2)
                printed = await asyncio.to_thread(typed, shell, command)
            assert as_shown(shown, printed), f"$ {command}\n{printed}"
    finally:
        shell.kill()
        shell.wait()


def shell_in(folder: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    """A shell that reads what is typed."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        ["bash"], cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
    )


def typed(shell: subprocess.Popen[str], command: str) -> str:
    """What a command prints that is typed into a shell."""
    assert shell.stdin and shell.stdout
    shell.stdin.write(f"{command}\nprintf '\\nDONE\\n'\n")
    shell.stdin.flush()
    lines: list[str] = []
    for line in shell.stdout:
        if line == "DONE\n":
            break
        lines.append(line)
    return "".join(lines)


async def test_the_program_of_the_page_makes_permits(api: Api) -> None:
    environment = {"TAWASUL_CHANNEL_KEY": api.system.stack.signing_keys["channel_key"]}
    program = [sys.executable, "-c", PERMIT_PROGRAM]
    made = await asyncio.to_thread(subprocess.run, program, env=environment, capture_output=True, text=True, check=True)
    answer = await api.file(new_request(f"page-{uuid.uuid4().hex[:8]}"), permit=made.stdout.strip())
    assert answer.status_code == 201


def test_the_document_in_the_docs_is_the_one_that_is_served() -> None:
    assert openapi.FILE.read_text() == openapi.text(), "python -m web.openapi writes it"


@pytest.mark.skipif(not GENERATOR.exists(), reason="what makes clients is not installed")
@pytest.mark.timeout(120)
async def test_a_client_made_from_the_document_answers_as_the_page_shows(api: Api, tmp_path: Path) -> None:
    said = (
        "generate",
        "--path",
        str(openapi.FILE),
        "--meta",
        "none",
        "--output-path",
        str(tmp_path / "tawasul_client"),
    )
    making = [str(GENERATOR), *said]
    made = await asyncio.to_thread(subprocess.run, making, capture_output=True, text=True)
    assert made.returncode == 0 and "Skipping" not in made.stdout.replace("Skipping Integration", ""), made.stdout
    request = new_request(f"page-{uuid.uuid4().hex[:8]}", service="exit_reentry_issue")
    (tmp_path / "request.json").write_text(json.dumps(request))
    (tmp_path / "permit.txt").write_text(api.permit())
    environment = os.environ | {"WEB": str(api.http.base_url).rstrip("/"), "PYTHONPATH": str(tmp_path)}
    program = [sys.executable, "-c", CLIENT_PROGRAM]
    run = await asyncio.to_thread(
        subprocess.run, program, cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (0, CLIENT_SAYS), run.stderr


def test_the_page_names_every_code_and_every_scope() -> None:
    named = set(re.findall(r"`([a-z_:]+)`", PAGE))
    assert set(CODES) - set(RefusalCode) <= named
    assert {str(scope) for scope in ApiScope} <= named
    statuses = {code: int(status) for code, status in re.findall(r"(?m)^\| `([a-z_]+)` \| (\d{3}) \|", PAGE)}
    assert statuses and all(CODES[code].status == status for code, status in statuses.items())
