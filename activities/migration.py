"""The terms that running cases have under a version of their pack, and the cases that could be put under it.

Plain psycopg, for commands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from activities.records.calendars import announced_of
from activities.records.database import UNDECIDED, Connection, allow_long_statements
from activities.records.history import history
from models.case.state import CaseState
from models.packs.derive import case_policy
from models.packs.pack import Pack
from models.policy import ServiceTerms, terms_of
from workflows.case.evolve import fold

_RUNNING = f"""
SELECT c.reference, r.received FROM case_row c JOIN request r USING (reference)
WHERE c.pack = %(pack)s AND (%(service)s::text IS NULL OR c.service = %(service)s) AND {UNDECIDED} ORDER BY c.reference
"""  # noqa: S608 - the only thing filled in is a condition of ours


@dataclass(frozen=True)
class RunningCase:
    """An undecided case; no state: it cannot be read."""

    reference: str
    seed_kind: str | None
    state: CaseState | None


def running_cases(
    listing: Connection, reading: Connection, pack: str, service: str | None = None
) -> Iterator[RunningCase]:
    """The undecided cases of a pack, each rebuilt from its events. Two connections, as the list is read meanwhile."""
    allow_long_statements(listing)
    with listing.cursor() as cursor:
        for row in cursor.stream(_RUNNING, {"pack": pack, "service": service}):
            seed_kind = (row["received"] or {}).get("seed_kind")
            yield RunningCase(row["reference"], seed_kind, _state(reading, row["reference"]))


def _state(connection: Connection, reference: str) -> CaseState | None:
    try:
        known = history(connection, reference)
        return fold(CaseState(reference=reference, policy=known[0]), known[1]) if known else None
    except (ValueError, LookupError):
        return None


@dataclass(frozen=True)
class VersionTerms:
    """The terms of services under one version of a pack, with what was announced of its calendars."""

    connection: Connection
    pack: Pack
    _known: dict[tuple[str, ...], ServiceTerms] = field(default_factory=dict)

    def of(self, case: RunningCase) -> ServiceTerms | None:
        """What the version says of the service of a case, which keeps its calendar; None: it has no such service."""
        if case.state is None or case.state.service not in self.pack.services:
            return None
        calendar = case.state.rules.calendar
        key = (case.state.service, case.seed_kind or "", calendar.name, calendar.version)
        if key not in self._known:
            policy = case_policy(self.pack, case.state.service, case.seed_kind, calendar)
            names = (rules.name for rules in policy.calendars.values())
            changes = announced_of(self.connection, self.pack.name, names)
            self._known[key] = terms_of(policy.after_changes(changes))
        return self._known[key]
