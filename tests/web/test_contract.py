"""The document of the interface: what it says is so, tried by made-up calls; its examples are answered as they say."""

import asyncio
import os
import re
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from settings import PROJECT
from tests.support.simulation import DIRECTOR
from tests.support.system import System, an_iqama
from tests.support.web import Api, served
from web.app import application
from web.document import document

SECONDS = 60
"""After which no more calls are made up; as few as these are made in less, unless the machine is busy."""
AS_CHANNEL = ("--phases", "examples,coverage,stateful", "--max-examples", "3")
AS_STAFF = ("--phases", "examples,fuzzing", "--max-examples", "5", "--include-method", "GET")
"""What a channel may do is most of the interface; of staff the lists and files are tried."""


@pytest.mark.timeout(200)
async def test_made_up_calls_are_answered_as_the_document_says(system: System, tmp_path: Path) -> None:
    async with served(system, web_calls_per_second=1_000.0) as api:
        staff = api.permit(api.system.signer(DIRECTOR), why="a trial")
        said = await asyncio.gather(
            made_up_calls(api, api.permit(), tmp_path, *AS_CHANNEL), made_up_calls(api, staff, tmp_path, *AS_STAFF)
        )
    for code, printed in said:
        assert code == 0, printed
        assert int(re.findall(r"(\d+) passed", printed)[-1]) > 20, printed


async def made_up_calls(api: Api, permit: str, folder: Path, *options: str) -> tuple[int, str]:
    """The exit code of a run of made-up calls, and what it prints."""
    command = [str(Path(sys.executable).with_name("schemathesis"))]
    command += ["--config-file", str(PROJECT / "tests/web/schemathesis.toml"), "run"]
    command += [f"{str(api.http.base_url).rstrip('/')}/v1/openapi.json", "--header", f"Authorization: Bearer {permit}"]
    command += ["--max-time", str(SECONDS), "--no-color", "--seed", "1", *options]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "tests.support.made_up_calls", "PYTHONPATH": str(PROJECT)}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


async def test_the_example_of_a_request_is_filed_and_its_link_leads_to_the_case(api: Api) -> None:
    made = (await api.ask("GET", "/v1/openapi.json")).json()
    assert made["openapi"].startswith("3.1")
    filing = made["paths"]["/v1/requests"]["post"]
    example = filing["requestBody"]["content"]["application/json"]["example"]
    own = {"id": f"example-{uuid.uuid4().hex[:8]}", "applicant": example["applicant"] | {"id_number": an_iqama()}}
    answer = await api.file(example | own)
    assert answer.status_code == 201
    link = filing["responses"]["201"]["links"]["case"]
    (path,) = [
        path for path, item in made["paths"].items() if item.get("get", {}).get("operationId") == link["operationId"]
    ]
    assert (await api.ask("GET", path.format(reference=answer.json()["reference"]))).status_code == 200


def test_every_operation_says_what_it_answers_and_which_problems_it_has(api: Api) -> None:
    made: dict[str, Any] = document(application(api.backend))
    names = [each["operationId"] for item in made["paths"].values() for each in item.values()]
    assert len(names) == len(set(names))
    for path, item in made["paths"].items():
        for operation in item.values():
            assert operation["summary"] and operation["description"]
            problems = {
                status
                for status, each in operation["responses"].items()
                if "application/problem+json" in each.get("content", {})
            }
            assert problems >= ({"401", "403", "429", "503"} if path.startswith("/v1") else set()), path
            assert "application/json" not in {
                kind for status in problems for kind in operation["responses"][status]["content"]
            }
