"""History of one case from the records: its policy and all its events, from which `evolve.fold` rebuilds its state.

Plain psycopg: commands read cases with it, and SQLModel would add 0.24 s to the 0.17 s of their imports.
"""

from activities.keys.parts import NOTHING
from activities.records.database import Connection
from errors import Damaged, NoCaseKey
from models.case.events import Event
from models.policy import CasePolicy

_POLICY = "SELECT p.slice FROM case_row c JOIN policy p ON p.digest = c.policy WHERE c.reference = %s"
_EVENTS = "SELECT body FROM case_event WHERE reference = %s ORDER BY seq"


def history(connection: Connection, reference: str) -> tuple[CasePolicy, tuple[Event, ...]] | None:
    """The case policy a case was opened under and its events, oldest first; none when it is not on record.

    Changes of the calendar are events, so the policy on record stays as it was. Raises Damaged when either cannot be
    read, NoCaseKey when the case was erased.
    """
    found = connection.execute(_POLICY, (reference,)).fetchone()
    if found is None:
        return None
    events = connection.execute(_EVENTS, (reference,)).fetchall()
    if any(event["body"] == NOTHING for event in events):
        raise NoCaseKey(reference)
    try:
        return CasePolicy.model_validate_json(found["slice"]), tuple(
            Event.model_validate_json(event["body"]) for event in events
        )
    except ValueError as error:
        raise Damaged(f"the policy or an event of {reference}") from error
