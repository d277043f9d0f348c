"""The command attention: the list of what people must see to, and taking things off it."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, OfTeam, list_data
from commands.common.onlooker.looking import Intent
from commands.common.typed.declare import OfPack
from commands.common.typed.list_command import list_command
from commands.common.words.code_words import word
from commands.common.words.labels import WORK, name_of
from commands.common.words.language import N_, _, listed
from commands.common.words.titles import zone_of
from commands.work.lists.case_filter import of_pack
from commands.work.lists.check_filter import check_asked
from commands.work.managing.attention_sheet import print_sheet
from commands.work.managing.attention_words import what_happened, what_to_do
from errors import NotAllowed, WrongUsage
from models.codes import AttentionKind, AttentionOrder, Role, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from activities.records.attention import Entry
    from activities.records.database import Connection
    from activities.reports.attention import AttentionGroup
    from commands.common.onlooker.looking import Onlooker
    from commands.looks.attention import AttentionAsked
    from models.authority import Authority
    from models.case.actor import Actor
    from models.case.style import CaseStyle

app = typer.Typer()


SHOWN = 3
"""References named in the list of a group; all of them, when it is asked for by its number."""
Numbers = Annotated[list[int] | None, typer.Argument(metavar="[NUMBER]...", help="Only these, with all their entries.")]
OfKind = Annotated[AttentionKind | None, typer.Option("--kind", help="Only of this kind.", show_default=False)]
OrderedBy = Annotated[AttentionOrder, typer.Option("--sort", help="The order of the list.")]
Done = Annotated[bool, typer.Option("--done", help="Take what is named by numbers or kind off the list.")]


@list_command(
    app,
    WORK,
    "tawasul attention --as m.reem",
    "tawasul attention 12 --as m.reem",
    "tawasul attention --done 12 15 --as m.reem",
    "tawasul attention --done --kind known_fault --as m.reem",
    name="attention",
)
def list_attention(
    form: ListForm,
    intent: Intent,
    numbers: Numbers = None,
    done: Done = False,
    kind: OfKind = None,
    pack: OfPack = None,
    team: OfTeam = None,
    sort: OrderedBy = AttentionOrder.OLDEST,
) -> None:
    """What somebody must see to, the oldest first: one thing for each person or fault, with the requests it touches.

    A supervisor of the case's team, a director or a manager takes it off the list, or who stands in for one; what is
    about break-glass an auditor. Who may so for some of its requests takes those off. To take the list away (--csv)
    needs a reason.
    """
    from commands.common.onlooker.reader import own_language
    from commands.looks.attention import AttentionAsked, attention

    pack, team = of_pack(pack, team)
    asked = AttentionAsked(tuple(numbers or ()), kind, pack, team, sort, form, own_language())
    if done:
        _refuse_all_at_once(numbers, kind)
        taken, groups = _taken_off(intent, asked)
        _print_taken(taken, groups, as_json=form.as_json)
        return
    told = attention(intent, asked)
    entries_of_all = terminal.counted(told.entries, "entry", "entries")
    as_of = f"{terminal.moment(told.now, zone_of(None))} ({entries_of_all})"
    form.show(
        HowMany(len(told.groups), told.total, as_of, "thing to see to", "things to see to"),
        page=lambda: _print_groups(told.groups, told.styles, whole=bool(numbers)),
        sheet=lambda: print_sheet(told.groups, told.now),
        data=lambda: _as_data(told.groups, told.total, told.now),
    )


def _refuse_all_at_once(numbers: list[int] | None, kind: AttentionKind | None) -> None:
    if not numbers and kind is None:
        raise WrongUsage(_("--done: say what, by numbers or --kind"))


def _taken_off(intent: "Intent", asked: "AttentionAsked") -> "tuple[list[Entry], list[AttentionGroup]]":
    """What somebody takes off the list, and the groups of it that were named. Raises NotAllowed, WrongUsage."""
    from activities.records.attention import waiting
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through, onlooker
    from commands.looks.attention import chosen_groups, entries_seen

    now, who, form = datetime.now(UTC), onlooker(intent), asked.form
    with records() as connection, connection.transaction():
        check_asked(connection, pack=asked.pack, team=asked.team, service=None)
        listed = waiting(connection) if asked.numbers else entries_seen(connection, who, form.scope(who))
        groups = chosen_groups(listed, asked)
        taken = _take_off(connection, groups, who, now)
        references = {name for group in form.part(groups) for name in group.references}
        look_through(connection, who, form.verb, len(references), attention=True)
    return taken, groups


def _take_off(
    connection: "Connection", groups: "list[AttentionGroup]", who: "Onlooker", now: datetime
) -> "list[Entry]":
    """Mark the entries that somebody may handle as handled. Raises NotAllowed for a group that has none of them."""
    from activities.records.attention import mark_handled

    taken: list[Entry] = []
    for group in groups:
        handled = [(each, by) for each in group.entries if (by := _handler(who, each))]
        if not handled:
            for_whom = _handlers(who.authority, group.entries[0])
            raise NotAllowed(
                _(
                    "{number} is for {for_whom}; {id} is {role}",
                    number=group.number,
                    for_whom=for_whom,
                    id=who.actor.id,
                    role=word(who.actor.role),
                )
            )
        taken += [each for each, by in handled if mark_handled(connection, each.id, name_of(by), now)]
    return taken


def _handler(who: "Onlooker", entry: "Entry") -> "Actor | None":
    """As whom somebody may take an entry off the list."""
    return next((each for each in who.places if _may_handle(who.authority, each, entry)), None)


def _may_handle(authority: "Authority", actor: "Actor", item: "Entry") -> bool:
    """Whether somebody may take an entry off the list; one of break-glass never who broke it."""
    if item.kind == AttentionKind.BREAK_GLASS:
        from activities.reports.attention import subject_of

        audits = authority.scope(Verb.AUDIT, [actor])
        return subject_of(item) not in actor.persons and audits is not None
    return authority.verbs[Verb.HANDLE].covers(actor, item.team, item.pack or "")


def _handlers(authority: "Authority", item: "Entry") -> str:
    """Who may take an entry off the list, in words: `supervisors of exit_visas, directors and managers`."""
    audited = item.kind == AttentionKind.BREAK_GLASS
    grant = authority.verbs[Verb.AUDIT if audited else Verb.HANDLE]
    of_team = [
        _("{role} of {team}", role=_role_in_plural(role), team=item.team) for role in grant.own_teams if item.team
    ]
    *others, last = [*of_team, *map(_role_in_plural, grant.all_teams)] or [_("nobody")]
    names = _("{others} and {last}", others=listed(others), last=last) if others else last
    return _("{names}, but not for who broke it", names=names) if audited else names


def _role_in_plural(role: Role) -> str:
    return _(_PLURALS[role]) if role in _PLURALS else f"{role}s"


_PLURALS = {
    Role.OFFICER: N_("officers"),
    Role.SUPERVISOR: N_("supervisors"),
    Role.DIRECTOR: N_("directors"),
    Role.MANAGER: N_("managers"),
    Role.AUDITOR: N_("auditors"),
}


def _as_data(groups: "Sequence[AttentionGroup]", total: int, now: datetime) -> dict[str, object]:
    """The groups that are shown, of how many, each with its sentence and its entries."""
    return list_data(now, total, groups=map(_group_data, groups))


def _group_data(group: "AttentionGroup") -> dict[str, Any]:
    said = {"what": what_happened(group), "to_do": what_to_do(group)}
    of_group = {"number": group.number, "kind": group.kind, "since": group.since, "requests": len(group.references)}
    return of_group | said | {"entries": [asdict(each) for each in group.entries]}


def _print_taken(taken: "list[Entry]", groups: "list[AttentionGroup]", *, as_json: bool) -> None:
    left = sum(len(group.entries) for group in groups) - len(taken)
    if as_json:
        terminal.as_json({"taken": [asdict(each) for each in taken], "left": left})
        return
    others = _("; {left} of other teams are left", left=left) if left else ""
    terminal.line(
        _("{count} taken off the list{others}", count=terminal.counted(len(taken), "entry", "entries"), others=others)
    )


def _print_groups(
    groups: "Sequence[AttentionGroup]", styles: "Mapping[str, CaseStyle]", *, whole: bool = False
) -> None:
    for group in groups:
        _print_group(group, styles, whole=whole)


def _print_group(group: "AttentionGroup", styles: "Mapping[str, CaseStyle]", *, whole: bool) -> None:
    """What has happened and what to do; then its first requests, or each entry by itself."""
    style = styles.get(group.references[0]) if group.references else None
    zone = zone_of(style)
    terminal.line(terminal.bold(str(group.number)), "  ", what_happened(group, style))
    pairs: list[tuple[str, str | None]] = [
        (N_("since"), f"{terminal.moment(group.since, zone)} ({group.kind})"),
        (N_("to do"), what_to_do(group)),
        (N_("requests"), None if whole else _first_of(group.references)),
    ]
    terminal.properties(pairs, indent="    ")
    if whole:
        rows = ([terminal.moment(each.at, zone), each.reference, each.about] for each in group.entries)
        terminal.table(("since", "reference", "about"), rows, indent="    ")
    terminal.line()


def _first_of(references: tuple[str, ...]) -> str | None:
    """The first of them, and how many more there are."""
    named, more = listed(references[:SHOWN]), len(references) - SHOWN
    return _("{named} and {more} more", named=named, more=more) if more > 0 else named or None
