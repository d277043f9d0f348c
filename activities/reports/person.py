"""Everything on record about one person: their cases, as applicant and as person concerned, and all around them.

Plain psycopg: a command reads it, and SQLModel would add 0.24 s to the 0.17 s of its imports.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from activities.advice.records import Advice, advice_on
from activities.records.database import Connection
from activities.records.history import history
from activities.reports.cases import CaseDetail, case_detail
from activities.retention.dispose import DisposalEntry, disposals_of
from activities.retention.holds import Hold, holds_of
from activities.views import PartOfViews, ViewEntry, ViewsWanted, views
from errors import Damaged, NoCaseKey, NoSuchCase
from models.case.events import Event
from models.policy import CasePolicy

_FIND = """
SELECT reference, applicant_key, concerned_key FROM request
WHERE applicant_key = ANY(%(hashes)s) OR concerned_key = ANY(%(hashes)s)
"""


class Involvement(NamedTuple):
    """A case of a person, and as whom they stand in it, each with the person hash by which they were found."""

    reference: str
    applicant: str | None
    concerned: str | None

    @property
    def hashes(self) -> frozenset[str]:
        """The person hashes by which they were found."""
        return frozenset(filter(None, (self.applicant, self.concerned)))


@dataclass(frozen=True, slots=True)
class PersonCase:
    """One case of a person, with all that is on record of it."""

    involvement: Involvement
    detail: CaseDetail
    policy: CasePolicy | None
    """None, as the events are none, of a case that cannot be read: it was erased, or somebody changed it."""
    events: tuple[Event, ...]
    advice: Advice | None
    views: tuple[ViewEntry, ...]
    holds: tuple[Hold, ...]
    disposals: tuple[DisposalEntry, ...]


def involvements(connection: Connection, hashes: Collection[str]) -> list[Involvement]:
    """The cases of whoever has one of these person hashes, by their references."""
    rows = connection.execute(_FIND, {"hashes": list(hashes)}).fetchall()
    found = (Involvement(row["reference"], *(key if key in hashes else None for key in _keys(row))) for row in rows)
    return sorted(found)


def person_case(connection: Connection, involvement: Involvement) -> PersonCase:
    """All that is on record of a case. Raises NoSuchCase."""
    reference = involvement.reference
    detail = case_detail(connection, reference)
    if detail is None:
        raise NoSuchCase(reference)
    try:
        policy, events = history(connection, reference) or (None, ())
    except (Damaged, NoCaseKey):
        policy, events = None, ()
    return PersonCase(
        involvement,
        detail,
        policy,
        events,
        advice_on(connection, reference),
        tuple(views(connection, ViewsWanted(reference=reference), PartOfViews(limit=None))),
        tuple(holds_of(connection, reference)),
        tuple(disposals_of(connection, reference)),
    )


def _keys(row: dict[str, str]) -> tuple[str, str]:
    return row["applicant_key"], row["concerned_key"]
