"""Ctrl-C in the middle of what a person types: `tawasul submit` of many requests, and `tawasul approve` with no worker.

Both are given again, under the same ids, once the workers are back.
"""

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cases import REASON, TEMPLATE, request_json, residence_number
from chaos.faults.nemesis import FaultTarget
from chaos.history.log import OPEN, OperationLog, Result
from chaos.system.packs import OFFICERS
from chaos.workload.clients import Player
from chaos.workload.entry_points import EntryPointKind
from chaos.workload.lives import LivesPlan
from models.case.commands import COMMAND
from models.intake.request import read_request
from settings import PROJECT

LINES_FIRST = 5
"""Results of `submit` that are printed before the workers are paused."""
WAITS = 3.0
"""Seconds for which the commands wait without a worker before Ctrl-C."""
GIVEN_UP = 60.0
"""Seconds after which a command that does not end is killed."""
_NUMBERS = 5_000
"""The first residence number of these beneficiaries."""
_OFFICER = OFFICERS[0]


@dataclass(frozen=True)
class InterruptedCommands:
    """The files and the log of one run; `workers` are paused while there is none to be."""

    folder: Path
    plan: LivesPlan
    lines: int
    log: OperationLog
    workers: Sequence[FaultTarget]

    async def run(self, number: int) -> None:
        """Interrupt a submission and an approval, the `number`th time in this run, and give both again."""
        file = self._file(number)
        reference, approve = await self._claimed(number)
        submit = ["submit", str(file), "--json"]
        requests = [json.loads(line) for line in file.read_text().splitlines()]
        opened = {each["id"]: self._invoked(each) for each in requests}
        submitting = await _started(*submit)
        printed = [await _line(submitting) for _ in range(LINES_FIRST)]
        for worker in self.workers:
            worker.pause()
        approved = self.log.invoke(
            "approve", reference, approve[-2], _OFFICER.id, entry_point=EntryPointKind.COMMAND_LINE
        )
        approving = await _started(*approve)
        await asyncio.sleep(WAITS)
        if submitting.returncode is not None:
            raise RuntimeError("the submission was over before Ctrl-C: give it more lines")
        ends = await asyncio.gather(_interrupt(submitting), _interrupt(approving))
        for worker in self.workers:
            worker.resume()
        self._note_submission(opened, [*printed, *ends[0].printed], ends[0])
        self.log.answered(approved, Result.UNKNOWN, ends[1].answer)
        await self._again(requests, submit, reference, approve)

    def _file(self, number: int) -> Path:
        first = _NUMBERS + number * (self.lines + 1) + 1
        requests = [self._request(f"I{each}", each) for each in range(first, first + self.lines)]
        file = self.folder / f"requests-{number}.jsonl"
        file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in requests))
        return file

    def _request(self, name: str, number: int) -> dict[str, Any]:
        return request_json(f"lives{self.plan.seed}-{name}", residence_number(number), self.plan.began)

    async def _claimed(self, number: int) -> tuple[str, list[str]]:
        """A case that an officer holds, and the command by which it is approved; its id is the last but one word."""
        player, name = Player(self.log, {}), f"lives{self.plan.seed}-approved-{number}"
        request = self._request(f"A{number}", _NUMBERS + number * (self.lines + 1))
        reference = await player.open(request)
        claim = {"kind": "claim", "command_id": f"{name}-claim", "actor": _OFFICER}
        if reference is None or not await player.give(reference, COMMAND.validate_python(claim)):
            raise RuntimeError("the case to approve could not be opened and claimed")
        approve = ["approve", reference, "--as", _OFFICER.id, "--reason", REASON, "--reply-template", TEMPLATE]
        return reference, [*approve, "--command-id", name, "--json"]

    def _invoked(self, request: Mapping[str, Any]) -> str:
        known = read_request(request)
        value = {"id": known.id, "request": dict(request), "entry_point": EntryPointKind.COMMAND_LINE}
        return self.log.invoke(OPEN, known.reference, f"open-{known.fingerprint}", "beneficiary", **value)

    def _note_submission(self, opened: Mapping[str, str], printed: Sequence[str], end: "Ended") -> None:
        """The answers of a submission by line; those that were not printed when it ended are unknown."""
        answers = {each["id"]: each for each in map(json.loads, filter(str.strip, printed))}
        for request_id, op in opened.items():
            if (answer := answers.get(request_id)) is None:
                self.log.answered(op, Result.UNKNOWN, end.answer)
            elif answer.get("queued"):
                self.log.answered(op, Result.UNKNOWN, {"queued": True})
            elif "error" in answer:
                self.log.answered(op, Result.FAIL, answer["error"])
            else:
                self.log.answered(op, Result.OK, {name: each for name, each in answer.items() if name not in _OF_LINE})

    async def _again(
        self, requests: Sequence[Mapping[str, Any]], submit: Sequence[str], reference: str, approve: Sequence[str]
    ) -> None:
        """The same commands again: now all is answered."""
        opened = {each["id"]: self._invoked(each) for each in requests}
        approved = self.log.invoke(
            "approve", reference, approve[-2], _OFFICER.id, entry_point=EntryPointKind.COMMAND_LINE
        )
        submitted, done = await asyncio.gather(_whole(submit), _whole(approve))
        self._note_submission(opened, submitted.printed, submitted)
        if done.code == os.EX_OK:
            self.log.answered(approved, Result.OK, json.loads("".join(done.printed)))
        else:
            self.log.answered(approved, Result.UNKNOWN, {"error": f"ended with {done.code}", "unexpected": True})


_OF_LINE = ("item", "id")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, the seconds since Ctrl-C, and what it printed since."""

    code: int
    seconds: float
    printed: tuple[str, ...]
    interrupted: bool = True

    @property
    def answer(self) -> dict[str, Any]:
        """For the operation log."""
        if self.interrupted:
            return {"interrupted": True, "exit": self.code, "seconds": round(self.seconds, 2)}
        return {"error": f"no answer, and exit code {self.code}", "unexpected": True}


async def _started(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cli",
        *arguments,
        cwd=PROJECT,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


async def _line(process: Process) -> str:
    return (await process.stdout.readline()).decode() if process.stdout else ""


async def _interrupt(process: Process) -> Ended:
    began = time.monotonic()
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
    return await _end(process, began, interrupted=True)


async def _whole(arguments: Sequence[str]) -> Ended:
    return await _end(await _started(*arguments), time.monotonic(), interrupted=False)


async def _end(process: Process, began: float, *, interrupted: bool) -> Ended:
    try:
        out, _ = await asyncio.wait_for(process.communicate(), GIVEN_UP)
    except TimeoutError:
        process.kill()
        out, _ = await process.communicate()
    seconds = time.monotonic() - began
    return Ended(process.returncode or 0, seconds, tuple(_lines(out)), interrupted)


def _lines(out: bytes) -> Iterator[str]:
    return (line for line in out.decode(errors="replace").splitlines() if line.strip())
