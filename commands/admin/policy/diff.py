"""The command that compares two versions of a pack: what differs, and which running cases would move."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.admin.policy.group import app
from commands.admin.policy.moves import OrderedBy
from commands.common import terminal
from commands.common.lists import ListForm
from commands.common.onlooker.looking import Intent
from commands.common.typed.list_command import list_command
from commands.common.words.labels import ADMIN
from commands.common.words.language import N_, _
from errors import WrongUsage
from models.codes import MoveOrder, Verb

if TYPE_CHECKING:
    from commands.admin.policy.moves import Moves
    from models.packs.differences import PackChange
    from models.packs.pack import Pack

AREAS = {
    "profiles": N_("Promises and ladders"),
    "triage": N_("The first stage"),
    "services": N_("Services"),
    "problems": N_("Problems"),
    "documents": N_("Documents"),
    "reasons": N_("Reasons"),
    "replies": N_("Reply templates"),
    "messages": N_("Notices"),
    "routes": N_("Who gets which notice"),
    "calendar": N_("The calendar"),
    "calendars": N_("Further calendars"),
    "approvals": N_("Who decides"),
    "retention": N_("What is kept for how long"),
    "command_roles": N_("Who may give a command"),
}
"""What a part of a pack is called, in the order in which they are told."""
WHOLE = N_("The pack")
"""What is of none of these parts."""
LONGEST_VALUE = 60

OfPack = Annotated[str, typer.Argument(metavar="A", help="A folder, a pack in use by its name, or NAME@VERSION.")]
OtherPack = Annotated[str, typer.Argument(metavar="B", help="The same, to compare it with.")]
WithCases = Annotated[
    bool, typer.Option("--cases", help="Also which running requests would be due at another instant.")
]


@list_command(
    app,
    ADMIN,
    "tawasul policy diff passports drafts/passports",
    "tawasul policy diff passports drafts/passports --cases --sort moved --as d.dana",
    'tawasul policy diff passports drafts/passports --cases --csv --why "the meeting" --as d.dana > moved.csv',
    name="diff",
)
def diff(
    form: ListForm,
    intent: Intent,
    before: OfPack,
    after: OtherPack,
    cases: WithCases = False,
    sort: OrderedBy = MoveOrder.DUE,
) -> None:
    """Say what differs between two versions of a pack, and with --cases whom it would concern.

    Each running request is rebuilt from its events, and put under both by the rules that would do it.
    """
    from commands.admin.policy.which import pack_named
    from models.packs.differences import pack_changes

    packs = pack_named(before), pack_named(after)
    if packs[0].name != packs[1].name:
        raise WrongUsage(
            _("{name} and {name_2} are two packs: compare versions of one", name=packs[0].name, name_2=packs[1].name)
        )
    changes = tuple(pack_changes(*packs))
    if form.as_csv and not cases:
        raise WrongUsage(_("--csv is the table of the requests that would move: say --cases"))
    now = datetime.now(UTC)
    found = _moved(packs, now, sort, form, intent) if cases else None
    if form.as_csv and found:
        from commands.admin.policy.moves import how_many, sheet_of_moves

        sheet_of_moves(found, now, form)
        form.tell(how_many(found, form, now))
        return
    if form.as_json:
        from commands.admin.policy.moves import moves_data

        moved = moves_data(found, now, form) if found else None
        terminal.as_json(_data(packs, changes) | {"cases": moved})
        return
    terminal.line(terminal.bold(packs[0].name), f" {packs[0].version} → {packs[1].version}: ", _count(changes))
    _print_changes(changes)
    if found:
        from commands.admin.policy.moves import show_moves

        show_moves(found, now, form)


def _moved(packs: "tuple[Pack, Pack]", now: datetime, order: MoveOrder, form: ListForm, intent: Intent) -> "Moves":
    """Which running requests would move; the look stays on record. Raises NotAllowed."""
    from commands.admin.policy.moves import moves
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through, onlooker

    who = onlooker(intent)
    who.check_pack(Verb.POLICY, packs[0].name)
    if form.as_csv:
        form.scope(who)
    found = moves(packs[0], packs[1], now, order=order)
    with records() as connection, connection.transaction():
        versions = f"{packs[0].name}: {packs[0].version} {packs[1].version}"
        look_through(connection, who, Verb.POLICY, len(found.moved) + found.unmoved, policy_diff=versions)
    return found


def _count(changes: "tuple[PackChange, ...]") -> str:
    return terminal.counted(len(changes), "difference") if changes else _("they say the same")


def _data(packs: "tuple[Pack, Pack]", changes: "tuple[PackChange, ...]") -> dict[str, Any]:
    return {
        "pack": packs[0].name,
        "before": packs[0].version,
        "after": packs[1].version,
        "changes": [each._asdict() for each in changes],
    }


def _print_changes(changes: "Iterable[PackChange]") -> None:
    parts = [*AREAS.values(), WHOLE]
    for area, group in groupby(sorted(changes, key=lambda each: parts.index(_area(each))), key=_area):
        terminal.heading(_(area))
        rows = [[_text(each.before), _text(each.after), _key(each)] for each in group]
        terminal.table(("before", "after", "key"), rows, indent="  ")


def _area(change: "PackChange") -> str:
    return AREAS.get(change.key[0], WHOLE)


def _key(change: "PackChange") -> str:
    return " > ".join(change.key)


def _text(value: Any) -> str:
    """A value of a pack as people read it; a long one is cut."""
    text = _whole_text(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _whole_text(value: Any) -> str:
    if value is None:
        return terminal.NONE
    if isinstance(value, timedelta):
        return terminal.working(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_whole_text(each)}" for name, each in value.items() if each not in (None, (), {}))
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(_whole_text, value)) or terminal.NONE
    return str(value)
