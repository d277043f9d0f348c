"""The case that somebody is about to do something with: its state by the records, with a view left behind."""

from collections.abc import Mapping
from dataclasses import dataclass

from activities.records.database import Connection
from activities.records.history import history
from activities.reports.cases import row_of
from commands.common.onlooker.looking import Onlooker, look_at, look_through, looking
from errors import NoSuchCase
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import Verb
from settings import Settings
from web.pages.staff.acting.drafts import DraftPlace, Typed, load_draft
from web.pages.staff.acting.offers import colleagues_of
from workflows.case.evolve import fold


@dataclass(frozen=True)
class ActedOn:
    """A case with the state after its last event."""

    row: CaseRow
    state: CaseState
    draft: Typed
    colleagues: Mapping[str, str]
    """Who can be given it, where that is asked."""

    @property
    def reference(self) -> str:
        """Its reference."""
        return self.row.reference


def acted_on(connection: Connection, who: Onlooker, reference: str, kind: str, config: Settings) -> ActedOn:
    """A case for the form of a verb. The view is that of a list: nothing of the request is shown.

    Raises NotAllowed, NoSuchCase, CaseErased, Damaged.
    """
    with connection.transaction():
        row = row_of(connection, reference)
        who.check(Verb.LIST, row)
        look_through(connection, who, Verb.LIST, 1, dry_run=kind, reference=reference)
    return _acted_on(connection, who, row, kind, config)


def acted_on_to_preview(connection: Connection, who: Onlooker, reference: str, kind: str, config: Settings) -> ActedOn:
    """The same where it is shown what the beneficiary would read: that is a look at the case."""
    with looking(connection, who, reference):
        row = row_of(connection, reference)
        look_at(connection, who, row)
    return _acted_on(connection, who, row, kind, config)


def _acted_on(connection: Connection, who: Onlooker, row: CaseRow, kind: str, config: Settings) -> ActedOn:
    found = history(connection, row.reference)
    if found is None:
        raise NoSuchCase(row.reference)
    policy, events = found
    state = fold(CaseState(reference=row.reference, policy=policy), events)
    draft = load_draft(connection, config, DraftPlace(who.actor.id, row.reference, kind))
    return ActedOn(row, state, draft, colleagues_of(connection, state) if kind == "assign" else {})
