"""What can stand between a person and the answer: each with its exit code, one line, and what to do next."""

import re
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended, for scripts (design §5). Stable."""

    DONE = 0
    UNEXPECTED = 1
    WRONG_USAGE = 2
    REFUSED = 3
    NO_SUCH_CASE = 4
    UNREACHABLE = 5
    NOT_ALLOWED = 6
    QUEUED = 7
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Queued:
    """No worker answered in time: the message is stored and will be handled, in order, when one is back."""

    reference: str
    command_id: str


class Trouble(Exception):
    """The base of all that a person is told in one line. `code` is for programs, `advice` says what to do."""

    exit_code = ExitCode.UNEXPECTED

    def __init__(self, code: str, detail: str, advice: str = "") -> None:
        super().__init__("; ".join(part for part in (detail, advice) if part))
        self.code = code
        self.detail = detail
        self.advice = advice


class WrongUsage(Trouble):
    """The command line or a file cannot be understood."""

    exit_code = ExitCode.WRONG_USAGE

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__("wrong_usage", message, advice)


class Unreadable(Trouble):
    """One item of an input is no request; the others go on."""

    exit_code = ExitCode.WRONG_USAGE

    def __init__(self, reasons: str) -> None:
        super().__init__("unreadable", reasons)


ADVICE = {
    "already_decided": "see the decision with `tawasul show`",
    "wrong_stage": "`tawasul show` names the next step",
    "not_authorised": "`tawasul show` says who may take this step",
    "same_person": "`tawasul show` says whose turn it is",
    "unknown_reason": "`tawasul policy show` lists the reasons",
    "unknown_team": "`tawasul policy show` lists the teams",
    "missing_reply": "give --reply, or --reply-template and --set what it needs: `tawasul policy show`",
    "limit_reached": "decide with what there is, or hand it to a supervisor with `tawasul escalate`",
    "window_passed": "submit a new request that names this one",
    "not_open": "only an open request can be changed; a new one may name it",
    "conflict": "send another request under an id of its own",
    "malformed": "correct the value and send it again",
}
"""What to do after each refusal (design §5), next to what the decider says."""

_ADVICE_ON = {
    ("missing_reply", "reply"): "give --text or --attach",
    ("limit_reached", "rate"): "a request is rated once",
    ("limit_reached", "reopen"): "it can name this one",
}
"""The same where the command makes a difference."""
_OUTSIDER = re.compile(r"does not work for (\S+)$")

_AUTHORITY = frozenset({"not_authorised", "same_person"})


class Refused(Trouble):
    """A rule said no, with one of the stable refusal codes; nothing changed."""

    def __init__(self, code: str, detail: str, command: str = "") -> None:
        super().__init__(code, detail, _advice(code, detail, command))
        self.exit_code = ExitCode.NOT_ALLOWED if code in _AUTHORITY else ExitCode.REFUSED


def _advice(code: str, detail: str, command: str) -> str:
    """What to do after a refusal that does not say it itself: by code and command, or whom else to choose."""
    if "try again" in detail:
        return ""
    if outsider := _OUTSIDER.search(detail):
        return f"choose somebody of {outsider[1]}: `tawasul staff list --team {outsider[1]}`"
    return _ADVICE_ON.get((code, command)) or ADVICE.get(code, "")


class NoSuchCase(Trouble):
    """Neither the server nor the records know the reference."""

    exit_code = ExitCode.NO_SUCH_CASE

    def __init__(self, reference: str) -> None:
        super().__init__("no_such_case", f"no case {reference}", "compare the reference with the receipt")
        self.reference = reference


class Unreachable(Trouble):
    """A server does not answer."""

    exit_code = ExitCode.UNREACHABLE

    def __init__(self, component: str, advice: str) -> None:
        super().__init__("unreachable", f"{component} cannot be reached", advice)
        self.component = component


class Damaged(Trouble):
    """What is on record cannot be read."""

    def __init__(self, what: str) -> None:
        advice = "somebody changed it past all guards: compare it with a backup (`tawasul audit verify` checks cases)"
        super().__init__("damaged", f"{what} cannot be read as it is on record", advice)


class NotAllowed(Trouble):
    """The person may not do this, whatever the case."""

    exit_code = ExitCode.NOT_ALLOWED

    def __init__(self, reason: str) -> None:
        super().__init__("not_authorised", reason)
