"""Simulated cases whose requests and commands are signed, as those of a running house are."""

from datetime import timedelta
from functools import cache
from typing import Any

from models.case.commands import COMMAND, Actor
from models.case.events import Event
from models.case.state import Refusal
from models.codes import Effect, Priority, Role
from models.intake.request import Request
from models.triage.assessment import Assessment
from models.trust.keys import SigningKey
from models.trust.statement import AUTH, FINGERPRINT, CaseAddress, Said, Signatory, kept, signed, signed_request
from models.trust.tokens import issue
from tests.support.simulation import OMAR, Case, riyadh
from tests.support.trust import CHANNEL, ISSUER, SERVICE
from workflows.case.decide import decide
from workflows.case.opening import decide_opening

HIRED = riyadh("2026-01-01 08:00")


class SignedCase(Case):
    """The case of a request in simulated time; who gives a command signs it, and the event keeps it."""

    def __init__(self, request: Request, opened: str = "2026-01-06 09:00", **changes: Any) -> None:
        super().__init__(opened, **changes)
        self.request, rules = request, self.state.rules
        first = Assessment(effect=Effect.ROUTE, team="exit_visas", priority=Priority.NORMAL, problem="technical_error")
        self.state, (opening, *others) = decide_opening(request, rules, first, self.now)
        auth = signed_request(Signatory(CHANNEL), self.place, request.fingerprint, {})[AUTH]
        self.events = [opening.but(signed=kept({FINGERPRINT: request.fingerprint, AUTH: auth})), *others]

    @property
    def place(self) -> CaseAddress:
        """Where its commands are signed for."""
        return CaseAddress("default", self.request.reference)

    def do(self, kind: str, actor: Actor = OMAR, **fields: Any) -> Refusal | tuple[Event, ...]:
        """Give a signed command; returns the refusal or the events."""
        fields = {"command_id": f"command-{len(self.events)}-{kind}", "sent_at": self.now} | fields
        command = COMMAND.validate_python({"kind": kind, "actor": actor, **fields})
        verdict = decide(self.state, command, self.now)
        if isinstance(verdict, Refusal):
            return verdict
        events = with_signature(verdict, self.signed(command.model_dump(mode="json"), actor))
        self._take(events)
        return events

    def signed(self, command: dict[str, Any], by: Actor) -> str:
        """A command of this case as it is kept, signed by somebody."""
        return kept(signed(signatory(by), self.place, Said.COMMAND, command))


def with_signature(events: tuple[Event, ...], message: str) -> tuple[Event, ...]:
    """The events of a command, the first of which keeps it."""
    first = next(event.seq for event in events if event.command_id)
    return tuple(event.but(signed=message) if event.seq == first else event for event in events)


@cache
def signatory(actor: Actor) -> Signatory:
    """Who signs for an actor: a session of staff, the channel, the service."""
    if actor.role is Role.BENEFICIARY:
        return Signatory(CHANNEL)
    return Signatory(SERVICE) if actor.role is Role.SYSTEM else session_of(actor.id)


def session_of(staff_id: str, issuer: SigningKey = ISSUER) -> Signatory:
    """A session of a member of staff, by the token of an issuer."""
    key = SigningKey.made()
    return Signatory(key, issue(issuer, staff_id, key.kid, HIRED, timedelta(days=365)))
