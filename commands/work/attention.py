"""The command attention: the list of what a person must see to, and taking an item off it."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.declare import As, AsJson, command
from commands.common.labels import WORK, name_of
from errors import NotAllowed, WrongUsage

if TYPE_CHECKING:
    from activities.absences import Acting
    from activities.records.database import Connection

app = typer.Typer()


@command(app, WORK, "tawasul attention", "tawasul attention --done 12 --as m.reem", name="attention")
def list_attention(
    done: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Take this one off the list.", show_default=False)
    ] = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """What somebody must see to, the oldest first.

    A supervisor of the case's team, a director or a manager takes it off the list, or who stands in for one.
    """
    from activities.records.attention import waiting
    from commands.common.context import acting, records

    now = datetime.now(UTC)
    who = acting(staff) if done is not None else None
    with records() as connection:
        if who and done is not None:
            _take_off(connection, done, who, now)
        items = waiting(connection)
    if as_json:
        terminal.as_json([asdict(each) for each in items])
        return
    zone = terminal.local_zone()
    rows: list[list[terminal.Piece]] = [
        [str(each.id), terminal.moment(each.at, zone), each.reference, each.kind, each.about] for each in items
    ]
    terminal.table(("number", "since", "reference", "what", "about"), rows)


def _take_off(connection: "Connection", number: int, who: "Acting", now: datetime) -> None:
    """Mark an item as handled by the actor. Raises WrongUsage, NotAllowed."""
    from activities.records.attention import mark_handled, may_handle, waiting

    item = next((each for each in waiting(connection) if each.id == number), None)
    actor, places = who.actor, (who.actor, *map(who.actor.in_place_of, who.absent))
    by = next((each for each in places if item and may_handle(each, item)), None)
    if item and not by:
        people = f"supervisors of {item.team}, directors" if item.team else "directors"
        raise NotAllowed(f"{number} is for {people} and managers; {actor.id} is {actor.role}")
    if not item or not by or not mark_handled(connection, number, name_of(by), now):
        raise WrongUsage(f"{number} is not on the list: `tawasul attention` shows what is")
