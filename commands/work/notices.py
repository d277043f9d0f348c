"""The command notices: recipient, channel, delivery status and text of each notice."""

from dataclasses import asdict
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.code_words import word
from commands.common.declare import As, AsJson, OfPack, Why, command
from commands.common.labels import WORK
from commands.common.language import _, listed
from commands.common.titles import zone_of
from models.codes import TAKEN, NoticeStatus, Verb
from models.text import mask_email, mask_id, mask_in_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from activities.reports.cases import NoticeLine
    from commands.common.looking import Intent
    from models.case.state import Notice
    from models.case.style import CaseStyle

app = typer.Typer()

_ISOLATES = dict.fromkeys((0x2068, 0x2069))
"""Marks that keep the order of Arabic and Latin in mail and portal; a terminal would show them."""


@command(app, WORK, "tawasul notices TW-7K3M-9QXD-2VHA-K", "tawasul notices --failed --as m.reem", name="notices")
def list_notices(
    reference: Annotated[
        str | None, typer.Argument(metavar="[REFERENCE]", help="Only of this case.", show_default=False)
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that could not be delivered.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="How many at most, the newest; 0 for all.")] = 100,
    pack: OfPack = None,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """What was sent to beneficiaries and staff, or could not be; the newest last.

    Of one case also what waits, and until when.
    """
    from commands.common.looking import Intent
    from commands.common.which_case import which_case

    intent, now = Intent(staff, why), datetime.now(UTC)
    case, held_back = which_case(reference) if reference else None, tuple["Notice", ...]()
    if case:
        tried, held_back = _of_case(case, intent, now, failed=failed, limit=limit)
        total = len(tried)
    else:
        tried, total = _of_all(intent, pack, failed=failed, limit=limit)
    if as_json:
        waits = [{**notice.model_dump(mode="json"), "reference": case, "status": "waiting"} for notice in held_back]
        terminal.as_json([*map(notice_data, tried), *waits])
        return
    styles = _styles([*(notice.reference for notice in tried), *([case] if case else [])])
    for notice in tried:
        _show(notice, zone_of(styles.get(notice.reference)))
    for each in held_back:
        _show_waiting(case or "", each, now, zone_of(styles.get(case or "")))
    many = terminal.counted(total + len(held_back), "notice")
    terminal.line(
        terminal.dim(many if total == len(tried) else _("the newest {count} of {many}", count=len(tried), many=many))
    )


def _of_case(
    case: str, intent: "Intent", now: datetime, *, failed: bool, limit: int
) -> "tuple[list[NoticeLine], tuple[Notice, ...]]":
    """The notices of a case that were tried, the newest last, and those that wait."""
    from commands.work.read import look_up, waiting

    found = look_up(case, now, intent)
    tried = [each for each in found.detail.notices if not failed or each.status == NoticeStatus.FAILED]
    return tried[: limit or None][::-1], () if failed else waiting(found, now)


def _of_all(intent: "Intent", pack: str | None, *, failed: bool, limit: int) -> "tuple[list[NoticeLine], int]":
    """The notices of the cases that somebody sees, the newest last, and how many there are in all."""
    from activities.reports.cases import how_many_notices, notices
    from commands.common.context import known_pack, records
    from commands.common.looking import look_through, onlooker

    who, status = onlooker(intent), NoticeStatus.FAILED if failed else None
    with records() as connection, connection.transaction():
        named = known_pack(connection, pack)
        scope = who.scope(Verb.LIST)
        found = notices(connection, status=status, limit=limit or None, scope=scope, pack=named)
        total = len(found)
        if total == limit:
            total = how_many_notices(connection, status=status, scope=scope, pack=named)
        look_through(connection, who, Verb.LIST, len({each.reference for each in found}), notices=status or "all")
    return found[::-1], total


def notice_data(notice: "NoticeLine", *, numbers: bool = False) -> dict[str, Any]:
    """A notice for programs; recipients, and numbers in its text, in full only for who may see them."""
    shown, text = (str, str) if numbers else (masked, mask_in_text)
    outcomes = [notice.outcomes.get(each) for each in notice.recipients]
    texts = {"subject": text(notice.subject), "body": text(notice.body)}
    return {**asdict(notice), **texts, "recipients": [shown(each) for each in notice.recipients], "outcomes": outcomes}


def _styles(references: list[str]) -> "Mapping[str, CaseStyle]":
    """How the cases are told that notices belong to."""
    from activities.reports.styles import styles_of_cases
    from commands.common.context import records

    with records() as connection:
        return styles_of_cases(connection, references)


def _show(notice: "NoticeLine", zone: tzinfo) -> None:
    """Print one notice: a line about it, then its text."""
    at = terminal.moment(notice.sent_at or notice.created_at, zone)
    to = listed(masked(each) + _refused(notice, each) for each in notice.recipients) or terminal.NONE
    terminal.line(terminal.bold(notice.reference), terminal.GAP, terminal.dim(at), terminal.GAP, _status(notice))
    terminal.line(
        "  ",
        _("{channel} to the {audience}, {to}", channel=word(notice.channel), audience=word(notice.audience), to=to),
        terminal.dim(f"  {notice.template}"),
    )
    for text in filter(None, (notice.subject, notice.body)):
        terminal.block(mask_in_text(text.translate(_ISOLATES)))
    terminal.line()


def _refused(notice: "NoticeLine", recipient: str) -> str:
    """That a mail was refused for good by one of several people."""
    outcome = notice.outcomes.get(recipient, TAKEN)
    return "" if outcome == TAKEN else _(" (refused: {outcome})", outcome=outcome)


def _show_waiting(reference: str, notice: "Notice", now: datetime, zone: tzinfo) -> None:
    """Print a notice that nobody tried to send yet: its text and recipients are made when it is sent."""
    start, quiet = terminal.moment(notice.not_before, zone), notice.not_before > now
    why = _("waits until {start} (quiet hours)", start=start) if quiet else _("waits to be sent")
    terminal.line(terminal.bold(reference), terminal.GAP, terminal.warning(why))
    terminal.line(
        "  ",
        _("{channel} to the {audience}", channel=word(notice.channel), audience=word(notice.audience)),
        terminal.dim(f"  {notice.template}"),
    )
    terminal.line()


def _status(notice: "NoticeLine") -> terminal.Piece:
    tries = _("{attempts} tries", attempts=notice.attempts) if notice.attempts != 1 else _("one try")
    if notice.status == NoticeStatus.SENT:
        return terminal.good(_("sent"))
    if notice.status == NoticeStatus.FAILED:
        return terminal.bad(_("failed after {tries}: {error}", tries=tries, error=notice.error))
    return terminal.warning(
        _("waiting, {tries}: {error}", tries=tries, error=notice.error) if notice.error else _("waiting")
    )


def masked(recipient: str) -> str:
    """An address as anybody may see it; accounts and staff ids are no secret."""
    if "@" in recipient:
        return mask_email(recipient)
    return "+" + mask_id(recipient[1:]) if recipient.startswith("+") else recipient
