"""The bytes of an event for subscribers: from the events of its case up to it, so they are the same whenever made."""

from typing import Any

from activities.keys.parts import NOTHING
from activities.records.store import Records
from models.case.events import Event
from models.case.state import CaseState
from models.codes import WebhookScope
from models.policy import CasePolicy
from models.webhooks.cloud_event import EventTold, cloud_event
from workflows.case.evolve import fold

_CASE = """
SELECT c.pack, c.service, c.channel, p.slice FROM case_row c LEFT JOIN policy p ON p.digest = c.policy
WHERE c.reference = %(reference)s
"""
_EVENTS = """
SELECT seq, at, type, role, body FROM case_event WHERE reference = %(reference)s AND seq <= %(seq)s ORDER BY seq
"""


def body_of(records: Records, event: tuple[str, int, str], scope: WebhookScope, namespace: str) -> str:
    """What a subscriber of a scope is told of an event, by case, number and key."""
    reference, seq, key = event
    case = records.one(_CASE, {"reference": reference})
    rows = records.all(_EVENTS, {"reference": reference, "seq": seq})
    last = rows[-1]
    told = EventTold(
        key=key,
        reference=reference,
        seq=seq,
        at=last.at,
        type=last.type,
        role=last.role,
        pack=case.pack,
        service=case.service,
        channel=case.channel,
    )
    return cloud_event(told, _after(records, reference, case.slice, rows), scope, namespace).text


def _after(records: Records, reference: str, policy: str | None, rows: Any) -> CaseState | None:
    """The case after the last of these events; none where it was erased."""
    opened = [records.opened(bytes(row.body)) for row in rows]
    if policy is None or NOTHING in opened:
        return None
    begun = CaseState(reference=reference, policy=CasePolicy.model_validate_json(policy))
    return fold(begun, (Event.model_validate_json(body) for body in opened))
