"""Where the cases of a simulation come from: logs of other systems, or the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.common.words.language import _
from errors import WrongUsage
from simulation.change_order import ChangeOrder
from simulation.processes import in_processes
from simulation.running import Outcomes, added_up, run

if TYPE_CHECKING:
    from activities.records.lives import StoredLife
    from models.packs.pack import Pack
    from models.policy import CasePolicy
    from simulation.logs.mapping import LogMapping
    from simulation.logs.reading import LogPart
    from simulation.policies import PolicySource
    from simulation.recorded import PastCase

BATCH = 200
"""Cases that one process takes at once."""


@dataclass(frozen=True)
class SimulationPlan:
    """How cases are relived: by which policies, until when, in how many processes, and how many changes are kept."""

    policies: "tuple[PolicySource, ...]"
    until: datetime
    processes: int
    limit: int | None
    order: ChangeOrder = ChangeOrder.SIDES

    def nothing(self) -> Outcomes:
        """The sums of no case."""
        return run((), self.policies, self.until, self.limit, self.order)

    def relived(self, cases: "Iterator[PastCase]") -> Outcomes:
        """The outcomes of some cases."""
        return run(cases, self.policies, self.until, self.limit, self.order)


@dataclass(frozen=True)
class LogSource:
    """A log with what its lines mean and the pack in whose words its requests are."""

    path: Path
    mapping: "LogMapping"
    pack: "Pack"

    def outcomes(self, plan: SimulationPlan, first: int | None) -> Outcomes:
        """Its cases relived, with memory for a few parts of it."""
        from simulation.logs.cases import recorded
        from simulation.logs.reading import cases_of

        def relive_part(part: "LogPart") -> Outcomes:
            cases = cases_of(part, self.mapping)
            return plan.relived(recorded(each, self.mapping, self.pack, plan.until) for each in cases)

        return added_up(self._parts(relive_part, plan.processes, first), plan.nothing())

    def end(self, processes: int, first: int | None) -> datetime | None:
        """The last instant that it speaks of."""
        from simulation.logs.reading import cases_of, end_of

        ends = self._parts(lambda part: end_of(cases_of(part, self.mapping)), processes, first)
        return max((each for each in ends if each), default=None)

    def _parts(self, work: "Callable[[LogPart], Any]", processes: int, first: int | None) -> Iterator[Any]:
        from simulation.logs.reading import opened_log, parts_of

        with opened_log(self.path) as file:
            yield from in_processes(work, parts_of(file, self.mapping, BATCH, first), processes)


def log_source(path: Path, mapping_file: Path | None) -> LogSource:
    """A log with its mapping: the file given, else the one of its name beside it or among those of the project.

    Raises WrongUsage.
    """
    from activities.packs import InvalidPack, load_pack
    from settings import PROJECT
    from simulation.logs.mapping import InvalidMapping, read_mapping

    name = f"{path.name.partition('.')[0]}.toml"
    places = [mapping_file] if mapping_file else [path.parent / name, PROJECT / "bench" / "logs" / name]
    found = next((each for each in places if each.is_file()), None)
    if found is None or not path.is_file():
        missing = path if not path.is_file() else places[-1]
        raise WrongUsage(
            _("{missing} cannot be read", missing=missing), _("say with --mapping FILE what the lines of the log mean")
        )
    try:
        mapping = read_mapping(found)
        return LogSource(path, mapping, load_pack(found.parent / mapping.pack))
    except (InvalidMapping, InvalidPack, OSError) as error:
        raise WrongUsage(f"{found}: {error}") from error


def records_outcomes(lives: "Iterator[StoredLife]", policies: dict[str, str], plan: SimulationPlan) -> Outcomes:
    """The cases of the records relived. One that cannot be read is passed over and counted."""
    reader = StoredReader(policies)

    def relive_part(part: "list[StoredLife]") -> Outcomes:
        readable = [case for each in part if (case := reader.case(each))]
        outcomes = plan.relived(iter(readable))
        outcomes.unreadable += len(part) - len(readable)
        return outcomes

    return added_up(in_processes(relive_part, batches(lives), plan.processes), plan.nothing())


def batches(lives: "Iterator[StoredLife]") -> "Iterator[list[StoredLife]]":
    """Stored lives in parts."""
    from itertools import islice

    while batch := list(islice(lives, BATCH)):
        yield batch


class StoredReader:
    """Reads stored lives as recorded cases; each policy is read once in each process."""

    def __init__(self, policies: dict[str, str]) -> None:
        self._policies = policies
        self._read: dict[str, CasePolicy] = {}

    def case(self, stored: "StoredLife") -> "PastCase | None":
        """The case; none where it cannot be read."""
        from models.case.events import Event
        from models.intake.request import Request
        from models.policy import CasePolicy, intern
        from simulation.from_events import recorded_case

        text = self._policies.get(stored.policy)
        if not stored.events or text is None:
            return None
        try:
            policy = self._read.get(stored.policy) or intern(CasePolicy.model_validate_json(text))
            self._read[stored.policy] = policy
            events = [Event.model_validate_json(each) for each in stored.events]
            request = Request.model_validate(stored.received) if stored.received else None
            return recorded_case(stored.reference, policy, events, request)
        except ValueError:
            return None
