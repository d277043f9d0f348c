"""The HTTP interface under load beside a worker: fifty calls a second for two minutes, two of ten of them write."""

import asyncio
from datetime import datetime

from bench.figures import Figure
from bench.stacks import fresh_stack
from bench.web_calls import SteadyCaller, by_status
from sessions.signing import Signers

PER_SECOND, SECONDS = 50.0, 120.0
P99_BAR = 2.0
"""Seconds, on two cores that also run worker, servers and callers."""


def run() -> list[Figure]:
    """Serve a stack of its own, and call."""
    return measured(SECONDS, PER_SECOND)


def measured(seconds: float, per_second: float) -> list[Figure]:
    """The figures of so many seconds of calls."""
    with fresh_stack(web=True) as stack:
        signers, config = Signers.of(stack.config), stack.config
        batch = f"web-{datetime.now():%H%M%S}"  # noqa: DTZ005 - it only keeps runs apart
        caller = SteadyCaller(str(stack.web_url), signers.channel(), config.namespace, batch)
        calls = asyncio.run(caller.call_for(seconds, per_second))
    detail = f"{per_second:g} calls a second for {seconds:g} s; {', '.join(by_status(calls))}"
    return [
        Figure(what="HTTP: p99 of all calls", measured=calls.percentile(0.99), unit="s", bar=P99_BAR, detail=detail),
        Figure(what="HTTP: half of all calls", measured=calls.percentile(0.5), unit="s"),
        *(
            Figure(what=f"HTTP: p99 of «{what}»", measured=sorted(some)[int(len(some) * 0.99) - 1], unit="s")
            for what, some in sorted(calls.seconds.items())
        ),
        Figure(what="HTTP: errors of the server, or no answer", measured=calls.failed, unit="calls", bar=0),
    ]
