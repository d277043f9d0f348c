"""The activities of a worker in tests, run as Temporal runs them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from temporalio.testing import ActivityEnvironment

from activities.cases import CaseWork
from activities.intake import Intake
from activities.records.store import Records
from models.codes import Effect, Priority
from models.intake.request import Request, read_request
from models.packs.pack import Pack
from models.policy import CasePolicy
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.facts import Facts
from tests.support.database import MORNING, case_of, opening_work
from tests.support.requests import wire_request
from tests.support.trust import filed, trust_of
from workflows.ports import Preparation, PrepareCase, Recorded, RecordEvents

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ERROR = {"at": "2026-01-05T21:40:00+03:00", "platform": "absher_individuals", "outcome": "platform_error"}


class WorkerActivities:
    """The activities of a worker, run as Temporal runs them; `known` is what the first stage was given."""

    def __init__(self, records: Records, packs: dict[str, Pack]) -> None:
        self.known = KnownFromRecords()
        self.intake = Intake(records, packs, trust_of(records))
        self.work = CaseWork(records, self.intake)

    def conclude(self, facts: Facts, request: Request, known: KnownFromRecords, *_: Any, **__: Any) -> Assessment:
        self.known = known
        return Assessment(effect=Effect.ROUTE, team="exit_visas", priority=Priority.NORMAL, problem="technical_error")

    def prepare(self, reference: str = "", run_id: str = "another run", **changes: Any) -> Preparation:
        """Prepare the case of the first sample with some fields changed."""
        wire = filed(wire_request(**changes))
        order = PrepareCase(reference=reference or read_request(wire).reference, request=wire, at=MORNING)
        asked = self.intake.read(order)
        if isinstance(asked, Preparation):
            return asked
        return self.intake.prepare(asked, order, run_id).answer

    def policy(self, **changes: Any) -> CasePolicy:
        """The policy a case of such a request starts under."""
        prepared = self.prepare(**changes)
        assert prepared.policy is not None
        return prepared.policy.read()

    def record(self, opening: Request, run_id: str = "a run", **changes: Any) -> str:
        """Put the case of a request on record; returns its reference."""
        self._as_run(run_id, self.work.record, opening_work(case_of(opening, **changes), opening))
        return opening.reference

    def open(self, request_id: str, **changes: Any) -> Preparation:
        """Run the activity that opens the case of the first sample, filed under an id, with some fields changed."""
        wire = filed(wire_request(id=request_id, **changes))
        order = PrepareCase(reference=read_request(wire).reference, request=wire, at=MORNING)
        opening: Preparation = self._as_run(f"the run of {request_id}", self.work.open_case, order)
        return opening

    def write(self, work: RecordEvents) -> Recorded:
        """Run the activity that records events."""
        recorded: Recorded = self._as_run("a run", self.work.record, work)
        return recorded

    def _as_run(self, run_id: str, activity: Callable[[Any], Any], order: Any) -> Any:
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, workflow_run_id=run_id)
        return environment.run(activity, order)
