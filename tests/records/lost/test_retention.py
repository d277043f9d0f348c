"""Temporal forgets ended cases after a time, or loses open ones: no answer changes by it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

import worker
from bench.packs import copy_packs
from commands.common.words.advice import ExitCode
from errors import NotRunning, Refused
from models.case.commands import BENEFICIARY
from models.case.state import Receipt
from models.codes import RefusalCode, Stage
from tests.support import terminal
from tests.support.simulation import OMAR
from tests.support.system import System, an_iqama, eventually, running
from tests.support.terminal import Ended
from workflows.names import CASE_WORKFLOW
from workflows.options import CASES

AT_ONCE = "history.transferProcessorEnsureCloseBeforeDelete=false"
"""The server deletes a case when it is asked to, not half a minute later."""


@pytest.fixture(scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system in which cases can be deleted from Temporal, and end at any hour."""
    folder = tmp_path_factory.mktemp("retention")
    async with running(folder / "home", AT_ONCE) as alive:
        yield alive


async def forget(system: System, reference: str) -> None:
    """Have Temporal delete everything it holds of a case, as it does when the retention has passed."""
    request = DeleteWorkflowExecutionRequest(
        namespace=system.client.namespace, workflow_execution=WorkflowExecution(workflow_id=reference)
    )

    await system.client.workflow_service.delete_workflow_execution(request)

    async def gone() -> bool:
        try:
            await system.handle(reference).describe()
        except RPCError as failed:
            return failed.status is RPCStatusCode.NOT_FOUND
        return False

    await eventually(gone)


async def ended(system: System, reference: str) -> None:
    """Wait until a closed case has ended."""
    await system.handle(reference).result()


async def withdrawn(system: System, **same: Any) -> Receipt:
    """The receipt of a request that was withdrawn; its case has ended and is on record."""
    receipt = await system.submit(**same)
    await system.do(receipt.reference, "withdraw", BENEFICIARY)
    await ended(system, receipt.reference)
    return receipt


async def tawasul(system: System, *arguments: str) -> Ended:
    return await asyncio.to_thread(terminal.tawasul, *arguments, environ=system.stack.environment)


async def code_of(system: System, *arguments: str) -> tuple[int, str]:
    """The exit code of a command, and the code of its error."""
    ended = await tawasul(system, *arguments, "--json")
    return ended.code, json.loads(ended.out or ended.err)["error"]["code"]


async def test_a_closed_case_beyond_the_retention_answers_as_it_did_before(system: System) -> None:
    receipt = await system.submit()
    claimed = await system.do(receipt.reference, "claim", command_id="retention-claim")
    await system.do(receipt.reference, "withdraw", BENEFICIARY)
    await ended(system, receipt.reference)
    late = (
        ("reopen", receipt.reference, "--text", "x"),
        ("rate", receipt.reference, "--score", "3"),
        ("reply", receipt.reference, "--text", "x"),
        ("withdraw", receipt.reference),
        ("release", receipt.reference, "--as", OMAR.id),
    )
    before = [await code_of(system, *arguments) for arguments in late]
    claim = ("claim", receipt.reference, "--as", OMAR.id, "--command-id", "retention-claim", "--json")
    assert Receipt.model_validate((await tawasul(system, *claim)).data) == claimed
    await forget(system, receipt.reference)
    assert [await code_of(system, *arguments) for arguments in late] == before
    assert {code for code, _ in before} == {ExitCode.REFUSED}
    assert Receipt.model_validate((await tawasul(system, *claim)).data) == claimed


async def test_the_same_request_gets_its_receipt_also_after_another_one_was_filed_under_its_id(system: System) -> None:
    same = {"id": f"forgotten-{an_iqama()}", "applicant__id_number": an_iqama()}
    receipt = await withdrawn(system, **same)
    await forget(system, receipt.reference)
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await system.submit(**same, text_ar="نص آخر")
        assert refused.value.code == RefusalCode.CONFLICT
        for _ in range(2):
            assert await system.submit(**same) == receipt


async def test_a_run_that_completed_without_a_case_keeps_no_request_from_its_receipt(system: System) -> None:
    """As it does for a request that was left to start while no worker answered: nobody asked for its receipt."""
    request = system.request()
    receipt = await system.open(request)
    await system.do(request.reference, "withdraw", BENEFICIARY)
    await ended(system, request.reference)
    await forget(system, request.reference)
    await _start(system.client, request, request.reference)
    await system.handle(request.reference).result()
    assert await system.open(request) == receipt


async def test_a_request_that_was_refused_while_its_pack_was_missing_is_taken_when_it_is_back(
    idle_system: System, tmp_path: Path
) -> None:
    request = idle_system.request()
    packs = copy_packs(tmp_path / "policies", {}, idle_system.config.policies)
    (packs / "passports").rename(tmp_path / "put-aside")
    async with worker.serving(replace(idle_system.config, policies=packs)):
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                await idle_system.open(request)
            assert refused.value.code == RefusalCode.MALFORMED
    async with worker.serving(idle_system.config):
        receipt = await idle_system.open(request)
        assert isinstance(receipt, Receipt) and receipt.stage is Stage.QUEUED
        assert await idle_system.open(request) == receipt


@pytest.mark.parametrize("filed", ["the same request", "another request"])
async def test_an_open_case_that_temporal_lost_goes_on_when_its_source_files_again(system: System, filed: str) -> None:
    same = {"id": f"lost-{an_iqama()}", "applicant__id_number": an_iqama()}
    receipt = await system.submit(**same)
    claimed = await system.do(receipt.reference, "claim")
    await system.settled(claimed)
    await forget(system, receipt.reference)
    assert await code_of(system, "approve", receipt.reference, "--as", OMAR.id, "--reason", "note_removed",
                         "--reply", "تمت") == (ExitCode.NO_SUCH_CASE, "not_running")  # fmt: skip
    if filed == "the same request":
        assert await system.submit(**same) == receipt
    else:
        with pytest.raises(Refused) as refused:
            await system.submit(**same, text_ar="نص آخر")
        assert refused.value.code == RefusalCode.CONFLICT
    resolved = await system.approve(receipt.reference)
    assert resolved.stage is Stage.RESOLVED
    assert await system.types(receipt.reference) == ["opened", "assessed", "claimed", "resolved"]
    assert await system.submit(**same) == receipt
    await system.settled(resolved)


async def test_a_case_that_was_terminated_says_that_it_is_not_running(system: System) -> None:
    receipt = await system.submit()
    await system.settled(receipt)
    await system.handle(receipt.reference).terminate("by hand")
    with pytest.raises(NotRunning):
        await system.do(receipt.reference, "claim")
    described = await system.handle(receipt.reference).describe()
    assert described.status is WorkflowExecutionStatus.TERMINATED
    assert await code_of(system, "claim", receipt.reference, "--as", OMAR.id) == (4, "not_running")


async def _start(client: Client, request: Any, reference: str) -> None:
    await client.start_workflow(
        CASE_WORKFLOW, request, id=reference, task_queue=CASES, id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE
    )
