"""The commands of staff records for whoever leaves: remove, and leave, which hands over what they have."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.absences import say_gaps
from commands.admin.members import MemberId, update
from commands.batch.options import DryRun
from commands.common import terminal
from commands.common.typed.confirm import confirmed
from commands.common.typed.declare import As, AsJson, Yes, command
from commands.common.words.advice import ExitCode, advice
from commands.common.words.labels import ADMIN
from commands.common.words.language import _, listed
from errors import WrongUsage
from models.codes import Verb

if TYPE_CHECKING:
    from activities.coverage import Absence, Gap
    from activities.records.database import Connection
    from commands.batch.many import BatchOrder
    from commands.common.onlooker.looking import Onlooker
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

    confirmed(_("{staff} can no longer act, and what they hold is left to others", staff=staff), yes=yes)
    update("remove", staff, remove_member, by=by, as_json=as_json)
    say_gaps(found)
    if left and not as_json:
        given = f"tawasul staff leave {staff} --give-to STAFF"
        terminal.line(
            terminal.warning(_("still held: {left}", left=listed(left))),
            _("; give them to somebody: `{given}`", given=given),
        )


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
    from commands.common.onlooker.looking import Intent, onlooker

    if (give_to is None) is not release:
        raise WrongUsage(_("say who gets what they hold: --give-to STAFF, or --release"))
    if give_to == staff:
        raise WrongUsage(_("{staff} leaves: give it to somebody else", staff=staff))
    who = onlooker(Intent(by))
    who.scope(Verb.STAFF)
    to = colleague(give_to) if give_to else None
    with records() as connection:
        held = held_cases(connection, staff)
    order = _order(who, to)
    if dry_run:
        return give_to_many(order, CaseChoice(tuple(held)), Manner(dry_run=True, as_json=as_json)) if held else _none()
    whom = _("go to {give_to}", give_to=give_to) if give_to else _("go back into their queues")
    confirmed(
        _(
            "{staff} can no longer act, and {count} {whom}",
            staff=staff,
            count=terminal.counted(len(held), "request"),
            whom=whom,
        ),
        yes=yes,
    )
    _leave(staff, to, by)
    with records() as connection:
        held = held_cases(connection, staff)
    return give_to_each(order, held, as_json=as_json)


def _none() -> ExitCode:
    terminal.line(_("they hold no undecided request"), to=sys.stderr)
    return ExitCode.DONE


def _order(who: "Onlooker", to: "Actor | None") -> "BatchOrder":
    """The command by which each request is handed over."""
    from commands.batch.many import BatchOrder
    from commands.common.send import build_command

    kind, fields = ("assign", {"to": to}) if to else ("release", {})

    def build(_known: object, __: str, command_id: str) -> "AnyCommand":
        return build_command(kind, who.actor, command_id, fields)

    return BatchOrder(kind, who, build, fields)


def _leave(staff: str, to: "Actor | None", by: str | None) -> None:
    """Deactivate somebody, and have who gets their requests stand in where they were to."""
    from activities.absences import left_alone, stand_in_instead
    from activities.staff import NoSuchStaff
    from activities.staff import leave as deactivate
    from commands.common.onlooker.administering import changing_staff

    now, changed = datetime.now(UTC), tuple["Absence", ...]()
    with changing_staff(by, "leave", staff) as connection:
        try:
            if to:
                changed, _gaps = stand_in_instead(connection, staff, to.id, now)
            deactivate(connection, staff, now)
        except NoSuchStaff as error:
            raise WrongUsage(error.detail, advice(error)) from error
        gaps = left_alone(connection, staff, now)
    for each in changed:
        terminal.line(
            _("{more} stands in for {staff_id} now", more=to.id if to else terminal.NONE, staff_id=each.staff_id),
            to=sys.stderr,
        )
    say_gaps(gaps)
