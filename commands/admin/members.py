"""Members of staff: how they are named, changed and shown by the commands of staff records."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.member_list import as_data, by_member
from commands.common import terminal
from commands.common.typed.suggest import did_you_mean_staff
from commands.common.words.absences import span
from commands.common.words.advice import advice
from commands.common.words.code_words import word
from commands.common.words.language import _, listed
from errors import WrongUsage
from models.codes import Role

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.reports.absences import PlannedAbsence
    from activities.staff import Member

_OF_ALL_TEAMS = frozenset({Role.DIRECTOR, Role.MANAGER, Role.AUDITOR})
MemberId = Annotated[str, typer.Argument(metavar="STAFF", help="The staff id.")]


def update(what: str, staff: str, change: "Callable[[Connection], object]", *, by: str | None, as_json: bool) -> None:
    """Apply a change to one member of staff and print the result. Raises WrongUsage, NotAllowed."""
    from activities.absences import InvalidAbsence
    from activities.reports.absences import planned_of
    from activities.staff import NoSuchStaff, SubjectTaken, member
    from commands.common.onlooker.administering import changing_staff

    with changing_staff(by, what, staff) as connection:
        try:
            change(connection)
            now = datetime.now(UTC)  # what the change has ended is over by then
            changed, away = member(connection, staff, now), planned_of(connection, staff, now)
        except NoSuchStaff as error:
            meant = did_you_mean_staff(connection, error.staff_id)
            raise WrongUsage(error.detail, f"{meant}{advice(error)}") from error
        except (InvalidAbsence, SubjectTaken) as error:
            raise WrongUsage(error.detail, advice(error)) from error
    show([changed], away, now, as_json=as_json)


def show(members: "Sequence[Member]", away: "Iterable[PlannedAbsence]", now: datetime, *, as_json: bool) -> None:
    """Print members of staff, each with the first of their absences; all of these as JSON."""
    if as_json:
        terminal.as_json(as_data(members, away))
        return
    of = by_member(away)
    rows = (_row(member, of.get(member.id, []), now) for member in members)
    terminal.table(("staff", "role", "teams", "away", "substitute", "name"), rows)


def _teams_of(member: "Member") -> str:
    """The teams somebody works for; who is in none works for all where their role does, and for nobody else's."""
    if not member.active:
        return _("left")
    return listed(member.teams) or (_("all") if member.role in _OF_ALL_TEAMS else terminal.NONE)


def _row(member: "Member", away: "list[PlannedAbsence]", now: datetime) -> list[terminal.Piece]:
    first = away[0] if away and member.active else None
    return [
        terminal.bold(member.id) if member.active else terminal.dim(member.id),
        word(member.role),
        _teams_of(member),
        span(first.since, first.until, now, terminal.local_zone()) if first else terminal.NONE,
        (first and first.substitute) or terminal.NONE,
        member.name,
    ]
