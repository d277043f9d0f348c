"""What other people are tried on: cases of a log or of the records, with the pace learned from their first half."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from commands.common.words.language import _
from commands.simulation.sources import StoredReader, log_source
from errors import WrongUsage
from models.codes import Verb

if TYPE_CHECKING:
    from commands.simulation.sources import LogSource
    from models.calendar.working import WorkingCalendar
    from models.packs.pack import Pack
    from simulation.people.pace import Observed, WorkPace
    from simulation.policies import PolicySource
    from simulation.recorded import PastCase

AFTERWARDS = timedelta(days=30)
"""How long a run goes on after the last arrival."""
MOST_OF_RECORDS = 10_000
"""Cases of the records, the newest, where nobody says how many."""


class _Lived(NamedTuple):
    """A recorded case, and what it shows of how people work."""

    case: "PastCase"
    seen: "Observed"


@dataclass(frozen=True)
class PlayedCases:
    """Cases with the pace of their first half, those of the second, and the policies that are tried on these."""

    policies: "PolicySource"
    tried: "Sequence[PolicySource]"
    calendar: "WorkingCalendar"
    pace: "WorkPace"
    later: "Sequence[PastCase]"
    as_they_were: "Sequence[Observed]"
    until: datetime


def played_log(path: Path, mapping: Path | None, first: int | None, packs: "Sequence[Pack]") -> PlayedCases:
    """Those of a log. Raises WrongUsage."""
    from simulation.policies import PackPolicies

    source = log_source(path, mapping)
    policies = PackPolicies(source.pack)
    tried = [PackPolicies(each) for each in packs]
    return _played(str(path), policies, tried or [policies], list(_of_log(path, source, policies, first)))


def _of_log(path: Path, source: "LogSource", policies: "PolicySource", first: int | None) -> "Iterator[_Lived]":
    from simulation.lives import Life, relive
    from simulation.logs.cases import recorded
    from simulation.logs.reading import end_of, read_log
    from simulation.people.pace import ActOf, observed

    cases = sorted(read_log(path, source.mapping, first), key=lambda case: case.arrived)
    end = end_of(cases) or datetime.now(UTC)
    for case in cases:
        record = recorded(case, source.mapping, source.pack, end)
        life = relive(record, policies, end)
        if isinstance(life, Life):
            yield _Lived(record, observed(life, [ActOf(event.at, event.who) for event in case.events if event.who]))


def played_records(first: int | None, staff: str | None, why: str | None, packs: "Sequence[Pack]") -> PlayedCases:
    """Those on record that somebody may see, the newest, each as it was under its own policy. Raises WrongUsage."""
    from activities.records.lives import LivesWanted, stored_lives, stored_policies
    from commands.common.context import records, records_url
    from commands.common.onlooker.looking import Intent, look_through, onlooker
    from commands.simulation.simulate import announced_changes
    from simulation.policies import OwnPolicies, PackPolicies

    who, policies = onlooker(Intent(staff, why)), OwnPolicies()
    wanted = LivesWanted(first=first or MOST_OF_RECORDS, requests=True)
    with records() as connection, connection.transaction():
        reader = StoredReader(stored_policies(connection))
        stored = stored_lives(connection, records_url(), who.scope(Verb.LIST), wanted)
        lived = list(_of_records((case for each in stored if (case := reader.case(each))), policies))
        tried = [PackPolicies(each, announced_changes(connection, each)) for each in packs]
        look_through(connection, who, Verb.LIST, len(lived), simulated=True)
    return _played(_("the records"), policies, tried or [policies], sorted(lived, key=lambda each: each.case.opened_at))


def _of_records(cases: "Iterable[PastCase]", policies: "PolicySource") -> "Iterator[_Lived]":
    from simulation.lives import Life, relive
    from simulation.people.pace import observed

    now = datetime.now(UTC)
    for case in cases:
        life = relive(case, policies, now)
        if isinstance(life, Life):
            yield _Lived(case, observed(life))


def _played(
    where: str, policies: "PolicySource", tried: "Sequence[PolicySource]", lived: "Sequence[_Lived]"
) -> PlayedCases:
    from simulation.people.pace import learned

    half = len(lived) // 2
    if not half:
        raise WrongUsage(_("{where}: too few cases to learn from", where=where))
    cases, seen = [each.case for each in lived], [each.seen for each in lived]
    calendar = policies.of(cases[0]).working_calendar
    try:
        pace = learned(seen[:half], calendar)
    except ValueError as error:
        raise WrongUsage(_("{where}: nobody decided a case of the first half", where=where)) from error
    return PlayedCases(policies, tried, calendar, pace, cases[half:], seen[half:], cases[-1].opened_at + AFTERWARDS)
