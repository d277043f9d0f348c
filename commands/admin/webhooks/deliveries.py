"""The commands of what subscribers were told: log and replay."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.webhooks.group import SubscriberName, administered, app, wake
from commands.common import terminal
from commands.common.lists import ListForm
from commands.common.record_list import OrderedBy, RecordList
from commands.common.typed.declare import As, AsJson, command, local
from commands.common.typed.instants import date_past
from commands.common.typed.list_command import list_command
from commands.common.words.code_words import in_words, word
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from errors import WrongUsage
from models.codes import DeliveryStatus, EventOrder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from activities.webhooks.subscribers import LoggedDelivery

OfCase = Annotated[
    str | None,
    typer.Option("--case", metavar="REFERENCE", help="Only events of this request.", show_default=False),
]


@list_command(
    app,
    ADMIN,
    "tawasul webhooks log registry --as d.dana",
    "tawasul webhooks log registry --status failed --as d.dana",
    "tawasul webhooks log registry --case TW-7K3M-9QXD-2VHA-K --as d.dana",
    "tawasul webhooks log registry --limit 0 --csv --as d.dana > told.csv",
    name="log",
    usual=50,
)
def log(
    form: ListForm,
    name: SubscriberName,
    case: OfCase = None,
    status: Annotated[
        DeliveryStatus | None, typer.Option("--status", help="Only of this status.", show_default=False)
    ] = None,
    sort: OrderedBy = EventOrder.NEWEST,
    by: As = None,
) -> None:
    """What a subscriber was told or is to be told. What was taken stands here for 30 days."""
    from activities.webhooks.subscribers import LoggedDelivery, LogWanted, delivery_log

    wanted = LogWanted(_reference(case), status, form.most, form.offset, sort)
    with administered(by, "log", name) as connection:
        found, total = delivery_log(connection, name, wanted)
    RecordList("deliveries", LoggedDelivery, "delivery", "deliveries").show(form, found, total, _print)


def _print(found: "Sequence[LoggedDelivery]") -> None:
    headers = ("reference", "event", "type", "at", "status", "tries", "last error", "sent or next")
    terminal.table(headers, [_cells(each) for each in found])


@command(
    app,
    ADMIN,
    "tawasul webhooks replay registry --failed --as d.dana",
    "tawasul webhooks replay registry --case TW-7K3M-9QXD-2VHA-K --as d.dana",
    "tawasul webhooks replay registry --from 2026-11-01 --to 2026-11-07 --as d.dana",
)
def replay(
    name: SubscriberName,
    case: OfCase = None,
    first: Annotated[
        datetime | None,
        typer.Option("--from", metavar="DATE", parser=date_past, help="From this day on.", show_default=False),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", metavar="DATE", parser=date_past, help="Up to this day.", show_default=False),
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only what was given up.")] = False,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Tell a subscriber again: what was given up, or all that happened, also before it was added.

    Each event has the id it had, so that the subscriber knows what it has seen.
    """
    from activities.webhooks.subscribers import ReplayWanted
    from activities.webhooks.subscribers import replay as line_up

    if not (case or first or failed):
        raise WrongUsage(_("say what: --failed, --case or --from"))
    until = local(last + timedelta(days=1)) if last else None
    wanted = ReplayWanted(_reference(case), local(first) if first else None, until, failed)
    with administered(by, "replay", name) as connection:
        count = line_up(connection, name, wanted)
    wake(name)
    if as_json:
        terminal.as_json({"subscriber": name, "lined_up": count})
    else:
        counted = terminal.counted(count, "event")
        terminal.line(_("{counted} to be sent to {name} again", counted=counted, name=name))


def _reference(case: str | None) -> str | None:
    from commands.common.typed.which_case import which_case

    return which_case(case) if case else None


_STYLES = {DeliveryStatus.SENT: terminal.good, DeliveryStatus.FAILED: terminal.bad}


def _cells(each: "LoggedDelivery") -> list[terminal.Piece]:
    zone, status = terminal.local_zone(), DeliveryStatus(each.status)
    styled = _STYLES.get(status, terminal.warning)
    return [
        terminal.bold(each.reference),
        str(each.seq),
        in_words(word(each.type, "Event")),
        terminal.moment(each.at, zone),
        styled(word(status)),
        str(each.attempts),
        each.error or terminal.NONE,
        terminal.moment(each.ended_at or each.next_at, zone),
    ]
