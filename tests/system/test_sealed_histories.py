"""Payloads are sealed on a real server: nothing personal in its files; bad ones are refused and wedge nothing."""

import asyncio
from pathlib import Path

from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import Client

from chaos.history.replays import replayer
from client import connected, of_case, plain_converter, timeline
from models.codes import Stage
from settings import PlainPayloads
from tests.support.servers.parts import worker_process
from tests.support.system import System, command, eventually, running
from tests.system.test_privacy_outside_payloads import TEXT, canary, found, live

STRANGER_S = "ما كتبه غريب بلا ختم"


def in_files(system: System, secrets: tuple[str, ...]) -> list[str]:
    """The secrets that stand in the files of Temporal's server as anybody may read them."""
    files = b"".join(file.read_bytes() for file in system.stack.home.glob("temporal.db*"))
    forms = {secret: (secret.encode(), ascii(secret)[1:-1].encode()) for secret in secrets}
    return [secret for secret, written in forms.items() if any(form in files for form in written)]


async def test_nothing_personal_of_a_whole_case_is_in_temporals_files(system: System) -> None:
    request, secrets = canary(system)
    await live(system, request)
    await eventually(lambda: asyncio.to_thread(lambda: request.reference.encode() in _files(system)))
    assert in_files(system, secrets) == []
    history = await system.handle(request.reference).fetch_history()
    assert found(secrets, history.to_json()) == []
    await replayer(system.config).replay_workflow(history)


def _files(system: System) -> bytes:
    return b"".join(file.read_bytes() for file in system.stack.home.glob("temporal.db*"))


async def test_what_a_stranger_sends_in_clear_is_read_and_stays_in_clear(system: System) -> None:
    reference = (await system.submit()).reference
    stranger = await Client.connect(system.stack.temporal_address)
    plain = system.signed(reference, command("note", text=STRANGER_S))
    await stranger.get_workflow_handle(reference).signal("command", plain)
    await eventually(lambda: _is_noted(system, reference))
    await eventually(lambda: asyncio.to_thread(lambda: in_files(system, (STRANGER_S,)) == [STRANGER_S]))


async def _is_noted(system: System, reference: str) -> bool:
    return "noted" in await system.types(reference)


async def _is_claimed(system: System, reference: str) -> bool:
    return (await system.view(reference)).row.assignee is not None


async def test_bad_payloads_are_refused_and_the_case_goes_on(system: System) -> None:
    reference, other = [(await system.submit()).reference for _ in range(2)]
    claim = system.signed(reference, command("claim"))
    (honest,) = await of_case(system.client, reference).encode([claim])
    (moved,) = await of_case(system.client, other).encode([claim])
    bad = [moved, *(_changed(honest, name) for name in ("key-id", "wrapped-by", "wrapped-key", "case")), _cut(honest)]
    for payload in bad:
        await send(system, reference, payload)
    await eventually(lambda: _has_refused(system, reference, len(bad) - 1))  # another case of the metadata is no harm
    await send(system, reference, honest)
    await eventually(lambda: _is_claimed(system, reference))
    assert (await system.approve(reference)).stage is Stage.RESOLVED


def _changed(payload: Payload, name: str) -> Payload:
    changed = Payload()
    changed.CopyFrom(payload)
    changed.metadata[name] = b"made-up"
    if name != "case":
        changed.data = payload.data[::-1]
    else:
        changed.data = payload.data[:-1] + bytes([payload.data[-1] ^ 1])
    return changed


def _cut(payload: Payload) -> Payload:
    return Payload(metadata=payload.metadata, data=payload.data[:20])


async def send(system: System, reference: str, payload: Payload) -> None:
    """Signal a command by a payload as it is."""
    signal = SignalWorkflowExecutionRequest(
        namespace=system.client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=reference),
        signal_name="command",
    )
    signal.input.payloads.append(payload)
    await system.client.workflow_service.signal_workflow_execution(signal)


async def _has_refused(system: System, reference: str, times: int) -> bool:
    return (await system.view(reference)).refused >= times


async def test_a_worker_that_knows_nothing_yet_reads_every_case(idle_system: System, tmp_path: Path) -> None:
    async with worker_process(idle_system, tmp_path / "first.log"):
        receipt = await idle_system.submit()
        await idle_system.settled(await idle_system.do(receipt.reference, "note", text=TEXT))
    async with worker_process(idle_system, tmp_path / "second.log"):
        await idle_system.give(receipt.reference, command("claim"))  # the server waits for the killed worker
        await eventually(lambda: _is_claimed(idle_system, receipt.reference))
        assert (await idle_system.approve(receipt.reference)).stage is Stage.RESOLVED
        newcomer = await connected(idle_system.config)
        assert TEXT in str(await timeline(newcomer, receipt.reference))
    assert idle_system.rows("SELECT count(*) AS n FROM case_key") == [{"n": 1}]


async def test_where_plain_payloads_are_refused_a_stranger_can_do_nothing(tmp_path: Path) -> None:
    async with running(tmp_path, plain_payloads=PlainPayloads.REFUSED) as system:
        reference = (await system.submit()).reference
        stranger = await Client.connect(system.stack.temporal_address, data_converter=plain_converter())
        await stranger.get_workflow_handle(reference).signal("command", system.signed(reference, command("claim")))
        await eventually(lambda: _has_refused(system, reference, 1))
        await system.do(reference, "claim")
        assert (await system.approve(reference)).stage is Stage.RESOLVED
