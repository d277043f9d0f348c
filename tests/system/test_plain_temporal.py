"""A request is filed and followed with nothing but the `temporal` command, as `docs/intake.md` says."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from activities.keys.case_keys import case_keys_of
from activities.keys.endpoint import serving
from commands.common.onlooker.codec_readers import CodecReaders
from models.intake.request import read_request
from models.trust.permits import make_permit
from settings import PROJECT
from stack import temporal_binary
from tests.support.requests import sample_requests
from tests.support.simulation import DIRECTOR
from tests.support.system import System

PAGE = (PROJECT / "docs" / "intake.md").read_text()
REQUEST = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0]
DERIVE, SIGN = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[:2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files the page speaks of."""
    (tmp_path / "request.json").write_text(REQUEST)
    (tmp_path / "derive.py").write_text(DERIVE)
    (tmp_path / "sign.py").write_text(SIGN)
    return tmp_path


@pytest.fixture
def documented() -> dict[str, Any]:
    """The names the page's program defines."""
    names: dict[str, Any] = {"__name__": "derive"}
    exec(DERIVE, names)
    return names


def commands(page: str) -> Iterator[tuple[str, str]]:
    """Every command of the page's console blocks with the output shown; a line that is not finished goes on."""
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            end = next(n for n in range(1, len(lines) + 1) if _finished("".join(lines[:n])))
            yield "".join(lines[:end]), "".join(lines[end:])


def _finished(command: str) -> bool:
    return not command.endswith(("\\\n", "|\n")) and command.count("'") % 2 == 0


def shows(shown: str, printed: str) -> bool:
    """Whether the output is the one shown, where … stands for anything."""
    return re.fullmatch(re.escape(shown.strip()).replace("…", ".*?"), printed.strip(), re.DOTALL) is not None


@pytest.fixture
def endpoint(system: System) -> Iterator[dict[str, str]]:
    """The variables by which the `temporal` command reads sealed answers."""
    until = datetime.now(UTC) + timedelta(minutes=20)
    permit = make_permit(system.signer(DIRECTOR), system.config.namespace, "the page is tried", until)
    readable = CodecReaders(system.config).readable
    with serving(case_keys_of(system.config), readable, host="127.0.0.1", port=0, origin="") as address:
        yield {"TEMPORAL_CODEC_ENDPOINT": address, "TEMPORAL_CODEC_AUTH": f"Bearer {permit}"}


async def shell(command: str, system: System, folder: Path, **variables: str) -> tuple[int, str]:
    """Run a command as the reader of the page does; the exit code, and what was printed."""
    places = os.pathsep.join(
        (str(Path(sys.executable).parent), str(Path(temporal_binary()).parent), os.environ["PATH"])
    )
    variables |= {name: value for name, value in system.stack.environment.items() if name.startswith("TAWASUL_")}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        command,
        cwd=folder,
        env=inherited | {"PATH": places, "TEMPORAL_ADDRESS": system.stack.temporal_address} | variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


async def open_by_command(system: System, folder: Path, request: dict[str, Any], fingerprint: str) -> tuple[int, str]:
    """`open` with the start, by the page's own command."""
    (folder / "request.json").write_text(json.dumps(request))
    command = next(command for command, _ in commands(PAGE) if "update-with-start" in command)
    command = f"python sign.py request.json > signed.json\n{command}"
    reference = read_request(json.loads(REQUEST) | {"id": request["id"]}).reference
    return await shell(command, system, folder, REFERENCE=reference, FINGERPRINT=fingerprint)


def test_the_documented_hashes_are_those_of_the_system(documented: dict[str, Any]) -> None:
    for request in map(read_request, [json.loads(REQUEST), *sample_requests()]):
        normal_form = request.model_dump(mode="json", exclude_defaults=True)
        assert documented["reference"](request.channel, request.id) == request.reference
        assert documented["fingerprint"](normal_form) == request.fingerprint
    assert documented["fingerprint"](json.loads(REQUEST)) == read_request(json.loads(REQUEST)).fingerprint


async def test_the_documented_commands_print_what_the_page_shows(
    system: System, folder: Path, endpoint: dict[str, str]
) -> None:
    request = read_request(json.loads(REQUEST))
    for command, shown in commands(PAGE):
        reads = endpoint if " query " in command and "--type receipt" not in command else {}
        code, printed = await shell(
            command, system, folder, REFERENCE=request.reference, FINGERPRINT=request.fingerprint, **reads
        )
        assert (code, shows(shown, printed)) == (0, True), f"{command}\n{printed}"


async def test_the_same_request_gets_the_same_receipt_and_another_one_a_conflict(system: System, folder: Path) -> None:
    request = json.loads(REQUEST) | {"id": "EXT-CONFLICT"}
    changed = request | {"subject_ar": "طلب آخر"}
    first, again = [await open_by_command(system, folder, request, read_request(request).fingerprint) for _ in range(2)]
    assert first[0] == 0 and "updateResult" in first[1]
    assert again == first
    code, printed = await open_by_command(system, folder, changed, read_request(changed).fingerprint)
    assert code == 1 and "(type: conflict" in printed


async def test_a_request_that_breaks_a_rule_is_refused_with_the_field(system: System, folder: Path) -> None:
    request = json.loads(REQUEST) | {"id": "EXT-MALFORMED"}
    del request["service"]
    code, printed = await open_by_command(system, folder, request, "0" * 64)
    assert code == 1
    assert "service is required (type: malformed" in printed
