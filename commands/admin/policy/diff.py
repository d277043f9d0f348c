"""The command that compares two versions of a pack: what differs, and which running cases would move."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.admin.policy.group import app
from commands.admin.policy.moves import OrderedBy
from commands.common import terminal
from commands.common.declare import As, AsJson, Why, command
from commands.common.labels import ADMIN
from commands.common.language import _
from commands.common.lists import AsCsv, Limit, ListForm, Offset
from commands.common.looking import Intent
from errors import WrongUsage
from models.codes import MoveOrder, Verb

if TYPE_CHECKING:
    from commands.admin.policy.moves import Moves
    from models.packs.differences import PackChange
    from models.packs.pack import Pack

AREAS = {
    "profiles": "Promises and ladders",
    "triage": "The first stage",
    "services": "Services",
    "problems": "Problems",
    "documents": "Documents",
    "reasons": "Reasons",
    "replies": "Reply templates",
    "messages": "Notices",
    "routes": "Who gets which notice",
    "calendar": "The calendar",
    "calendars": "Further calendars",
    "approvals": "Who decides",
    "retention": "What is kept for how long",
    "command_roles": "Who may give a command",
}
"""What a part of a pack is called; any other is of the pack as a whole."""
LONGEST_VALUE = 60

OfPack = Annotated[str, typer.Argument(metavar="A", help="A folder, a pack in use by its name, or NAME@VERSION.")]
OtherPack = Annotated[str, typer.Argument(metavar="B", help="The same, to compare it with.")]
WithCases = Annotated[
    bool, typer.Option("--cases", help="Also which running requests would be due at another instant.")
]


@command(
    app,
    ADMIN,
    "tawasul policy diff passports drafts/passports",
    "tawasul policy diff passports drafts/passports --cases --sort moved --as d.dana",
    'tawasul policy diff passports drafts/passports --cases --csv --why "the meeting" --as d.dana > moved.csv',
)
def diff(
    before: OfPack,
    after: OtherPack,
    cases: WithCases = False,
    sort: OrderedBy = MoveOrder.DUE,
    limit: Limit = 100,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Say what differs between two versions of a pack, and with --cases whom it would concern.

    Each running request is rebuilt from its events, and put under both by the rules that would do it.
    """
    from commands.admin.policy.which import pack_named
    from models.packs.differences import pack_changes

    packs = pack_named(before), pack_named(after)
    if packs[0].name != packs[1].name:
        raise WrongUsage(f"{packs[0].name} and {packs[1].name} are two packs: compare versions of one")
    changes = tuple(pack_changes(*packs))
    if as_csv and not cases:
        raise WrongUsage(_("--csv is the table of the requests that would move: say --cases"))
    now, form = datetime.now(UTC), ListForm(limit, offset, as_csv=as_csv, as_json=as_json)
    found = _moved(packs, now, sort, form, Intent(staff, why)) if cases else None
    if as_csv and found:
        from commands.admin.policy.moves import how_many, sheet_of_moves

        sheet_of_moves(found, now, form)
        form.tell(how_many(found, form, now))
        return
    if as_json:
        terminal.as_json(_data(packs, changes, found, now))
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
    from commands.common.looking import look_through, onlooker

    who = onlooker(intent)
    who.scope(Verb.POLICY)
    if form.as_csv:
        form.scope(who)
    found = moves(packs[0], packs[1], now, order=order)
    with records() as connection, connection.transaction():
        versions = f"{packs[0].name}: {packs[0].version} {packs[1].version}"
        look_through(connection, who, Verb.POLICY, len(found.moved) + found.unmoved, policy_diff=versions)
    return found


def _count(changes: "tuple[PackChange, ...]") -> str:
    return terminal.counted(len(changes), "difference") if changes else "they say the same"


def _data(
    packs: "tuple[Pack, Pack]", changes: "tuple[PackChange, ...]", found: "Moves | None", now: datetime
) -> dict[str, Any]:
    from commands.admin.policy.moves import moves_data

    return {
        "pack": packs[0].name,
        "before": packs[0].version,
        "after": packs[1].version,
        "changes": [each._asdict() for each in changes],
        "cases": moves_data(found, now) if found else None,
    }


def _print_changes(changes: "Iterable[PackChange]") -> None:
    for area, group in groupby(changes, key=lambda change: AREAS.get(change.key[0], "The pack")):
        terminal.heading(area)
        rows = [[_text(each.before), _text(each.after), _key(each)] for each in group]
        terminal.table(("before", "after", "key"), rows, indent="  ")


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
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_whole_text(each)}" for name, each in value.items() if each not in (None, (), {}))
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(_whole_text, value)) or terminal.NONE
    return str(value)
