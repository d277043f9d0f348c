"""Parts of the good evidence that are put elsewhere, or changed, to break it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chaos.history.log import Result
from models.case.events import LostEvent
from tests.chaos.breaking import CONTESTED, GOOD, NEGLECTED, WAITING
from tests.chaos.made_up import AT, QUEUED, events_of
from tests.support.simulation import LAYLA

DIVERGED: dict[str, Any] = {"kind": "records_diverged", "reference": WAITING, "about": "3"}
OK, FAIL, UNKNOWN = Result.OK, Result.FAIL, Result.UNKNOWN
FIRST = events_of(GOOD.cases[CONTESTED])[3]
RUN, LIVE = GOOD.workflows[CONTESTED].runs[0], GOOD.workflows[NEGLECTED]
TIMELINE, VIEW = LIVE.timeline or (), LIVE.view or {}
assert VIEW
[*_, KEY] = [row["key"] for row in GOOD.cases[CONTESTED].notices]
REQUEST: dict[str, Any] = dict(GOOD.cases[CONTESTED].request or {})
ANOTHER = replace(QUEUED, value={**QUEUED.value, "command_id": "another-reject"})
LOST = LostEvent(seq=3, at=AT, kind="noted", actor=LAYLA.id, role="officer", command_id="lost-note")
FAULTS_BEFORE = tuple(replace(fault, at=AT - timedelta(hours=1)) for fault in GOOD.faults)
CLOSURE = {"id": "storm", "from_date": "2026-01-20", "to_date": "2026-01-21"}
ANNOUNCED = {"calendar": "passports", "version": "v2", "change": {"closures": [CLOSURE]}}
TOLD = {"calendar": "passports", "version": "v2", "change": {"closures": []}, "announced_by": "dana"}
