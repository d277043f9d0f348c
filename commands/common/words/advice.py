"""Exit codes, and what a person can do after an error: tables by the code and the fields of the error.

This is the only place that makes sentences of errors for a terminal.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import IntEnum

from commands.common.words.language import N_, _, in_arabic, in_one_line, translated
from commands.common.words.to_beneficiaries import words_for
from errors import (
    Cause,
    Component,
    LoginFailed,
    LoginFault,
    Refused,
    SessionOver,
    TawasulError,
    Unreachable,
)


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


ADVICE: Mapping[str, str] = {
    "already_decided": N_("see the decision with `tawasul show`"),
    "wrong_stage": N_("`tawasul show` names the next step"),
    "not_authorised": N_("`tawasul show` says who may take this step"),
    "same_person": N_("`tawasul show` says whose turn it is"),
    "unknown_reason": N_("`tawasul policy show` lists the reasons"),
    "unknown_team": N_("`tawasul policy show` lists the teams"),
    "missing_reply": N_("give --reply, or --reply-template and --set what it needs: `tawasul policy show`"),
    "limit_reached": N_("decide with what there is, or hand it to a supervisor with `tawasul escalate`"),
    "too_soon": N_("give it again then"),
    "window_passed": N_("submit a new request that names this one"),
    "not_open": N_("only an open request can be changed; a new one may name it"),
    "conflict": N_("send another request under an id of its own"),
    "wrong_fingerprint": N_("file it again with the fingerprint that is named"),
    "changed_since": N_("look at it again with `tawasul show`, and give the command anew"),
    "refused_before": N_("give the command anew: each time it is given it has an id of its own"),
    "malformed": N_("correct the value and send it again"),
    "too_many_requests": N_("add to an open request by answering it, or file this one again then"),
    "not_authentic": N_("sign in again: your session, role or teams may have changed"),
    "not_appealable": N_("`tawasul policy show` says what may be appealed"),
    "diverged": N_("an operator gives `tawasul reconcile`; look at the case again before you repeat this"),
}
"""What to do after each refusal (design §5), next to what the decider says."""

ARABIC_ADVICE: Mapping[str, str] = {
    "too_many_requests": "أضف إلى طلب قائم بالرد عليه، أو أعد تقديم هذا الطلب بعد ذلك الوقت",
}
"""The same of requests, for who files them. Of beneficiaries' commands: `commands.common.words.to_beneficiaries`."""

ADVICE_ON: Mapping[tuple[str, str], str] = {
    ("conflict", "split"): N_("see it with `tawasul show`; a further matter of the same kind needs --another"),
    ("limit_reached", "split"): N_("ask the beneficiary to file further matters by themselves"),
    ("limit_reached", "wait"): N_("give an earlier --until, or decide where it waited as often as it may"),
    ("limit_reached", "consult"): N_("`answer-consultation` enters the answer; one question is open at a time"),
    ("limit_reached", "appeal_for"): N_("`tawasul show` names the appeal and what came of it"),
    ("limit_reached", "seen"): N_("the checklist of `tawasul show` says who saw which document, and when"),
    ("malformed", "answer_consultation"): N_("give --said-by and --way, or leave it to a member of that team"),
    ("window_passed", "recall"): N_(
        "put it right with `tawasul interim-reply`, or `tawasul reopen-for` and decide anew"
    ),
    ("wrong_stage", "recall"): N_(
        "`tawasul show` says what was done, `tawasul policy show` for how long a reply waits"
    ),
    ("not_authorised", "recall"): N_("ask a supervisor of the team, and soon: it goes out by itself"),
    ("same_person", "assign"): N_("give it to somebody who took no part: `tawasul show` names who did"),
    ("same_person", "claim"): N_("who took part before decides nothing here: leave it to somebody else"),
}
"""The same where the command makes a difference."""

OTHER_ADVICE: Mapping[str, str] = {
    "no_such_case": N_("compare the reference with the receipt"),
    "not_running": N_("an operator starts it again from the records with `tawasul rebuild`; then send this again"),
    "no_such_staff": N_("`tawasul staff list` shows who there is"),
    "not_active": N_("ask an administrator for `tawasul staff activate {staff_id}`"),
    "subject_taken": N_("`tawasul staff list --json` says who"),
    "staff_exists": N_("choose another id, or change theirs with `tawasul staff change`"),
    "absence_ends_first": N_("give a later --to"),
    "absence_is_over": N_("give a --to from today on"),
    "not_away": N_("`tawasul staff absences {staff_id}` shows what is announced: --from takes one of them back"),
    "no_such_absence": N_("`tawasul staff absences {staff_id}` shows what is announced"),
    "own_substitute": N_("name another --substitute"),
    "substitute_left": N_("name another --substitute, or give `tawasul staff activate {substitute}`"),
    "substitute_away": N_("name another --substitute, or first somebody who stands in for {substitute}"),
    "circle_of_substitutes": N_("name another --substitute, who is there"),
    "no_key": N_("set {variable}, or run this where it is set"),
    "key_exists": N_("make another key with `tawasul trust new-key`"),
    "no_such_key": N_("`tawasul trust list` shows them"),
    "subscriber_exists": N_("give it another name, or change it with `tawasul webhooks change`"),
    "no_such_subscriber": N_("`tawasul webhooks list` shows them"),
    "held": N_("`tawasul retention list` shows the holds, and `tawasul retention release` ends one"),
    "not_logged": N_("wait a minute for the next checkpoint; `tawasul attention` says when none is signed"),
    "damaged": N_(
        "somebody changed it bypassing constraints and grants: compare it with a backup"
        " (`tawasul audit verify` checks cases)"
    ),
}
"""What to do after errors that are no refusals and no outages."""

OUTAGES: Mapping[tuple[Component, Cause], str] = {
    (Component.RECORDS, Cause.NOT_CONFIGURED): N_("run `tawasul up`, or set {about}"),
    (Component.RECORDS, Cause.BAD_ADDRESS): N_("the address is no PostgreSQL URL: correct it"),
    (Component.RECORDS, Cause.NO_ANSWER): N_("PostgreSQL does not answer: start it, or correct its address"),
    (Component.RECORDS, Cause.CONNECTION_LOST): N_("PostgreSQL went away: try again"),
    (Component.RECORDS, Cause.OLD_SCHEMA): N_("the records have an old schema, or none: run `tawasul migrate`"),
    (Component.RECORDS, Cause.NO_RIGHT): N_(
        "the role of the address may not do this: docs/operations.md says which"
        " address a command needs, and `tawasul migrate` gives the roles their rights"
    ),
    (Component.RECORDS, Cause.OVERLOADED): N_("every connection of PostgreSQL is taken: try again in a moment"),
    (Component.RECORDS, Cause.LOCKED): N_(
        "another session has locked them, as a migration or maintenance does: try again"
    ),
    (Component.RECORDS, Cause.TIMED_OUT): N_("PostgreSQL did not answer in time: ask for less, or try again"),
    (Component.POSTGRES, Cause.LOCKED): N_("{about}: end that session, or migrate when it is done"),
    (Component.POSTGRES, Cause.NO_ANSWER): N_("start it, or correct TAWASUL_MIGRATION_URL"),
    (Component.API, Cause.NO_ANSWER): N_("{about} does not answer: try again, or correct TAWASUL_API"),
    (Component.API, Cause.FAILED): N_("try again in a moment; it says: {about}"),
    (Component.API, Cause.OVERLOADED): N_("it answers so many calls only: try again in a moment"),
    (Component.API, Cause.NOT_AUTHENTIC): N_("what answers on {about} is not the interface: correct TAWASUL_API"),
    (Component.LETTER, Cause.NO_ANSWER): N_("no worker answered: it is made when one is back; ask again then"),
    (Component.LETTER, Cause.FAILED): N_("the records did not answer for an hour: ask again"),
    (Component.FILES, Cause.NO_ANSWER): N_("{about} does not answer: start it, or correct TAWASUL_FILES"),
    (Component.FILES, Cause.CONNECTION_LOST): N_("it broke off: try again"),
    (Component.FILES, Cause.NO_RIGHT): N_("it does not know who asks: correct TAWASUL_FILES_KEY_ID and its secret"),
    (Component.FILES, Cause.FAILED): N_("see to what TAWASUL_FILES names: {about}"),
    (Component.SCANNER, Cause.NO_ANSWER): N_("start it, or correct TAWASUL_SCANNER: {about}"),
    (Component.SCANNER, Cause.BAD_ADDRESS): N_(
        "it is not in a network of TAWASUL_ALLOWED_NETWORKS: files go there in clear"
    ),
    (Component.SCANNER, Cause.REFUSED): N_("it takes no such file: {about}"),
    (Component.TEMPORAL, Cause.NO_ANSWER): N_("start it with `tawasul up`, or set TEMPORAL_ADDRESS (tried {about})"),
    (Component.TEMPORAL, Cause.CONNECTION_LOST): N_("try again: the same command is never applied twice"),
    (Component.TEMPORAL, Cause.FAILED): "{about}",
    (Component.PROVIDER, Cause.NO_ANSWER): N_("{about} does not answer: try again, or correct TAWASUL_OIDC_ISSUER"),
    (Component.PROVIDER, Cause.TIMED_OUT): N_("{about} did not answer in time: try again"),
    (Component.PROVIDER, Cause.FAILED): N_("{about}: try again, or correct TAWASUL_OIDC_ISSUER"),
    (Component.KEYS, Cause.NO_ANSWER): N_("PostgreSQL does not answer: start it, or set TAWASUL_DATABASE_URL"),
    (
        Component.KEYS,
        Cause.NOT_CONFIGURED,
    ): N_("{about} is not among the keys of TAWASUL_WRAPPING_KEYS, its file or the key store: add it"),
    (Component.KEYS, Cause.FAILED): "{about}",
    (Component.KEY_STORE, Cause.NO_ANSWER): N_("it does not answer or is sealed: start and unseal it ({about})"),
    (Component.KEY_STORE, Cause.TIMED_OUT): N_("it does not answer in time: try again; nothing was written in clear"),
    (Component.KEY_STORE, Cause.OVERLOADED): N_("it takes no more calls just now: try again in a moment"),
    (Component.KEY_STORE, Cause.REFUSED): N_("it refuses the token, or its policy does not allow this: {about}"),
    (Component.KEY_STORE, Cause.NOT_CONFIGURED): N_(
        "it has no such key: correct TAWASUL_KEY_STORE, or make it ({about})"
    ),
    (Component.KEY_STORE, Cause.FAILED): "{about}",
    (Component.CASE, Cause.NO_ANSWER): N_("its worker cannot answer: see `tawasul doctor` and the worker's log"),
    (Component.CASE, Cause.NOT_AUTHENTIC): N_(
        "what answered is no worker of ours: nothing it says was believed; tell who runs the system"
    ),
    (Component.CASE, Cause.OVERLOADED): N_("more messages wait for it than the server takes: try again in a moment"),
}
"""What to do when a component cannot be used."""

LOGIN_SENTENCES: Mapping[LoginFault, str] = {
    LoginFault.NO_PROVIDER: N_(
        "no provider is configured: set TAWASUL_OIDC_ISSUER and TAWASUL_OIDC_CLIENT_ID (لم يُحدد مزود الهوية)"
    ),
    LoginFault.NO_FLOW: N_(
        "the provider has no such login: leave out --device and --browser, or have one of them allowed"
        " (طريقة الدخول هذه غير متاحة لدى مزود الهوية)"
    ),
    LoginFault.DENIED: N_("the login was refused at the provider (رُفض الدخول لدى مزود الهوية)"),
    LoginFault.CODE_RAN_OUT: N_("nobody logged in in time: give `tawasul login` again (انتهت المهلة قبل إتمام الدخول)"),
    LoginFault.PROVIDER_REFUSED: N_(
        "the provider refused with «{about}»: give `tawasul login` again, or have the client"
        " corrected there (رفض مزود الهوية الطلب)"
    ),
    LoginFault.BAD_PROVIDER: N_("what the provider answers cannot be used: {about} (تعذر استخدام رد مزود الهوية)"),
    LoginFault.BAD_TOKEN: N_(
        "the provider's token is of no use here: {about}; docs/operations.md has the settings of the"
        " client (لا يصلح الرمز الصادر من مزود الهوية)"
    ),
    LoginFault.NOT_BOUND: N_(
        "the provider binds its token to no key: try `tawasul login --browser`, or have proofs of"
        " possession (DPoP) allowed there (لا يربط مزود الهوية الرمز بمفتاح الجلسة)"
    ),
    LoginFault.NOT_STAFF: N_(
        "nobody here is «{about}» at the provider: an administrator gives"
        " `tawasul staff change STAFF --subject {about}` (لا يوجد موظف مسجل بهذا المعرف)"
    ),
    LoginFault.OTHER_PERSON: N_(
        "the renewed session is of another person: give `tawasul login` again (الجلسة المجددة لشخص آخر)"
    ),
    LoginFault.ENDED: N_(
        "the session of {about} ended {at}: give `tawasul login` again (انتهت الجلسة، سجل الدخول من جديد)"
    ),
    LoginFault.NO_SESSION: N_(
        "{about} has no session on this machine: give `tawasul login`, or where there is"
        " no provider, `tawasul staff session {about}` (لا توجد جلسة على هذا الجهاز، سجل الدخول)"
    ),
    LoginFault.DAMAGED: N_(
        "what is kept of the session of {about} cannot be read: give `tawasul login` again"
        " (تعذرت قراءة الجلسة، سجل الدخول من جديد)"
    ),
}
"""Why somebody has no session, and what to do."""

_EXIT_CODES: Mapping[str, ExitCode] = {
    "wrong_usage": ExitCode.WRONG_USAGE,
    "unreadable": ExitCode.WRONG_USAGE,
    "no_such_case": ExitCode.NO_SUCH_CASE,
    "not_running": ExitCode.NO_SUCH_CASE,
    "unreachable": ExitCode.UNREACHABLE,
    "copy_failed": ExitCode.UNREACHABLE,
    "not_authorised": ExitCode.NOT_ALLOWED,
    "same_person": ExitCode.NOT_ALLOWED,
    "not_logged": ExitCode.REFUSED,
    "login_failed": ExitCode.NOT_ALLOWED,
    "session_over": ExitCode.NOT_ALLOWED,
    "no_key": ExitCode.NOT_ALLOWED,
    "not_authentic": ExitCode.NOT_ALLOWED,
    "held": ExitCode.REFUSED,
    "no_case_key": ExitCode.REFUSED,
    "erased": ExitCode.REFUSED,
    "no_letter": ExitCode.REFUSED,
    "file_not_opened": ExitCode.REFUSED,
    "no_such_file": ExitCode.NO_SUCH_CASE,
    **dict.fromkeys(ADVICE.keys() - {"not_authorised", "same_person", "not_authentic"}, ExitCode.REFUSED),
}


def exit_code(error: TawasulError) -> ExitCode:
    """The exit code of a command that ended with this error."""
    return _EXIT_CODES.get(error.code, ExitCode.UNEXPECTED)


def advice(error: TawasulError) -> str:
    """What to do about an error; empty where the error says it itself."""
    if error.advice:
        return error.advice
    if isinstance(error, Refused):
        return _after_refusal(error)
    if isinstance(error, Unreachable):
        return _(OUTAGES.get((error.component, error.cause), ""), about=error.about)
    return _(OTHER_ADVICE.get(error.code, ""), **vars(error))


def _after_refusal(refused: Refused) -> str:
    if refused.retryable and refused.code != "too_many_requests":
        return ""
    if refused.person and refused.team:
        return _("choose somebody of {team}: `tawasul staff list --team {team}`", team=refused.team)
    if theirs := words_for(refused.code, refused.command):
        if in_arabic():
            return theirs.to_do_in_arabic or _(theirs.to_do)
        return theirs.to_do + _also(theirs.to_do_in_arabic, refused)
    found = ADVICE_ON.get((refused.code, refused.command)) or ADVICE.get(refused.code, "")
    return _(found) + _also(ARABIC_ADVICE.get(refused.code), refused)


def _also(arabic: str | None, refused: Refused) -> str:
    """Words in Arabic beside the English ones, unless the case is presented in another language."""
    return f" ({arabic})" if arabic and not in_arabic() and refused.language in (None, "ar") else ""


SENTENCES: tuple[tuple[str, str, str], ...] = (
    ("already_decided", "step", N_("proposed by {by} at {at}; waits for {step}")),
    ("already_decided", "by", N_("{outcome} by {by} at {at}")),
    ("not_open", "outcome", N_("closed as {outcome} at {at}")),
    ("not_open", "at", N_("the case ended at {at}")),
    ("window_passed", "at", N_("the case ended at {at}")),
    (
        "too_many_requests",
        "at",
        N_("too many requests were filed lately, the next is taken from {at} on"),
    ),
    ("too_soon", "at", N_("a reminder is possible from {at} on")),
    ("wrong_stage", "holder", N_("held by {holder} since {at}")),
)
"""Refusals that tell an instant: the code, a field that must be known, and the sentence; the first that fits."""
ARABIC_SENTENCES: Mapping[str, str] = {
    "too_many_requests": "قُدمت طلبات كثيرة مؤخراً، ويُقبل الطلب التالي بعد {at}",
}


_SAID_IN_DETAIL = frozenset(("window_passed", command) for command in ("appeal", "appeal_for", "recall"))
"""Where the instant is another one than the sentence of the code is about."""


def detail(error: TawasulError) -> str:
    """What happened, with instants in the zone of the case, else in that of the machine."""
    if isinstance(error, LoginFailed):
        return _(LOGIN_SENTENCES[error.fault], about=error.about, at=_since(error))
    if not isinstance(error, Refused):
        return translated(error.detail)
    if in_arabic() and (theirs := _in_arabic(error)):
        return theirs
    return _what_happened(error) + _also(_in_arabic(error), error)


def _in_arabic(refused: Refused) -> str:
    """What happened in Arabic, where it has words for it; without an instant that is not known."""
    theirs = None if refused.retryable else words_for(refused.code, refused.command)
    text = theirs.happened if theirs else ARABIC_SENTENCES.get(refused.code, "")
    if refused.at is None:
        return text.partition(" في {at}")[0].partition(" بعد {at}")[0]
    return text.format(at=_local(refused.at, refused.zone))


def _what_happened(error: Refused) -> str:
    if error.at is None:
        return translated(error.detail)
    fields = vars(error) | {"at": _local(error.at, error.zone)}
    fitting = (text for code, known, text in SENTENCES if code == error.code and fields[known])
    if (error.code, error.command) in _SAID_IN_DETAIL or not (sentence_of := next(fitting, "")):
        said = error.detail.replace(error.at.astimezone(UTC).isoformat(timespec="seconds"), fields["at"])
        return translated(said)
    return _(sentence_of, **fields)


def sentence(error: TawasulError) -> str:
    """What happened and what to do about it, in one line."""
    return in_one_line((detail(error), advice(error)))


def as_data(error: TawasulError) -> dict[str, object]:
    """An error for programs: code, detail, advice, and the fields of a refusal that are known."""
    fields = {name: value for name in _names(error) if (value := getattr(error, name)) is not None}
    again = {"retryable": True} if isinstance(error, Refused) and error.retryable else {}
    return {"code": error.code, "detail": translated(error.detail), "advice": advice(error), **fields, **again}


def _names(error: TawasulError) -> tuple[str, ...]:
    """The fields of an error that programs read."""
    if isinstance(error, Refused):
        return ("by", "at", "outcome", "step", "holder", "team", "person")
    login = ("fault", "about", "at") if isinstance(error, SessionOver) else ("fault", "about")
    return login if isinstance(error, LoginFailed) else ()


def _since(error: LoginFailed) -> str:
    """When a session ended, and how long ago that was."""
    if not isinstance(error, SessionOver) or error.at is None:
        return ""
    from commands.common.terminal import amount

    return _("{time} ago, at {local}", time=amount(datetime.now(UTC) - error.at), local=_local(error.at))


def _local(at: datetime, zone: str | None = None) -> str:
    from commands.common.terminal import local_zone, moment

    return moment(at, local_zone(zone))
