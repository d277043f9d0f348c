"""Preview of a change of the calendar: which running requests it would move, from when to when. Nothing is changed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from activities.records.history import history
from activities.reports.cases import live_references
from commands.common import terminal
from commands.common.context import records
from commands.common.terminal.progress import ProgressBar
from commands.common.words.language import _
from models.calendar.change import CalendarChange
from models.case.commands import ChangeCalendar
from models.case.events import CalendarChanged
from models.case.state import CaseState
from workflows.case.decide import decide
from workflows.case.evolve import fold


class MovedRequest(NamedTuple):
    """A running request whose due instant would be another one."""

    reference: str
    before: datetime | None
    after: datetime | None


class Preview(NamedTuple):
    """What a change would do to the running requests; `unread` cannot be rebuilt from their records."""

    moves: tuple[MovedRequest, ...]
    unmoved: int
    unread: tuple[str, ...]


def preview(change: CalendarChange, why: str, now: datetime) -> Preview:
    """What every running request under the calendar would answer to the change, decided by its own rules."""
    found = dict(_answers(change, why, now))
    moves = tuple(each for each in found.values() if each and each.before != each.after)
    unread = tuple(reference for reference, each in found.items() if each is None)
    return Preview(moves, len(found) - len(moves) - len(unread), unread)


def show(change: CalendarChange, seen: Preview, zone: str, *, as_json: bool) -> None:
    """Print a preview as a table for people, or as JSON."""
    if as_json:
        terminal.as_json(_data(change, seen))
        return
    here = terminal.local_zone(zone)
    rows = ([each.reference, *(terminal.moment(at, here) for at in (each.before, each.after))] for each in seen.moves)
    if seen.moves:
        terminal.table(("reference", "due", "would be due"), rows)
    for reference in seen.unread:
        terminal.line(terminal.bad(reference), _(": cannot be read: `tawasul audit verify` says why"))
    moving = terminal.counted(len(seen.moves), "running request")
    terminal.line(
        _(
            "dry run of {version}: {moving} would move, {unmoved} would not; nothing was changed",
            version=change.version,
            moving=moving,
            unmoved=seen.unmoved,
        )
    )


def _data(change: CalendarChange, seen: Preview) -> dict[str, Any]:
    return {
        "dry_run": True,
        "change": change.model_dump(mode="json"),
        "moves": [each._asdict() for each in seen.moves],
        "unmoved": seen.unmoved,
        "unread": list(seen.unread),
    }


def _answers(change: CalendarChange, why: str, now: datetime) -> Iterator[tuple[str, MovedRequest | None]]:
    command = ChangeCalendar.announcing(change, why)
    with records() as listing, records() as reading, ProgressBar(_("looking")) as progress:
        for reference in live_references(listing, change):
            progress.step()
            try:
                known = history(reading, reference)
                yield reference, _move(reference, known, command, now) if known else None
            except (ValueError, LookupError):
                yield reference, None


def _move(reference: str, known: tuple[Any, Any], command: ChangeCalendar, now: datetime) -> MovedRequest:
    policy, events = known
    state = fold(CaseState(reference=reference, policy=policy), events)
    decided = decide(state, command, state.not_before_last(now))
    bodies = (event.body for event in decided) if isinstance(decided, tuple) else ()
    changed = next((body for body in bodies if isinstance(body, CalendarChanged)), None)
    return (
        MovedRequest(reference, changed.due_before, changed.due_after)
        if changed
        else MovedRequest(reference, state.due, state.due)
    )
