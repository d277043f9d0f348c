"""Scenario «migration»: the schema moves from the oldest in use to the newest while workers and clients are at work.

Workers that began with the oldest one go on with the newest, also beside those that begin with it.
"""

import asyncio
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.checks.final import final_outcome
from chaos.faults import schema, sessions
from chaos.faults.sessions import LockMode
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.component import StackProcess
from chaos.system.packs import add_staff
from chaos.system.stack import StackUnderTest
from chaos.workload.background_load import SERVED_WITHIN, BackgroundLoad, background_load, late
from chaos.workload.battle import kill_all, start_all, workers_of
from chaos.workload.cold import asked_again
from chaos.workload.readers import ENDS_WITHIN, commands_that_read, during, figures_of, readers
from chaos.workload.witness import Witness, witness_of
from settings import PROJECT
from stack.embedded import wait_for_worker

SEED, WORKERS = 1, 2
LASTS = {Scale.SUITE: 5.0, Scale.LONG: 40.0}
"""Seconds of each phase: old workers alone, others in the way of the migration, old and new workers together."""
MIGRATED_WITHIN = 60.0
"""Seconds within which the migration is done when nobody is in its way any more."""
PROMISE = (
    f"a migration from the oldest schema in use ({schema.OLDEST_IN_USE}) to the newest waits for who reads and writes"
    f" the tables, and holds nobody up meanwhile: new cases are served, commands that read end within"
    f" {ENDS_WITHIN:.0f} s, decisions go on; workers that began with the old schema work with the newest"
)
HOW = (
    "a transaction that has read the tables of cases, and one that has written them, are left open; then workers that"
    " began before work alone, beside new ones, and new ones alone"
)


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Migrate the records of one stack."""
    with TemporaryDirectory(prefix="tawasul-migration-") as name:
        folder = Path(name)
        with StackUnderTest(folder / "home", seed=SEED, workers=WORKERS) as stack:
            newest = schema.revision_of(stack.database_url)
            kill_all(workers_of(stack))
            schema.make_anew(stack.superuser_url, stack.migration_url, schema.OLDEST_IN_USE)
            stack.trust_own_keys()
            add_staff(stack.admin_url)
            return asyncio.run(_migrated(stack, newest, folder, LASTS[scale], progress))


async def _migrated(
    stack: StackUnderTest, newest: str, folder: Path, lasting: float, progress: Progress
) -> list[TrialOutcome]:
    new_workers = workers_of(stack)
    old_workers = await asyncio.to_thread(_old_workers, stack)
    async with background_load(stack, folder) as load:
        witness = await witness_of(load)
        trial = MigrationTrial(load, lasting, progress)
        async with readers(stack.environment, commands_that_read(witness.reference)) as readings, witness.noted():
            migration = await trial.play(old_workers, new_workers)
        await witness.send_again()
    problems = [*migration.problems, *(problem for each in readings for problem in each.problems())]
    if (found := schema.revision_of(stack.database_url)) != newest:
        problems.append(f"the schema is {found}, the newest {newest}")
    progress("waiting for quiescence")
    evidence = await asked_again(stack, await load.evidence())
    figures = {**migration.figures(witness), **figures_of(during(readings, migration.began, migration.ended))}
    final = "after a migration all that was acknowledged is there, and a replay of every case says what is on record"
    return [
        TrialOutcome(PROMISE, f"{HOW}; {lasting:g} s each", figures, tuple(problems)),
        final_outcome(final, evidence, [*load.problems, *witness.problems], logged=True),
    ]


@dataclass(frozen=True)
class Migration:
    """When `tawasul migrate` began, when nobody was in its way any more and when it ended; what went wrong."""

    began: float
    behind_until: float
    ended: float
    problems: Sequence[str] = ()

    def figures(self, witness: Witness) -> dict[str, str]:
        """How long it took, and what those were told who gave commands meanwhile."""
        told, behind = witness.during(self.began, self.ended), self.behind_until - self.began
        return {
            "seconds of the migration": f"{self.ended - self.began:.1f}, {behind:.1f} of them behind others",
            "commands meanwhile": f"{len(told)}, {sum(each.decided for each in told)} decided",
            "slowest answer": f"{max((each.seconds for each in told), default=0.0):.1f} s",
        }


@dataclass(frozen=True)
class MigrationTrial:
    """Migrates under load, with a transaction in the way for some time, and replaces the workers afterwards."""

    load: BackgroundLoad
    lasting: float
    progress: Progress

    async def play(self, old_workers: Sequence[StackProcess], new_workers: Sequence[StackProcess]) -> Migration:
        """Old workers alone, before and after the migration; both together; new ones alone."""
        await asyncio.sleep(self.lasting)
        migration = await self.migrate()
        problems = [*migration.problems, *await self.served("old workers with the newest schema")]
        await asyncio.to_thread(start_all, new_workers)
        problems += await self.served("old and new workers together")
        await asyncio.sleep(self.lasting)
        await asyncio.to_thread(kill_all, old_workers)
        problems += await self.served("new workers")
        return replace(migration, problems=problems)

    async def migrate(self) -> Migration:
        """Give `tawasul migrate` while others are in its way; it must wait, and end well when they are gone."""
        self.progress("migrating behind a reader and a writer")
        url, began, problems = self.load.stack.superuser_url, time.monotonic(), list[str]()
        with ExitStack() as in_the_way:
            in_the_way.enter_context(sessions.reader_left_open(url))
            in_the_way.enter_context(sessions.table_locks(url, LockMode.ROW_EXCLUSIVE, ["case_row"]))
            migrating = await self._begin()
            await asyncio.sleep(self.lasting)
            problems += await self._served_meanwhile()
            if migrating.returncode is not None:
                problems.append("the migration did not wait")
        behind_until = time.monotonic()
        try:
            async with asyncio.timeout(MIGRATED_WITHIN):
                _, errors = await migrating.communicate()
        except TimeoutError:
            migrating.kill()
            _, errors = await migrating.communicate()
        if migrating.returncode:
            problems.append(f"`tawasul migrate` ended with {migrating.returncode}: {errors.decode().strip()[-300:]}")
        return Migration(began, behind_until, time.monotonic(), problems)

    async def _begin(self) -> asyncio.subprocess.Process:
        stack = self.load.stack
        environment = stack.environment | {"TAWASUL_MIGRATION_URL": stack.migration_url}
        command = [sys.executable, "-m", "cli", "migrate"]
        return await asyncio.create_subprocess_exec(
            *command, cwd=PROJECT, env={**os.environ, **environment}, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE
        )

    async def _served_meanwhile(self) -> list[str]:
        """Whether a new case is served while the migration waits: it lets others pass between its tries."""
        try:
            async with asyncio.timeout(SERVED_WITHIN):
                await self.load.seconds_until_served()
        except TimeoutError:
            return ["no new case was served while the migration waited"]
        return []

    async def served(self, by: str) -> list[str]:
        """Whether a new case is served soon."""
        self.progress(by)
        return late(by, await self.load.seconds_until_served())


def _old_workers(stack: StackUnderTest) -> list[StackProcess]:
    workers = [stack.add_worker(f"worker-old-{number}") for number in range(1, WORKERS + 1)]
    for worker in workers:
        wait_for_worker(worker, seconds=60)
    return workers
