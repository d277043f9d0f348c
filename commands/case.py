"""One request as people see it, and what the system asks people to see to."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

import render
from commands.door import As, AsJson, Reference, command
from commands.words import WORK
from errors import WrongUsage

app = typer.Typer()

Ids = Annotated[bool, typer.Option("--ids", help="Show identity and telephone numbers in full.")]


@command(app, WORK, "tawasul show TW-7K3M-9QXD-2VHA-K", "tawasul show TW-7K3M-9QXD-2VHA-K --json")
def show(reference: Reference, ids: Ids = False, as_json: AsJson = False) -> None:
    """One request with all there is to know.

    What it is, who holds it, the next step and until when, its timeline, the decision and the official reply.
    """
    from commands.page import page_data, show_page
    from commands.reading import read_case
    from commands.sending import parse

    now = datetime.now(UTC)
    case = read_case(parse(reference), now)
    if as_json:
        render.as_json(page_data(case, ids=ids))
    else:
        show_page(case, now, ids=ids)


@command(app, WORK, "tawasul explain TW-7K3M-9QXD-2VHA-K")
def explain(reference: Reference, as_json: AsJson = False) -> None:
    """Why a request is due when it is due.

    The time used, segment by segment, the rule, the version of the calendar, and the closures that moved it.
    """
    from commands.due_page import show_explanation
    from commands.reading import read_case
    from commands.sending import parse

    case = read_case(parse(reference), datetime.now(UTC))
    if as_json:
        render.as_json(case.explanation.model_dump(mode="json"))
    else:
        show_explanation(case.explanation, case.timezone)


@command(app, WORK, "tawasul attention", "tawasul attention --done 12 --as m.reem")
def attention(
    done: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Take this one off the list.", show_default=False)
    ] = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """What somebody must see to, the oldest first."""
    from activities.lists import attention as read
    from activities.lists import handled
    from commands.house import acting, records

    now = datetime.now(UTC)
    actor = acting(staff) if done is not None else None
    with records() as connection:
        if actor and done is not None and not handled(connection, done, actor.id, now):
            raise WrongUsage(f"{done} is not on the list")
        found = read(connection)
    if as_json:
        render.as_json([asdict(each) for each in found])
        return
    zone = render.local_zone()
    rows: list[list[render.Piece]] = [
        [str(each.id), render.moment(each.at, zone), each.reference, each.kind, each.about] for each in found
    ]
    render.table(("number", "since", "reference", "what", "about"), rows)
