"""The command notices: recipient, channel, delivery status and text of each notice."""

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, OfService, OfTeam, list_data
from commands.common.onlooker.looking import Intent
from commands.common.typed.declare import OfPack
from commands.common.typed.list_command import list_command
from commands.common.words.code_words import word
from commands.common.words.labels import WORK
from commands.common.words.language import _, listed
from commands.common.words.titles import zone_of
from commands.work.lists.case_filter import of_pack
from commands.work.lists.notice_data import masked, notice_data
from models.codes import TAKEN, Audience, Channel, NoticeOrder, NoticeStatus
from models.text import mask_in_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from activities.reports.cases import NoticeLine
    from activities.reports.notices import NoticeFilter
    from commands.work.case.read import UntriedNotice
    from models.case.state import Notice
    from models.case.style import CaseStyle

app = typer.Typer()

_ISOLATES = dict.fromkeys((0x2068, 0x2069))
"""Marks that keep the order of Arabic and Latin in mail and portal; a terminal would show them."""


OfChannel = Annotated[Channel | None, typer.Option("--channel", help="Only by this channel.", show_default=False)]
ToAudience = Annotated[Audience | None, typer.Option("--to", help="Only to these people.", show_default=False)]
Since = Annotated[str | None, typer.Option(metavar="INSTANT", help="Made then or later.", show_default=False)]
Until = Annotated[str | None, typer.Option(metavar="INSTANT", help="Made then or before.", show_default=False)]
OrderedBy = Annotated[NoticeOrder, typer.Option("--sort", help="Which come first; newest: the last one at the end.")]


@list_command(
    app,
    WORK,
    "tawasul notices TW-7K3M-9QXD-2VHA-K",
    "tawasul notices --failed --as m.reem",
    "tawasul notices --to beneficiary --channel sms --since -7d --team exit_visas --as m.reem",
    'tawasul notices --failed --limit 0 --csv --why "the gateway" --as m.reem > notices.csv',
    name="notices",
)
def list_notices(
    form: ListForm,
    intent: Intent,
    reference: Annotated[
        str | None, typer.Argument(metavar="[REFERENCE]", help="Only of this case.", show_default=False)
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that could not be delivered.")] = False,
    channel: OfChannel = None,
    audience: ToAudience = None,
    since: Since = None,
    until: Until = None,
    pack: OfPack = None,
    team: OfTeam = None,
    service: OfService = None,
    sort: OrderedBy = NoticeOrder.NEWEST,
) -> None:
    """What was sent to beneficiaries and staff, or could not be; the newest last.

    Of one case also what waits, and until when. To take the list away (--csv, more than 1000 notices, all by
    --limit 0) needs a reason; addresses and numbers are masked in it.
    """
    from activities.reports.notices import NoticeFilter
    from commands.common.typed.instants import between
    from commands.common.typed.which_case import which_case

    now = datetime.now(UTC)
    case, held_back = which_case(reference) if reference else None, tuple["UntriedNotice", ...]()
    time = between(since, until, terminal.local_zone())
    pack, team = of_pack(pack, team)
    wanted = NoticeFilter(
        status=NoticeStatus.FAILED if failed else None,
        channel=channel,
        audience=audience,
        since=time.since,
        until=time.until,
        pack=pack,
        team=team,
        service=service,
        order=sort,
        limit=form.most,
        offset=form.offset,
    )
    if case:
        tried, held_back, total = _of_case(case, intent, now, wanted)
        total += len(held_back)
    else:
        tried, total = _of_all(intent, wanted, form)
    form.show(
        HowMany(len(tried) + len(held_back), total, _as_of(now), "notice"),
        page=lambda: _print(tried, held_back, case or "", now),
        sheet=lambda: _sheet(tried, now),
        data=lambda: list_data(now, total, notices=_data(case or "", tried, held_back)),
    )


def _data(case: str, tried: "Sequence[NoticeLine]", held_back: "Sequence[UntriedNotice]") -> list[dict[str, Any]]:
    return [*map(notice_data, tried), *(_waiting_data(case, each) for each in held_back)]


def _as_of(now: datetime) -> str:
    return terminal.moment(now, terminal.local_zone())


def _print(tried: "Sequence[NoticeLine]", held_back: "Sequence[UntriedNotice]", case: str, now: datetime) -> None:
    styles = _styles([*(notice.reference for notice in tried), *([case] if case else [])])
    for notice in tried:
        _show(notice, zone_of(styles.get(notice.reference)))
    for each in held_back:
        _show_waiting(case, each, now, zone_of(styles.get(case)))


SHEET_HEADERS = (
    *("reference", "made", "sent", "to", "channel", "recipients", "status", "tries", "error", "template"),
    *("subject", "text"),
)


def _sheet(tried: "Sequence[NoticeLine]", now: datetime) -> None:
    """Print a table for a spreadsheet; instants are local, and what is masked to people is masked here."""
    from commands.common.terminal.spreadsheet import spreadsheet

    zone = terminal.local_zone()
    spreadsheet(
        SHEET_HEADERS,
        (
            (
                *(each.reference, each.created_at.astimezone(zone)),
                *(each.sent_at.astimezone(zone) if each.sent_at else None, each.audience, each.channel),
                *(", ".join(map(masked, each.recipients)), each.status, each.attempts, each.error, each.template),
                *(mask_in_text(text.translate(_ISOLATES)) for text in (each.subject, each.body)),
            )
            for each in tried
        ),
        as_of=now,
    )


def _of_case(
    case: str, intent: "Intent", now: datetime, wanted: "NoticeFilter"
) -> "tuple[list[NoticeLine], tuple[UntriedNotice, ...], int]":
    """The notices of a case that were tried, the newest last, those that wait, and how many were tried in all."""
    from commands.work.case.read import look_up, waiting

    found = look_up(case, now, intent)
    tried = [each for each in found.detail.notices if _meets(each, wanted)]
    oldest_first = wanted.order is NoticeOrder.OLDEST
    shown = (tried[::-1] if oldest_first else tried)[wanted.offset :][: wanted.limit]
    held_back = [each for each in waiting(found, now) if wanted.status is None and _is_to(each.notice, wanted)]
    return (shown if oldest_first else shown[::-1]), tuple(held_back), len(tried)


def _meets(each: "NoticeLine", wanted: "NoticeFilter") -> bool:
    """Whether a notice of one case is asked for."""
    begun = wanted.since is None or wanted.since <= each.created_at
    ended = wanted.until is None or each.created_at <= wanted.until
    return begun and ended and wanted.status in (None, each.status) and _is_to(each, wanted)


def _is_to(each: "NoticeLine | Notice", wanted: "NoticeFilter") -> bool:
    return wanted.channel in (None, each.channel) and wanted.audience in (None, each.audience)


def _of_all(intent: "Intent", wanted: "NoticeFilter", form: ListForm) -> "tuple[list[NoticeLine], int]":
    """The notices of the cases that somebody sees, and how many there are in all."""
    from commands.looks.notices import NoticesAsked, notices

    found = notices(intent, NoticesAsked(wanted, form))
    return list(found.lines), found.total


def _styles(references: list[str]) -> "Mapping[str, CaseStyle]":
    """How the cases are told that notices belong to."""
    from commands.common.at_hand import AtHand
    from commands.common.context import named_staff

    with AtHand() as at_hand:
        return at_hand.styles(references, named_staff(None))


def _show(notice: "NoticeLine", zone: tzinfo) -> None:
    """Print one notice: a line about it, then its text."""
    at = terminal.moment(notice.sent_at or notice.created_at, zone)
    to = listed(masked(each) + _refused(notice, each) for each in notice.recipients) or terminal.NONE
    terminal.line(terminal.bold(notice.reference), terminal.GAP, terminal.dim(at), terminal.GAP, _status(notice))
    terminal.line(
        "  ",
        _(
            "{channel} to the {audience}, {to}",
            channel=word(notice.channel, "Channel"),
            audience=word(notice.audience, "Audience"),
            to=to,
        ),
        terminal.dim(f"  {notice.template}"),
    )
    for text in filter(None, (notice.subject, notice.body)):
        terminal.block(mask_in_text(text.translate(_ISOLATES)))
    terminal.line()


def _way(notice: "NoticeLine | Notice") -> dict[str, str]:
    return {"channel": word(notice.channel, "Channel"), "audience": word(notice.audience, "Audience")}


def _refused(notice: "NoticeLine", recipient: str) -> str:
    """That a mail was refused for good by one of several people."""
    outcome = notice.outcomes.get(recipient, TAKEN)
    return "" if outcome == TAKEN else _(" (refused: {outcome})", outcome=outcome)


def _waiting_data(reference: str, waiting: "UntriedNotice") -> dict[str, Any]:
    """A notice that nobody tried to send yet, for programs."""
    until = {"recallable_until": waiting.recallable_until} if waiting.recallable_until else {}
    return {**waiting.notice.model_dump(mode="json"), "reference": reference, "status": "waiting", **until}


def _show_waiting(reference: str, waiting: "UntriedNotice", now: datetime, zone: tzinfo) -> None:
    """Print a notice that nobody tried to send yet: its text and recipients are made when it is sent."""
    notice, why = waiting.notice, _("waits to be sent")
    if notice.not_before > now:
        why = _("waits until {start} (quiet hours)", start=terminal.moment(notice.not_before, zone))
    elif waiting.recallable_until:
        until = terminal.time_of_day(waiting.recallable_until, zone)
        why = _("waits until {until}: its reply can be recalled", until=until)
    terminal.line(terminal.bold(reference), terminal.GAP, terminal.warning(why))
    terminal.line(
        "  ",
        _(
            "{channel} to the {audience}",
            channel=word(notice.channel, "Channel"),
            audience=word(notice.audience, "Audience"),
        ),
        terminal.dim(f"  {notice.template}"),
    )
    terminal.line()


def _status(notice: "NoticeLine") -> terminal.Piece:
    tries = terminal.counted(notice.attempts, "try", "tries")
    if notice.status == NoticeStatus.SENT:
        return terminal.good(_("sent"))
    if notice.status == NoticeStatus.FAILED:
        return terminal.bad(_("failed after {tries}: {error}", tries=tries, error=notice.error))
    return terminal.warning(
        _("waiting, {tries}: {error}", tries=tries, error=notice.error) if notice.error else _("waiting")
    )
