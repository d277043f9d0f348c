"""Processor time of commands as processes, beside the smallest scripts that ask one query or send one update.

A process is measured from start to end, by what the kernel counts for it, and the least of some tries is taken: what
else the machine does makes a try longer and never shorter. All run in turn, on one stack with a live worker; each
approval and each claim has a case of its own. Of a line in the command shell that is measured by which a shell of more
lines takes longer than one of two, which have loaded everything.
"""

import asyncio
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bench import cases
from bench.figures import Figure
from bench.stacks import claimed, fresh_stack, opened
from client import connected
from models.intake.request import Request
from models.trust.statement import CaseAddress, Said, signed
from sessions.signing import Signers
from settings import PROJECT
from stack import EmbeddedStack

HELP_BAR, COMPLETION_BAR, READ_BAR, WRITE_BAR = 0.2, 0.15, 0.35, 0.45
"""Seconds of processor time."""
RUNS = 12
LINES = 8
"""How many further lines of a shell are measured together."""
TAWASUL = [sys.executable, "-c", "import cli; cli.main()"]
"""What the installed command does."""


class Measured(NamedTuple):
    """What is run again and again, how long it may take, and beside which of the smallest scripts it stands."""

    command: Callable[[], list[str]]
    bar: float | None = None
    beside: str = ""
    environment: Mapping[str, str] = {}
    line: str = ""
    """What is typed in the shell that the command starts, again and again."""


QUERY, UPDATE = "the minimal client, one query", "the minimal client, one update"


def run() -> list[Figure]:
    """Measure on a stack of its own."""
    with fresh_stack() as stack:
        noted, *requests = cases.requests(3 * RUNS + 1, "cli")
        claims, approvals = requests[:RUNS], requests[RUNS:]
        asyncio.run(_prepare(stack, [noted, *claims], approvals))
        least: dict[str, float] = {}
        lines = dict(_in_a_shell(claims[0], noted))
        measured = dict(_measured(stack, claims[0], iter(claims), iter(approvals))) | lines
        for _ in range(RUNS):
            for name, each in measured.items():
                taken = _taken(each, stack.environment | dict(each.environment))
                least[name] = min(taken, least.get(name, taken))
    return [_figure(name, each, least) for name, each in measured.items()]


def _measured(
    stack: EmbeddedStack, seen: Request, claims: Iterator[Request], approvals: Iterator[Request]
) -> Iterator[tuple[str, Measured]]:
    by = ["--as", cases.OFFICER.id]
    reply = ["--reason", cases.REASON, "--reply-template", cases.TEMPLATE]
    yield "tawasul --help", Measured(lambda: [*TAWASUL, "--help"], HELP_BAR)
    yield "completion of a reference", Measured(lambda: TAWASUL, COMPLETION_BAR, environment=_typed("tawasul show TW-"))
    yield QUERY, Measured(lambda: _minimal(stack, seen))
    yield "tawasul inbox", Measured(lambda: [*TAWASUL, "inbox", *by], READ_BAR, QUERY)
    yield "tawasul show", Measured(lambda: [*TAWASUL, "show", seen.reference, *by], READ_BAR, QUERY)
    yield "tawasul explain", Measured(lambda: [*TAWASUL, "explain", seen.reference, *by], READ_BAR, QUERY)
    yield UPDATE, Measured(lambda: _minimal(stack, approve := next(approvals), _approval(stack, approve)))
    yield "tawasul claim", Measured(lambda: [*TAWASUL, "claim", next(claims).reference, *by], WRITE_BAR, UPDATE)
    yield (
        "tawasul approve",
        Measured(lambda: [*TAWASUL, "approve", next(approvals).reference, *by, *reply], WRITE_BAR, UPDATE),
    )


def _in_a_shell(seen: Request, noted: Request) -> Iterator[tuple[str, Measured]]:
    shell = [*TAWASUL, "shell", "--as", cases.OFFICER.id]
    for what in ("show", "explain"):
        line = f"{what} {seen.reference}"
        yield f"tawasul {what}, in a shell", Measured(lambda: shell, READ_BAR, QUERY, line=line)
    note = f"note {noted.reference} --text seen"
    yield "tawasul note, in a shell", Measured(lambda: shell, WRITE_BAR, UPDATE, line=note)


def _figure(name: str, measured: Measured, least: Mapping[str, float]) -> Figure:
    beside = f", {least[name] / least[measured.beside]:.2f} × {measured.beside}" if measured.beside else ""
    detail = f"the least of {RUNS}{beside}"
    return Figure(what=name, measured=least[name], unit="s", bar=measured.bar, detail=detail)


def _typed(line: str) -> Mapping[str, str]:
    """What a shell says when it asks what a line may become."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")), "_TAWASUL_COMPLETE": "complete_bash"}
    return words | {"TAWASUL_STAFF": cases.OFFICER.id}


def _taken(each: Measured, environment: Mapping[str, str]) -> float:
    if not each.line:
        return _processor_seconds(each.command(), environment)
    few, many = (_processor_seconds(each.command(), environment, [each.line] * lines) for lines in (2, 2 + LINES))
    return (many - few) / LINES


def _processor_seconds(command: list[str], environment: Mapping[str, str], lines: Sequence[str] = ()) -> float:
    before, typed = _of_children(), "\n".join(lines)
    done = subprocess.run(command, env=environment, cwd=PROJECT, input=typed, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command[-1]} ended with {done.returncode}: {done.stderr.strip()}")
    return _of_children() - before


def _of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _minimal(stack: EmbeddedStack, request: Request, command: str = "") -> list[str]:
    words = [stack.temporal_address, request.reference, *([command] if command else [])]
    return [sys.executable, "-m", "bench.minimal_client", *words]


def _approval(stack: EmbeddedStack, request: Request) -> str:
    place, by = CaseAddress("default", request.reference), Signers.of_stack(stack.home).by(cases.OFFICER)
    return json.dumps(signed(by, place, Said.COMMAND, cases.approve(request.id).model_dump(mode="json")))


async def _prepare(stack: EmbeddedStack, claims: list[Request], approvals: list[Request]) -> None:
    client = await connected(stack.config)
    signers = Signers.of_stack(stack.home)
    for request in (*claims, *approvals):
        await opened(client, request, signers)
    for request in approvals:
        await claimed(client, request, signers)
