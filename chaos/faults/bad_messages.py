"""Poison in messages to a running case: updates, signals and queries that no program of ours would send."""

from dataclasses import dataclass

from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowQueryFailedError, WorkflowUpdateFailedError
from temporalio.service import RPCError

from chaos.faults.bad_inputs import BAD_COMMANDS, BAD_NAMES, BAD_PAYLOADS, json_payload
from chaos.workload.bad_input_trial import PATIENCE, PUSHED_BACK, Handle, Trial, on_the_list, raw
from client import query


@dataclass
class Victim:
    """A case that bad signals are sent to, and how many of them it must have listed or counted by now."""

    handle: Handle
    listed: int = 0


def _messages() -> dict[str, list[Payload]]:
    """Everything that is no command, as payloads."""
    return {name: [json_payload(value)] for name, value in BAD_COMMANDS.items()} | BAD_PAYLOADS


async def bad_updates(trial: Trial) -> None:
    """Updates with bad values, and by names that no case knows."""
    handle = await trial.opened()
    named = [("apply", name, payloads) for name, payloads in _messages().items()]
    named += [("open", name, payloads) for name, payloads in BAD_PAYLOADS.items()]
    named += [(name, "a name no case knows", [json_payload({})]) for name in BAD_NAMES]
    for update, name, payloads in named:
        what = f"update {update[:20]!r}, {name}"
        trial.tried += 1
        try:
            await handle.execute_update(update, args=raw(payloads), rpc_timeout=PATIENCE)
            trial.wrong.append(f"{what}: accepted")
        except WorkflowUpdateFailedError:
            pass
        except RPCError as error:
            if error.status not in PUSHED_BACK:
                trial.wrong.append(f"{what}: {error.status.name} {error.message[:100]}")
        if not await trial.goes_on(handle, what):
            handle = await trial.opened()


async def bad_signals(trial: Trial) -> None:
    """Signals with bad values, each of which the case lists or counts."""
    victim = Victim(await trial.opened())
    named = [("command", name, payloads) for name, payloads in _messages().items()]
    named += [(signal, name, payloads) for signal in ("approve", "resend") for name, payloads in BAD_PAYLOADS.items()]
    named += [(name, "a name no case knows", [json_payload({})]) for name in BAD_NAMES]
    for signal, name, payloads in named:
        what = f"signal {signal[:20]!r}, {name}"
        trial.tried += 1
        try:
            await victim.handle.signal(signal, args=raw(payloads))
            victim.listed += 1
        except RPCError as error:
            if error.status not in PUSHED_BACK:
                trial.wrong.append(f"{what}: {error.status.name} {error.message[:100]}")
        if not await trial.goes_on(victim.handle, what):
            victim = Victim(await trial.opened())
        elif (refused := (await query(trial.client, victim.handle.id, "view"))["refused"]) != victim.listed:
            trial.wrong.append(f"{what}: {victim.listed - refused} refusals are neither listed nor counted")
            victim.listed = refused
    await on_the_list(trial, victim.handle.id, "a flood of refused signals")


async def bad_queries(trial: Trial) -> None:
    """Queries with bad values, and by names that no case knows."""
    handle = await trial.opened()
    named = [(asked, name, payloads) for asked in ("view", "clock") for name, payloads in BAD_PAYLOADS.items()]
    named += [(name, "a name no case knows", []) for name in BAD_NAMES]
    for asked, name, payloads in named:
        trial.tried += 1
        try:
            await handle.query(asked, args=raw(payloads), rpc_timeout=PATIENCE)
        except WorkflowQueryFailedError:
            pass
        except RPCError as error:
            if error.status not in PUSHED_BACK:
                trial.wrong.append(f"query {asked[:20]!r}, {name}: {error.status.name} {error.message[:100]}")
        if not await trial.goes_on(handle, f"query {asked[:20]!r}, {name}"):
            handle = await trial.opened()
