"""Simulation of a case without a server: the pure core, driven by a test in simulated time."""

import tomllib
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from models.calendar.rules import CalendarRules
from models.case.commands import BENEFICIARY, COMMAND, SYSTEM, Actor
from models.case.edition import NEWEST
from models.case.events import Assessed, Event, NoticeSent, NotSplit, Opened, Reclassified, RungReached, SplitOff
from models.case.state import CaseState, Refusal
from models.codes import (
    Action,
    Audience,
    Channel,
    ClockKind,
    DecisionKind,
    Effect,
    Outcome,
    PartyKind,
    Priority,
    RefusalCode,
    Role,
)
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
    Target,
    WaitPolicy,
    WaitReason,
    terms_of,
)
from models.triage.assessment import Assessment
from settings import PROJECT
from workflows.case.deadlines import carry_out, next_wake, settle
from workflows.case.decide import decide
from workflows.case.evolve import evolve, fold
from workflows.case.sharing.choosing import PossibleHolder, choose
from workflows.case.sharing.giving import given
from workflows.case.sharing.work import demand_of, work_of

Kind = TypeVar("Kind")

RIYADH = ZoneInfo("Asia/Riyadh")
HOUR = timedelta(hours=1)
DAY = 7 * HOUR
"""A working day of the calendar: 07:30 to 14:30."""

OMAR = Actor(id="omar", role=Role.OFFICER, teams=("exit_visas",))
LAYLA = Actor(id="layla", role=Role.OFFICER, teams=("exit_visas",))
SALMA = Actor(id="salma", role=Role.SUPERVISOR, teams=("exit_visas",))
STRANGER = Actor(id="badr", role=Role.OFFICER, teams=("visit_visas",))
DIRECTOR = Actor(id="dana", role=Role.DIRECTOR)


def riyadh(text: str) -> datetime:
    """An instant written in local time, as `2026-01-06 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=RIYADH).astimezone(UTC)


def calendar_rules() -> CalendarRules:
    """The passports calendar of the project."""
    return CalendarRules.model_validate(tomllib.loads((PROJECT / "policies/passports/calendar.toml").read_text()))


def policy(**changes: Any) -> CasePolicy:
    """A small policy: 49 working hours to resolve, 7 to respond, three rungs, one approval step."""
    text = Text(ar="نص {reference}", en="text {reference}")
    plain = Text(ar="نص", en="text")
    values: dict[str, Any] = {
        "pack": "test",
        "version": "1",
        "service": "a_service",
        "title": plain,
        "calendar": calendar_rules(),
        "targets": {
            ClockKind.FIRST_RESPONSE: dict.fromkeys(Priority, DAY),
            ClockKind.RESOLUTION: dict.fromkeys(Priority, 7 * DAY) | {Priority.URGENT: 2 * DAY},
        },
        "tolerance": timedelta(hours=24),
        "ladder": (
            Rung(name="half", share=0.5, actions=(_notify(Role.OFFICER),)),
            Rung(name="four_fifths", share=0.8, actions=(_notify(Role.SUPERVISOR),)),
            Rung(name="breach", share=1.0, actions=(_notify(Role.DIRECTOR), _raise(Priority.HIGH))),
            Rung(name="wait_late", clock=ClockKind.THIRD_PARTY, share=0.75, actions=(_notify(Role.SUPERVISOR),)),
            Rung(name="answer_late", clock=ClockKind.CONSULTATION, share=1.0, actions=(_notify(Role.SUPERVISOR),)),
        ),
        "approvals": (ApprovalStep(name="review", roles=(Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR)),),
        "reasons": {
            "note_removed": Reason(title=plain, decisions=(DecisionKind.APPROVE,), outcome=Outcome.OBSTACLE_REMOVED),
            "window_passed": Reason(title=plain, decisions=(DecisionKind.REJECT,), outcome=Outcome.REFUSED),
            "documents_missing": Reason(title=plain, decisions=(DecisionKind.ASK,)),
            "other_team": Reason(title=plain, decisions=(DecisionKind.REDIRECT,)),
        },
        "replies": {"resolved": text},
        "ask": AskPolicy(limit=3 * DAY, remind_before=DAY, max_rounds=2),
        "follow_up": FollowUpPolicy(window=10 * DAY, max_reopens=2, low_rating=2),
        "extension": ExtensionPolicy(max_count=2, max_total=4 * DAY, roles=(Role.SUPERVISOR, Role.DIRECTOR)),
        "teams": ("exit_visas", "visit_visas"),
        "authorities": ("traffic",),
        "documents": {"passport_copy": plain, "receipt": plain, "photo": plain},
        "vendors": ("gateway",),
        "waiting": WaitPolicy(
            reasons={
                "verification": WaitReason(parties=(PartyKind.AUTHORITY,), limit=4 * DAY, pauses=True),
                "fault_repair": WaitReason(parties=(PartyKind.VENDOR, PartyKind.TEAM), limit=2 * DAY),
            },
            max_count=2,
            remind_every=DAY,
        ),
        "consultation": ConsultationPolicy(limit=2 * DAY, remind_every=DAY),
        "appeal": AppealPolicy(window=20 * DAY),
        "checklist": {"passport_copy": ("*passport*",), "receipt": ("receipt", "*invoice*")},
        "reminders": ReminderPolicy(days=3, actions=(_notify(Role.SUPERVISOR), _raise(Priority.HIGH))),
        "fallback": Target(role=Role.MANAGER),
        "routes": (
            NoticeRoute(on="resolved", audience=Audience.BENEFICIARY, channels=(Channel.SMS,), template="result"),
            NoticeRoute(
                on="interim_replied", audience=Audience.BENEFICIARY, channels=(Channel.SMS,), template="interim"
            ),
        ),
    }
    return CasePolicy(**(values | changes))


TWO_STEPS = (
    ApprovalStep(name="review", roles=(Role.OFFICER, Role.SUPERVISOR)),
    ApprovalStep(name="second_person", roles=(Role.SUPERVISOR, Role.DIRECTOR)),
)


class Case:
    """One case in simulated time: `at` moves the time, `do` gives commands."""

    def __init__(
        self,
        opened: str = "2026-01-06 09:00",
        submitted: str | None = None,
        effect: Effect = Effect.ROUTE,
        priority: Priority = Priority.NORMAL,
        due_cap: datetime | None = None,
        edition: int = NEWEST,
        provided: tuple[str, ...] = (),
        missing: tuple[str, ...] = (),
        **changes: Any,
    ) -> None:
        self.now = riyadh(opened)
        self.events: list[Event] = []
        rules = policy(**changes)
        self.state = CaseState(reference="TW-TEST-TEST-TEST-0", policy=rules)
        self.opened_under = rules
        submitted_at = riyadh(submitted) if submitted else self.now
        start = submitted_at if self.now - rules.tolerance <= submitted_at <= self.now else self.now
        opening = Opened(
            fingerprint="f",
            submitted_at=submitted_at,
            clock_from=start,
            channel="absher_individuals",
            applicant_type="resident",
            language="ar",
            service=rules.service,
            policy=rules.digest,
            edition=edition,
            provided=provided,
        )
        assessment = Assessment(
            effect=effect,
            team="exit_visas",
            priority=priority,
            problem="technical_error",
            due_cap=due_cap,
            missing=missing,
        )
        self._note(opening, Assessed(assessment=assessment))

    def at(self, text: str) -> "Case":
        """Move the time to an instant; everything that falls due before happens when it falls due."""
        return self.until(riyadh(text))

    def until(self, instant: datetime) -> "Case":
        """Like `at`, with an instant."""
        while (wake := next_wake(self.state)) is not None and wake <= instant:
            self.now = max(wake, self.now)
            self._take(settle(self.state, self.now)[1])
            self.find_people()
        self.now = instant
        return self

    def outage_until(self, text: str) -> "Case":
        """Move the time without any worker: nothing happens."""
        self.now = riyadh(text)
        return self

    def wake(self, *people: Actor, fallback: bool = False) -> "Case":
        """Apply everything that fell due, as a worker does first after an outage."""
        self._take(settle(self.state, self.now)[1])
        self.find_people(*people, fallback=fallback)
        return self

    def do(self, kind: str, actor: Actor = OMAR, **fields: Any) -> Refusal | tuple[Event, ...]:
        """Give a command; returns the refusal or the events."""
        fields.setdefault("command_id", f"command-{len(self.events)}-{kind}")
        command = COMMAND.validate_python({"kind": kind, "actor": actor, **fields})
        verdict = decide(self.state, command, self.now)
        if not isinstance(verdict, Refusal):
            self._take(verdict)
        return verdict

    def claim(self, actor: Actor = OMAR) -> "Case":
        """The officer takes the case."""
        assert not isinstance(self.do("claim", actor), Refusal)
        return self

    def approve(self, actor: Actor = OMAR, **fields: Any) -> Refusal | tuple[Event, ...]:
        """An approve with everything it needs."""
        return self.do("approve", actor, **({"reason": "note_removed", "reply": {"text": "تمت المعالجة"}} | fields))

    def reject(self, actor: Actor = OMAR, **fields: Any) -> Refusal | tuple[Event, ...]:
        """A reject with everything it needs."""
        return self.do("reject", actor, **({"reason": "window_passed", "reply": {"text": "تعذر"}} | fields))

    def ask(self, actor: Actor = OMAR, **fields: Any) -> Refusal | tuple[Event, ...]:
        """Return the case for a document."""
        needed = {"reason": "documents_missing", "reply": {"text": "نأمل إرفاق"}, "documents": ("passport_copy",)}
        return self.do("ask", actor, **(needed | fields))

    def answer(self) -> "Case":
        """The beneficiary replies."""
        assert not isinstance(self.do("reply", BENEFICIARY, text="مرفق"), Refusal)
        return self

    def classified(self, **changes: Any) -> "Case":
        """What the pack answers to a correction of the classification; `changes` are of the terms of the service."""
        wanted = self.state.reclassification
        assert wanted
        assessment, provided = changes.pop("assessment", None), changes.pop("provided", ())
        terms = terms_of(self.state.rules.but(service=wanted.service, **changes)) if wanted.service else None
        given = wanted.model_dump(include={"service", "section", "problem"})
        self._note(Reclassified(**given, terms=terms, assessment=assessment, provided=provided))
        return self

    def second_opened(self, unknown: tuple[str, ...] = ()) -> "Case":
        """What comes of the case of a second matter."""
        second = self.state.pending_split
        assert second
        opened = SplitOff(second=second.reference, service=second.service, team="visit_visas")
        self._note(NotSplit(unknown=unknown) if unknown else opened)
        return self

    def find_people(self, *people: Actor, fallback: bool = False) -> None:
        """Answer every search for staff that is in flight."""
        while self.state.pending:
            self._note(carry_out(self.state.pending[0], people or (SALMA,), fallback))

    def share(self, *candidates: PossibleHolder) -> "Case":
        """Give the case to one of the candidates, as the rule of its team says; once, if it is to be given."""
        work = work_of(self.state)
        if work and self.state.sharing:
            self._note(*given(self.state, choose(demand_of(self.state, work), candidates)))
        return self

    def deliver(self) -> None:
        """Mark all notices of the outbox as sent."""
        for notice in self.state.outbox:
            self._note(NoticeSent(key=notice.key, channel=notice.channel, about_notice=notice.about_notice))

    def types(self) -> list[str]:
        """The types of the events, in order."""
        return [event.body.type for event in self.events]

    def of(self, kind: str) -> list[Event]:
        """The events of one type."""
        return [event for event in self.events if event.body.type == kind]

    def bodies(self, kind: type[Kind]) -> list[Kind]:
        """The bodies of the events of one type."""
        return [event.body for event in self.events if isinstance(event.body, kind)]

    def rungs(self) -> list[str]:
        """The rungs reached, in order."""
        return [reached.rung for reached in self.bodies(RungReached)]

    def due(self, kind: ClockKind = ClockKind.RESOLUTION) -> datetime | None:
        """The due instant of a clock."""
        clock = self.state.clocks[kind]
        return clock.due(self.state.time_of(clock))

    def left(self, kind: ClockKind = ClockKind.RESOLUTION) -> timedelta:
        """The working time left."""
        clock = self.state.clocks[kind]
        return clock.left(self.now, self.state.time_of(clock))

    def _note(self, *bodies: Any) -> None:
        for body in bodies:
            self._take((Event(seq=self.state.seq + 1, at=self.now, actor=SYSTEM, body=body),))

    def _take(self, events: tuple[Event, ...]) -> None:
        self.events.extend(events)
        self.state = fold(self.state, events)


def code(verdict: Refusal | tuple[Event, ...]) -> RefusalCode:
    """The code of a refusal. Fails when the command was accepted."""
    assert isinstance(verdict, Refusal), verdict
    return verdict.code


def replay(case: Case) -> CaseState:
    """The state folded again from nothing but the policy and the events."""
    state = CaseState(reference=case.state.reference, policy=policy_of(case))
    for event in case.events:
        state = evolve(state, event)
    return state


def policy_of(case: Case) -> CasePolicy:
    """The policy the case was opened under."""
    return case.opened_under


def _notify(role: Role) -> RungAction:
    return RungAction(action=Action.NOTIFY, target=Target(role=role))


def _raise(priority: Priority) -> RungAction:
    return RungAction(action=Action.RAISE_PRIORITY, priority=priority)
