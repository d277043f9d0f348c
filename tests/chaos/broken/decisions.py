"""Ways to break what is promised of openings, decisions, appeals, splits, waits, reminders and sharing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chaos.history.log import OPEN, READ
from models.case.commands import BENEFICIARY, SYSTEM
from models.case.events import Appealed, AppealOf, AppealOpened, Assessed, Event, ReminderGiven, SharedOut, SplitOf
from models.codes import Effect, ShareBy
from models.sharing import Colleague
from tests.chaos.breaking import (
    CONFIRMED,
    CONTESTED,
    GIVEN,
    GIVEN_AGAIN,
    GOOD,
    HELPED,
    NEGLECTED,
    OWED,
    SECOND,
    SPLIT,
    UNANSWERED,
    WAITING,
    WITHDRAWN,
    Break,
    also,
    answer,
    case,
    event,
    events,
    forget,
    moved,
    op,
    row,
    the_op,
    without,
    workflow,
)
from tests.chaos.broken.parts import FAIL, FIRST, OK, REQUEST, RUN, UNKNOWN
from tests.chaos.made_up import AT, events_of
from tests.support.simulation import LAYLA, OMAR, SALMA

(FOUND,) = (each.body for each in events_of(GOOD.cases[SECOND]) if isinstance(each.body, Assessed))
RETURNED = FOUND.assessment.but(effect=Effect.RETURN_GUIDANCE)
GIVEN_TO = events_of(GOOD.cases[GIVEN])[2]
assert isinstance(GIVEN_TO.body, SharedOut)
SENT: dict[str, Any] = the_op(OPEN, OK).value["request"]


def appealed(known: list[Event]) -> list[Event]:
    """An appeal against a result that may not be appealed."""
    body = Appealed(number=1, appeal="TW-7K3M-9QXD-2VHA-K", text="x")
    return [*known, Event(seq=len(known) + 1, at=known[-1].at, actor=BENEFICIARY, body=body)]


def told_of_an_appeal(known: list[Event]) -> list[Event]:
    """An appeal whose case is said to be open, and is not there."""
    opened = AppealOpened(appeal="TW-7K3M-9QXD-2VHA-K", team="exit_visas")
    return [*appealed(known), Event(seq=len(known) + 2, at=known[-1].at, actor=SYSTEM, body=opened)]


DECISIONS: dict[str, list[Break]] = {
    "every acknowledged intake has one case": [
        forget(CONTESTED),
        op(OPEN, OK, command_id="open-another"),
        op(OPEN, OK, reference="TW-7K3M-9QXD-2VHA-P", result=UNKNOWN, answer={"queued": True}),
        also(NEGLECTED, 3, like=1),
        case(CONFIRMED, request={**(GOOD.cases[CONFIRMED].request or {}), "source_id": "contested"}),
        workflow(CONTESTED, runs=(RUN, replace(RUN, run_id="other", first_run="other"))),
    ],
    "every reference is that of its request": [
        case(CONTESTED, request={**REQUEST, "source_id": "another"}),
        case(CONTESTED, request={**REQUEST, "received": {**REQUEST["received"], "section": "another"}}),
        case(CONTESTED, request={**REQUEST, "fingerprint": "another"}),
        row(CONTESTED, fingerprint="another"),
        event(CONTESTED, 1, {"fingerprint": "another"}),
        op(OPEN, OK, value={"request": {**SENT, "id": "another"}}),
        op(OPEN, OK, value={"request": {**SENT, "subject_ar": "another"}}),
    ],
    "every intake of a request gets the same receipt": [
        answer(OPEN, OK, due=None),
        case(CONTESTED, request={**REQUEST, "receipt": {**REQUEST["receipt"], "team": "visit_visas"}}),
    ],
    "a round has one final decision": [
        also(CONTESTED, 10, like=9),
        also(CONTESTED, 6, like=9),
        also(UNANSWERED, 7, like=6),
        also(CONTESTED, 11, like=10),
        without(CONTESTED, 6),
        also(WITHDRAWN, 5, like=4),
    ],
    "decisions are linearisable": [
        op("approve", FAIL, result=OK, answer=the_op("approve", OK).answer),
        answer("approve", FAIL, by="salma", at=FIRST.at.isoformat(), outcome="refused"),
        answer("approve", FAIL, 1, by="omar", at=FIRST.at.isoformat(), outcome="refused"),
        op(READ, OK, 0, answer=the_op(READ, OK, 1).answer),
        op(READ, OK, 1, answer=the_op(READ, OK, 0).answer),
    ],
    "a second person confirms": [
        event(CONFIRMED, 5, actor=OMAR),
        event(CONFIRMED, 5, actor=LAYLA),
        event(CONFIRMED, 5, actor=LAYLA.in_place_of(SALMA.but(id=OMAR.id))),
        event(CONFIRMED, 5, actor=OMAR.in_place_of(SALMA)),
        without(CONFIRMED, 4),
    ],
    "every appeal is of a result that may be appealed": [
        events(CONTESTED, appealed),
        events(UNANSWERED, appealed),
    ],
    "every appeal is decided by others": [
        event(WAITING, 1, {"appeal_of": AppealOf(reference=CONTESTED, number=1)}),
    ],
    "both cases say the same of an appeal": [
        events(CONTESTED, told_of_an_appeal),
        event(WAITING, 1, {"appeal_of": AppealOf(reference=CONTESTED, number=1)}),
    ],
    "every split has its second case": [
        forget(SECOND),
        without(SPLIT, 5),
    ],
    "every second case was asked for": [
        forget(SPLIT),
        without(SPLIT, 4, 5),
        event(SPLIT, 4, {"number": 2}),
        event(SPLIT, 4, {"service": "a_service"}),
        event(SECOND, 1, {"clock_from": AT}),
        event(SECOND, 1, {"submitted_at": AT}),
        event(SECOND, 1, {"split_of": SplitOf(reference=SPLIT, number=2)}),
        event(SECOND, 2, {"assessment": RETURNED}),
    ],
    "every wait is one that the policy allows": [
        event(HELPED, 4, {"reason": "weather"}),
        event(HELPED, 4, {"pauses": False}),
        event(HELPED, 4, {"limit": timedelta(hours=29)}),
        event(HELPED, 4, {"limit": timedelta()}),
        event(HELPED, 4, {"party": "exit_visas"}),
        also(HELPED, 10, like=7),
    ],
    "every question has its time and one answer": [
        event(HELPED, 12, {"limit": timedelta(hours=28)}),
        event(HELPED, 12, {"to": "exit_visas"}),
        also(HELPED, 13, like=12),
        also(HELPED, 14, like=13),
    ],
    "whoever owes an answer is waited for by its clock": [without(HELPED, 9), event(HELPED, 4, {"party": ""})],
    "a beneficiary reminds once in so many days": [
        moved(HELPED, 10, days=-3),
        also(HELPED, 12, like=10),
        also(NEGLECTED, 3, like=2, body=ReminderGiven(number=1)),
    ],
    "every case is given by the rule of its team": [
        also(CONTESTED, 3, like=2, body=GIVEN_TO.body),
        event(GIVEN, 3, {"team": "visit_visas"}),
        event(GIVEN, 3, {"step": "review"}),
        event(GIVEN, 3, {"by": ShareBy.ROUND_ROBIN}),
        event(GIVEN, 3, {"to": OMAR}),
        event(GIVEN, 3, {"to": LAYLA.in_place_of(SALMA)}),
        event(GIVEN, 3, {"among": ()}),
        event(GIVEN_AGAIN, 5, {"to": SALMA, "among": (Colleague(id=SALMA.id),)}),
        also(GIVEN, 4, like=3),
        also(OWED, 5, like=3),
        event(OWED, 3, {"among": GIVEN_TO.body.among}),
    ],
    "nobody is given more than the capacity of the team": [
        event(GIVEN_AGAIN, 5, {"to": LAYLA}),
        event(GIVEN, 3, {"to": OMAR}),
    ],
    "what is owed to somebody is given or a rung": [without(OWED, 3, 4), without(GIVEN, 3), without(GIVEN_AGAIN, 5)],
}
