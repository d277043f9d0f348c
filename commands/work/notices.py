"""The command notices: recipient, channel, delivery status and text of each notice."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.declare import AsJson, command
from commands.common.labels import WORK
from models.codes import TAKEN, NoticeStatus

if TYPE_CHECKING:
    from activities.reports.cases import NoticeLine
    from models.case.state import Notice

app = typer.Typer()

_ISOLATES = dict.fromkeys((0x2068, 0x2069))
"""Marks that keep the order of Arabic and Latin in mail and portal; a terminal would show them."""


@command(app, WORK, "tawasul notices TW-7K3M-9QXD-2VHA-K", "tawasul notices --failed", name="notices")
def list_notices(
    reference: Annotated[
        str | None, typer.Argument(metavar="[REFERENCE]", help="Only of this case.", show_default=False)
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that could not be delivered.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="How many at most, the newest; 0 for all.")] = 100,
    as_json: AsJson = False,
) -> None:
    """What was sent to beneficiaries and staff, or could not be; the newest last.

    Of one case also what waits, and until when.
    """
    from activities.reports.cases import notices
    from commands.common.context import records
    from commands.common.send import checked_reference
    from commands.work.read import waiting

    case, now = checked_reference(reference) if reference else None, datetime.now(UTC)
    held_back = waiting(case, now) if case and not failed else ()
    with records() as connection:
        status = NoticeStatus.FAILED if failed else None
        tried = notices(connection, reference=case, status=status, limit=limit or None)[::-1]
    if as_json:
        waits = [{**notice.model_dump(mode="json"), "reference": case, "status": "waiting"} for notice in held_back]
        terminal.as_json([*map(notice_data, tried), *waits])
        return
    for notice in tried:
        _show(notice)
    for each in held_back:
        _show_waiting(case or "", each, now)
    terminal.line(terminal.dim(terminal.counted(len(tried) + len(held_back), "notice")))


def notice_data(notice: "NoticeLine", *, ids: bool = False) -> dict[str, Any]:
    """A notice for programs; its recipients in full only when `ids` asks for them."""
    shown = str if ids else masked
    outcomes = [notice.outcomes.get(each) for each in notice.recipients]
    return {**asdict(notice), "recipients": [shown(each) for each in notice.recipients], "outcomes": outcomes}


def _show(notice: "NoticeLine") -> None:
    """Print one notice: a line about it, then its text."""
    at = terminal.moment(notice.sent_at or notice.created_at, terminal.local_zone())
    to = ", ".join(masked(each) + _refused(notice, each) for each in notice.recipients) or terminal.NONE
    terminal.line(terminal.bold(notice.reference), terminal.GAP, terminal.dim(at), terminal.GAP, _status(notice))
    terminal.line("  ", f"{notice.channel} to the {notice.audience}, {to}", terminal.dim(f"  {notice.template}"))
    for text in filter(None, (notice.subject, notice.body)):
        terminal.block(text.translate(_ISOLATES))
    terminal.line()


def _refused(notice: "NoticeLine", recipient: str) -> str:
    """That a mail was refused for good by one of several people."""
    outcome = notice.outcomes.get(recipient, TAKEN)
    return "" if outcome == TAKEN else f" (refused: {outcome})"


def _show_waiting(reference: str, notice: "Notice", now: datetime) -> None:
    """Print a notice that nobody tried to send yet: its text and recipients are made when it is sent."""
    start, quiet = terminal.moment(notice.not_before, terminal.local_zone()), notice.not_before > now
    why = f"waits until {start} (quiet hours)" if quiet else "waits to be sent"
    terminal.line(terminal.bold(reference), terminal.GAP, terminal.warning(why))
    terminal.line("  ", f"{notice.channel} to the {notice.audience}", terminal.dim(f"  {notice.template}"))
    terminal.line()


def _status(notice: "NoticeLine") -> terminal.Piece:
    tries = f"{notice.attempts} tries" if notice.attempts != 1 else "one try"
    if notice.status == NoticeStatus.SENT:
        return terminal.good("sent")
    if notice.status == NoticeStatus.FAILED:
        return terminal.bad(f"failed after {tries}: {notice.error}")
    return terminal.warning(f"waiting, {tries}: {notice.error}" if notice.error else "waiting")


def masked(recipient: str) -> str:
    """An address as anybody may see it; accounts and staff ids are no secret."""
    from models.text import mask_id

    name, at, domain = recipient.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return "+" + mask_id(recipient[1:]) if recipient.startswith("+") else recipient
