"""The commands of retention: run disposes of what has passed its term; hold, release and list are for holds."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from commands.common import terminal
from commands.common.lists import ListForm
from commands.common.onlooker.looking import Intent
from commands.common.record_list import OrderedBy, RecordList, by_time
from commands.common.typed.confirm import confirmed
from commands.common.typed.declare import As, AsJson, Reference, Why, Yes, command, group
from commands.common.typed.list_command import list_command
from commands.common.typed.suggest import did_you_mean
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN, DATA_KIND, DISPOSAL, DISPOSAL_RESULT
from commands.common.words.language import _
from errors import WrongUsage
from models.codes import DisposalResult, EventOrder, Verb

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.retention.due import DueCase
    from activities.retention.holds import Hold
    from commands.common.onlooker.looking import Onlooker
    from models.packs.pack import Pack
    from models.packs.retention import Due
    from settings import Settings

app = group("retention")

WORST_FIRST = (
    (DisposalResult.FAILED, ExitCode.UNEXPECTED),
    (DisposalResult.NO_ERASER, ExitCode.REFUSED),
)
"""What a run ends with when one of its results is so; else it is done."""


class DisposalItem(NamedTuple):
    """One disposal of a run, and what came of it."""

    case: "DueCase"
    due: "Due"
    result: DisposalResult


@command(
    app,
    ADMIN,
    "tawasul retention run --dry-run --as d.dana",
    "tawasul retention run --pack passports --limit 100 --as d.dana",
)
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what is due; change nothing.")] = False,
    pack: Annotated[
        str | None, typer.Option(metavar="PACK", help="Only requests of this pack.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many requests at most, the first closed; 0 for all.")] = 1000,
    yes: Yes = False,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Erase or anonymise what has passed its term, by the rules of the packs, request by request.

    Open requests, held ones, and those with a notice that waits are never due. Each disposal is on record with who did
    it and by which rule. It may be interrupted: the next run goes on. Ends with 3 when something is to be erased and
    nothing here can do so, with 1 when an erasure failed; the rest is done.
    """
    import settings
    from commands.common.context import records
    from commands.common.erasing import can_erase
    from commands.common.onlooker.looking import Intent, onlooker

    who, chosen, config = onlooker(Intent(staff, why)), _chosen(pack), settings.load()
    who.scope(Verb.RETENTION)
    with records() as connection:
        cases, more = _due(connection, who, chosen, limit, dry_run=dry_run)
    if cases and not dry_run:
        confirmed(
            _("{count} are erased or anonymised for good", count=terminal.counted(len(cases), "request")), yes=yes
        )
    items = _listed(cases) if dry_run else _disposed(config, who, cases)
    done = list(items) if as_json else _show_each(items)
    if as_json:
        data = {"dry_run": dry_run, "can_erase": can_erase(config), "more": more}
        terminal.as_json({**data, "items": [_data(each) for each in done], "totals": _totals(done)})
    else:
        _show_totals(done, more=more)
    return next((code for result, code in WORST_FIRST if any(each.result is result for each in done)), ExitCode.DONE)


@command(app, ADMIN, 'tawasul retention hold TW-7K3M-9QXD-2VHA-K --why "case 12 in court" --as d.dana')
def hold(reference: Reference, why: Why = None, staff: As = None, as_json: AsJson = False) -> None:
    """Keep a request beyond its term, as long as a court or an inquiry needs it.

    Several holds may be in force; each ends by itself.
    """
    from activities.reports.cases import row_of
    from activities.retention.holds import place
    from commands.common.context import administration
    from commands.common.onlooker.looking import Intent, onlooker
    from commands.common.typed.which_case import which_case

    case, who = which_case(reference), onlooker(Intent(staff, why))
    reason = _reason(who)
    with administration() as connection:
        who.check(Verb.HOLD, row_of(connection, case))
        placed = place(connection, case, reason, who.actor.id)
    _show_hold(placed, as_json=as_json)


@command(app, ADMIN, 'tawasul retention release TW-7K3M-9QXD-2VHA-K --why "the case has ended" --as d.dana')
def release(
    reference: Reference,
    number: Annotated[
        int | None, typer.Option("--hold", metavar="NUMBER", help="Which one, of several.", show_default=False)
    ] = None,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """End a hold on a request: without another one it is due again when its term has passed."""
    from activities.reports.cases import row_of
    from activities.retention.holds import holds_of
    from activities.retention.holds import release as end
    from commands.common.context import administration
    from commands.common.onlooker.looking import Intent, onlooker
    from commands.common.typed.which_case import which_case

    case, who = which_case(reference), onlooker(Intent(staff, why))
    reason = _reason(who)
    with administration() as connection:
        who.check(Verb.HOLD, row_of(connection, case))
        chosen = _one_of([each for each in holds_of(connection, case) if not each.released_at], case, number)
        ended = end(connection, chosen.id, reason, who.actor.id)
    if ended is None:
        raise WrongUsage(_("hold {id} of {case} has ended already", id=chosen.id, case=case))
    _show_hold(ended, as_json=as_json)


@list_command(
    app,
    ADMIN,
    'tawasul retention list --why "the yearly review" --as a.aisha',
    'tawasul retention list --by a.aisha --csv --why "the yearly review" --as a.aisha > holds.csv',
    name="list",
)
def list_holds(
    form: ListForm,
    intent: Intent,
    by: Annotated[
        str | None, typer.Option(metavar="STAFF", help="Only those that they placed.", show_default=False)
    ] = None,
    sort: OrderedBy = EventOrder.OLDEST,
) -> None:
    """The holds in force."""
    from activities.retention.holds import Hold, holds_in_force
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through, onlooker
    from models.authority import both

    who = onlooker(intent)
    scope = both(who.scope(Verb.HOLD), form.scope(who))
    with records() as connection, connection.transaction():
        known = holds_in_force(connection, scope)
        found = by_time([each for each in known if by in (None, each.placed_by)], sort, lambda each: each.placed_at)
        look_through(connection, who, Verb.HOLD, len({each.reference for each in found}), holds=True)
    RecordList("holds", Hold, "hold").show_part(form, found, _print_holds)


def _print_holds(found: "Sequence[Hold]") -> None:
    zone = terminal.local_zone()
    rows: list[list[terminal.Piece]] = [
        [str(each.id), each.reference, terminal.moment(each.placed_at, zone), each.placed_by, each.why]
        for each in found
    ]
    terminal.table(("hold", "reference", "since", "by", "why"), rows)


def _reason(who: "Onlooker") -> str:
    """Why somebody who may places or ends a hold. Raises NotAllowed, WrongUsage."""
    who.scope(Verb.HOLD)
    if not who.intent.why:
        raise WrongUsage(_("say why (it stays on record): --why TEXT"))
    return who.intent.why


def _chosen(name: str | None) -> "list[Pack]":
    """The packs of a run. Raises WrongUsage."""
    from commands.common.context import packs

    known = packs()
    if name is not None and name not in known:
        raise WrongUsage(_("--pack: no pack {name}", name=name), did_you_mean(name, known, "packs"))
    return [known[name]] if name else list(known.values())


def _due(
    connection: "Connection", who: "Onlooker", packs: "Sequence[Pack]", limit: int, *, dry_run: bool
) -> "tuple[list[DueCase], bool]":
    """The cases of which something is due, with the view of them left behind; and whether there are more."""
    from activities.retention.due import due_cases
    from commands.common.onlooker.looking import look_through

    now, scope = datetime.now(UTC), who.scope(Verb.RETENTION)
    with connection.transaction():
        one_more = limit + 1 if limit else None
        found = [case for pack in packs for case in due_cases(connection, pack, now, scope, one_more)]
        found.sort(key=lambda case: (case.closed_at, case.reference))
        cases = found[: limit or None]
        names = ", ".join(pack.name for pack in packs)
        look_through(connection, who, Verb.RETENTION, len(cases), packs=names, dry_run=dry_run, limit=limit or "all")
    return cases, len(found) > len(cases)


def _listed(cases: "Sequence[DueCase]") -> Iterator[DisposalItem]:
    return (DisposalItem(case, due, DisposalResult.DUE) for case in cases for due in case.due)


def _disposed(config: "Settings", who: "Onlooker", cases: "Sequence[DueCase]") -> Iterator[DisposalItem]:
    """Each disposal as it is done."""
    from activities.retention.dispose import dispose
    from commands.common import erasing
    from commands.common.context import administration

    by = who.scope(Verb.RETENTION).places[0]
    with administration() as connection, erasing.eraser(config) as eraser:
        for case in cases:
            for due in case.due:
                yield DisposalItem(case, due, dispose(connection, case, due, by, eraser))


def _show_each(items: Iterator[DisposalItem]) -> list[DisposalItem]:
    """Print each item as it comes."""
    zone, shown = terminal.local_zone(), list[DisposalItem]()
    for item in items:
        closed = _(
            "closed {at}, due since {since}", at=terminal.moment(item.case.closed_at, zone), since=item.due.since
        )
        what = _(
            "{kinds}: to be {disposal} by {pack}",
            kinds=_kinds(item.due),
            disposal=DISPOSAL[item.due.disposal].word,
            pack=item.case.pack,
        )
        terminal.line(terminal.bold(item.case.reference), "  ", closed, "  ", what, "  ", _result(item.result))
        shown.append(item)
    return shown


def _kinds(due: "Due") -> str:
    return ", ".join(DATA_KIND[kind].word for kind in due.kinds)


def _result(result: DisposalResult) -> terminal.Piece:
    bad = result in (DisposalResult.NO_ERASER, DisposalResult.FAILED)
    style = terminal.bad if bad else terminal.good if result is DisposalResult.DONE else terminal.dim
    return style(_(DISPOSAL_RESULT[result]))


def _totals(items: "Sequence[DisposalItem]") -> dict[str, dict[str, int]]:
    """How many disposals of each kind came to what."""
    totals: dict[str, dict[str, int]] = {}
    for item in items:
        results = totals.setdefault(item.due.disposal, {})
        results[item.result] = results.get(item.result, 0) + 1
    return totals


def _show_totals(items: "Sequence[DisposalItem]", *, more: bool) -> None:
    for disposal, results in _totals(items).items():
        counts = ", ".join(f"{number} {result.replace('_', ' ')}" for result, number in results.items())
        terminal.line(terminal.dim(f"{disposal}: {counts}"))
    cases = len({item.case.reference for item in items})
    further = _("; more are due: give --limit") if more else ""
    terminal.line(terminal.dim(f"{terminal.counted(cases, 'request')}{further}") if items else _("nothing is due"))


def _data(item: DisposalItem) -> dict[str, object]:
    case, due = item.case, item.due
    rule = {"pack": case.pack, "version": case.version, "kinds": due.kinds, "disposal": due.disposal}
    return {
        "reference": case.reference,
        "closed_at": case.closed_at,
        "since": due.since,
        **rule,
        "result": item.result,
    }


def _one_of(holds: "Sequence[Hold]", case: str, number: int | None) -> "Hold":
    """The hold that is to end. Raises WrongUsage when there is none, or it is not said which."""
    numbers = ", ".join(str(each.id) for each in holds)
    if not holds:
        raise WrongUsage(
            _("no hold is in force on {case}", case=case), _("`tawasul retention list` shows those that are")
        )
    if number is None and len(holds) > 1:
        raise WrongUsage(
            _("{case} has several holds: {numbers}", case=case, numbers=numbers), _("say which one ends: --hold NUMBER")
        )
    chosen = next((each for each in holds if number in (None, each.id)), None)
    if chosen is None:
        raise WrongUsage(
            _("no hold {number} is in force on {case}; there are: {numbers}", number=number, case=case, numbers=numbers)
        )
    return chosen


def _show_hold(hold: "Hold", *, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        terminal.as_json(asdict(hold))
        return
    ended = _("hold {id} by {placed_by} ended", id=hold.id, placed_by=hold.placed_by)
    state = ended if hold.released_at else _("held ({id}), whatever its term", id=hold.id)
    terminal.line(terminal.bold(hold.reference), "  ", state)
