"""Keeps what the reports count: of each case that was written its occurrences, computed from its events.

One transaction takes a number of cases off the line and writes what their events lead to, so that each is counted
once, and a report can say what it does not count yet: what still stands in the line.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from activities.keys.parts import NOTHING
from activities.records.store import Records
from models.case.events import Event
from models.policy import CasePolicy
from workflows.reports.occurrences import occurrences

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Cases that are counted in one transaction."""

_TURN = "occurrences"
_TAKE = """
DELETE FROM occurrence_due WHERE id IN (SELECT id FROM occurrence_due ORDER BY id LIMIT %(most)s) RETURNING reference
"""
_HISTORIES = """
SELECT c.reference, c.policy, array_agg(e.body ORDER BY e.seq) AS bodies
FROM case_row c JOIN case_event e USING (reference) WHERE c.reference = ANY(%(references)s)
GROUP BY c.reference ORDER BY c.reference
"""
_POLICIES = "SELECT digest, slice FROM policy WHERE digest = ANY(%(digests)s)"
_KEEP = """
INSERT INTO occurrence SELECT * FROM jsonb_populate_recordset(NULL::occurrence, %(rows)s::jsonb)
ON CONFLICT (reference, seq, kind) DO NOTHING
RETURNING kind, pack, team, code, yes
"""


@dataclass(frozen=True, slots=True)
class CountedOccurrence:
    """What is told of an occurrence that was counted just now."""

    kind: str
    pack: str
    team: str | None
    code: str | None
    yes: bool | None


Tell = Callable[[Sequence[CountedOccurrence]], None]
"""Is told what was counted, each occurrence once, when it is on record."""


def _tell_nobody(counted: Sequence[CountedOccurrence]) -> None:
    pass


def count_what_is_due(records: Records, most: int, tell: Tell = _tell_nobody) -> int:
    """Count the cases that wait longest, in turns; about how many were taken, `most` and a turn at most."""
    taken = 0
    while taken < most:
        turn = _count_some(records, tell)
        taken += turn
        if turn < AT_ONCE:
            break
    return taken


def _count_some(records: Records, tell: Tell) -> int:
    with records.in_turn(_TURN) as turn:
        due = [row._mapping["reference"] for row in turn.all(_TAKE, {"most": AT_ONCE})]
        counted = _count(turn, sorted(set(due))) if due else []
    tell(counted)
    return len(due)


def _count(turn: Records, references: list[str]) -> list[CountedOccurrence]:
    histories = [row._mapping for row in turn.all(_HISTORIES, {"references": references})]
    digests = sorted({each["policy"] for each in histories})
    policies = {row._mapping["digest"]: row._mapping["slice"] for row in turn.all(_POLICIES, {"digests": digests})}
    rows = [row for each in histories for row in _readable_rows(turn, each, policies.get(each["policy"]))]
    kept = turn.all(_KEEP, {"rows": json.dumps(rows, default=str)}) if rows else ()
    return [CountedOccurrence(**row._mapping) for row in kept]


def _readable_rows(records: Records, history: Any, policy: str | None) -> list[dict[str, Any]]:
    """The same; none of a case whose events are damaged, which is the audit's to name and keeps no other waiting."""
    try:
        return _rows(records, history, policy)
    except (ValueError, LookupError, TypeError, AttributeError) as damage:
        log.warning("the events of %s cannot be counted: %s", history["reference"], type(damage).__name__)
        return []


def _rows(records: Records, history: Any, policy: str | None) -> list[dict[str, Any]]:
    """The occurrences of a case as rows; none where the case was erased: what was counted before stays."""
    bodies = [records.opened(bytes(body)) for body in history["bodies"]]
    if policy is None or NOTHING in bodies:
        return []
    events = [Event.model_validate_json(body) for body in bodies]
    return [asdict(each) for each in occurrences(history["reference"], _policy(policy), events)]


@lru_cache(maxsize=200)
def _policy(text: str) -> CasePolicy:
    return CasePolicy.model_validate_json(text)
