"""The network: every link between the parts is slow, reset, half-open, partitioned and refused, one after another.

Cases come in all the while. Nothing acknowledged may be lost, and the service must be back soon after each fault.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.faults.proxy import SOUND, LinkFaults
from chaos.outcome import Outcome, Scale
from chaos.system.stack import Link, StackUnderTest
from chaos.workload.background_load import BACK_WITHIN, SteadyCases, figures, late, steady
from chaos.workload.operations import Never, until

LASTS = {Scale.SUITE: 1.0, Scale.LONG: 30.0}
"""Seconds of each fault from when something first met it."""
MET = 15.0
"""Seconds within which something must go over a link."""
REFUSED = LinkFaults(refuse=True)
FAULTS: dict[str, tuple[LinkFaults, ...]] = {
    "slow": (LinkFaults(latency=0.2),),
    "reset": (LinkFaults(reset_after=2_000),),
    "half-open": (REFUSED, LinkFaults(half_open=True)),
    "partition": (LinkFaults(partition=True),),
    "refused": (REFUSED,),
}
"""What is ordered for each, at once; a link can only be half-open for connections that are made anew."""
HOW = (
    "through a proxy: every piece of data 0.2 s late; connections reset after 2,000 bytes; all cut and new ones never"
    " answered; nothing carried; every connection refused"
)

Progress = Callable[[str], None]


def run(scale: Scale, progress: Progress = lambda line: None) -> list[Outcome]:
    """Every fault of every link, on one stack."""
    with TemporaryDirectory() as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=2, proxied=tuple(Link)) as stack:
            return asyncio.run(_every_link(stack, Path(folder), LASTS[scale], progress))


async def _every_link(stack: StackUnderTest, folder: Path, lasting: float, progress: Progress) -> list[Outcome]:
    async with steady(stack, folder) as load:
        outcomes = [await _bad(load, link, lasting, progress) for link in Link]
    evidence, wrong = await load.judged()
    promise = "after every fault of the network all that was acknowledged is there, and all invariants hold"
    how = "clients' log, records, histories and far sides, looked at in the end"
    return [*outcomes, Outcome(promise, how, figures(evidence), tuple(wrong))]


async def _bad(load: SteadyCases, link: Link, lasting: float, progress: Progress) -> Outcome:
    """One link has every fault, and is sound in between until somebody new is served."""
    seconds, wrong = dict[str, float](), list[str]()
    for name, orders in FAULTS.items():
        progress(f"{link}: {name}")
        met = await _met(load.stack, link, orders, lasting)
        seconds[name] = await load.back()
        await load.settled()
        wrong += late(f"{link}, {name}", seconds[name])
        wrong += [f"{link}, {name}: nothing met the fault"] * (not met)
    return Outcome(
        f"a bad link ({link}) stops the service for as long as it is bad, and {BACK_WITHIN:.0f} s longer at most",
        f"{HOW}; each for {lasting:.0f} s from when something first met it",
        {
            "seconds until somebody new was served": f"{max(seconds.values()):.1f} at most",
            "of these after each fault": ", ".join(f"{name} {took:.1f}" for name, took in seconds.items()),
        },
        tuple(wrong),
    )


async def _met(stack: StackUnderTest, link: Link, orders: tuple[LinkFaults, ...], lasting: float) -> bool:
    """Make a link bad for a while; whether anything met it."""

    async def met() -> bool:
        return stack.met(link) > 0

    for order in orders:
        stack.fault(link, order)
    try:
        await until(met, f"something that goes over {link}", MET)
        await asyncio.sleep(lasting)
    except Never:
        return False
    finally:
        stack.fault(link, SOUND)
    return True
