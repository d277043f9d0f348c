"""The cases of a log as recorded cases: what its lines mean is asked of each case as it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from models.case.state import CaseState
from models.packs.pack import Pack
from simulation.logs.mapping import LogMapping
from simulation.logs.meaning import EventRule, rule_for
from simulation.logs.reading import LogCase, LogEvent, opening_of, request_of
from simulation.recorded import Order, PastCase


@dataclass(frozen=True, slots=True)
class LogAct:
    """An event of a log: the commands that follow from it where the case stands as its mapping says."""

    at: datetime
    event: LogEvent
    rule: EventRule
    mapping: LogMapping

    def orders(self, state: CaseState) -> Iterator[Order]:
        """Those of its rule that fit; all are asked of the case as it stood before the first of them."""
        for given in self.rule.commands:
            if given.fits(state.stage, state.proposal):
                name = f"{self.event.case}.{self.event.place}.{given.kind}"
                yield Order(given.command(name, self.mapping.actor(given.by)))


def recorded(case: LogCase, mapping: LogMapping, pack: Pack, over: datetime | None = None) -> PastCase:
    """A case of a log; `over` is when the log ends. Raises InvalidRequest, InvalidMapping."""
    request = request_of(case, mapping, pack, case.arrived)
    return PastCase(
        name=case.id,
        reference=request.reference,
        opened_at=max(opening_of(case).at, request.submitted_at),
        request=request,
        service=request.service,
        acts=tuple(_acts(case, mapping, over)),
        due=_due(case, mapping),
        ended=case.ended,
    )


def _due(case: LogCase, mapping: LogMapping) -> datetime | None:
    """The log's own due instant; where its dates are days, the end of the local day."""
    if case.due is None or mapping.columns.due_as == "instant":
        return case.due
    day = case.due.astimezone(mapping.reading.where).date()
    return datetime.combine(day, time.max, mapping.reading.where)


def _acts(case: LogCase, mapping: LogMapping, over: datetime | None) -> Iterator[LogAct]:
    rules: Iterable[tuple[LogEvent, EventRule | None]] = (
        (event, rule_for(mapping.events, event.activity)) for event in case.events
    )
    for event, rule in rules:
        if rule and rule.commands:
            yield LogAct(event.at, event, rule, mapping)
    if case.events and over:
        last = case.events[-1]
        rule = rule_for(mapping.at_the_end, last.activity)
        if rule and rule.commands:
            yield LogAct(over, LogEvent(over, case.id, last.place + 1, last.activity), rule, mapping)
