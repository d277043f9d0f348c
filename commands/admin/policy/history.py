"""The commands that say from when a version of a pack is in force: history lists that, activate says it anew."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.policy.group import app
from commands.common import terminal
from commands.common.lists import HowMany, ListForm, list_data
from commands.common.onlooker.looking import Intent
from commands.common.typed.declare import As, AsJson, command, local
from commands.common.typed.instants import date_ahead
from commands.common.typed.list_command import list_command
from commands.common.typed.texts import text_option
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN
from commands.common.words.language import N_, _
from errors import WrongUsage
from models.codes import Verb, VersionOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from activities.records.versions import Activation
    from models.packs.pack import Pack

From = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        metavar="DATE",
        parser=date_ahead,
        help="The first day it is in force; nothing: now.",
        show_default=False,
    ),
]
OrderedBy = Annotated[VersionOrder, typer.Option("--sort", help="The order of the list.")]
Reason = Annotated[str, text_option("--reason", about="Why: it stays on record")]


@list_command(
    app,
    ADMIN,
    "tawasul policy history --as d.dana",
    "tawasul policy history passports --sort newest --json --as d.dana",
    "tawasul policy history --csv --as d.dana > versions.csv",
    name="history",
)
def history(
    form: ListForm,
    intent: Intent,
    pack: Annotated[str | None, typer.Argument(metavar="[PACK]", help="Only of this pack.")] = None,
    sort: OrderedBy = VersionOrder.OLDEST,
) -> None:
    """List which version of a pack was or will be in force from when, by whom and why, and how many cases are open.

    Cases are those that you see. A pack that is not listed is what stands in the folder of packs.
    """
    from activities.records.versions import activations, open_by_version
    from commands.common.context import known_pack, records
    from commands.common.onlooker.looking import look_through, onlooker

    who, now = onlooker(intent), datetime.now(UTC)
    with records() as connection, connection.transaction():
        known_pack(connection, pack)
        found = activations(connection, now, pack)
        open_cases = open_by_version(connection, pack, who.scope(Verb.LIST))
        look_through(connection, who, Verb.LIST, 0, policy_history=pack or "*")
    shown = form.part(_in_order(found, sort, open_cases))
    form.show(
        HowMany(len(shown), len(found), terminal.moment(now, terminal.local_zone()), "activation"),
        page=lambda: _print_history(found, shown, open_cases, now),
        sheet=lambda: _sheet(shown, open_cases, now),
        data=lambda: list_data(
            now, len(found), activations=map(_data, shown), open=map(_open_data, open_cases.items())
        ),
    )


def _open_data(open_cases: tuple[tuple[str, str], int]) -> dict[str, object]:
    (pack, version), cases = open_cases
    return {"pack": pack, "version": version, "cases": cases}


def _in_order(
    found: "list[Activation]", order: VersionOrder, open_cases: dict[tuple[str, str], int]
) -> "list[Activation]":
    """The activations in an order; they come as they come into force."""
    if order is VersionOrder.PACK:
        return sorted(found, key=lambda each: each.pack)
    if order is VersionOrder.CASES:
        return sorted(found, key=lambda each: -open_cases.get((each.pack, each.version), 0))
    return found if order is VersionOrder.OLDEST else found[::-1]


SHEET_HEADERS = (
    "pack",
    "version",
    "in force from",
    "standing",
    "open cases",
    "activated by",
    "activated at",
    "reason",
)


def _sheet(shown: "Sequence[Activation]", open_cases: dict[tuple[str, str], int], now: datetime) -> None:
    """Print a table for a spreadsheet; instants are local."""
    from commands.common.terminal.spreadsheet import spreadsheet

    zone = terminal.local_zone()
    spreadsheet(
        SHEET_HEADERS,
        (
            (
                *(each.pack, each.version, each.since.astimezone(zone), _standing(each, now)),
                open_cases.get((each.pack, each.version), 0),
                *(each.activated_by, each.at.astimezone(zone), each.reason),
            )
            for each in shown
        ),
        as_of=now,
    )


def _data(each: "Activation") -> dict[str, object]:
    names = ("pack", "version", "since", "reason", "activated_by", "at", "in_force")
    return {name: getattr(each, name) for name in names}


def _print_history(
    found: "list[Activation]", shown: "Sequence[Activation]", open_cases: dict[tuple[str, str], int], now: datetime
) -> None:
    zone = terminal.local_zone()
    if not found:
        terminal.line(_("no version was activated: the folder of packs is in force"))
    rows = (
        [
            each.pack,
            each.version,
            terminal.moment(each.since, zone),
            _STYLE[_standing(each, now)](_(_standing(each, now))),
            str(open_cases.get((each.pack, each.version), 0)),
            each.activated_by,
            each.reason,
        ]
        for each in shown
    )
    if shown:
        terminal.table(("pack", "version", "from", "", "open cases", "by", "reason"), rows)
    listed = {(each.pack, each.version) for each in found}
    for (pack, version), cases in open_cases.items():
        if (pack, version) not in listed:
            terminal.line(
                _(
                    "{count} of {pack} {version}",
                    count=terminal.counted(cases, "open case"),
                    pack=pack,
                    version=version or _("(not written down)"),
                )
            )


def _standing(each: "Activation", now: datetime) -> str:
    if each.in_force:
        return IN_FORCE
    return TO_COME if each.since > now else OVER


IN_FORCE, TO_COME, OVER = N_("in force"), N_("to come"), N_("over")
_STYLE: "Mapping[str, Callable[[str], terminal.Piece]]" = {
    IN_FORCE: terminal.good,
    TO_COME: terminal.warning,
    OVER: str,
}


@command(
    app,
    ADMIN,
    'tawasul policy activate drafts/passports --from 2027-01-03 --reason "shorter promises" --as d.dana',
    'tawasul policy activate passports@ecfd2c2dbe13 --reason "back to the former promises" --as d.dana',
)
def activate(
    pack: Annotated[str, typer.Argument(metavar="DIR|PACK@VERSION", help="The pack: its folder, or a version.")],
    reason: Reason,
    since: From = None,
    staff: As = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Say from when new requests are opened under a version of a pack. Running requests keep theirs.

    The version goes on record whole, so every worker uses it from that instant on, whatever its own folder holds.
    Without --from that is some seconds from now, and the command waits for it. A pack whose examples fail is refused.
    """
    from activities.records.versions import KNOWN_AFTER
    from activities.records.versions import activate as put_in_force
    from activities.views import Viewing, leave
    from commands.common.context import administration
    from commands.common.onlooker.administering import administrator

    chosen = _sound_pack(pack)
    if since and local(since) <= datetime.now(UTC):
        raise WrongUsage(_("--from is past: cases opened since then keep what they were opened under; leave it out"))
    if not reason.strip():
        raise WrongUsage(_("say why with --reason"))
    actor = administrator(staff, Verb.POLICY, chosen.name)
    with administration() as connection, connection.transaction():
        soonest = datetime.now(UTC) + KNOWN_AFTER
        begins = max(local(since).astimezone(UTC), soonest) if since else soonest
        about = {"policy_activate": f"{chosen.name}@{chosen.version}", "from": begins.isoformat()}
        leave(connection, Viewing(by=actor, verb=Verb.POLICY, about=about, cases=0, why=reason))
        put_in_force(connection, chosen, begins, reason, actor.id)
    if not since:
        time.sleep(max((begins - datetime.now(UTC)) / timedelta(seconds=1), 0))
    if as_json:
        terminal.as_json({"pack": chosen.name, "version": chosen.version, "since": begins, "reason": reason})
    else:
        at = terminal.moment(begins, terminal.local_zone())
        terminal.line(
            terminal.good(_("activated")),
            _(
                ": {name} {version} from {at}; running cases keep theirs",
                name=chosen.name,
                version=chosen.version,
                at=at,
            ),
        )
    return ExitCode.DONE


def _sound_pack(text: str) -> "Pack":
    """The pack, whose examples come out as they say where it has any here. Raises WrongUsage."""
    from commands.admin.policy.which import VERSION_SIGN, pack_named

    if not Path(text).is_dir() and VERSION_SIGN not in text:
        raise WrongUsage(_("«{text}» is no folder of a pack, and no version as passports@ecfd2c2dbe13", text=text))
    chosen = pack_named(text)
    if Path(text).is_dir():
        _check_examples(Path(text), chosen)
    return chosen


def _check_examples(folder: Path, pack: "Pack") -> None:
    from activities.examples import read_examples
    from activities.packs import InvalidPack
    from workflows.packs.checking import checked

    try:
        failed = checked(read_examples(folder, pack), ()).failed
    except InvalidPack as error:
        raise WrongUsage(
            f"{folder}: {error.problems[0]}", _("see `tawasul policy check {folder}`", folder=folder)
        ) from error
    if failed:
        many = terminal.counted(len(failed), "example")
        raise WrongUsage(
            _("{many} of {folder} fail, as «{example}»", many=many, folder=folder, example=failed[0].example),
            _("see `tawasul policy check {folder}`", folder=folder),
        )
