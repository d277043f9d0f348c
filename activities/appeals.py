"""The case of an appeal is put on record, from the case whose result is appealed and what the pack says of appeals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from activities.first_case import FirstCase, first_case, opening_on_record
from activities.records.store import Records
from models.case.commands import ChangeCalendar
from models.case.events import Appealed, AppealOf, Assessed, Event, Opened
from models.case.projection import project
from models.case.state import CaseState
from models.codes import Effect, Priority
from models.packs.derive import appeal_policy
from models.packs.pack import Pack
from models.policy import CasePolicy
from models.triage.assessment import Assessment
from workflows.case.opening import appeal_request, decide_opening
from workflows.case.rules.deciders import levels_above, people_who_took_part, teams_apart
from workflows.ports import AppealOnRecord, OpenAppeal, RecordEvents


@dataclass(frozen=True)
class AppealCases:
    """Opens the cases of appeals on record."""

    records: Records
    packs: Mapping[str, Pack]
    announced_since: Callable[[CasePolicy], Iterable[ChangeCalendar]]
    """The changes of the calendars of a policy that are not in it."""

    def opening(self, order: OpenAppeal) -> RecordEvents | AppealOnRecord:
        """The opening of an appeal, to be put on record; of one that is there already with which team it was opened.

        Raises ValueError for another case under its reference, LookupError where the pack has no appeals any more.
        """
        if before := opening_on_record(self.records, order.appeal):
            return _on_record(before, order)
        return self._opened(order, first_case(self.records, order.reference, upto=order.seq))

    def _opened(self, order: OpenAppeal, first: FirstCase) -> RecordEvents:
        raised, state = first.events[-1], first.state
        if not isinstance(raised.body, Appealed) or raised.body.appeal != order.appeal:
            raise ValueError(f"event {raised.seq} raises no such appeal")
        request, policy = appeal_request(first.request, state, raised.body, order.at), self._policy(first)
        opened, decided = decide_opening(
            request,
            policy,
            self._assessment(state),
            order.at,
            edition=order.edition,
            appeal_of=self._about(first, raised.body, policy),
        )
        return RecordEvents(
            reference=request.reference,
            events=(decided[0].but(signed=raised.signed), *decided[1:]),
            row=project(opened),
            receipt=opened.opening,
            request=request,
            policy=opened.policy,
        )

    def _policy(self, first: FirstCase) -> CasePolicy:
        pack = self.packs[first.state.rules.pack]
        policy = appeal_policy(pack, first.state.service, first.request.seed_kind)
        changes = (each.change for each in self.announced_since(policy))
        return policy.after_changes(changes)

    def _assessment(self, state: CaseState) -> Assessment:
        """No rule of the first stage is asked: an appeal goes to whom the pack names, else to the team of the case."""
        appeals = self.packs[state.rules.pack].appeals
        team = appeals.team if appeals and appeals.team else state.team
        return Assessment(effect=Effect.ROUTE, team=team or "", priority=Priority.NORMAL, problem=state.problem)

    def _about(self, first: FirstCase, raised: Appealed, policy: CasePolicy) -> AppealOf:
        """What the appeal is about; whoever took part in a case that this one is an appeal against, too."""
        state, terms = first.state, self.packs[first.state.rules.pack].appeals
        earlier = state.appeal_of.took_part if state.appeal_of else ()
        people = {*earlier, *people_who_took_part(first.events)}
        own = terms.team if terms else None
        return AppealOf(
            reference=state.reference,
            number=raised.number,
            took_part=tuple(sorted(people)),
            levels=levels_above(terms.levels if terms else (), policy.approvals, first.events),
            apart=teams_apart(own, policy.approvals, state.rules.approvals, first.events),
        )


def _on_record(events: Sequence[Event], order: OpenAppeal) -> AppealOnRecord:
    opened = events[0].body
    if not isinstance(opened, Opened) or not opened.appeal_of or opened.appeal_of.reference != order.reference:
        raise ValueError("another case is on record under the reference of the appeal")
    teams = (each.body.assessment.team for each in events if isinstance(each.body, Assessed))
    return AppealOnRecord(team=next(teams, None))
