"""Whom the records trust, fact by fact: keys, subjects, and the staff with role and teams.

An auditor keeps a list of them where nobody who may write to PostgreSQL can change it. What stands on record beyond it,
or in place of it, is named, so that no key added behind everybody's back passes for one of ours.
"""

from typing import LiteralString

from activities.records.database import Connection
from activities.records.protection import Deviation

_FACTS: LiteralString = """
SELECT concat_ws(' ', kind, name, nullif(audience, ''), nullif(array_to_string(channels, ','), ''), kid,
                 encode(sha256(convert_to(public::text, 'UTF8')), 'hex')) AS fact FROM trusted_key
UNION ALL
SELECT concat_ws(' ', 'provider', issuer, audience, kid, encode(sha256(convert_to(public::text, 'UTF8')), 'hex'))
FROM provider_key
UNION ALL
SELECT concat_ws(' ', 'subject', issuer, subject, staff_id) FROM known_subject
UNION ALL
SELECT concat_ws(' ', 'staff', id, role, CASE WHEN active THEN 'active' ELSE 'left' END,
                 array_to_string(array(SELECT team FROM staff_team WHERE staff_id = id ORDER BY team), ','))
FROM staff
"""


def facts(connection: Connection) -> set[str]:
    """Whom the records trust now, each fact as one line."""
    return {row["fact"].strip() for row in connection.execute(_FACTS).fetchall()}


def differences(connection: Connection, known: set[str]) -> tuple[Deviation, ...]:
    """How the records differ from the facts that somebody kept, in order."""
    found = facts(connection)
    return tuple(Deviation(missing=fact in known, fact=fact) for fact in sorted(found ^ known))
