"""The command attention: the list of what a person must see to, and taking an item off it."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.declare import As, AsJson, OfPack, Why, command
from commands.common.labels import WORK, name_of
from commands.common.titles import zone_of
from errors import NotAllowed, WrongUsage
from models.codes import AttentionKind, Verb
from models.teams import is_in

if TYPE_CHECKING:
    from activities.records.attention import Entry
    from activities.records.database import Connection
    from commands.common.looking import Onlooker
    from models.authority import Authority
    from models.case.commands import Actor

app = typer.Typer()


@command(app, WORK, "tawasul attention --as m.reem", "tawasul attention --done 12 --as m.reem", name="attention")
def list_attention(
    done: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Take this one off the list.", show_default=False)
    ] = None,
    pack: OfPack = None,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """What somebody must see to, the oldest first.

    A supervisor of the case's team, a director or a manager takes it off the list, or who stands in for one; an entry
    of break-glass an auditor.
    """
    from activities.reports.styles import styles_of_cases
    from commands.common.context import known_pack, records
    from commands.common.looking import Intent, look_through, onlooker

    now, who = datetime.now(UTC), onlooker(Intent(staff, why))
    with records() as connection, connection.transaction():
        if done is not None:
            _take_off(connection, done, who, now)
        named = known_pack(connection, pack)
        items = [each for each in _seen(connection, who) if named in (None, each.pack)]
        references = {each.reference for each in items if each.reference}
        look_through(connection, who, Verb.LIST, len(references), attention=True)
        styles = styles_of_cases(connection, references)
    if as_json:
        terminal.as_json([asdict(each) for each in items])
        return
    rows: list[list[terminal.Piece]] = [
        [
            str(each.id),
            terminal.moment(each.at, zone_of(styles.get(each.reference))),
            each.reference,
            each.kind,
            each.about,
        ]
        for each in items
    ]
    terminal.table(("number", "since", "reference", "what", "about"), rows)


def _seen(connection: "Connection", who: "Onlooker") -> "list[Entry]":
    """The entries that somebody sees: those of no case, those of cases they see; of break-glass, who audits."""
    from activities.records.attention import waiting

    scope, audits = who.scope(Verb.LIST), who.authority.scope(Verb.AUDIT, who.places)

    def seen(entry: "Entry") -> bool:
        if entry.kind == AttentionKind.BREAK_GLASS:
            return audits is not None
        if scope.all_teams or not entry.team or entry.pack in scope.packs:
            return True
        return is_in(scope.teams, entry.team, entry.pack or "")

    return [each for each in waiting(connection) if seen(each)]


def _take_off(connection: "Connection", number: int, who: "Onlooker", now: datetime) -> None:
    """Mark an item as handled by the actor. Raises WrongUsage, NotAllowed."""
    from activities.records.attention import mark_handled, waiting

    item = next((each for each in waiting(connection) if each.id == number), None)
    by = next((each for each in who.places if item and _may_handle(who.authority, each, item)), None)
    if item and not by:
        raise NotAllowed(f"{number} is for {_handlers(who.authority, item)}; {who.actor.id} is {who.actor.role}")
    if not item or not by or not mark_handled(connection, number, name_of(by), now):
        raise WrongUsage(f"{number} is not on the list: `tawasul attention` shows what is")


def _may_handle(authority: "Authority", actor: "Actor", item: "Entry") -> bool:
    """Whether somebody may take an entry off the list; one of break-glass never who broke it."""
    if item.kind == AttentionKind.BREAK_GLASS:
        broke = item.about.partition(" ")[2]
        audits = authority.scope(Verb.AUDIT, [actor])
        return broke not in actor.persons and audits is not None
    return authority.verbs[Verb.HANDLE].covers(actor, item.team, item.pack or "")


def _handlers(authority: "Authority", item: "Entry") -> str:
    """Who may take an entry off the list, in words: `supervisors of exit_visas, directors and managers`."""
    audited = item.kind == AttentionKind.BREAK_GLASS
    grant = authority.verbs[Verb.AUDIT if audited else Verb.HANDLE]
    of_team = [f"{role}s of {item.team}" for role in grant.own_teams if item.team]
    *others, last = [*of_team, *(f"{role}s" for role in grant.all_teams)] or ["nobody"]
    names = f"{', '.join(others)} and {last}" if others else last
    return f"{names}, but not for who broke it" if audited else names
