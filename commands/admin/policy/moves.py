"""What another version of a pack would do to the running cases: when each would be due, decided by the rules."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, list_data
from commands.common.words.language import N_, _
from models.codes import MoveOrder

if TYPE_CHECKING:
    from activities.migration import RunningCase, VersionTerms
    from models.case.state import CaseState
    from models.packs.pack import Pack


OrderedBy = Annotated[MoveOrder, typer.Option("--sort", help="The order of the requests that would move.")]
_NEVER = datetime.max.replace(tzinfo=UTC)


class MovedCase(NamedTuple):
    """A running case, and when it would be due under each of two versions."""

    reference: str
    service: str
    version: str
    """Under which it is now."""
    before: datetime | None
    after: datetime | None

    def turns(self, now: datetime) -> str:
        """Whether it would become late, or be late no more."""
        late = [due is not None and due <= now for due in (self.before, self.after)]
        return {(False, True): N_("late"), (True, False): N_("in time")}.get((late[0], late[1]), "")

    @property
    def by(self) -> timedelta:
        """By how much the due instant moves; nothing where one version has none."""
        return self.after - self.before if self.before and self.after else timedelta()


_ORDERS: Mapping[MoveOrder, Callable[[MovedCase], Any]] = {
    MoveOrder.DUE: lambda each: (each.after or _NEVER, each.reference),
    MoveOrder.MOVED: lambda each: (-abs(each.by), each.reference),
    MoveOrder.SERVICE: lambda each: (each.service, each.after or _NEVER, each.reference),
    MoveOrder.REFERENCE: lambda each: each.reference,
}


class Moves(NamedTuple):
    """The running cases that would be due at another instant; `unread`, `without` their service, and the rest."""

    moved: tuple[MovedCase, ...]
    unmoved: int
    unread: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def moves(
    before: "Pack | None",
    after: "Pack",
    now: datetime,
    service: str | None = None,
    order: MoveOrder = MoveOrder.DUE,
) -> Moves:
    """The undecided cases under one version and another; without the first, as they are."""
    from activities.migration import VersionTerms, running_cases
    from commands.common.context import records

    moved, unmoved, unread, without = list[MovedCase](), 0, list[str](), list[str]()
    with records() as listing, records() as reading, records() as asking:
        versions = [VersionTerms(asking, pack) if pack else None for pack in (before, after)]
        for case in running_cases(listing, reading, after.name, service):
            if case.state is None:
                unread.append(case.reference)
                continue
            dues = [_due(case, case.state, terms, now) for terms in versions]
            if None in dues:
                without.append(case.reference)
                continue
            was, becomes = (found.at for found in dues if found)
            if was == becomes:
                unmoved += 1
            else:
                rules = case.state.rules
                moved.append(MovedCase(case.reference, rules.service, rules.version, was, becomes))
    return Moves(tuple(sorted(moved, key=_ORDERS[order])), unmoved, tuple(unread), tuple(without))


class _Due(NamedTuple):
    at: datetime | None


def _due(case: "RunningCase", state: "CaseState", terms: "VersionTerms | None", now: datetime) -> _Due | None:
    """When the resolution of a case would be due; None: the version does not have its service."""
    from workflows.case.rules.migrating import due_under, resolution_due

    if terms is None or state.appeal_of:
        return _Due(resolution_due(state))
    found = terms.of(case)
    return None if found is None else _Due(due_under(state, terms.pack.version, found, now))


def show_moves(found: Moves, now: datetime, form: ListForm) -> None:
    """Print the cases that would move, as many of them as are wanted, and as of when."""
    zone, shown = terminal.local_zone(), form.part(found.moved)
    total = terminal.counted(len(found.moved), "running request")
    terminal.heading(_("{total} would move, {unmoved} would not", total=total, unmoved=found.unmoved))
    rows = (
        [
            each.reference,
            each.service,
            each.version,
            *(terminal.moment(at, zone) for at in (each.before, each.after)),
            _(each.turns(now)) or terminal.NONE,
        ]
        for each in shown
    )
    if shown:
        terminal.table(("reference", "service", "version", "due", "would be due", "turns"), rows, indent="  ")
    for reference in found.without:
        terminal.line("  ", terminal.warning(reference), _(": the version does not have its service"))
    for reference in found.unread:
        terminal.line("  ", terminal.bad(reference), _(": cannot be read: `tawasul audit verify` says why"))
    form.tell(how_many(found, form, now))


def how_many(found: Moves, form: ListForm, now: datetime) -> HowMany:
    """How many of the cases that would move are shown."""
    at = terminal.moment(now, terminal.local_zone())
    return HowMany(len(form.part(found.moved)), len(found.moved), at, "moved request")


SHEET_HEADERS = ("reference", "service", "version", "due", "would be due", "moves by (hours)", "turns")


def sheet_of_moves(found: Moves, now: datetime, form: ListForm) -> None:
    """Print the cases that would move for a spreadsheet; instants are local."""
    from commands.common.terminal.spreadsheet import spreadsheet

    zone = terminal.local_zone()
    spreadsheet(
        SHEET_HEADERS,
        (
            (
                *(each.reference, each.service, each.version),
                *(at.astimezone(zone) if at else None for at in (each.before, each.after)),
                f"{each.by / timedelta(hours=1):.2f}",
                each.turns(now),
            )
            for each in form.part(found.moved)
        ),
        as_of=now,
    )


def moves_data(found: Moves, now: datetime, form: ListForm) -> dict[str, Any]:
    """The same for programs."""
    moved = (each._asdict() | {"turns": each.turns(now) or None} for each in form.part(found.moved))
    return list_data(now, len(found.moved), moved=moved) | {
        "unmoved": found.unmoved,
        "unread": list(found.unread),
        "without_service": list(found.without),
    }
