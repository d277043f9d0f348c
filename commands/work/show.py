"""One request as people see it, and what the system asks people to see to."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.declare import As, AsJson, Reference, command
from commands.common.labels import WORK
from errors import NotAllowed, WrongUsage

if TYPE_CHECKING:
    from activities.records.database import Connection
    from models.case.commands import Actor

app = typer.Typer()

Ids = Annotated[bool, typer.Option("--ids", help="Show identity and telephone numbers in full.")]


@command(app, WORK, "tawasul show TW-7K3M-9QXD-2VHA-K", "tawasul show TW-7K3M-9QXD-2VHA-K --json")
def show(reference: Reference, ids: Ids = False, as_json: AsJson = False) -> None:
    """One request with all there is to know.

    What it is, who holds it, the next step and until when, its timeline, the decision and the official reply.
    """
    from commands.common.send import parse
    from commands.work.case_page import page_data, show_page
    from commands.work.read import read_case

    now = datetime.now(UTC)
    case = read_case(parse(reference), now)
    if as_json:
        terminal.as_json(page_data(case, ids=ids))
    else:
        show_page(case, now, ids=ids)


@command(app, WORK, "tawasul explain TW-7K3M-9QXD-2VHA-K")
def explain(reference: Reference, as_json: AsJson = False) -> None:
    """Why a request is due when it is due.

    The time used, segment by segment, the rule, the version of the calendar, and what moved it: closures, extensions,
    another priority, a reopening.
    """
    from commands.common.send import parse
    from commands.work.explanation import explanation_data, show_explanation
    from commands.work.read import read_case

    case = read_case(parse(reference), datetime.now(UTC))
    if as_json:
        terminal.as_json(explanation_data(case))
    else:
        show_explanation(case)


@command(app, WORK, "tawasul attention", "tawasul attention --done 12 --as m.reem")
def attention(
    done: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Take this one off the list.", show_default=False)
    ] = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """What somebody must see to, the oldest first.

    A supervisor of the case's team, a director or a manager takes it off the list.
    """
    from activities.reports.cases import attention as read
    from commands.common.context import acting, records

    now = datetime.now(UTC)
    actor = acting(staff) if done is not None else None
    with records() as connection:
        if actor and done is not None:
            _take_off(connection, done, actor, now)
        found = read(connection)
    if as_json:
        terminal.as_json([asdict(each) for each in found])
        return
    zone = terminal.local_zone()
    rows: list[list[terminal.Piece]] = [
        [str(each.id), terminal.moment(each.at, zone), each.reference, each.kind, each.about] for each in found
    ]
    terminal.table(("number", "since", "reference", "what", "about"), rows)


def _take_off(connection: "Connection", number: int, actor: "Actor", now: datetime) -> None:
    """Somebody saw to it. Raises WrongUsage, NotAllowed."""
    from activities.reports.cases import attention as read
    from activities.reports.cases import handled, may_handle

    item = next((each for each in read(connection) if each.id == number), None)
    if item and not may_handle(actor, item):
        people = f"supervisors of {item.team}, directors" if item.team else "directors"
        raise NotAllowed(f"{number} is for {people} and managers; {actor.id} is {actor.role}")
    if not item or not handled(connection, number, actor.id, now):
        raise WrongUsage(f"{number} is not on the list: `tawasul attention` shows what is")
