"""Whom the records trust, and what the administration did, fact by fact, in no order.

Keys, subjects, and the staff with role, teams and where notices reach them; sessions ended, absences, closures
announced, holds and disposals.

An auditor keeps a list of them where nobody who may write to PostgreSQL can change it. What stands on record beyond it,
or in place of it, is named, so that no key added behind everybody's back passes for one of ours.
"""

from typing import LiteralString

from activities.records.database import Connection
from activities.records.protection import Deviation

_FACTS: LiteralString = """
SELECT concat_ws(' ', kind, name, nullif(audience, ''), nullif(array_to_string(channels, ','), ''), kid,
                 encode(sha256(convert_to(public::text, 'UTF8')), 'hex'), 'since ' || extract(epoch FROM since)::text,
                 'until ' || extract(epoch FROM until)::text,
                 'revoked ' || extract(epoch FROM revoked_at)::text) AS fact FROM trusted_key
UNION ALL
SELECT concat_ws(' ', 'provider', issuer, audience, kid, encode(sha256(convert_to(public::text, 'UTF8')), 'hex'))
FROM provider_key
UNION ALL
SELECT concat_ws(' ', 'subject', issuer, subject, staff_id) FROM known_subject
UNION ALL
SELECT concat_ws(' ', 'staff', id, role, CASE WHEN active THEN 'active' ELSE 'left' END,
                 array_to_string(array(SELECT team FROM staff_team WHERE staff_id = id ORDER BY team), ','),
                 'reached ' || encode(sha256(convert_to(concat_ws(' ', email, mobile), 'UTF8')), 'hex'),
                 'sessions ended ' || extract(epoch FROM sessions_since)::text)
FROM staff
UNION ALL
SELECT concat_ws(' ', 'revoked', kid) FROM revoked_session
UNION ALL
SELECT concat_ws(' ', 'absence', staff_id, extract(epoch FROM since)::text, extract(epoch FROM until)::text, substitute)
FROM absence
UNION ALL
SELECT concat_ws(' ', 'closure', calendar, version, announced_by,
                 encode(sha256(convert_to(change::text, 'UTF8')), 'hex'), 'of ' || nullif(pack, ''))
FROM calendar_change
UNION ALL
SELECT concat_ws(' ', 'hold', id::text, reference, placed_by, 'released ' || extract(epoch FROM released_at)::text)
FROM hold
UNION ALL
SELECT concat_ws(' ', 'disposal', reference, kind, disposal, extract(epoch FROM at)::text, by) FROM disposal
"""
"""Instants are seconds since 1970, which no setting of a session spells otherwise."""


def facts(connection: Connection) -> set[str]:
    """Whom the records trust now, each fact as one line."""
    return {row["fact"].strip() for row in connection.execute(_FACTS).fetchall()}


def differences(connection: Connection, known: set[str]) -> tuple[Deviation, ...]:
    """How the records differ from the facts that somebody kept, in order."""
    found = facts(connection)
    return tuple(Deviation(missing=fact in known, fact=fact) for fact in sorted(found ^ known))
