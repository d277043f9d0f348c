"""Errors of the system, one class for each kind of cause. Standard library only.

    TawasulError                the base: a code for programs, and one English sentence
    ├── WrongUsage              a command line, a file or a setting cannot be understood
    │   └── Unreadable          one item of an input is no request; the others go on
    ├── Refused                 a rule refused a command; nothing changed
    ├── NotAllowed              the person may not do this, whatever the case
    ├── NoSuchCase              neither the server nor the records know the reference
    │   └── NotRunning          an open case without a workflow
    ├── Unreachable             a server does not answer, or cannot be used
    ├── LoginFailed             a provider's login did not give a session
    │   └── SessionOver         somebody's session has run out, or there is none
    ├── NoLetter                a decision has no official letter, or its document cannot be made
    ├── FileNotTaken            a file is too large, of a wrong type, or one too many
    ├── FileNotOpened           an attached file may not be opened, or is not there
    ├── CaseHeld                a hold keeps a case beyond its term
    ├── NoCaseKey               a case has no key any more
    │   └── CaseErased          it was erased
    └── Damaged                 what is on record cannot be read

What a person can do about an error is said at the edge (`commands.common.words.advice`), from its code and fields.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Queued:
    """No worker answered in time: the message is stored and will be handled, in order, when one is back."""

    reference: str
    command_id: str


class TawasulError(Exception):
    """The base of all errors of the system. `advice` is set only by programs that print for people."""

    def __init__(self, code: str, detail: str, advice: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.advice = advice


class WrongUsage(TawasulError):
    """A command line, a file or a setting cannot be understood."""

    def __init__(self, detail: str, advice: str = "", *, code: str = "wrong_usage") -> None:
        super().__init__(code, detail, advice)


class Unreadable(WrongUsage):
    """One item of an input is no request; the others go on."""

    def __init__(self, reasons: str) -> None:
        super().__init__(reasons, code="unreadable")


class Refused(TawasulError):
    """A rule refused a command, with one of the stable refusal codes; nothing changed.

    The fields are those of `models.case.state.Refusal`; `command` is the kind of the command that was refused. `zone`
    and `language` say how its case is told, and are set only by programs that print for people.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        command: str = "",
        *,
        by: str | None = None,
        at: datetime | None = None,
        outcome: str | None = None,
        step: str | None = None,
        holder: str | None = None,
        team: str | None = None,
        person: str | None = None,
        retryable: bool = False,
    ) -> None:
        super().__init__(code, detail)
        self.command = command
        self.by = by
        self.at = at
        self.outcome = outcome
        self.step = step
        self.holder = holder
        self.team = team
        self.person = person
        self.retryable = retryable
        self.zone: str | None = None
        self.language: str | None = None


class NotAllowed(TawasulError):
    """The person may not do this, whatever the case."""

    def __init__(self, detail: str, advice: str = "") -> None:
        super().__init__("not_authorised", detail, advice)


class NoSuchCase(TawasulError):
    """Neither the server nor the records know the reference."""

    def __init__(self, reference: str) -> None:
        super().__init__("no_such_case", f"no case {reference}")
        self.reference = reference


class NotRunning(NoSuchCase):
    """An open case without a workflow: the server lost it, or somebody ended it. `rebuild` starts it again."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.code = "not_running"
        self.detail = f"{reference} is open on record, but its workflow does not run"


class Component(StrEnum):
    """The parts of the system that may not answer, as a sentence names them."""

    TEMPORAL = "Temporal"
    RECORDS = "the records"
    POSTGRES = "PostgreSQL"
    CASE = "the case"
    FAULT = "the fault"
    LETTER = "the making of the letter"
    FILES = "the store of files"
    SCANNER = "the virus scanner"
    PROVIDER = "the identity provider"
    KEYS = "the keys"
    KEY_STORE = "the key store"
    API = "the HTTP interface"


class Cause(StrEnum):
    """Why a component cannot be used."""

    NOT_CONFIGURED = "not_configured"
    BAD_ADDRESS = "bad_address"
    NO_ANSWER = "no_answer"
    CONNECTION_LOST = "connection_lost"
    OLD_SCHEMA = "old_schema"
    NO_RIGHT = "no_right"
    """The role of the address may not do what was asked."""
    OVERLOADED = "overloaded"
    LOCKED = "locked"
    """Another session holds a lock, and did not give it back in time."""
    TIMED_OUT = "timed_out"
    REFUSED = "refused"
    """Who asks is not known to it, or may not do this."""
    FAILED = "failed"
    NOT_AUTHENTIC = "not_authentic"
    """What answered in its place is none of ours."""


class Unreachable(TawasulError):
    """A component does not answer, or cannot be used; `about` is the address tried, or the server's own words."""

    def __init__(self, component: Component, cause: Cause, about: str = "") -> None:
        super().__init__("unreachable", f"{component} cannot be reached")
        self.component = component
        self.cause = cause
        self.about = about


class LoginFault(StrEnum):
    """Why a login gave no session."""

    NO_PROVIDER = "no_provider"
    """None is configured."""
    NO_FLOW = "no_flow"
    """The provider has no flow that this login can take."""
    DENIED = "denied"
    CODE_RAN_OUT = "code_ran_out"
    PROVIDER_REFUSED = "provider_refused"
    """`about` is the provider's own code."""
    BAD_PROVIDER = "bad_provider"
    """It says of itself what cannot be used; `about` is a code."""
    BAD_TOKEN = "bad_token"  # noqa: S105
    """`about` says what is wrong with it, as a code."""
    NOT_BOUND = "not_bound"
    """The provider gave a token that names no key, or another than the session's."""
    NOT_STAFF = "not_staff"
    """Nobody here has that subject, which is `about`."""
    OTHER_PERSON = "other_person"
    """A renewed token is of another subject."""
    ENDED = "ended"
    """The session has run out; `at` says when."""
    NO_SESSION = "no_session"
    DAMAGED = "damaged"
    """What is kept of the session cannot be read."""


class LoginFailed(TawasulError):
    """A login gave no session; `about` is a code or an id of the provider."""

    def __init__(self, fault: LoginFault, about: str = "") -> None:
        super().__init__("login_failed", f"no session: {fault}" + (f" ({about})" if about else ""))
        self.fault = fault
        self.about = about


class SessionOver(LoginFailed):
    """Somebody's session has run out, or there is none on this machine."""

    def __init__(self, fault: LoginFault, staff: str, at: datetime | None = None) -> None:
        super().__init__(fault, staff)
        self.code = "session_over"
        self.at = at


class NoLetter(TawasulError):
    """A case has no official letter, or its document is not to be had; `flaw` is the code of why."""

    def __init__(self, reference: str, flaw: str, detail: str, advice: str = "") -> None:
        super().__init__("no_letter", detail, advice)
        self.reference = reference
        self.flaw = flaw


class FileNotTaken(TawasulError):
    """A file is not attached; `flaw` is the code of why, `limit` what it is beyond, or the types that are taken."""

    def __init__(self, flaw: str, most: str = "") -> None:
        super().__init__("file_not_taken", f"the file is not taken: {flaw}")
        self.flaw = flaw
        self.reason = flaw
        self.limit = most or None


class FileNotOpened(TawasulError):
    """An attached file is not opened; `status` is the code of how it stands, empty where there is no such file."""

    def __init__(self, reference: str, number: int, status: str = "") -> None:
        code, why = ("file_not_opened", status) if status else ("no_such_file", "there is none")
        super().__init__(code, f"file {number} of {reference} is not opened: {why}")
        self.reference = reference
        self.number = number
        self.status = status
        self.reason = status


class CaseHeld(TawasulError):
    """A case is not disposed of, for somebody holds it."""

    def __init__(self, reference: str) -> None:
        super().__init__("held", f"the case {reference} is held: nothing of it is erased")
        self.reference = reference


class NoCaseKey(TawasulError):
    """A case has no key on record any more: it was erased, or somebody damaged its key."""

    def __init__(self, reference: str) -> None:
        super().__init__("no_case_key", f"the case {reference} was erased: nothing of it can be written or read")
        self.reference = reference


class CaseErased(NoCaseKey):
    """A case was erased: when, by whom, and why."""

    def __init__(self, reference: str, at: datetime, by: str, reason: str) -> None:
        super().__init__(reference)
        self.code = "erased"
        self.at = at
        self.by = by
        self.reason = reason


class Damaged(TawasulError):
    """What is on record cannot be read: somebody changed it bypassing constraints and grants."""

    def __init__(self, what: str) -> None:
        super().__init__("damaged", f"{what} cannot be read as it is on record")
