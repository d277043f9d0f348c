"""The people, the instants and the policy of the small world."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from models.calendar.change import CalendarChange
from models.calendar.rules import CalendarRules
from models.case.commands import Actor
from models.codes import Action as RungKind
from models.codes import Audience, Channel, ClockKind, DecisionKind, Outcome, PartyKind, Priority, Role, ShareBy
from models.intake.reference import appeal_id, derive_reference
from models.language import Text
from models.policy import (
    AppealPolicy,
    ApprovalStep,
    AskPolicy,
    CasePolicy,
    ConsultationPolicy,
    ExtensionPolicy,
    FollowUpPolicy,
    NoticeRoute,
    Reason,
    ReminderPolicy,
    Rung,
    RungAction,
    SharingPolicy,
    Target,
    WaitPolicy,
    WaitReason,
    terms_of,
    with_calendar,
    with_terms,
)
from models.sharing import TeamRule

REFERENCE, OTHER = "TW-AAAA-AAAA-AAAA-A", "TW-BBBB-BBBB-BBBB-B"
FAULT = "FT-AAAA-AAAA-AAAA-A"
CHANNEL = "portal"
APPEAL = derive_reference(CHANNEL, appeal_id(REFERENCE, 1))
"""The one appeal that there can be: what was appealed is not reopened."""
TEAMS = ("exits", "visits")
OFFICER = Actor(id="officer", role=Role.OFFICER, teams=TEAMS[:1])
COLLEAGUE = Actor(id="colleague", role=Role.OFFICER, teams=TEAMS)
SUPERVISOR = Actor(id="supervisor", role=Role.SUPERVISOR, teams=TEAMS)
STAFF = (OFFICER, COLLEAGUE, SUPERVISOR)
CLERK = Actor(id="clerk", role=Role.OFFICER, teams=TEAMS[1:])
"""Of the other team alone: answers for it what the case waits for."""
DIRECTOR = Actor(id="director", role=Role.DIRECTOR)
"""Of all teams: who appeals for somebody may do so whatever team the closed case was with."""
STAND_IN = OFFICER.in_place_of(SUPERVISOR)
"""The officer, who may act for the supervisor too."""

HOUR = timedelta(hours=1)
INSTANTS = tuple(
    datetime(2026, 1, day, hour, tzinfo=UTC) for day, hour in ((5, 10), (5, 14), (6, 10), (6, 13), (31, 10))
)
"""Two of Monday, two of Tuesday after a night, and the horizon; 4, 8 and 11 working hours after the first."""
HORIZON = len(INSTANTS) - 1

_TITLE = Text(ar="نص", en="text")
_BOTH = (Role.OFFICER, Role.SUPERVISOR)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CALENDAR: dict[str, Any] = {
    "name": "small",
    "version": "1",
    "timezone": "UTC",
    "working_day": timedelta(hours=8),
    "weekly": [{"hours": {day: ["08:00-16:00"] for day in _DAYS}}],
}
_TUESDAY = date(2026, 1, 6)
TUESDAY_CLOSED = CalendarChange.model_validate(
    {"calendar": "small", "version": "2", "closures": [{"id": "storm", "name": "storm", "from_date": _TUESDAY}]}
)
CLOSURE_BEGINS = datetime.combine(_TUESDAY, time(), UTC)
"""Before this instant both calendars count alike."""
POLICY = CasePolicy(
    pack="small",
    version="1",
    service="a_service",
    title=_TITLE,
    calendar=CalendarRules.model_validate(_CALENDAR),
    targets={
        ClockKind.FIRST_RESPONSE: dict.fromkeys(Priority, 4 * HOUR) | {Priority.URGENT: 2 * HOUR},
        ClockKind.RESOLUTION: dict.fromkeys(Priority, 8 * HOUR) | {Priority.URGENT: 4 * HOUR},
    },
    tolerance=timedelta(hours=24),
    ladder=(
        Rung(
            name="half",
            share=0.5,
            actions=(RungAction(action=RungKind.RAISE_PRIORITY, priority=Priority.URGENT),),
        ),
        Rung(
            name="end",
            share=1.0,
            actions=(
                RungAction(action=RungKind.REASSIGN, team=TEAMS[1]),
                RungAction(action=RungKind.HAND_OVER, target=Target(role=Role.SUPERVISOR)),
            ),
        ),
    ),
    approvals=(ApprovalStep(name="review", roles=_BOTH), ApprovalStep(name="second_person", roles=_BOTH)),
    reasons={
        "removed": Reason(title=_TITLE, decisions=(DecisionKind.APPROVE,), outcome=Outcome.OBSTACLE_REMOVED),
        "not_met": Reason(title=_TITLE, decisions=(DecisionKind.REJECT,)),
        "missing": Reason(title=_TITLE, decisions=(DecisionKind.ASK,)),
        "other": Reason(title=_TITLE, decisions=(DecisionKind.REDIRECT,)),
    },
    replies={},
    ask=AskPolicy(limit=8 * HOUR, remind_before=4 * HOUR, max_rounds=1),
    follow_up=FollowUpPolicy(window=8 * HOUR, max_reopens=1, low_rating=2),
    extension=ExtensionPolicy(max_count=1, max_total=2 * HOUR, roles=(Role.SUPERVISOR,)),
    teams=TEAMS,
    authorities=("traffic",),
    documents={"passport": _TITLE},
    fallback=Target(role=Role.MANAGER),
    routes=(
        NoticeRoute(
            on="interim_replied", audience=Audience.BENEFICIARY, channels=(Channel.PORTAL,), template="interim"
        ),
    ),
    waiting=WaitPolicy(
        reasons={
            "elsewhere": WaitReason(parties=(PartyKind.AUTHORITY,), limit=4 * HOUR, pauses=True),
            "ours": WaitReason(parties=(PartyKind.AUTHORITY, PartyKind.TEAM), limit=4 * HOUR),
        },
        max_count=1,
        remind_every=2 * HOUR,
    ),
    consultation=ConsultationPolicy(limit=4 * HOUR, remind_every=2 * HOUR),
    appeal=AppealPolicy(window=4_000 * HOUR),
    reminders=ReminderPolicy(days=1, actions=(RungAction(action=RungKind.INFORM, target=Target(role=Role.DIRECTOR)),)),
    max_splits=1,
    sharing=SharingPolicy(
        teams={TEAMS[1]: TeamRule(by=ShareBy.ROUND_ROBIN)},
        again_after=HOUR,
        nobody_available=(RungAction(action=RungKind.RAISE_PRIORITY, priority=Priority.URGENT),),
    ),
)
OTHER_SERVICE = terms_of(
    POLICY.but(
        service="other_service",
        targets={
            ClockKind.FIRST_RESPONSE: dict.fromkeys(Priority, 4 * HOUR) | {Priority.URGENT: 2 * HOUR},
            ClockKind.RESOLUTION: dict.fromkeys(Priority, 6 * HOUR),
        },
    )
)
"""The service that a request may turn out to be about: with another promise, the same ladder and chain."""
POLICIES = (POLICY, with_calendar(POLICY, TUESDAY_CLOSED.apply(POLICY.calendar)))
"""The policy before and after the change of its calendar: Tuesday is closed."""
CORRECTED = tuple(with_terms(policy, OTHER_SERVICE) for policy in POLICIES)
"""The same under the terms of the other service."""
