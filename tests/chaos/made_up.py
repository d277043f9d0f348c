"""Made-up evidence: the logs, records, histories and messages of simulated cases in which every promise holds."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate, count
from typing import Any

from pydantic_core import to_json
from standardwebhooks.webhooks import Webhook

from activities.records.sealed import event_bytes
from chaos.checks.invariants import coverage
from chaos.faults.nemesis import FaultKind, InjectedFault
from chaos.history.evidence import Accepted, Evidence, RecordedCase, Replayed, Run, Signal, Workflow
from chaos.history.log import OPEN, READ, Op, Result
from models.calendar.change import CalendarChange
from models.calendar.rules import Closure, ClosureStatus
from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.case.events import Body, Event, NoticeFailed, NoticeSent, Opened, SignalRefused, SplitOf, SplitOff
from models.case.projection import project
from models.case.state import CaseState, Notice, Refusal
from models.case.views import view
from models.codes import Action, Audience, Channel, Priority, RefusalCode, ShareBy, Stage
from models.intake.reference import split_id
from models.intake.request import NOT_INPUT, Request, read_request
from models.policy import CasePolicy, NoticeRoute, QuietHours, RungAction, SharingPolicy
from models.sharing import Colleague, TeamRule
from tests.chaos.made_up_packs import PACKS
from tests.support.database import case_of
from tests.support.requests import wire_request
from tests.support.simulation import LAYLA, OMAR, SALMA, STRANGER, TWO_STEPS, Case, riyadh
from workflows.case.evolve import evolve, fold
from workflows.case.sharing.choosing import PossibleHolder

AT = riyadh("2026-01-26 10:00")
"""When the evidence is collected."""
COMPONENTS = ("worker", "temporal", "postgres", "client")
_APPROVAL = {"reason": "note_removed", "reply": {"text": "تمت المعالجة"}}
_SECONDS = count(1)
_REACHED_BY = {Channel.SMS: "+966512340072", Channel.PORTAL: "absher_individuals:withdrawn"}
"""Where the beneficiary of each made-up case is reached; by the portal only one of them is."""
SECRET = "whsec_" + "c2VjcmV0" * 4
QUEUED = Signal("command", {"kind": "reject", "command_id": "queued-reject", "actor": {"id": "layla"}})
"""The signal that the contested case refused."""


@dataclass
class Story:
    """A simulated case with the operations of its clients, each of which takes half a second."""

    request: Request
    case: Case
    policy: CasePolicy
    operations: list[Op] = field(default_factory=list)

    @classmethod
    def begin(cls, source_id: str, **changes: Any) -> "Story":
        """A case that was opened in the morning, with its receipt."""
        sample = wire_request(
            id=source_id, service=changes.get("service", "a_service"), applicant__mobile=_REACHED_BY[Channel.SMS]
        )
        sent = {name: value for name, value in sample.items() if name not in NOT_INPUT}
        asked = read_request(sent)
        case = case_of(asked, **changes)
        _file(case, asked)
        story = cls(asked, case, case.state.rules)
        opening = story.case.state.receipt(opening=True)
        story.case.state = story.case.state.but(opening=opening)
        answer = opening.model_dump(mode="json")
        return story.note(OPEN, "beneficiary", f"open-{asked.fingerprint}", Result.OK, answer, request=sent)

    @property
    def reference(self) -> str:
        return self.case.state.reference

    def at(self, text: str) -> "Story":
        """Let time pass; the notices that are due are sent."""
        self.case.at(text)
        due = [notice for notice in self.case.state.outbox if notice.not_before <= self.case.now]
        return self.happens(
            *(NoticeSent(key=notice.key, channel=notice.channel, about_notice=notice.about_notice) for notice in due)
        )

    def do(self, kind: str, actor: Actor = OMAR, **fields: Any) -> "Story":
        """Give a command, and log its answer."""
        command_id = fields.setdefault("command_id", f"{self.request.id}-{kind}-{next(_SECONDS)}")
        verdict = self.case.do(kind, actor, **(_APPROVAL if kind == "approve" else {}) | fields)
        if isinstance(verdict, Refusal):
            return self.note(kind, actor.id, command_id, Result.FAIL, verdict.model_dump(mode="json"))
        receipt = self.case.state.answers.get(command_id) or self.case.state.receipt()
        return self.note(kind, actor.id, command_id, Result.OK, receipt.model_dump(mode="json"))

    def read(self) -> "Story":
        """Read the case, and log the answer."""
        answer = project(self.case.state).model_dump(mode="json", include={"seq", "stage", "outcome"})
        return self.note(READ, "layla", f"look-{next(_SECONDS)}", Result.OK, answer)

    def note(
        self,
        kind: str,
        actor: str,
        command_id: str,
        result: Result,
        answer: dict[str, Any] | None = None,
        **value: Any,
    ) -> "Story":
        """Log an operation with its answer; one without an answer never returned."""
        begun = float(next(_SECONDS))
        self.operations.append(
            Op(
                id=f"op-{begun}",
                client="client-1",
                kind=kind,
                reference=self.reference,
                command_id=command_id,
                actor=actor,
                value=value,
                invoked=begun,
                invoked_at=self.case.now,
                returned=float("inf") if answer is None else begun + 0.5,
                result=result,
                answer=answer,
            )
        )
        return self

    def happens(self, *bodies: Body) -> "Story":
        """The system records something."""
        for body in bodies:
            self.case._note(body)
        return self


def contested() -> Story:
    """Decided against competition, reopened, decided again; a command that was queued came too late."""
    story = Story.begin("contested").do("claim").read().do("approve").do("approve", LAYLA).read()
    story.at("2026-01-07 09:00").do("reopen", BENEFICIARY, text="لم تنجح المحاولة")
    story.note("reject", "layla", "queued-reject", Result.UNKNOWN, {"queued": True})
    late = SignalRefused(code=RefusalCode.WRONG_STAGE, command="reject", stage=Stage.QUEUED)
    story.happens(late).do("claim", LAYLA).do("approve", LAYLA)
    story.note("approve", "omar", "lost-approve", Result.UNKNOWN)
    return story.do("approve")


def confirmed() -> Story:
    """Decided by two persons; the result could not be delivered, and is on the attention list."""
    story = (
        Story.begin("confirmed", service="two_steps", approvals=TWO_STEPS)
        .do("claim")
        .do("approve")
        .do("confirm")
        .do("confirm", SALMA)
    )
    [notice] = story.case.state.outbox
    return story.happens(NoticeFailed(key=notice.key, channel=notice.channel, error="http_503"))


def neglected() -> Story:
    """No person acts: both clocks are breached, with every rung."""
    return Story.begin("neglected")


def unanswered() -> Story:
    """Returned to the beneficiary, who never answers."""
    story = Story.begin("unanswered").do("claim")
    asked: dict[str, Any] = {
        "reason": "documents_missing",
        "reply": {"text": "نأمل إرفاق"},
        "documents": ("passport_copy",),
    }
    return story.do("ask", **asked).do("approve").at("2026-01-12 09:00").do("approve")


def withdrawn() -> Story:
    """Taken back by the beneficiary, so the officer comes too late."""
    route = NoticeRoute(on="withdrawn", audience=Audience.BENEFICIARY, channels=(Channel.PORTAL,), template="withdrawn")
    return Story.begin("withdrawn", pack="portal", routes=(route,)).do("withdraw", BENEFICIARY).do("claim").read()


def moved() -> Story:
    """A closure announced late takes a breach back, and the clock is breached again by the new calendar."""
    first, last = date(2026, 1, 20), date(2026, 1, 21)
    closure = Closure(
        id="storm", name="عاصفة", from_date=first, to_date=last, source="decree", status=ClosureStatus.ANNOUNCED
    )
    change = CalendarChange(calendar="passports", version="v2", closures=(closure,))
    story = Story.begin("moved", opened="2026-01-20 07:30").at("2026-01-21 09:00")
    return story.do("calendar_changed", SYSTEM, change=change, why="storm").do(
        "calendar_changed", SYSTEM, change=change, why="heard twice"
    )


def waiting() -> Story:
    """Decided in the quiet hours: the notice waits for the evening."""
    quiet = QuietHours(since=time(9), until=time(20))
    return Story.begin("waiting", pack="quiet", opened="2026-01-26 09:30", quiet=quiet).do("claim").do("approve")


def split() -> tuple[Story, Story]:
    """A case that held two matters, and the case of the second one, which nobody has taken yet."""
    first = Story.begin("split").do("claim").do("split", service="two_steps", note="موضوع ثان")
    pending = first.case.state.pending_split
    assert pending
    first.happens(SplitOff(second=pending.reference, service=pending.service, team="exit_visas"))
    second = Story.begin(split_id(first.reference, 1), service="two_steps", approvals=TWO_STEPS)
    second.operations.clear()
    opening = second.case.events[0]
    origin = SplitOf(reference=first.reference, number=1)
    second.case.events[0] = opening.but(body=opening.body.but(split_of=origin))
    second.case.state = second.case.state.but(split_of=origin)
    return first, second


def helped() -> Story:
    """Others owed answers before it was decided: an authority, a team that the case waited for, and one that was asked;
    the beneficiary reminded meanwhile."""
    story = Story.begin("helped").do("claim").do("wait", party="traffic", reason="verification")
    story.at("2026-01-07 12:00").do("resume", answer="لا مانع")
    story.do("wait", party="visit_visas", reason="fault_repair").at("2026-01-08 12:00")
    story.do("resume", STRANGER.but(teams=("visit_visas",)), answer="صحح القيد")
    story.at("2026-01-11 12:00").do("remind", BENEFICIARY)
    asked = SALMA.but(teams=("visit_visas",))
    story.do("consult", to="visit_visas", question="هل القيد موجود؟").do("answer_consultation", asked, answer="موجود")
    return story.do("approve")


SHARING = SharingPolicy(
    teams={"exit_visas": TeamRule(by=ShareBy.LEAST_LOADED, capacity=1)},
    again_after=timedelta(minutes=30),
    nobody_available=(RungAction(action=Action.RAISE_PRIORITY, priority=Priority.HIGH),),
)


def shared() -> tuple[Story, Story, Story]:
    """Cases that are given to people: one to Layla, one to Omar after Salma put it back; nobody is left for another."""
    first, second, third = (Story.begin(f"shared-{each}", pack="shared", sharing=SHARING) for each in (1, 2, 3))
    first.case.share(there(LAYLA), there(OMAR, load=1))
    second.case.share(there(SALMA), there(LAYLA, load=1))
    second.do("release", SALMA).case.share(there(OMAR), there(SALMA), there(LAYLA, load=1))
    third.case.share(there(OMAR, load=1), there(LAYLA, load=1), there(SALMA, load=0, away=True))
    return first, second, third


def there(actor: Actor, load: int = 0, *, away: bool = False) -> PossibleHolder:
    """One to whom a case may be given, with so many cases."""
    return PossibleHolder(actor, Colleague(id=actor.id, load=load), away)


def good() -> Evidence:
    """Evidence in which every promise holds."""
    plain = contested(), confirmed(), neglected(), unanswered(), withdrawn(), waiting(), moved()
    return evidence_of(*plain, *split(), helped(), *shared())


def evidence_of(*stories: Story) -> Evidence:
    """The evidence of a run with these cases."""
    for story in stories:
        story.at("2026-01-26 10:00")
    cases = {story.reference: recorded(story) for story in stories}
    signals = {story.reference: (QUEUED,) for story in stories if story.request.id == "contested"}
    bodies = [event.body for case in cases.values() for event in events_of(case)]
    failed = [body.key for body in bodies if isinstance(body, NoticeFailed)]
    return Evidence(
        at=AT,
        operations=tuple(op for story in stories for op in story.operations),
        cases=cases,
        workflows={reference: workflow_of(case, signals.get(reference, ())) for reference, case in cases.items()},
        accepted=tuple(accepted(body.key) for body in bodies if isinstance(body, NoticeSent)),
        attention=tuple({"kind": "notice_failed", "reference": key[:19], "about": key} for key in failed),
        faults=tuple(InjectedFault(each, each, FaultKind.KILL, AT) for each in COMPONENTS for _ in range(3)),
        targets=COMPONENTS,
        promised=frozenset({coverage.LATER_ROUNDS, coverage.WEBHOOKS, coverage.REPLAYED, coverage.POLICIES}),
        packs=PACKS,
        portal_secret=SECRET,
        replayed={reference: replay_of(case) for reference, case in cases.items()},
    )


def accepted(key: str, text: str = "نفيدكم", at: datetime = AT) -> Accepted:
    """A message that a gateway accepted, with the headers that its sender sets."""
    if key.endswith(":portal"):
        said = {"key": key, "to": [_REACHED_BY[Channel.PORTAL]], "subject": "subject", "body": text}
        body = json.dumps({"type": "notice", "data": said}).encode()
        signed = Webhook(SECRET).sign(key, at, body.decode())
        stamp = str(int(at.timestamp()))
        headers = {"webhook-id": key, "webhook-timestamp": stamp, "webhook-signature": signed}
        return Accepted("portal", key, hashlib.sha256(body).hexdigest(), at, body, headers)
    body = json.dumps({"to": [_REACHED_BY[Channel.SMS]], "text": text}).encode()
    return Accepted("sms", key, hashlib.sha256(body).hexdigest(), at, body, {"idempotency-key": key})


def events_of(case: RecordedCase) -> tuple[Event, ...]:
    """The events of a case as the product reads them."""
    return tuple(Event.model_validate_json(row["body"]) for row in case.event_rows)


def state_after(case: RecordedCase, seq: int) -> CaseState:
    """The state of a case after an event, by the product."""
    policy = CasePolicy.model_validate_json(case.policy or "")
    return fold(CaseState(reference=case.reference, policy=policy), events_of(case)[:seq])


def recorded(story: Story) -> RecordedCase:
    """The case of a story as it is on record."""
    state, request = story.case.state, story.request
    asked = {
        "reference": state.reference,
        "source": request.source,
        "source_id": request.id,
        "fingerprint": request.fingerprint,
        "received": request.model_dump(mode="json", exclude_none=True),
        "receipt": state.opening.model_dump(mode="json") if state.opening else None,
    }
    return on_record(asked, story.policy, story.case.events)


def on_record(asked: dict[str, Any], policy: CasePolicy, events: Sequence[Event]) -> RecordedCase:
    """A case with rows, chain and notices as they follow from its events."""
    reference = asked["reference"]
    states = list(accumulate(events, evolve, initial=CaseState(reference=reference, policy=policy)))
    rows = list(chained(reference, events))
    planned = {notice.key: notice for state in states for notice in state.outbox}
    return RecordedCase(
        reference=reference,
        row=project(states[-1]).model_dump() | {"head": rows[-1]["hash"]},
        event_rows=tuple(rows),
        request=asked,
        policy=policy.text,
        notices=tuple(_notice_row(notice, events) for notice in planned.values()),
    )


def chained(reference: str, events: Iterable[Event]) -> Iterable[dict[str, Any]]:
    """The rows of events, each hashed with the one before."""
    chain = reference.encode()
    for event in events:
        body = event_bytes(event)
        chain = hashlib.sha256(chain + body).digest()
        who = {"actor": event.actor.id, "role": event.actor.role, "command_id": event.command_id}
        yield (
            {"reference": reference, "seq": event.seq, "at": event.at, "type": event.body.type}
            | who
            | {
                "body": body,
                "hash": chain,
            }
        )


def workflow_of(case: RecordedCase, signals: tuple[Signal, ...] = ()) -> Workflow:
    """The workflow of a case: one run, which lives for as long as the case does."""
    events, state = events_of(case), state_after(case, len(case.event_rows))
    ended = state.stage is Stage.CLOSED and not state.outbox
    last = {event.command_id: event for event in events if event.command_id}
    run = Run(
        run_id=f"run-{case.reference}",
        first_run=f"run-{case.reference}",
        status="COMPLETED" if ended else "RUNNING",
        started=events[0].at,
        closed=AT if ended else None,
        length=40,
        commands={
            name: {"kind": "any", "actor": {"id": event.actor.id}, "command_id": name} for name, event in last.items()
        },
        answers={name: receipt_after(case, event.seq) for name, event in last.items()},
        signals=signals,
        receipt=receipt_after(case, len(events)) if ended else None,
    )
    if ended:
        return Workflow(case.reference, (run,))
    timeline = tuple(event.model_dump(mode="json") for event in events)
    return Workflow(case.reference, (run,), view(state).model_dump(mode="json"), timeline)


def receipt_after(case: RecordedCase, seq: int) -> dict[str, Any]:
    """The receipt of a case after an event, by the product."""
    return state_after(case, seq).receipt().model_dump(mode="json")


def replay_of(case: RecordedCase) -> Replayed:
    """The answers of a worker that replayed a case."""
    events = events_of(case)
    return Replayed(to_json(list(events)), view(state_after(case, len(events))).model_dump(mode="json"))


def _file(case: Case, request: Request) -> None:
    """Give the opening of a simulated case the fingerprint of its request."""
    first = case.events[0]
    assert isinstance(first.body, Opened)
    case.events[0] = first.but(body=first.body.but(fingerprint=request.fingerprint))
    case.state = fold(CaseState(reference=request.reference, policy=case.state.policy), case.events)


def _notice_row(notice: Notice, events: Iterable[Event]) -> dict[str, Any]:
    failed = any(isinstance(event.body, NoticeFailed) and event.body.key == notice.key for event in events)
    fields = notice.model_dump(include={"key", "audience", "channel", "template", "created_at"})
    fixed = {
        "recipients": [_REACHED_BY[notice.channel]],
        "subject": "subject",
        "body": "نفيدكم".encode(),
        "attempts": 1,
    }
    return fields | fixed | {"status": "failed" if failed else "sent"}
