"""Duration of commands as processes: `--help`, and `approve` against the smallest script that sends an update.

Both are timed as processes, from start to end, in turn, on one stack with a live worker; each approves its own case.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from bench import cases
from bench.figures import Figure, median, spread
from bench.stacks import claimed, fresh_stack, opened
from client import connected
from models.intake.request import Request
from models.trust.statement import CaseAddress, Said, signed
from sessions.signing import Signers
from settings import PROJECT
from stack import EmbeddedStack

HELP_BAR, APPROVE_BAR = 0.2, 2.5
"""Seconds; times the minimal script."""
RUNS, WARM_UP = 15, 2
TAWASUL = [sys.executable, "-c", "import cli; cli.main()"]
"""What the installed command does."""


def run() -> list[Figure]:
    """Measure on a stack of its own."""
    with fresh_stack() as stack:
        requests = list(cases.requests(2 * (RUNS + WARM_UP), "cli"))
        asyncio.run(_claim_all(stack, requests))
        helps, approvals, minimal = list[float](), list[float](), list[float]()
        while requests:
            helps.append(_seconds([*TAWASUL, "--help"], stack.environment))
            approvals.append(_seconds(_approve(requests.pop()), stack.environment))
            minimal.append(_seconds(_minimal(stack, requests.pop()), stack.environment))
    return _figures(helps[WARM_UP:], approvals[WARM_UP:], minimal[WARM_UP:])


def _figures(helps: list[float], approvals: list[float], minimal: list[float]) -> list[Figure]:
    ratio = median(approvals) / median(minimal)
    against = f"{median(approvals):.3f} s against {median(minimal):.3f} s"
    return [
        Figure(what="tawasul --help", measured=median(helps), unit="s", bar=HELP_BAR, detail=spread(helps)),
        Figure(
            what="tawasul approve, against a minimal client", measured=ratio, unit="×", bar=APPROVE_BAR, detail=against
        ),
        Figure(what="tawasul approve", measured=median(approvals), unit="s", detail=spread(approvals)),
        Figure(what="the minimal client", measured=median(minimal), unit="s", detail=spread(minimal)),
    ]


def _seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True)
    taken = time.perf_counter() - began
    if done.returncode != 0:
        raise RuntimeError(f"{command[-1]} ended with {done.returncode}: {done.stderr.strip()}")
    return taken


def _approve(request: Request) -> list[str]:
    options = ["--as", cases.OFFICER.id, "--reason", cases.REASON, "--reply-template", cases.TEMPLATE]
    return [*TAWASUL, "approve", request.reference, *options]


def _minimal(stack: EmbeddedStack, request: Request) -> list[str]:
    place, by = CaseAddress("default", request.reference), Signers.of_stack(stack.home).by(cases.OFFICER)
    command = json.dumps(signed(by, place, Said.COMMAND, cases.approve(request.id).model_dump(mode="json")))
    return [sys.executable, "-m", "bench.minimal_client", stack.temporal_address, request.reference, command]


async def _claim_all(stack: EmbeddedStack, requests: list[Request]) -> None:
    client = await connected(stack.config)
    signers = Signers.of_stack(stack.home)
    for request in requests:
        await opened(client, request, signers)
        await claimed(client, request, signers)
