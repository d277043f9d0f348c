"""The command that puts running cases under another version of their pack: a dry run first."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from commands.admin.policy.group import app
from commands.admin.policy.moves import OrderedBy
from commands.admin.policy.which import VERSION_SIGN
from commands.common import terminal
from commands.common.lists import Limit, ListForm, Offset, OfService
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.confirm import confirmed
from commands.common.typed.declare import As, AsJson, Yes, command
from commands.common.typed.texts import text_option
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from errors import Queued, Refused, TawasulError, WrongUsage
from models.codes import MoveOrder, Verb

if TYPE_CHECKING:
    from models.case.commands import Actor, Migrate
    from models.packs.pack import Pack

AT_ONCE = 10
"""Cases that are put under the version concurrently."""
MOST_CASES = 100

To = Annotated[str, typer.Argument(metavar="PACK[@VERSION]", help="The pack; without a version, the one in force.")]
Reason = Annotated[str, text_option("--reason", about="Why: it stays on record in each case")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this nothing is changed.")]


class _MigrationOrder(NamedTuple):
    """Which cases go under which version, and why."""

    pack: "Pack"
    reason: str
    service: str | None


class _Result(NamedTuple):
    """What became of one case: `migrated`, `queued`, or the code of what refused it."""

    reference: str
    result: str


@command(
    app,
    ADMIN,
    'tawasul policy migrate passports --reason "one promise for all" --as d.dana',
    'tawasul policy migrate passports --service exit_reentry_issue --reason "one promise" --apply --as d.dana',
)
def migrate(
    to: To,
    reason: Reason,
    service: OfService = None,
    apply: Apply = False,
    sort: OrderedBy = MoveOrder.DUE,
    limit: Limit = 100,
    offset: Offset = 0,
    yes: Yes = False,
    staff: As = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Put running requests under a version that was activated; without --apply say which would move, and do nothing.

    A request keeps the version it was opened under else. Its promises, ladder, steps of approval, limits and checklist
    change, the time used stays used; reasons, texts, notices and calendar stay. Appeals keep their terms, and what
    waits for another person's approval is refused until then.
    """
    from commands.admin.policy.moves import moves, moves_data, show_moves
    from commands.common.onlooker.administering import administrator

    actor, now = administrator(staff, Verb.POLICY, to.partition(VERSION_SIGN)[0]), datetime.now(UTC)
    order = _MigrationOrder(_activated(to), reason, service)
    if not apply:
        found, form = moves(None, order.pack, now, service, sort), ListForm(limit, offset, as_json=as_json)
        _leave_view(order, actor, len(found.moved), dry_run=True)
        if as_json:
            terminal.as_json({"dry_run": True, "version": order.pack.version} | moves_data(found, now, form))
        else:
            show_moves(found, now, form)
            terminal.line(_("nothing was changed; --apply does it"))
        return ExitCode.DONE
    confirmed(
        _("running requests are put under {name} {version}", name=order.pack.name, version=order.pack.version), yes=yes
    )
    with WaitLine(_("putting requests under the version")):
        results = _migrated(order, actor)
    return _show(results, order, as_json=as_json)


def _activated(text: str) -> "Pack":
    """The version that is named, which was activated. Raises WrongUsage."""
    from activities.records.versions import version_in_force
    from commands.admin.policy.which import on_record
    from commands.common.context import records

    name, _sign, version = text.partition(VERSION_SIGN)
    if not version:
        with records() as connection:
            version = version_in_force(connection, name, datetime.now(UTC)) or ""
    if not version:
        raise WrongUsage(
            _("no version of {name} is activated", name=name), _("first: tawasul policy activate DIR --reason TEXT")
        )
    return on_record(name, version)


def _migrated(order: _MigrationOrder, actor: "Actor") -> list[_Result]:
    """Tell every case, signed by who migrates, and put that on record first."""
    from commands.common.process import event_loop

    given = list(_commands(order, actor))
    _leave_view(order, actor, len(given), dry_run=False)
    return event_loop.run(_send(given, actor))


def _leave_view(order: _MigrationOrder, actor: "Actor", cases: int, *, dry_run: bool) -> None:
    """Put on record who moves which cases and why, or saw which would move."""
    from activities.views import Viewing, leave
    from commands.common.context import administration

    about: dict[str, object] = {"policy_migrate": f"{order.pack.name}@{order.pack.version}"}
    about |= {"service": order.service or "*"} | ({"dry_run": True} if dry_run else {})
    with administration() as connection, connection.transaction():
        leave(connection, Viewing(by=actor, verb=Verb.POLICY, about=about, cases=cases, why=order.reason))


def _commands(order: _MigrationOrder, actor: "Actor") -> "Iterator[tuple[str, Migrate]]":
    """The command for each running case that is not under the version yet, by its reference."""
    from activities.migration import VersionTerms, running_cases
    from commands.common.context import records
    from models.case.commands import Migrate

    with records() as listing, records() as reading, records() as asking:
        versions = VersionTerms(asking, order.pack)
        for case in running_cases(listing, reading, order.pack.name, order.service):
            under_it = case.state is None or case.state.appeal_of or case.state.rules.version == order.pack.version
            terms = None if under_it else versions.of(case)
            if terms:
                yield case.reference, Migrate.to(order.pack.version, terms, order.reason, actor)


async def _send(given: "list[tuple[str, Migrate]]", actor: "Actor") -> list[_Result]:
    import client
    import settings
    from activities.concurrency import bounded
    from sessions.signing import Signers

    connected, by = await client.connect(), Signers.of(settings.load()).by(actor)

    async def tell(one: "tuple[str, Migrate]") -> _Result:
        reference, command = one
        try:
            answer = await client.apply(connected, reference, command, by)
        except Refused as refusal:
            return _Result(reference, refusal.code)
        except TawasulError as error:
            return _Result(reference, error.code)
        return _Result(reference, "queued" if isinstance(answer, Queued) else MIGRATED)

    return [each async for each in bounded(tell, given, AT_ONCE, in_order=True)]


MIGRATED = "migrated"


def _show(results: list[_Result], order: _MigrationOrder, *, as_json: bool) -> ExitCode:
    counts = Counter(each.result for each in results)
    others = [each for each in results if each.result != MIGRATED]
    if as_json:
        data: dict[str, Any] = {"dry_run": False, "version": order.pack.version, "counts": dict(counts)}
        terminal.as_json(data | {"cases": [each._asdict() for each in results]})
    else:
        done = terminal.counted(counts[MIGRATED], "running request")
        terminal.line(
            terminal.good(
                _("{done} under {name} {version} now", done=done, name=order.pack.name, version=order.pack.version)
            )
        )
        for each in others[:MOST_CASES]:
            terminal.line("  ", terminal.bold(each.reference), f"  {each.result}")
    if all(each.result == "queued" for each in others):
        return ExitCode.QUEUED if others else ExitCode.DONE
    return ExitCode.REFUSED
