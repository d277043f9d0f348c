"""Whether the events of a case were signed by whom they name, checked with the keys of all times. Pure.

The case was opened under signing when its first event has a signature; one that was imported always was. Then each
command of staff or beneficiary needs
one, on the first event that it caused; what happened by itself, or was said by the system, needs none.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from models.case import commands as c
from models.case import events as e
from models.case.commands import COMMAND, AnyCommand
from models.case.events import Event, Imported, Opened
from models.case.first_event import FirstEvent
from models.codes import Role
from models.intake.reference import appeal_id, derive_reference, split_id
from models.trust.keys import decoded, thumbprint, verifies
from models.trust.stated import BadToken
from models.trust.statement import FINGERPRINT, Auth, CaseAddress, Said, statement
from models.trust.tokens import IssuerKey, verified_token
from models.trust.trusted import KeyHolder, Verified

_OF_PEOPLE = (
    e.Claimed,
    e.Proposed,
    e.Confirmed,
    e.SentBack,
    e.Resolved,
    e.Extended,
    e.Replied,
    e.Reopened,
    e.Rated,
    e.Withdrawn,
    e.Reprioritised,
    e.WaitBegun,
    e.TakenUp,
    e.Consulted,
    e.ConsultationAnswered,
    e.InterimReplied,
    e.ReclassificationAsked,
    e.Appealed,
    e.SplitAsked,
    e.DocumentsSeen,
    e.FaultUnlinked,
    e.ReminderGiven,
    e.Migrated,
    e.Recalled,
)
"""What nothing but a command of theirs brings about."""


_OF_COMMAND = {
    "claim": {"claimed"},
    "release": {"released"},
    "assign": {"assigned"},
    "approve": {"proposed", "confirmed", "resolved"},
    "reject": {"proposed", "resolved"},
    "confirm": {"confirmed", "resolved"},
    "send_back": {"sent_back"},
    "ask": {"asked"},
    "redirect": {"redirected", "resolved"},
    "merge": {"merged"},
    "escalate": {"escalated"},
    "extend": {"extended"},
    "note": {"noted"},
    "prioritise": {"reprioritised"},
    "reply": {"replied"},
    "withdraw": {"withdrawn"},
    "reopen": {"reopened"},
    "rate": {"rated"},
    "wait": {"wait_begun"},
    "resume": {"wait_ended", "taken_up"},
    "consult": {"consulted"},
    "answer_consultation": {"consultation_answered"},
    "interim_reply": {"interim_replied"},
    "reclassify": {"reclassification_asked"},
    "close": {"noted", "closed"},
    "reopen_for": {"reopened"},
    "withdraw_for": {"withdrawn"},
    "import": {"imported"},
    "appeal": {"appealed"},
    "appeal_for": {"appealed"},
    "conclude_appeal": {"appeal_concluded"},
    "split": {"split_asked"},
    "seen": {"documents_seen"},
    "remind": {"reminder_given"},
    "migrate": {"migrated"},
    "link_fault": {"fault_linked", "fault_known"},
    "unlink_fault": {"fault_unlinked"},
    "recall": {"recalled"},
}
"""The first event of each kind of command."""
_DECIDING = ("approve", "reject", "confirm")
"""Their events may have reason, reply and note of an earlier proposal."""
_SAME = (
    "text",
    "about",
    "by",
    "priority",
    "score",
    "comment",
    "into",
    "note",
    "change",
    "why",
    "documents",
    "questions",
    "party",
    "until",
    "question",
    "answer",
    "requested_by",
    "way",
    "service",
    "section",
    "problem",
    "assess_again",
    "fingerprint",
    "standing",
    "outcome",
    "over",
    "appeal",
    "version",
    "terms",
    "fault",
)
"""Fields that an event has as its command had them."""


class Archive(NamedTuple):
    """Everybody who was ever trusted."""

    namespace: str
    issuers: Mapping[str, IssuerKey]
    holders: Mapping[str, KeyHolder]
    staff: Mapping[tuple[str, str], str]
    """Staff ids by issuer and subject."""
    verified: Verified = verified_token


def first_unsigned(archive: Archive, reference: str, events: Iterable[Event]) -> int | None:
    """The number of the first event that should have a valid signature and has none."""
    place, required, origin = CaseAddress(archive.namespace, reference), False, None
    signed = set[str | None]()
    for event in events:
        if isinstance(event.body, FirstEvent):
            origin = event.body if isinstance(event.body, Opened) and event.body.split_of else None
            required = event.signed is not None or isinstance(event.body, Imported) or origin is not None
        if event.signed is not None:
            if event.command_id in signed or not _is_by(archive, place, event, origin):
                return event.seq
            signed.add(event.command_id)
        elif required and _needs_signature(event, origin) and event.command_id not in signed:
            return event.seq
    return None


def _needs_signature(event: Event, origin: Opened | None) -> bool:
    """Whether somebody must have signed an event: what people do, and that staff took a case out of another one."""
    return _is_of_people(event) or (isinstance(event.body, e.Assessed) and origin is not None)


def _is_of_people(event: Event) -> bool:
    """Whether only staff or the beneficiary can have caused an event, whomever it names."""
    return event.actor.role is not Role.SYSTEM or isinstance(event.body, _OF_PEOPLE)


def _is_by(archive: Archive, place: CaseAddress, event: Event, origin: Opened | None) -> bool:
    """Whether the message in an event is signed by whom the event names, and says that it is of this event.

    `origin` is the opening of a case that was taken out of another one.
    """
    reference = place.reference
    try:
        message = json.loads(event.signed or "")
        auth = Auth.model_validate(message["auth"])
        if origin and isinstance(event.body, e.Assessed):
            return _took_out(archive, auth, message, place, origin)
        opening = event.body if isinstance(event.body, Opened) else None
        if opening and opening.appeal_of:
            kind, place = Said.COMMAND, CaseAddress(place.namespace, opening.appeal_of.reference)
        else:
            kind = Said.REQUEST if opening else Said.COMMAND
        whole = statement(place, kind, message)
        if not verifies(decoded(auth.kid), whole, decoded(auth.sig)):
            return False
        if opening and opening.appeal_of:
            return _raised(archive, auth, message, reference, opening)
        return _filed(archive, auth, message, opening) if opening else _said(archive, auth, message, event)
    except (ValueError, LookupError, TypeError, ValidationError):
        return False


def _raised(archive: Archive, auth: Auth, message: Mapping[str, Any], reference: str, opened: Opened) -> bool:
    """Whether the opening of an appeal keeps the command by which it was raised, given to the case that is appealed."""
    about, command = opened.appeal_of, COMMAND.validate_python(message)
    if about is None or not isinstance(command, c.Appeal | c.AppealFor):
        return False
    if derive_reference(opened.channel, appeal_id(about.reference, about.number)) != reference:
        return False
    return _is_of_channel_or_staff(archive, auth, opened.channel)


def _took_out(archive: Archive, auth: Auth, message: Mapping[str, Any], place: CaseAddress, opened: Opened) -> bool:
    """Whether a second case keeps the command, to the first one, by which staff took it out of that one."""
    first, command = opened.split_of, COMMAND.validate_python(message)
    if first is None or not isinstance(command, c.Split) or command.service != opened.service:
        return False
    if derive_reference(opened.channel, split_id(first.reference, first.number)) != place.reference:
        return False
    whole = statement(CaseAddress(place.namespace, first.reference), Said.COMMAND, dict(message))
    is_theirs = bool(auth.token) and _person(archive, auth) == command.actor.id
    return is_theirs and verifies(decoded(auth.kid), whole, decoded(auth.sig))


def _filed(archive: Archive, auth: Auth, message: Mapping[str, Any], body: Opened) -> bool:
    if message.get(FINGERPRINT) not in {body.fingerprint, body.sent_fingerprint} - {""}:
        return False
    return _is_of_channel_or_staff(archive, auth, body.channel)


def _is_of_channel_or_staff(archive: Archive, auth: Auth, channel: str) -> bool:
    holder = archive.holders.get(auth.kid)
    return holder.speaks_for(channel) if holder and not auth.token else _person(archive, auth) is not None


def _said(archive: Archive, auth: Auth, message: Mapping[str, Any], event: Event) -> bool:
    actor, command = event.actor, COMMAND.validate_python(message)
    if (command.command_id, command.actor.id) != (event.command_id, actor.id) or not _brought_about(command, event):
        return False
    if not actor.stands_in_for and command.actor.role is not actor.role:
        return False
    if auth.token:
        return _person(archive, auth) == actor.id
    holder = archive.holders.get(auth.kid)
    return holder is not None and holder.role is actor.role


def _brought_about(command: AnyCommand, event: Event) -> bool:
    """Whether an event is of a sort that the command brings about, with the words and values that were signed."""
    body = event.body
    if body.type not in _OF_COMMAND.get(command.kind, {command.kind}):
        return False
    if command.kind in _DECIDING:
        return getattr(body, "decision", command.kind) == command.kind or command.kind == "confirm"
    if isinstance(command, c.Close) and isinstance(body, e.Noted):
        return body.text == command.note
    same = (name for name in _SAME if name in type(body).model_fields and name in type(command).model_fields)
    return all(getattr(body, name) == getattr(command, name) for name in same)


def _person(archive: Archive, auth: Auth) -> str | None:
    """The staff id of whom a session key belonged to."""
    try:
        claims = archive.verified(auth.token, archive.issuers)
    except BadToken:
        return None
    if claims.thumbprint != thumbprint(decoded(auth.kid)):
        return None
    return archive.staff.get((claims.issuer, claims.subject))
