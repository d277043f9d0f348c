"""The command events: what happened to all cases between two instants, for people, programs and spreadsheets."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, OfService, OfTeam, list_data
from commands.common.onlooker.looking import Intent
from commands.common.typed.declare import OfPack
from commands.common.typed.list_command import list_command
from commands.common.words.labels import WORK
from commands.common.words.language import _, listed
from commands.common.words.pack_titles import service_name, team_name
from commands.common.words.titles import zone_of
from commands.work.lists.case_filter import of_pack
from commands.work.lists.check_filter import check_asked
from errors import WrongUsage
from models.codes import EventOrder

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.reports.events import EventFilter, FoundEvent, FoundEvents
    from models.case.style import CaseStyle

app = typer.Typer()

HEADERS = ("at", "reference", "service", "team", "what happened")
SHEET_HEADERS = (
    *("at", "reference", "number", "pack", "service", "service title", "team", "team title"),
    *("event", "by", "role", "what happened"),
)


@list_command(
    app,
    WORK,
    "tawasul events --since 2026-01-06 --until '2026-01-08 12:00' --as d.dana",
    "tawasul events --since 2026-01-06 --type resolved --type reopened --team exit_visas --as o.salem",
    'tawasul events --since 2026-01-06 --limit 0 --csv --why "the weekly report" --as d.dana > events.csv',
    name="events",
)
def list_events(
    form: ListForm,
    intent: Intent,
    since: Annotated[str | None, typer.Option(metavar="INSTANT", help="Then or later.", show_default=False)] = None,
    until: Annotated[str | None, typer.Option(metavar="INSTANT", help="Then or before.", show_default=False)] = None,
    pack: OfPack = None,
    team: OfTeam = None,
    service: OfService = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="EVENT", help="Only of this type; may be given again.", show_default=False),
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--by", metavar="STAFF", help="Only what they brought about.", show_default=False)
    ] = None,
    sort: Annotated[EventOrder, typer.Option(help="The order of the list.")] = EventOrder.NEWEST,
) -> None:
    """What happened to all requests between two instants.

    A line for each event, with where its request stands now. What people wrote is left out: `show` has it. A date alone
    is the whole day. To take the list away (--csv, more than 1000 events, all by --limit 0) needs a reason.
    """
    from activities.reports.events import MOST_COUNTED, EventFilter, found_events
    from activities.reports.styles import policy_styles
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through, onlooker
    from commands.common.onlooker.reader import language_of_reader
    from commands.common.typed.instants import between

    pack, team = of_pack(pack, team)
    now, who = datetime.now(UTC), onlooker(intent)
    scope, time = form.scope(who), between(since, until, terminal.local_zone())
    wanted = EventFilter(
        since=time.since,
        until=time.until,
        pack=pack,
        team=team,
        service=service,
        types=_known_types(kinds or []),
        actor=actor,
        order=sort,
        limit=form.most,
        offset=form.offset,
    )
    with records() as connection:
        check_asked(connection, pack=pack, team=team, service=service)
        _check_actor(connection, actor)
        with connection.transaction():
            found = found_events(connection, wanted, scope)
            look_through(connection, who, form.verb, found.count, events=True, **_about(wanted))
        styles = policy_styles(connection, language_of_reader(connection, who.actor.id))
        as_of = terminal.moment(now, terminal.local_zone())
        form.show(
            HowMany(found.count, found.total, as_of, "event", most=MOST_COUNTED),
            page=lambda: terminal.table(HEADERS, (_row(each, styles) for each in found.rows)),
            sheet=lambda: _sheet(found, styles, now),
            data=lambda: list_data(now, found.total, events=(_data(each, styles) for each in found.rows)),
        )


def _check_actor(connection: "Connection", actor: str | None) -> None:
    """Raises WrongUsage for an id that nobody of staff has, and that nobody acted under: it is a typo."""
    from activities.reports.events import somebody_acted
    from commands.common.typed.suggest import did_you_mean, staff_ids

    if actor and actor not in (known := staff_ids(connection)) and not somebody_acted(connection, actor):
        raise WrongUsage(_("--by: nobody acted as {actor}", actor=actor), did_you_mean(actor, known, "assignees"))


def _known_types(kinds: list[str]) -> tuple[str, ...]:
    """The types that were named. Raises WrongUsage for one that no event has."""
    from models.case.events import Body

    known = {body.model_fields["type"].default for body in get_args(get_args(Body)[0])}
    if unknown := next((kind for kind in kinds if kind not in known), None):
        raise WrongUsage(
            _(
                "--type {unknown}: no event is of this type; types are: {known}",
                unknown=unknown,
                known=listed(sorted(known)),
            )
        )
    return tuple(kinds)


def _about(wanted: "EventFilter") -> dict[str, Any]:
    """The filter as the view keeps it."""
    asked = {name: value for name, value in asdict(wanted).items() if value and name != "order"}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asked.items()}


def _row(found: "FoundEvent", styles: "Mapping[str, CaseStyle]") -> list[terminal.Piece]:
    zone = zone_of(styles.get(found.policy))
    return [
        terminal.dim(terminal.moment(found.at, zone)),
        terminal.bold(found.reference),
        service_name(found.service, found.pack),
        team_name(found.team, found.pack) if found.team else terminal.NONE,
        _said(found, styles),
    ]


def _said(found: "FoundEvent", styles: "Mapping[str, CaseStyle]") -> str:
    """What happened in words, without what people wrote; of what cannot be read its type."""
    from commands.explain.without_texts import without_texts
    from commands.work.case.sentences import sentence
    from models.text import mask_in_text

    style = styles.get(found.policy)
    if found.event is None or style is None:
        return _("{value} by {actor}; no more of it can be read", value=found.type.replace("_", " "), actor=found.actor)
    pieces = sentence(without_texts(found.event), style)
    return mask_in_text("".join(piece if isinstance(piece, str) else piece.text for piece in pieces))


def _data(found: "FoundEvent", styles: "Mapping[str, CaseStyle]") -> dict[str, Any]:
    """An event for programs."""
    names = ("reference", "seq", "at", "type", "actor", "role", "pack", "service", "team")
    stands_in_for = found.event.actor.stands_in_for if found.event else None
    told = {name: getattr(found, name) for name in names}
    return told | {"in_place_of": stands_in_for, "said": _said(found, styles)}


def _sheet(found: "FoundEvents", styles: "Mapping[str, CaseStyle]", now: datetime) -> None:
    """Print a table for a spreadsheet."""
    from commands.common.context import packs
    from commands.common.terminal.spreadsheet import spreadsheet

    known_packs = packs()

    def lines() -> Iterator[tuple[object, ...]]:
        for each in found.rows:
            pack = known_packs.get(each.pack)
            service = pack.services.get(each.service) if pack else None
            team = pack.teams.get(each.team or "") if pack else None
            style = styles.get(each.policy)
            languages = (*([style.language] if style else []), *(pack.languages if pack else ()))
            yield (
                each.at.astimezone(zone_of(styles.get(each.policy))),
                *(each.reference, each.seq, each.pack, each.service),
                service.title.of(*languages) if service else "",
                each.team,
                team.of(*languages) if team else "",
                *(each.type, each.actor, each.role, _said(each, styles)),
            )

    spreadsheet(SHEET_HEADERS, lines(), as_of=now)
