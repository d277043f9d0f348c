"""Pairs of equal requests, each filed at one moment by two processes: of every pair exactly one case may stay open.

`python -m bench.pairs 1000` does it on an embedded stack; the tests do it with few pairs.
"""

import argparse
import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

from temporalio.testing import ActivityEnvironment

import settings
from activities.cases import CaseWork
from activities.intake import Intake
from activities.packs import load_packs
from activities.records.migrate import upgrade
from activities.records.store import Records, engine_for
from activities.trust.trust_list import TrustList
from bench import cases
from bench.stacks import fresh_stack
from models.codes import Effect
from models.intake.request import read_request
from models.trust.keys import SigningKey
from models.trust.statement import CaseAddress, Signatory, signed_request
from workarounds.process_exit import end_process
from workflows.ports import PrepareCase

PROCESSES = 2
PATIENCE = 300
"""Seconds that a process waits for the other at one pair."""


class PairsFiled(NamedTuple):
    """How many pairs were filed, and of how many exactly one stayed open."""

    pairs: int
    one_open: int


def file_pairs(database_url: str, index_key: str, channel_key: str, pairs: int) -> PairsFiled:
    """File pairs of equal requests from two processes, both of a pair at once."""
    spawn = multiprocessing.get_context("spawn")
    together, answers = spawn.Barrier(PROCESSES), spawn.SimpleQueue()
    sides = [_Side(database_url, index_key, channel_key, number, pairs) for number in range(PROCESSES)]
    workers = [spawn.Process(target=_file, args=(side, together, answers)) for side in sides]
    for each in workers:
        each.start()
    effects = [answers.get() for _ in range(PROCESSES)]
    for each in workers:
        each.join()
    opened = [sum(effect != Effect.MERGE_DUPLICATE for effect in pair) for pair in zip(*effects, strict=True)]
    return PairsFiled(pairs, opened.count(1))


class _Side(NamedTuple):
    """What one of the processes needs: where the records are, and which request of each pair is its own."""

    database_url: str
    index_key: str
    channel_key: str
    number: int
    pairs: int


def _file(side: _Side, together: Barrier, answers: "SimpleQueue[list[str]]") -> None:
    """One of the processes: opens its request of each pair when the other is there."""
    engine = engine_for(side.database_url)
    records = Records(engine, side.index_key)
    work = CaseWork(records, Intake(records, load_packs(settings.load().policies), TrustList(records)))
    answers.put(list(_effects(work, side, together)))
    engine.dispose()


def _effects(work: CaseWork, side: _Side, together: Barrier) -> Iterator[str]:
    for pair in range(side.pairs):
        wire = cases.request_json(f"pair-{pair}-{side.number}", cases.residence_number(pair), datetime.now(UTC))
        request = read_request(wire)
        reference, place = request.reference, CaseAddress("default", request.reference)
        wire = signed_request(Signatory(SigningKey.read(side.channel_key)), place, request.fingerprint, wire)
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, workflow_run_id=f"run-{reference}")
        together.wait(PATIENCE)
        opening = environment.run(work.open_case, PrepareCase(reference=reference, request=wire, at=datetime.now(UTC)))
        yield opening.assessment.effect if opening.assessment else "none"


def main() -> int:
    """File the pairs on a stack of their own; ends with 1 when a pair has not exactly one open case."""
    parser = argparse.ArgumentParser(prog="python -m bench.pairs", description=__doc__)
    parser.add_argument("pairs", nargs="?", type=int, default=1_000)
    pairs = parser.parse_args().pairs
    with fresh_stack(worker=False) as stack:
        upgrade(stack.migration_url)
        stack.trust_own_keys()
        began = datetime.now(UTC)
        outcome = file_pairs(stack.database_url, stack.index_key, stack.signing_keys["channel_key"], pairs)
    seconds = (datetime.now(UTC) - began).total_seconds()
    print(f"{outcome.pairs} pairs from {PROCESSES} processes: one open in {outcome.one_open}, {seconds:.0f} s")
    return int(outcome.one_open != outcome.pairs)


if __name__ == "__main__":
    end_process(main())
