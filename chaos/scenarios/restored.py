"""Scenario «restored»: servers are restored from older copies, and cases are reset, cancelled, terminated and deleted.

People go on meanwhile, before anybody reconciles. The watchdog mends what it can, and `tawasul reconcile` the rest.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from chaos.checks.final import final_outcome
from chaos.history.collect import evidence_of
from chaos.history.evidence import Accepted, Evidence
from chaos.history.temporal import replayed
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.seeded import seeded_random
from chaos.system.copies import Copies
from chaos.system.stack import StackUnderTest
from chaos.workload.battle import restart_workers
from chaos.workload.by_force import ByForce
from chaos.workload.late_messages import send_late
from chaos.workload.town import Town, a_town

LOOK_EVERY = 3.0
"""Seconds between two looks of the watchdog."""
FORGETS_SOON = 'history.transferProcessorUpdateAckInterval="1s"'
"""Temporal deletes a workflow that has ended at the next of these instants: every half a minute else."""
ALIVE_WITHIN = 120.0
"""Seconds until the watchdog has started every case again."""
SEED = 1
OLDER, DELETED, FORCED = "older copies", "deleted", "by force"
HOW = {
    OLDER: "Temporal, PostgreSQL, or both by different amounts, killed and put back to copies made under load; people"
    " act at the same cases before and after, by updates and signals; nothing is in flight at the restoration",
    DELETED: "closed cases and an open one deleted with `temporal workflow delete`; commands of every kind, the same"
    " request and another one under its id",
    FORCED: "`temporal workflow reset` to the last and the first task, with and without applying signals and updates"
    " again, `cancel` and `terminate`, within 1.5 s, while people act at the same cases; the watchdog looks every 3 s",
}
PROMISES = {
    OLDER: "restored from older copies, cases and records agree after `tawasul reconcile`, what is on record counts,"
    " and a second reconcile finds nothing",
    DELETED: "a case that Temporal no longer has answers from the records for ever, and an open one goes on",
    FORCED: "cases that are reset, cancelled or terminated are alive again by themselves, and agree with the records"
    " after `tawasul reconcile`",
}
LAST = "after all that no acknowledged command is lost unless its sender is named and the beneficiary told"


@dataclass(frozen=True)
class Size:
    """The cases that people act at in each trial, those that are deleted, and how often all trials are made."""

    rivals: int
    deleted: int
    rounds: int


SIZES = {Scale.SUITE: Size(rivals=10, deleted=1, rounds=1), Scale.LONG: Size(rivals=60, deleted=8, rounds=3)}


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Make all trials on one stack, in an order that follows from the seed."""
    with tempfile.TemporaryDirectory(prefix="tawasul-restored-") as folder:
        home, config = Path(folder) / "home", [FORGETS_SOON]
        with StackUnderTest(home, seed=SEED, workers=2, look_every=LOOK_EVERY, extra_dynamic_config=config) as stack:
            return asyncio.run(_all(stack, Path(folder), SIZES[scale], progress))


async def _all(stack: StackUnderTest, folder: Path, size: Size, progress: Progress) -> list[TrialOutcome]:
    async with a_town(stack, folder) as town:
        disasters = Disasters(town, Copies(stack, folder / "copies", town.client.temporal), size)
        trials: dict[str, Callable[[str], Awaitable[None]]] = {
            "temporal": lambda moment: disasters.older(("temporal",), moment),
            "postgres": lambda moment: disasters.older(("postgres",), moment),
            "temporal-postgres": lambda moment: disasters.older(("temporal", "postgres"), moment),
            "postgres-temporal": lambda moment: disasters.older(("postgres", "temporal"), moment),
            DELETED: disasters.delete,
            FORCED: disasters.by_force,
        }
        for number in range(size.rounds):
            for name in seeded_random(SEED, "order", number).sample(list(trials), len(trials)):
                progress(f"round {number + 1}: {name}")
                await trials[name](f"{number}-{name.replace(' ', '-')}")
        progress("judging")
        return [*disasters.outcomes(), await disasters.judged()]


@dataclass
class Disasters:
    """What happens to one town, the problems seen at once, and what the judge has to know of it."""

    town: Town
    copies: Copies
    size: Size
    problems: dict[str, list[str]] = field(default_factory=lambda: {OLDER: [], DELETED: [], FORCED: []})
    listed: Counter[str] = field(default_factory=Counter)
    stale: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    lost_by_both: dict[str, datetime] = field(default_factory=dict)
    """Cases that came after the newer of two copies, with the instant of the restoration: they are filed again."""

    async def older(self, servers: Sequence[str], moment: str) -> None:
        """Copies of servers, the first the older one; people act after the older copy, and after the restoration."""
        town, problems = self.town, self.problems[OLDER]
        references = await town.cases(self.size.rivals, moment)
        first, *later = servers
        async with town.going_on():
            await self.copies.keep(first)
            await town.rivals.act(references, f"{moment}-before")
        await town.at_rest(problems)
        for server in later:
            await self.copies.keep(server)
        forgotten = await town.file_unlogged(self.size.deleted) if later else {}
        if "temporal" in servers:
            self.stale |= town.known()
        await self.copies.put_back(servers)
        self.lost_by_both |= dict.fromkeys(forgotten, datetime.now(UTC))
        if "temporal" in servers:  # what the workers hold in memory never happened
            restart_workers(town.stack)
        async with town.going_on():
            await town.rivals.act(references, f"{moment}-after")
            await self._reconcile(problems)
            for request in forgotten.values():
                await town.player.open(request)
        await self._done(references, moment, problems)

    async def delete(self, moment: str) -> None:
        """Closed cases, and an open one, are deleted from Temporal, as its retention does; late messages come."""
        town, problems, force = self.town, self.problems[DELETED], self._force()
        closed = await town.closed_cases(self.size.deleted, moment)
        (open_case,) = await town.cases(1, f"{moment}-open")
        async with town.going_on():
            problems += await force.delete([open_case], list(closed))
            for reference, request in closed.items():
                problems += await send_late(town.player, reference, request, moment)
            await force.wait_until_alive([open_case], ALIVE_WITHIN)
            await self._reconcile(problems)
        self.replaced |= {open_case, *closed}
        await self._done([open_case], moment, problems)

    async def by_force(self, moment: str) -> None:
        """Cases are reset, cancelled and terminated, many at once, while people act at them; the watchdog mends."""
        town, problems, force = self.town, self.problems[FORCED], self._force()
        references = await town.cases(self.size.rivals, moment)
        self.stale |= set(references)
        async with town.going_on():
            acting = asyncio.create_task(town.rivals.act(references, f"{moment}-meanwhile"))
            problems += await force.interrupt(references, moment)
            await acting
            await force.wait_until_alive(references, ALIVE_WITHIN)
            await town.rivals.act(references, f"{moment}-after")
            await self._reconcile(problems)
        await self._done(references, moment, problems)

    def _force(self) -> ByForce:
        return ByForce(self.town.stack.temporal_address, self.town.client.temporal, SEED)

    async def _reconcile(self, problems: list[str]) -> None:
        """Reconcile while people go on: whatever it lists, all of it is mended."""
        listed, complaints = await self.town.run_json("reconcile")
        problems += complaints
        self.listed.update(each["difference"] for each in listed or ())

    async def _done(self, references: Sequence[str], moment: str, problems: list[str]) -> None:
        """Every case takes commands again, and once all is at rest a second reconcile finds nothing."""
        await self.town.rivals.note(references, f"{moment}-later")
        await self.town.at_rest(problems)
        listed, complaints = await self.town.run_json("reconcile")
        found = (
            f"{moment}: a second reconcile finds {each['reference']} {each['difference']}" for each in listed or ()
        )
        problems += [*complaints, *found]

    def outcomes(self) -> list[TrialOutcome]:
        """The outcomes of the trials, but for what is judged in the end."""
        figures = {"listed by reconcile": ", ".join(f"{kind} {count}" for kind, count in sorted(self.listed.items()))}
        return [
            TrialOutcome(PROMISES[name], HOW[name], figures, tuple(found), (SEED,))
            for name, found in self.problems.items()
        ]

    async def judged(self) -> TrialOutcome:
        """All invariants of what all of it left behind, with the audit, and every case replayed by workers anew."""
        town = self.town
        problems: list[str] = []
        _, complaints = await town.run_json("audit verify")
        restart_workers(town.stack)
        evidence = await evidence_of(town.stack, [town.log], restored=True, stale=self.stale)
        answers = await replayed(town.stack.config, evidence.workflows)
        evidence = replace(
            evidence, replayed=answers, replaced=self._replaced(evidence), accepted=self._accepted(evidence)
        )
        return final_outcome(LAST, evidence, [*problems, *complaints], logged=True)

    def _replaced(self, evidence: Evidence) -> frozenset[str]:
        """The cases that were started again."""
        ended = {
            each.reference for each in evidence.workflows.values() if any(r.status == "TERMINATED" for r in each.runs)
        }
        return frozenset(self.stale | self.replaced | ended | self.lost_by_both.keys())

    def _accepted(self, evidence: Evidence) -> tuple[Accepted, ...]:
        """The messages of all cases, of those that both servers lost only what came after the restoration."""

        def counts(message: Accepted) -> bool:
            since = self.lost_by_both.get(message.key.partition(":")[0])
            return since is None or message.at > since

        return tuple(message for message in evidence.accepted if counts(message))
