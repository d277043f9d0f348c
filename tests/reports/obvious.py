"""The indicators computed slowly and plainly from the events of simulated cases, one after another.

Nothing here knows the occurrences: each indicator looks at every event of every case, with the states before and after
it folded anew from the first event.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from models.case.clock import Clock
from models.case.state import CaseState
from models.codes import STAFF_ROLES, ClockKind, Stage
from tests.support.simulation import Case, policy_of
from workflows.case.evolve import fold

OPEN = [stage for stage in Stage if stage not in (Stage.RESOLVED, Stage.CLOSED)]


class Moment(NamedTuple):
    """One event of a case, by its type and fields, with all that was before it."""

    case: Case
    place: int
    type: str
    body: Any
    at: datetime
    before: CaseState
    after: CaseState

    @property
    def by_hand(self) -> bool:
        """Whether staff had acted by then."""
        return any(each.actor.role in STAFF_ROLES for each in self.case.events[: self.place + 1])

    @property
    def undone_by_hand(self) -> bool:
        """Of a reopening: whether staff had acted by the decision before it."""
        earlier = [place for place in range(self.place) if self.case.events[place].body.type == "resolved"]
        return any(each.actor.role in STAFF_ROLES for each in self.case.events[: earlier[-1] + 1])

    @property
    def entered(self) -> datetime:
        """Since when the case was in the stage it was in before."""
        place = self.place
        while place > 0 and _state(self.case, place - 1).stage is self.before.stage:
            place -= 1
        return self.case.events[max(place - 1, 0)].at


def _state(case: Case, count: int) -> CaseState:
    """The state after so many events."""
    return fold(CaseState(reference=case.state.reference, policy=policy_of(case)), case.events[:count])


def moments(cases: Sequence[Case], since: datetime, until: datetime) -> list[Moment]:
    """All that happened in a period."""
    return [
        Moment(case, place, event.body.type, event.body, event.at, _state(case, place), _state(case, place + 1))
        for case in cases
        for place, event in enumerate(case.events)
        if since <= event.at < until
    ]


def of(found: Sequence[Moment], kind: str, meets: Callable[[Moment], bool] = lambda _: True) -> list[Moment]:
    """The events of one type that meet a condition."""
    return [each for each in found if each.type == kind and meets(each)]


def ended(found: Sequence[Moment]) -> list[Moment]:
    """The closings of cases that had no decision then."""
    return of(found, "closed", lambda each: each.before.stage is not Stage.RESOLVED)


def left(found: Sequence[Moment], *stages: Stage) -> list[Moment]:
    """The events by which a stage was left."""
    return [each for each in found if each.before.stage in stages and each.after.stage is not each.before.stage]


def responded(found: Sequence[Moment]) -> list[Moment]:
    """The events by which the clock of the first response was stopped, by whoever acted or decided."""
    return [each for each in found if _stops_response(each)]


def _stops_response(each: Moment) -> bool:
    if each.type in ("closed", "reopened") or ClockKind.FIRST_RESPONSE not in each.before.clocks:
        return False
    stopped = (state.clocks[ClockKind.FIRST_RESPONSE].stopped_at for state in (each.before, each.after))
    return next(stopped) is None and next(stopped) is not None


def shares(found: Sequence[Moment]) -> dict[str, tuple[int, int]]:
    """Of each indicator that is a share: how many, and of how many."""
    opened, decided, closings = of(found, "assessed"), of(found, "resolved"), ended(found)
    reopened, proposed, closed = of(found, "reopened"), of(found, "proposed"), of(found, "closed")
    rated, notices = of(found, "rated"), [*of(found, "notice_sent"), *of(found, "notice_failed")]
    out = [*decided, *closings]
    answered = responded(found)
    hits: dict[str, tuple[list[Moment], list[Moment]]] = {
        "flow_ratio": (out, opened),
        "reopen_rate": (reopened, decided),
        "untouched": ([each for each in out if not each.by_hand], out),
        "untouched_reopened": (
            [each for each in reopened if not each.undone_by_hand],
            [each for each in decided if not each.by_hand],
        ),
        "in_time": ([each for each in decided if each.body.in_time], decided),
        "response_in_time": (
            [each for each in answered if not each.after.clocks[ClockKind.FIRST_RESPONSE].breached],
            answered,
        ),
        "retry_failed": (
            [each for each in reopened if each.body.cause == "retry_failed"],
            [each for each in decided if each.body.outcome == "obstacle_removed"],
        ),
        "sent_back": (of(found, "sent_back"), proposed),
        "returned_once": ([each for each in decided if each.before.asked == 1], decided),
        "returned_more": ([each for each in decided if each.before.asked > 1], decided),
        "rated_low": ([each for each in rated if each.body.score <= 2], rated),
        "rated_high": ([each for each in rated if each.body.score >= 4], rated),
        "rating_response": ([each for each in closed if each.before.rating], closed),
        "notices_delivered": (of(found, "notice_sent"), notices),
    }
    for effect in ("route", "return_completion", "return_guidance", "merge_duplicate", "link_and_escalate"):
        hits[f"first_stage_{effect}"] = ([each for each in opened if each.body.assessment.effect == effect], opened)
    for outcome in ("done", "obstacle_removed", "answered", "refused", "redirected"):
        hits[f"outcome_{outcome}"] = ([each for each in decided if each.body.outcome == outcome], decided)
    return {code: (len(these), len(all_)) for code, (these, all_) in hits.items()}


def counts(found: Sequence[Moment]) -> dict[str, int]:
    """Each indicator that is a number of events."""
    returned = [*of(found, "asked"), *of(found, "assessed", lambda each: each.after.round > 0)]
    events = {
        "opened": of(found, "assessed"),
        "imported": [],
        "decided": of(found, "resolved"),
        "ended": ended(found),
        "closed": of(found, "closed"),
        "reopened": of(found, "reopened"),
        "decided_late": of(found, "resolved", lambda each: not each.body.in_time),
        "breaches": of(found, "breached", lambda each: each.body.clock == "resolution"),
        "response_breaches": of(found, "breached", lambda each: each.body.clock == "first_response"),
        "rungs": of(found, "rung_reached"),
        "escalated": of(found, "escalated", lambda each: each.body.awaits_people),
        "nobody_found": of(found, "escalated", lambda each: each.body.fallback),
        "extended": of(found, "extended"),
        "reopened_low_rating": of(found, "reopened", lambda each: each.body.cause == "low_rating"),
        "appealed": of(found, "appealed"),
        "taken": [*of(found, "claimed"), *of(found, "assigned")],
        "released": of(found, "released"),
        "redirected": of(found, "redirected"),
        "proposed": of(found, "proposed"),
        "consulted": of(found, "consultation_answered"),
        "third_party_waits": left(found, Stage.AWAITING_THIRD_PARTY),
        "reclassified": of(found, "reclassified"),
        "split": of(found, "split_off"),
        "interim_replied": of(found, "interim_replied"),
        "returned": returned,
        "returned_by_hand": of(found, "asked"),
        "reminders": of(found, "reminder_given"),
        "rated": of(found, "rated"),
        "commented": of(found, "rated", lambda each: each.body.comment is not None),
        "notices": of(found, "notice_sent"),
        "rating_1": of(found, "rated", lambda each: each.body.score == 1),
        "rating_2": of(found, "rated", lambda each: each.body.score == 2),
        "rating_3": of(found, "rated", lambda each: each.body.score == 3),
        "rating_4": of(found, "rated", lambda each: each.body.score == 4),
        "rating_5": of(found, "rated", lambda each: each.body.score == 5),
        **{
            f"ended_{outcome}": [each for each in ended(found) if each.body.outcome == outcome]
            for outcome in ("no_reply", "withdrawn", "merged")
        },
    }
    return {code: len(these) for code, these in events.items()}


def means(found: Sequence[Moment]) -> dict[str, list[int]]:
    """The numbers of which an indicator is the mean."""
    return {
        "rounds": [each.before.asked for each in of(found, "resolved")],
        "rating": [each.body.score for each in of(found, "rated")],
    }


def times(found: Sequence[Moment]) -> dict[str, list[tuple[int, int]]]:
    """Of each time that is measured: seconds of working time and of all time, of each that had it."""
    return {
        "response": [_clock(each, each.after.clocks[ClockKind.FIRST_RESPONSE]) for each in responded(found)],
        "outcome": [_clock(each, each.after.clocks[ClockKind.RESOLUTION]) for each in of(found, "resolved")],
        "unassigned": list(_stays(left(found, Stage.QUEUED))),
        "review": list(_stays(left(found, Stage.IN_REVIEW, Stage.REPLIED))),
        "second_person": list(_stays(left(found, Stage.AWAITING_APPROVAL))),
        "beneficiary": list(_stays(left(found, Stage.AWAITING_BENEFICIARY))),
        "third_party": list(_stays(left(found, Stage.AWAITING_THIRD_PARTY))),
        "consultation": [_answer(each) for each in of(found, "consultation_answered")],
    }


def late_time(found: Sequence[Moment]) -> dict[Stage, int]:
    """Seconds of working time in each stage before the late decisions, since the opening or the last reopening."""
    spent: dict[Stage, int] = {}
    for decision in of(found, "resolved", lambda each: not each.body.in_time):
        events = decision.case.events
        reopened = [place for place in range(decision.place) if events[place].body.type == "reopened"]
        first = reopened[-1] if reopened else 0
        for stage, seconds in _stages(decision.case, first, decision.place):
            spent[stage] = spent.get(stage, 0) + seconds
    return spent


def _stages(case: Case, first: int, last: int) -> Iterator[tuple[Stage, int]]:
    """The stages that were left after one event up to another, each with whole seconds of working time in it."""
    since = case.events[first].at
    for place in range(first + 1, last + 1):
        before, after = _state(case, place), _state(case, place + 1)
        if before.stage is after.stage:
            continue
        at = case.events[place].at
        if before.stage is not Stage.RECEIVED:
            yield before.stage, int(before.rules.working_calendar.between(since, at).total_seconds())
        since = at


def _answer(each: Moment) -> tuple[int, int]:
    """Of an answer to a consultation: the time since the last question, by the calendar that the answer was due by."""
    events = each.case.events[: each.place]
    asked = [event.at for event in events if event.body.type == "consulted"][-1]
    clock = each.after.clocks[ClockKind.CONSULTATION]
    working = each.after.time_of(clock).between(asked, each.at)
    return int(working.total_seconds()), int((each.at - asked).total_seconds())


def _clock(each: Moment, clock: Clock) -> tuple[int, int]:
    working = sum(segment.used.total_seconds() for segment in clock.segments)
    return int(working), int((each.at - clock.started_at).total_seconds())


def _stays(found: Sequence[Moment]) -> Iterator[tuple[int, int]]:
    for each in found:
        worked = each.before.rules.working_calendar.between(each.entered, each.at)
        yield int(worked.total_seconds()), int((each.at - each.entered).total_seconds())


def percentile(numbers: Sequence[float], share: float) -> float | None:
    """The value below which a share of them lies, on the line between its neighbours."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
