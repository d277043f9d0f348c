"""The form of each thing that staff do with a case: its words, and the fields of its command.

Who may do what, and when, stands nowhere here: the rules of the case say it (`possible`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commands.common.words.language import N_


class TypedKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LINE = "line"
    DATE = "date"
    CHOICE = "choice"
    TICKS = "ticks"
    REPLY = "reply"
    """An official reply: a template of the pack with its values, or one's own words."""


class Offer(StrEnum):
    """What is offered for a choice."""

    REASONS = "reasons"
    """Those of the pack that fit the verb."""
    WAITING = "waiting"
    """Reasons to wait for somebody."""
    DOCUMENTS = "documents"
    CHECKLIST = "checklist"
    """Documents of the checklist that nobody has seen."""
    COLLEAGUES = "colleagues"
    TEAMS = "teams"
    AUTHORITIES = "authorities"
    PARTIES = "parties"
    """Whom a case can wait for."""
    ASKED = "asked"
    """Who can be asked a question."""
    SERVICES = "services"
    PROBLEMS = "problems"
    PRIORITIES = "priorities"
    ROLES = "roles"
    REQUESTERS = "requesters"
    WAYS = "ways"


@dataclass(frozen=True)
class VerbField:
    """A field of a command."""

    name: str
    kind: TypedKind
    label: str
    offer: Offer | None = None
    needed: bool = False
    hint: str = ""


@dataclass(frozen=True)
class VerbForm:
    """The page of one thing that staff do."""

    link: str
    """What leads to it."""
    about: str
    fields: tuple[VerbField, ...] = ()
    told: bool = False
    """Its beneficiary reads something: it is shown before it is sent."""
    final: bool = False
    """It cannot be taken back."""
    several: bool = True
    """It can be given to several cases at once."""
    main: bool = False
    """One of those that are done most."""


_NOTE = VerbField("note", TypedKind.TEXT, N_("Note for colleagues"), hint=N_("The beneficiary never sees it."))
_WHY = VerbField(
    "note", TypedKind.TEXT, N_("Why, for colleagues"), needed=True, hint=N_("The beneficiary never sees it.")
)
_REASON = VerbField("reason", TypedKind.CHOICE, N_("Reason"), Offer.REASONS, needed=True)
_REPLY = VerbField("reply", TypedKind.REPLY, N_("Official reply"))
_REQUESTED = VerbField("requested_by", TypedKind.CHOICE, N_("Who asked for it"), Offer.REQUESTERS, needed=True)
_WAY = VerbField("way", TypedKind.CHOICE, N_("How they asked"), Offer.WAYS, needed=True)

VERBS: Mapping[str, VerbForm] = {
    "claim": VerbForm(N_("Take it"), N_("The request is yours, and with it the first response is given."), main=True),
    "approve": VerbForm(
        N_("Approve"),
        N_("Decides for the beneficiary. Where others have to agree, this proposes it."),
        (_REASON, _REPLY, _NOTE),
        told=True,
        final=True,
        main=True,
    ),
    "reject": VerbForm(
        N_("Reject"),
        N_("Refuses the request. The reason names the rule; the reply says what the beneficiary can do."),
        (_REASON, _REPLY, _NOTE),
        told=True,
        final=True,
        main=True,
    ),
    "confirm": VerbForm(
        N_("Agree to the proposal"),
        N_("A colleague has proposed the decision; you take the next step."),
        (_NOTE,),
        told=True,
        final=True,
        main=True,
    ),
    "send_back": VerbForm(
        N_("Send the proposal back"), N_("The request goes back to whoever proposed the decision."), (_WHY,), main=True
    ),
    "ask": VerbForm(
        N_("Ask the beneficiary"),
        N_("Returns the request, naming what is missing. The clock stands still until the answer comes."),
        (
            _REASON,
            VerbField("documents", TypedKind.TICKS, N_("Documents that are needed"), Offer.DOCUMENTS),
            VerbField("questions", TypedKind.TEXT, N_("Questions"), hint=N_("One on each line.")),
            _REPLY,
            _NOTE,
        ),
        told=True,
        final=True,
        main=True,
    ),
    "note": VerbForm(
        N_("Leave a note"),
        N_("For colleagues alone. Neither clock nor limit is touched."),
        (VerbField("text", TypedKind.TEXT, N_("Note"), needed=True),),
        main=True,
    ),
    "assign": VerbForm(
        N_("Give it to a colleague"),
        N_("Clock and limit stay as they are."),
        (VerbField("to", TypedKind.CHOICE, N_("Who gets it"), Offer.COLLEAGUES, needed=True),),
        main=True,
    ),
    "recall": VerbForm(
        N_("Take the reply back"),
        N_("The official reply has not gone out yet: the request stands as before it."),
        (_WHY,),
        main=True,
    ),
    "answer_consultation": VerbForm(
        N_("Answer the question"),
        N_("A question was asked about this request. Who is not of those who were asked says who answered, and how."),
        (
            VerbField("answer", TypedKind.TEXT, N_("Answer"), needed=True),
            VerbField("said_by", TypedKind.LINE, N_("Who gave it, where you are none of them")),
            VerbField("way", TypedKind.CHOICE, N_("How they gave it"), Offer.WAYS),
        ),
        several=False,
        main=True,
    ),
    "resume": VerbForm(
        N_("Go on with it"),
        N_("The request waits; this ends the wait."),
        (VerbField("answer", TypedKind.TEXT, N_("What the third party answered")), _NOTE),
        main=True,
    ),
    "release": VerbForm(
        N_("Put it back into the queue"), N_("Nobody holds it then. Clock and limit stay as they are.")
    ),
    "interim_reply": VerbForm(
        N_("Write to the beneficiary"),
        N_("An official message that decides nothing."),
        (_REPLY, _NOTE),
        told=True,
        final=True,
    ),
    "redirect": VerbForm(
        N_("Hand it on"),
        N_("To another team, or to another authority: then the official reply says whom to see."),
        (
            VerbField("team", TypedKind.CHOICE, N_("Team"), Offer.TEAMS),
            VerbField("authority", TypedKind.CHOICE, N_("Other authority"), Offer.AUTHORITIES),
            _REASON,
            _REPLY,
            _NOTE,
        ),
        told=True,
        final=True,
    ),
    "consult": VerbForm(
        N_("Ask a team or an authority"),
        N_("The request stays yours, and its clock runs on."),
        (
            VerbField("to", TypedKind.CHOICE, N_("Who is asked"), Offer.ASKED, needed=True),
            VerbField("question", TypedKind.TEXT, N_("Question"), needed=True),
        ),
    ),
    "wait": VerbForm(
        N_("Wait for somebody else"),
        N_("The policy says for how long at most, and whether the promise pauses."),
        (
            VerbField("party", TypedKind.CHOICE, N_("Who has to answer"), Offer.PARTIES, needed=True),
            VerbField("reason", TypedKind.CHOICE, N_("Reason"), Offer.WAITING, needed=True),
            VerbField("until", TypedKind.DATE, N_("Until which day at most")),
            _NOTE,
        ),
    ),
    "prioritise": VerbForm(
        N_("Change the priority"),
        N_("The time already used stays used."),
        (VerbField("priority", TypedKind.CHOICE, N_("Priority"), Offer.PRIORITIES, needed=True), _NOTE),
    ),
    "escalate": VerbForm(
        N_("Escalate"),
        N_("Raises the priority and tells somebody above, without waiting for the clock."),
        (VerbField("to", TypedKind.CHOICE, N_("Who is told"), Offer.ROLES, needed=True), _NOTE),
    ),
    "extend": VerbForm(
        N_("Extend the time"),
        N_("Adds working time to the resolution, within the limits of the policy."),
        (
            VerbField("by", TypedKind.LINE, N_("Working time to add"), needed=True, hint=N_("As 90m, 7h or 3h30m.")),
            _WHY,
        ),
    ),
    "seen": VerbForm(
        N_("Say that documents were seen"),
        N_("It stays on record who saw which document, and when."),
        (VerbField("documents", TypedKind.TICKS, N_("Documents"), Offer.CHECKLIST, needed=True),),
        several=False,
    ),
    "reclassify": VerbForm(
        N_("Correct what it is about"),
        N_("Another service brings its promise and its approval chain; the time already used stays used."),
        (
            VerbField("service", TypedKind.CHOICE, N_("Service"), Offer.SERVICES),
            VerbField("problem", TypedKind.CHOICE, N_("Problem"), Offer.PROBLEMS),
            _WHY,
        ),
    ),
    "split": VerbForm(
        N_("Take a second matter out"),
        N_("What else the request is about becomes a request of its own."),
        (
            VerbField("service", TypedKind.CHOICE, N_("Service of the second matter"), Offer.SERVICES, needed=True),
            VerbField("problem", TypedKind.CHOICE, N_("Problem"), Offer.PROBLEMS),
            _WHY,
        ),
        several=False,
    ),
    "merge": VerbForm(
        N_("Join it to another request"),
        N_("This one is closed, and the other goes on."),
        (VerbField("into", TypedKind.LINE, N_("Reference of the request that goes on"), needed=True), _NOTE),
        told=True,
        final=True,
    ),
    "close": VerbForm(
        N_("Close it for the beneficiary"),
        N_("Before the time for a reopening is over, because the beneficiary wants nothing more."),
        (_REQUESTED, _WAY, _NOTE),
        final=True,
    ),
    "reopen_for": VerbForm(
        N_("Reopen it for the beneficiary"),
        N_("Within the time for it."),
        (_REQUESTED, _WAY, VerbField("text", TypedKind.TEXT, N_("What they said"), needed=True)),
    ),
    "withdraw_for": VerbForm(
        N_("Withdraw it for the beneficiary"),
        N_("The request is closed, and nobody works on it any more."),
        (_REQUESTED, _WAY, _NOTE),
        final=True,
    ),
    "appeal_for": VerbForm(
        N_("Appeal for the beneficiary"),
        N_("Others decide, in a case of its own."),
        (_REQUESTED, _WAY, VerbField("text", TypedKind.TEXT, N_("Why they appeal, in their words"), needed=True)),
        several=False,
    ),
}
