"""The commands of staff records for whoever leaves: remove, and leave, which hands over what they have."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.absences import say_gaps
from commands.admin.members import MemberId, update
from commands.batch.options import DryRun
from commands.common import terminal
from commands.common.advice import ExitCode, advice
from commands.common.confirm import confirmed
from commands.common.declare import As, AsJson, Yes, command
from commands.common.labels import ADMIN
from errors import WrongUsage
from models.codes import Verb

if TYPE_CHECKING:
    from activities.coverage import Absence, Gap
    from activities.records.database import Connection
    from commands.batch.many import BatchOrder
    from commands.common.looking import Onlooker
    from models.case.commands import Actor, AnyCommand

app = typer.Typer()


@command(app, ADMIN, "tawasul staff remove o.salem")
def remove(staff: MemberId, yes: Yes = False, by: As = None, as_json: AsJson = False) -> None:
    """Somebody leaves: the id stays on record and can no longer act. What they hold is put on `tawasul attention`.

    `staff leave` hands it over instead.
    """
    from activities.absences import left_alone
    from activities.staff import leave

    left: list[str] = []
    found: list[Gap] = []
    now = datetime.now(UTC)

    def remove_member(connection: "Connection") -> None:
        left.extend(leave(connection, staff, now))
        found.extend(left_alone(connection, staff, now))

    confirmed(f"{staff} can no longer act, and what they hold is left to others", yes=yes)
    update("remove", staff, remove_member, by=by, as_json=as_json)
    say_gaps(found)
    if left and not as_json:
        given = f"tawasul staff leave {staff} --give-to STAFF"
        terminal.line(terminal.warning(f"still held: {', '.join(left)}"), f"; give them to somebody: `{given}`")


@command(
    app,
    ADMIN,
    "tawasul staff leave o.salem --give-to o.huda --as d.dana",
    "tawasul staff leave o.salem --release --dry-run --as d.dana",
)
def leave(
    staff: MemberId,
    give_to: Annotated[
        str | None, typer.Option(metavar="STAFF", help="Who gets all they have.", show_default=False)
    ] = None,
    release: Annotated[bool, typer.Option("--release", help="Put all they hold back into the queues.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    by: As = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Somebody leaves, and every undecided request they hold goes to somebody else or back into its queue.

    They can no longer act from then on. Each request decides for itself: what it refuses stays on `tawasul attention`.
    Who gets the requests stands in for those, too, for whom the one who leaves was to. Given again, it goes on with
    what is left.
    """
    from activities.staff import held_cases
    from commands.batch.choice import CaseChoice
    from commands.batch.many import Manner, give_to_each, give_to_many
    from commands.common.context import colleague, records
    from commands.common.looking import Intent, onlooker

    if (give_to is None) is not release:
        raise WrongUsage("say who gets what they hold: --give-to STAFF, or --release")
    if give_to == staff:
        raise WrongUsage(f"{staff} leaves: give it to somebody else")
    who = onlooker(Intent(by))
    who.scope(Verb.STAFF)
    to = colleague(give_to) if give_to else None
    with records() as connection:
        held = held_cases(connection, staff)
    order = _order(who, to)
    if dry_run:
        return give_to_many(order, CaseChoice(tuple(held)), Manner(dry_run=True, as_json=as_json)) if held else _none()
    whom = f"go to {give_to}" if give_to else "go back into their queues"
    confirmed(f"{staff} can no longer act, and {terminal.counted(len(held), 'request')} {whom}", yes=yes)
    _leave(staff, to, by)
    with records() as connection:
        held = held_cases(connection, staff)
    return give_to_each(order, held, as_json=as_json)


def _none() -> ExitCode:
    terminal.line("they hold no undecided request", to=sys.stderr)
    return ExitCode.DONE


def _order(who: "Onlooker", to: "Actor | None") -> "BatchOrder":
    """The command by which each request is handed over."""
    from commands.batch.many import BatchOrder
    from commands.common.send import build_command

    kind, fields = ("assign", {"to": to}) if to else ("release", {})

    def build(_: object, __: str, command_id: str) -> "AnyCommand":
        return build_command(kind, who.actor, command_id, fields)

    return BatchOrder(kind, who, build, fields)


def _leave(staff: str, to: "Actor | None", by: str | None) -> None:
    """Deactivate somebody, and have who gets their requests stand in where they were to."""
    from activities.absences import left_alone, stand_in_instead
    from activities.staff import NoSuchStaff
    from activities.staff import leave as deactivate
    from commands.common.administering import Deed, administering

    now, changed = datetime.now(UTC), tuple["Absence", ...]()
    with administering(by, Deed(Verb.STAFF, "leave", staff)) as connection:
        try:
            if to:
                changed, _ = stand_in_instead(connection, staff, to.id, now)
            deactivate(connection, staff, now)
        except NoSuchStaff as error:
            raise WrongUsage(error.detail, advice(error)) from error
        gaps = left_alone(connection, staff, now)
    for each in changed:
        terminal.line(f"{to.id if to else terminal.NONE} stands in for {each.staff_id} now", to=sys.stderr)
    say_gaps(gaps)
