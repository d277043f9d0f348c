"""The trial of a pack that is edited while its cases run: what its cases, new requests and an operator meet.

A pack takes effect with the start of a worker, so all workers are killed before an edit and started after it.
"""

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial

from chaos.history.collect import packs_in
from chaos.history.evidence import Json
from chaos.history.log import OPEN, Result, read
from chaos.outcome import Progress
from chaos.system.cli_runner import CliRunner
from chaos.system.component import StackProcess
from chaos.system.pack_edits import BROKEN, CHANGES, PackFolder
from chaos.system.polling import NotReachedInTime, poll_until
from chaos.workload.background_load import SERVED_WITHIN, BackgroundLoad
from chaos.workload.battle import kill_all, start_all, times_ready, workers_of
from chaos.workload.pack_cases import Begun, PackCases, PackPart
from client import apply, open_case
from errors import Queued
from models.codes import RefusalCode
from models.intake.request import read_request

AS_IT_WAS = "as it was"
WAIT = timedelta(seconds=2)
"""How long a message waits for a worker where there is none."""
SAID_WITHIN = 30.0
"""Seconds within which a worker that cannot start has said why."""


class PackTrial:
    """Edits the pack of a stack, and notes what its cases, new requests and an operator meet."""

    def __init__(self, load: BackgroundLoad, pack: PackFolder, many: int, away: float, progress: Progress) -> None:
        self._load, self._pack, self._away, self._progress = load, pack, away, progress
        self._stack, self.cases = load.stack, PackCases(load, many)
        self.versions: dict[str, Mapping[str, Json]] = {AS_IT_WAS: packs_in(load.stack.policies)}
        self.changed = PackPart(
            "a case keeps the policy it was opened under when its pack is changed, and a new one has the new policy",
            "other promises and follow-up, another approval chain, its service leaves the pack; workers are killed and"
            " started with it; the policy on record is compared with the files as they were at the opening",
        )
        self.removed = PackPart(
            "while a pack is missing its cases go on, notices wait, and requests are refused in words; when it is back"
            " the notices go out and the same requests get their receipts",
            f"the folder of the pack is removed for {away:g} s, workers are killed and started without it",
        )
        self.broken = PackPart(
            "with a broken pack the workers that run go on; one that starts says which file, as the doctor does, and"
            " what is sent meanwhile is done when the file is mended",
            f"a line that is no TOML in {BROKEN}; then one worker is killed, and then the other",
        )

    async def change(self) -> None:
        """Make every change: cases begun before it are decided after it, and new ones are opened."""
        for name, edit in CHANGES.items():
            self._progress(name)
            begun = await self.cases.begin(AS_IT_WAS, self.changed)
            await self._swap(partial(self._pack.change, edit))
            self.versions[name] = packs_in(self._stack.policies)
            await self.cases.decide(begun, self.changed)
            self.changed.counted["opened under a changed pack"] += len(await self.cases.open(name, self.changed))
            await self._swap(self._pack.put_back)

    async def remove(self) -> None:
        """Take the pack away: cases are decided, their notices wait, and requests are refused until it is back."""
        self._progress("removed")
        begun, requests = await self.cases.begin(AS_IT_WAS, self.removed), self.cases.numbers()
        await self._swap(self._pack.remove)
        since = time.monotonic()
        await self.cases.decide(begun, self.removed)
        await self._refused(requests)
        await self._waiting(begun)
        await asyncio.sleep(self._away - (time.monotonic() - since))
        await self._swap(self._pack.put_back)
        await self._sent(begun, self.removed, self._away)
        await self.cases.decide(await self.cases.open(AS_IT_WAS, self.removed, requests), self.removed, since=0)

    async def break_it(self) -> None:
        """Break the pack: the workers that run go on until they end, and the last message waits for the mending."""
        self._progress("broken")
        workers, begun = workers_of(self._stack), await self.cases.begin(AS_IT_WAS, self.broken)
        self._pack.break_it()
        for worker in workers[1:]:
            await self._cannot_start(worker)
        await self._doctor_says_so()
        await self.cases.decide(begun, self.broken)
        begun = await self.cases.begin(AS_IT_WAS, self.broken)
        await self._cannot_start(workers[0])
        requests = self.cases.numbers()
        await self._queued(begun, requests)
        self._pack.mend()
        await self._back(workers)
        await self.cases.decide(begun, self.broken)
        opened = await self.cases.open(AS_IT_WAS, self.broken, requests)
        await self.cases.decide(opened, self.broken, since=0)
        await self._sent(begun | opened, self.broken, 0.0)

    # What clients meet.

    async def _refused(self, numbers: Iterable[int]) -> None:
        """File requests without their pack: each is refused, by a code and in words."""
        for number in numbers:
            if reference := await self._load.player.open(self._load.plan.request_json(number)):
                self.removed.problems.append(f"{reference} was opened without its pack")
        asked = [op for op in read([self._load.log]) if op.kind == OPEN and op.result is Result.FAIL]
        self.removed.counted["refused without the pack"] = len(asked)
        for op in asked:
            if op.code != RefusalCode.MALFORMED or "absher_individuals" not in str((op.answer or {}).get("detail")):
                self.removed.problems.append(f"{op.reference} was refused without its pack by {op.answer}")

    async def _queued(self, begun: Begun, numbers: Iterable[int]) -> None:
        """Send a command to each case and new requests, with no worker: each is told that it is queued."""
        temporal, signers = self._load.client.temporal, self._load.client.signers
        for reference, number in begun.items():
            command = self.cases.commands(number)[1]
            op = self._load.out.invoke(command.kind, reference, command.command_id, command.actor.id)
            answer = await apply(temporal, reference, command, signers.by(command.actor), WAIT)
            self._load.out.answered(op, Result.UNKNOWN, {"queued": isinstance(answer, Queued)})
            self.broken.counted["queued without a worker"] += isinstance(answer, Queued)
        for number in numbers:
            request = read_request(self._load.plan.request_json(number))
            queued = await open_case(temporal, request, signers.channel(), WAIT)
            self.broken.counted["queued without a worker"] += isinstance(queued, Queued)

    # What becomes of it.

    async def _swap(self, edit: Callable[[], None]) -> None:
        """Edit the pack while no worker runs."""
        workers = workers_of(self._stack)
        await asyncio.to_thread(kill_all, workers)
        edit()
        await asyncio.to_thread(start_all, workers)

    async def _waiting(self, begun: Begun) -> None:
        """The notices of decided cases wait for the pack."""
        waiting = [(await self._load.client.view(reference)).notices_waiting for reference in begun]
        self.removed.counted["notices that waited"] += sum(waiting)
        if not all(waiting):
            self.removed.problems.append(f"{waiting.count(0)} decided cases have no notice that waits for the pack")

    async def _sent(self, begun: Begun, part: PackPart, away: float) -> None:
        """All notices of cases go out, and all is on record; they are tried again at growing intervals."""
        began = time.monotonic()
        try:
            await self._load.client.wait_for_quiescence(begun)
        except NotReachedInTime as late:
            part.problems.append(str(late))
        part.took("until all was sent and on record", seconds := time.monotonic() - began)
        if seconds > SERVED_WITHIN + away:
            part.problems.append(f"all was sent and on record only after {seconds:.0f} s")

    async def _cannot_start(self, worker: StackProcess) -> None:
        """Kill a worker: it cannot start, and says which file is wrong."""
        logged = worker.log.stat().st_size
        await asyncio.to_thread(worker.kill)
        await asyncio.to_thread(worker.start)

        async def said() -> bool:
            return BROKEN in worker.log.read_bytes()[logged:].decode(errors="replace")

        try:
            await poll_until(said, f"{worker.name} names {BROKEN}", SAID_WITHIN)
            self.broken.counted["workers that could not start"] += 1
        except NotReachedInTime as silent:
            self.broken.problems.append(str(silent))

    async def _doctor_says_so(self) -> None:
        """The doctor fails, and names the file."""
        said = await CliRunner(self._stack.environment)("doctor", "--json")
        found = [each for each in json.loads(said.out) if each["component"] == "policies"]
        if not said.code or [each["ok"] for each in found] != [False] or BROKEN not in found[0]["detail"]:
            self.broken.problems.append(f"the doctor ended with {said.code} and said {found}")

    async def _back(self, workers: Iterable[StackProcess]) -> None:
        """The workers start by themselves when the file is mended."""
        before = {worker: times_ready(worker) for worker in workers}
        began = time.monotonic()

        async def ready() -> bool:
            return all(times_ready(worker) > times for worker, times in before.items())

        try:
            await poll_until(ready, "workers that start with the mended pack", SERVED_WITHIN)
        except NotReachedInTime as late:
            self.broken.problems.append(str(late))
        self.broken.took("until the workers were back", time.monotonic() - began)
