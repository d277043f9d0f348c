"""The audit's second look: every event of a case decided again, from the state before it. Pure.

A command is read from the event that keeps it (`Event.signed`), and `decide` must give the same events. What time
brings about is computed by `settle`, an opening from request and assessment. What the world answered (who was there,
whether a mail went out) is taken as it stands and counted by its reason; but the case must have waited for it.

The instants are taken as they stand too: those of a command with its signature, all of them with the log.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, NamedTuple

from models.case import events as e
from models.case.commands import SYSTEM, Appeal, AppealFor, ChangeCalendar, Command, Escalate, Import
from models.case.events import Event
from models.case.state import CaseState, Refusal
from models.codes import AuditFlaw, NotRedecided, RefusalCode
from models.intake.request import Request
from workflows.case.deadlines import carry_out, settle
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.case.importing import decide_import
from workflows.case.opening import decide_opening
from workflows.case.rules.classification import fits
from workflows.case.running.messages import read_command, validate_and_decide
from workflows.case.sharing.giving import brought_by_nobody, follows

_BY_TIME = (e.RungReached, e.Breached, e.Reminded, e.Chased, e.WaitEnded, e.Closed, e.ReplyFinal)
_OF_AN_OPENING = (e.Opened, e.Assessed, e.Merged, e.Closed, e.FaultLinked, e.FaultKnown)


class Disagreement(NamedTuple):
    """The first event that does not come out as it stands, and how."""

    seq: int
    what: AuditFlaw
    fields: Mapping[str, str] = {}


@dataclass
class Redecision:
    """What deciding a case again gave: how many events, how many not and why, and the first difference."""

    redecided: int = 0
    not_redecided: Counter[NotRedecided] = field(default_factory=Counter)
    difference: Disagreement | None = None


class _Agreed(NamedTuple):
    """So many events come out as they stand; `apart_from`: why one of them is taken as it stands, of each that is."""

    many: int = 1
    apart_from: tuple[NotRedecided, ...] = ()


_Answer = _Agreed | Disagreement


class _Place(NamedTuple):
    """Where in a case an event stands."""

    events: Sequence[Event]
    position: int
    before: CaseState
    request: Request | None

    @property
    def event(self) -> Event:
        return self.events[self.position]

    @property
    def opened_under_signing(self) -> bool:
        opened = self.events[0].body
        return self.events[0].signed is not None or (isinstance(opened, e.Opened) and opened.split_of is not None)

    def later(self, steps: int) -> Event | None:
        """An event after this one; none past the last."""
        at = self.position + steps
        return self.events[at] if at < len(self.events) else None


def redecide(start: CaseState, events: Sequence[Event], request: Request | None = None) -> Redecision:
    """Decide the events of a case again, up to the first difference. `start` has its reference and its policy alone.

    Raises what the rules raise for events that no case can have.
    """
    found, index, state = Redecision(), 0, start
    while index < len(events):
        answer = _decided_again(_Place(events, index, state, request))
        if isinstance(answer, Disagreement):
            found.difference = answer
            break
        found.not_redecided.update(answer.apart_from)
        found.redecided += answer.many - len(answer.apart_from)
        state = fold(state, events[index : index + answer.many])
        index += answer.many
    return found


def _decided_again(place: _Place) -> _Answer:
    event = place.event
    if isinstance(event.body, e.Opened):
        return _opening(place, event.body)
    if isinstance(event.body, e.Imported):
        return _import(place, event.body)
    if event.signed:
        return _of_command(place, event.signed)
    if event.command_id:
        return _of_unsigned_command(place)
    if event.actor == SYSTEM and isinstance(event.body, _BY_TIME):
        return _fallen_due(place)
    answered = _ANSWERED.get(type(event.body))
    return answered(place, event.body) if answered and event.actor == SYSTEM else _uncaused(place)


def _opening(place: _Place, opened: e.Opened) -> _Answer:
    assessed = place.later(1)
    if place.position or assessed is None or not isinstance(assessed.body, e.Assessed):
        return _uncaused(place)
    if place.request is None:
        many = sum(1 for _ in takewhile(_is_of_an_opening, place.events))
        return _Agreed(many, (NotRedecided.NO_REQUEST,) * many)
    if opened.appeal_of and place.event.signed and not _says_what_was_raised(place.request, place.event.signed):
        return Disagreement(place.event.seq, AuditFlaw.OTHERWISE, {"differs": "text"})
    _, expected = decide_opening(
        place.request,
        place.before.rules,
        assessed.body.assessment,
        place.event.at,
        sent_fingerprint=opened.sent_fingerprint,
        edition=opened.edition,
        appeal_of=opened.appeal_of,
        split_of=opened.split_of,
        clock_from=opened.clock_from,
    )
    return _compared(place, expected, NotRedecided.FIRST_STAGE)


def _import(place: _Place, imported: e.Imported) -> _Answer:
    """An import, by the signed message that it keeps and the request."""
    if place.position:
        return _uncaused(place)
    try:
        command = read_command(json.loads(place.event.signed or ""))
    except (ValueError, RecursionError):
        return Disagreement(place.event.seq, AuditFlaw.NOT_SIGNED)
    if not isinstance(command, Import):
        return _uncaused(place)
    if place.request is None:
        return _Agreed(apart_from=(NotRedecided.NO_REQUEST,))
    expected = decide_import(place.request, place.before.rules, command, place.event.at, edition=imported.edition)
    return _as_decided(place, expected if isinstance(expected, Refusal) else (expected,))


def _says_what_was_raised(request: Request, signed: str) -> bool:
    """Whether the request of an appeal has the words of the signed command by which it was raised."""
    command = read_command(json.loads(signed))
    return isinstance(command, Appeal | AppealFor) and command.text in (request.text_ar, request.text_en)


def _is_of_an_opening(event: Event) -> bool:
    return event.command_id is None and isinstance(event.body, _OF_AN_OPENING)


def _of_command(place: _Place, signed: str) -> _Answer:
    try:
        command = read_command(message := json.loads(signed))
    except (ValueError, RecursionError):
        return Disagreement(place.event.seq, AuditFlaw.NOT_SIGNED)
    if not isinstance(command, Refusal) and _as_its_version_did(place, command):
        return _Agreed(apart_from=(NotRedecided.EARLIER_VERSION,))
    outcome = validate_and_decide(place.before, message, place.event.at).outcome
    if isinstance(outcome, Refusal) and outcome.code is RefusalCode.CHANGED_SINCE:
        return _as_taken_before(place, message)
    return _as_decided(place, outcome)


def _as_taken_before(place: _Place, message: dict[str, Any]) -> _Answer:
    """A command as an earlier version decides it, which asks nobody what they have seen."""
    unasked = {name: value for name, value in message.items() if name != "expected_seq"}
    outcome = validate_and_decide(place.before, unasked, place.event.at).outcome
    return _as_decided(place, outcome, NotRedecided.EARLIER_VERSION)


def _as_its_version_did(place: _Place, command: Command) -> bool:
    """Whether an earlier version may have decided it otherwise: a run keeps what it once found not to be taken."""
    return not place.opened_under_signing and (isinstance(command, Escalate) or bool(command.absent))


def _of_unsigned_command(place: _Place) -> _Answer:
    event = place.event
    if isinstance(event.body, e.CalendarChanged):
        change = ChangeCalendar(
            command_id=event.command_id or "", actor=event.actor, change=event.body.change, why=event.body.why
        )
        return _as_decided(place, decide(place.before, change, event.at), NotRedecided.ANNOUNCED)
    return _uncaused(place) if place.opened_under_signing else _Agreed(apart_from=(NotRedecided.NOT_SIGNED,))


def _as_decided(place: _Place, outcome: tuple[Event, ...] | Refusal, *apart_from: NotRedecided) -> _Answer:
    if isinstance(outcome, Refusal):
        return Disagreement(place.event.seq, AuditFlaw.REFUSED, {"refusal": outcome.code})
    return _compared(place, outcome, *apart_from) if outcome else _uncaused(place)


def _compared(place: _Place, expected: Sequence[Event], *apart_from: NotRedecided) -> _Answer:
    """Whether the events from this one on are those that are expected."""
    for steps, want in enumerate(expected):
        have = place.later(steps)
        if have is None or (want.command_id is None and have.body.type != want.body.type):
            return Disagreement(place.event.seq + steps, AuditFlaw.SKIPPED, {"due": want.body.type})
        if have.but(signed=None) != want:
            return Disagreement(have.seq, AuditFlaw.OTHERWISE, {"differs": ", ".join(_differing(have, want))})
    return _Agreed(len(expected), apart_from)


def _differing(have: Event, want: Event) -> list[str]:
    """The names of the fields in which two events differ, but for the signature."""
    if have.body.type != want.body.type:
        return ["type"]
    outer = [name for name in Event.model_fields if name not in ("body", "signed")]
    inner = list(type(want.body).model_fields)
    return [
        *(name for name in outer if getattr(have, name) != getattr(want, name)),
        *(name for name in inner if getattr(have.body, name) != getattr(want.body, name)),
    ]


def _fallen_due(place: _Place) -> _Answer:
    """What time brought about: all that was due, or just before a command what was due before its instant."""
    _, due = settle(place.before, place.event.at)
    answer = _compared(place, due) if due else _uncaused(place)
    if isinstance(answer, Disagreement) and _is_of_command(_after(place, due), place.event):
        _, due = settle(place.before, place.event.at, before=True)
        return _compared(place, due) if due else answer
    return answer


def _after(place: _Place, due: Sequence[Event]) -> Event | None:
    """The first event that is not as expected of those that fell due."""
    steps = next((steps for steps, want in enumerate(due) if place.later(steps) != want), len(due))
    return place.later(steps)


def _is_of_command(event: Event | None, before: Event) -> bool:
    return event is not None and event.command_id is not None and event.at == before.at


def _delivered(place: _Place, body: e.NoticeSent | e.NoticeFailed) -> _Answer:
    """What became of a notice that was due; earlier versions went by audience alone, and never said `about_notice`."""
    for notice in place.before.outbox:
        if (notice.key, notice.channel) == (body.key, body.channel) and notice.about_notice >= body.about_notice:
            return _Agreed(apart_from=(NotRedecided.DELIVERY,))
    return _uncaused(place)


def _found(place: _Place, body: e.Escalated) -> _Answer:
    """The people that were found for an action that waited for them."""
    if any(carry_out(pending, body.people, body.fallback) == body for pending in place.before.pending):
        return _Agreed(apart_from=(NotRedecided.STAFF_FOUND,))
    return _uncaused(place)


def _shared(place: _Place, body: e.SharedOut | e.NobodyAvailable) -> _Answer:
    """That the case was to be given to somebody, and whom the rule gives it to by what is said of each."""
    if not follows(place.before, body):
        return _uncaused(place)
    brought = brought_by_nobody(place.before) if isinstance(body, e.NobodyAvailable) else ()
    for steps, want in enumerate(brought, start=1):
        have = place.later(steps)
        if have is None or (have.actor, have.body) != (SYSTEM, want):
            return Disagreement(place.event.seq + steps, AuditFlaw.SKIPPED, {"due": want.type})
    return _Agreed(1 + len(brought), apart_from=(NotRedecided.STAFF_FOUND,))


def _terms_found(place: _Place, body: e.Reclassified | e.NotReclassified) -> _Answer:
    """What the pack said of a correction that the case waited for, and of its codes alone."""
    wanted = place.before.reclassification
    if wanted and fits(wanted, body):
        return _Agreed(apart_from=(NotRedecided.TERMS_FOUND,))
    return _uncaused(place)


def _appeal_opened(place: _Place, body: e.AppealOpened) -> _Answer:
    """That the case of an appeal is open which this one waited for."""
    waited = place.before.open_appeal
    if waited and waited.reference == body.appeal and not waited.opened:
        return _Agreed(apart_from=(NotRedecided.APPEAL_OPENED,))
    return _uncaused(place)


def _second_opened(place: _Place, body: e.SplitOff | e.NotSplit) -> _Answer:
    """What came of a second case that this one waited for."""
    waited = place.before.pending_split
    if waited is None:
        return _uncaused(place)
    is_it = isinstance(body, e.NotSplit) or (body.second, body.service) == (waited.reference, waited.service)
    return _Agreed(apart_from=(NotRedecided.SECOND_OPENED,)) if is_it else _uncaused(place)


def _signal_refused(place: _Place, body: e.SignalRefused) -> _Answer:
    if body.stage != place.before.stage:
        return Disagreement(place.event.seq, AuditFlaw.OTHERWISE, {"differs": "stage"})
    return _Agreed(apart_from=(NotRedecided.SIGNAL_REFUSED,))


def _from_outside(place: _Place, body: e.Reconciled | e.Resumed) -> _Answer:
    return _Agreed(apart_from=(NotRedecided.OUTSIDE,))


def _uncaused(place: _Place) -> Disagreement:
    return Disagreement(place.event.seq, AuditFlaw.UNCAUSED)


_ANSWERED: Mapping[type[Any], Callable[[_Place, Any], _Answer]] = {
    e.NoticeSent: _delivered,
    e.NoticeFailed: _delivered,
    e.Escalated: _found,
    e.Reclassified: _terms_found,
    e.NotReclassified: _terms_found,
    e.AppealOpened: _appeal_opened,
    e.SplitOff: _second_opened,
    e.NotSplit: _second_opened,
    e.SharedOut: _shared,
    e.NobodyAvailable: _shared,
    e.SignalRefused: _signal_refused,
    e.Reconciled: _from_outside,
    e.Resumed: _from_outside,
}
"""Events that say what the world answered."""
