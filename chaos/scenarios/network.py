"""Scenario «network»: every link between the components is slow, reset, half-open, partitioned and refused in turn.

Cases are opened all the while. Nothing acknowledged may be lost, and new cases must be served soon after each fault.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.checks.final import final_outcome
from chaos.faults.proxy import NO_FAULTS, LinkFaults
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.links import Link, ProxiedLinks
from chaos.system.polling import NotReachedInTime, poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.background_load import SERVED_WITHIN, BackgroundLoad, background_load, late

LASTS = {Scale.SUITE: 1.0, Scale.LONG: 30.0}
"""Seconds of each fault from when it first affected something."""
AFFECTED_WITHIN = 15.0
"""Seconds within which something must go over a link."""
REFUSED = LinkFaults(refuse=True)
FAULTS: dict[str, tuple[LinkFaults, ...]] = {
    "slow": (LinkFaults(latency=0.2),),
    "reset": (LinkFaults(reset_after=2_000),),
    "half-open": (REFUSED, LinkFaults(half_open=True)),
    "partition": (LinkFaults(partition=True),),
    "refused": (REFUSED,),
}
"""The faults that are set for each, one after another at once; only new connections can be half-open."""
HOW = (
    "through a proxy: every piece of data 0.2 s late; connections reset after 2,000 bytes; all cut and new ones never"
    " answered; nothing carried; every connection refused"
)


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Inject every fault into every link, on one stack."""
    with TemporaryDirectory(prefix="tawasul-network-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=2, proxied=tuple(Link)) as stack:
            return asyncio.run(_every_link(stack, Path(folder), LASTS[scale], progress))


async def _every_link(stack: StackUnderTest, folder: Path, lasting: float, progress: Progress) -> list[TrialOutcome]:
    async with background_load(stack, folder) as load:
        outcomes = [await _outcome_of(load, link, lasting, progress) for link in Link]
    evidence = await load.evidence()
    promise = "after every fault of the network all that was acknowledged is there, and all invariants hold"
    return [*outcomes, final_outcome(promise, evidence, load.problems, logged=True)]


async def _outcome_of(load: BackgroundLoad, link: Link, lasting: float, progress: Progress) -> TrialOutcome:
    """Inject every fault into one link, each when a new case was served after the one before."""
    seconds, problems = dict[str, float](), list[str]()
    for name, faults in FAULTS.items():
        progress(f"{link}: {name}")
        if not await _inject(load.stack.links, link, faults, lasting):
            problems.append(f"{link}, {name}: nothing met the fault")
        seconds[name] = await load.seconds_until_served()
        await load.wait_for_cases_in_flight()
        problems += late(f"{link}, {name}", seconds[name])
    return TrialOutcome(
        f"a bad link ({link}) stops the service for as long as it is bad, and {SERVED_WITHIN:.0f} s longer at most",
        f"{HOW}; each for {lasting:.0f} s from when something first met it",
        {
            "seconds until a new case was served": f"{max(seconds.values()):.1f} at most",
            "of these after each fault": ", ".join(f"{name} {took:.1f}" for name, took in seconds.items()),
        },
        tuple(problems),
    )


async def _inject(links: ProxiedLinks, link: Link, faults: tuple[LinkFaults, ...], lasting: float) -> bool:
    """Inject faults into a link for some seconds; whether they affected anything."""

    async def affected() -> bool:
        return links.affected(link) > 0

    for each in faults:
        links.set_faults(link, each)
    try:
        await poll_until(affected, f"something that goes over {link}", AFFECTED_WITHIN)
        await asyncio.sleep(lasting)
    except NotReachedInTime:
        return False
    finally:
        links.set_faults(link, NO_FAULTS)
    return True
