"""The case of a second matter is put on record, from the case that holds it and what the pack says of its service."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from activities.classification import unknown_codes
from activities.first_case import FirstCase, first_case, opening_on_record
from activities.records import lookup
from activities.records.store import Records
from models.case.commands import ChangeCalendar
from models.case.events import Assessed, Event, Opened, SplitAsked, SplitOf
from models.case.projection import project
from models.case.state import Reclassification
from models.codes import Effect
from models.intake.request import Request
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack
from models.policy import CasePolicy
from models.triage.assessment import Assessment
from workflows.case.opening import decide_opening
from workflows.case.rules.splitting import second_request
from workflows.ports import OpenSecond, RecordEvents, SecondOnRecord
from workflows.triage.assess import assess


@dataclass(frozen=True)
class Splits:
    """Opens the cases of second matters on record."""

    records: Records
    packs: Mapping[str, Pack]
    announced_since: Callable[[CasePolicy], Iterable[ChangeCalendar]]
    """The changes of the calendars of a policy that are not in it."""

    def opening(self, order: OpenSecond) -> RecordEvents | SecondOnRecord:
        """The opening of a second case, to be put on record; what is there already, or the codes that nobody knows.

        Raises ValueError for another case under its reference, or where nobody asked for it.
        """
        second = order.second
        if before := opening_on_record(self.records, second.reference):
            return _on_record(before, order)
        pack = self.packs.get(order.pack)
        wanted = Reclassification(service=second.service, section=second.section, problem=second.problem)
        if unknown := (order.pack,) if pack is None else unknown_codes(pack, wanted):
            return SecondOnRecord(unknown=unknown)
        first = first_case(self.records, order.reference, upto=second.seq)
        return self._opened(order, self.packs[order.pack], first)

    def _opened(self, order: OpenSecond, pack: Pack, first: FirstCase) -> RecordEvents:
        asked, second, state = first.events[-1], order.second, first.state
        if not isinstance(asked.body, SplitAsked) or asked.body.second != second.reference:
            raise ValueError(f"event {asked.seq} asks for no such case")
        request = second_request(first.request, state, second)
        policy = self._policy(pack, request)
        opened, decided = decide_opening(
            request,
            policy,
            self._assessment(pack, policy, request, order),
            order.at,
            edition=order.edition,
            split_of=SplitOf(reference=order.reference, number=second.number),
            clock_from=state.clock_from,
        )
        return RecordEvents(
            reference=request.reference,
            events=_with_command(decided, asked.signed),
            row=project(opened),
            receipt=opened.opening,
            request=request,
            policy=opened.policy,
        )

    def _policy(self, pack: Pack, request: Request) -> CasePolicy:
        policy = case_policy(pack, request.service, request.seed_kind)
        return policy.after_changes(each.change for each in self.announced_since(policy))

    def _assessment(self, pack: Pack, policy: CasePolicy, request: Request, order: OpenSecond) -> Assessment:
        """What the first stage finds, without what it does: staff looked at the request, so it goes to its team.

        It is neither returned nor merged; open cases that may be about the same are named to the officer.
        """
        calendar, triage = policy.working_calendar, triage_policy(pack, request.service)
        known = lookup.look_up(self.records, request, None, order.at, triage.duplicates).for_first_stage
        alone = known.but(open_duplicates=(), alike=(), beyond=None)
        found = assess(request, alone, triage, calendar, order.at)
        alike = (*known.open_duplicates, *known.alike)
        changes: dict[str, Any] = {"alike": tuple(each for each in alike if each != order.reference)}
        changes |= {"problem": order.second.problem} if order.second.problem else {}
        return found.but(effect=Effect.ROUTE, reply=None, values={}, missing=(), link=None, **changes)


def _with_command(events: Sequence[Event], signed: str | None) -> tuple[Event, ...]:
    """The opening with the command that asked for it: on `assessed`, as `opened` stays in clear."""
    return tuple(event.but(signed=signed) if isinstance(event.body, Assessed) else event for event in events)


def _on_record(events: Sequence[Event], order: OpenSecond) -> SecondOnRecord:
    opened, *others = (event.body for event in events)
    of = opened.split_of if isinstance(opened, Opened) else None
    if of is None or (of.reference, of.number) != (order.reference, order.second.number):
        raise ValueError("another case is on record under the reference of the second one")
    return SecondOnRecord(team=next((each.assessment.team for each in others if isinstance(each, Assessed)), ""))
