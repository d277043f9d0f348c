"""The closed sets of the system. Their values are stable: records, histories, JSON and the CLI all use them."""

from enum import StrEnum


class Code(StrEnum):
    """Base of the closed sets. Hashed like plain text, since an enum's own hash is computed in Python and slower."""

    __hash__ = str.__hash__


class Stage(Code):
    """Where a case stands for staff (design §3)."""

    RECEIVED = "received"
    QUEUED = "queued"
    IN_REVIEW = "in_review"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_BENEFICIARY = "awaiting_beneficiary"
    AWAITING_THIRD_PARTY = "awaiting_third_party"
    REPLIED = "replied"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Status(Code):
    """The five statuses beneficiaries know from the real service (domain §2.3)."""

    UNDER_PROCESSING = "under_processing"
    RETURNED_TO_APPLICANT = "returned_to_applicant"
    RETURNED_FROM_APPLICANT = "returned_from_applicant"
    PROCESSED = "processed"
    CLOSED = "closed"


STATUS_OF: dict[Stage, Status] = {
    Stage.RECEIVED: Status.UNDER_PROCESSING,
    Stage.QUEUED: Status.UNDER_PROCESSING,
    Stage.IN_REVIEW: Status.UNDER_PROCESSING,
    Stage.AWAITING_APPROVAL: Status.UNDER_PROCESSING,
    Stage.AWAITING_BENEFICIARY: Status.RETURNED_TO_APPLICANT,
    Stage.AWAITING_THIRD_PARTY: Status.UNDER_PROCESSING,
    Stage.REPLIED: Status.RETURNED_FROM_APPLICANT,
    Stage.RESOLVED: Status.PROCESSED,
    Stage.CLOSED: Status.CLOSED,
}

LIVE = frozenset(Stage) - {Stage.CLOSED}
"""The stages of a case whose workflow runs."""
UNDECIDED = LIVE - {Stage.RESOLVED}
"""The stages of a case that still waits for its decision."""


class Outcome(Code):
    """How a case ended. `obstacle_removed`: the beneficiary now runs the e-service himself; a failed retry reopens."""

    DONE = "done"
    OBSTACLE_REMOVED = "obstacle_removed"
    ANSWERED = "answered"
    REFUSED = "refused"
    NO_REPLY = "no_reply"
    MERGED = "merged"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"


class Role(Code):
    """Who may act. The last two are not staff."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    MANAGER = "manager"
    AUDITOR = "auditor"
    BENEFICIARY = "beneficiary"
    SYSTEM = "system"


STAFF_ROLES = (Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER, Role.AUDITOR)
ROLES_OF_ALL_TEAMS = (Role.DIRECTOR, Role.MANAGER)
"""The roles of staff that work for every team."""


class ReportBy(Code):
    """By what the figures of a report are grouped."""

    SERVICE = "service"
    PROBLEM = "problem"
    TEAM = "team"
    OFFICER = "officer"
    CHANNEL = "channel"
    APPLICANT = "applicant"
    LANGUAGE = "language"
    VERSION = "version"
    DAY = "day"
    RUNG = "rung"


class Verb(Code):
    """What staff may do besides commands to a case: the rows of `policies/authority.toml`, reading first."""

    LOOK = "look"
    """See one case."""
    LIST = "list"
    """See lists of cases, the board and the attention list."""
    NUMBERS = "numbers"
    """See identity, passport and telephone numbers and e-mail addresses in full."""
    ATTACHMENTS = "attachments"
    """See the names of attached files."""
    SEARCH = "search"
    """Search by the number of a person."""
    EXPORT = "export"
    """Take a list away as a whole."""
    BREAK_GLASS = "break_glass"
    """Open a case of another team for a limited time; it stands on the attention list for an auditor."""
    AUDIT = "audit"
    """See who looked at what."""
    HANDLE = "handle"
    """Take an entry off the attention list."""
    STAFF = "staff"
    """Change the staff records, end sessions, make badges."""
    CALENDAR = "calendar"
    """Announce closures and months."""
    RETENTION = "retention"
    """See what has passed its term, and have it erased or anonymised."""
    HOLD = "hold"
    """Keep a case beyond its term, as for a court, and end that."""
    ERASE = "erase"
    """Destroy the key of a closed case before its term, as when its person asks for it."""
    TRUST = "trust"
    """Say which keys of channels, services and the local issuer are trusted."""
    POLICY = "policy"
    """Activate versions of packs, and put running cases under them."""


class Priority(Code):
    """How soon a case should be taken, low to urgent."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """0 for low to 3 for urgent."""
        return list(Priority).index(self)


class Effect(Code):
    """What the automatic first stage may do. It never refuses on the merits (domain §2.7)."""

    ROUTE = "route"
    RETURN_COMPLETION = "return_completion"
    RETURN_GUIDANCE = "return_guidance"
    MERGE_DUPLICATE = "merge_duplicate"
    LINK_AND_ESCALATE = "link_and_escalate"


RETURNS = frozenset({Effect.RETURN_COMPLETION, Effect.RETURN_GUIDANCE})
"""The effects by which the first stage returns a request to its beneficiary."""


class RulePart(Code):
    """The tables of the first stage whose rows are changed by mutants."""

    RULE = "rules"
    REFINEMENT = "refinements"
    ROUTE = "routing"


class RuleChange(Code):
    """What a mutant changes of a rule of a pack."""

    GONE = "gone"
    """The whole rule."""
    CONDITION_GONE = "condition_gone"
    SERVICES_GONE = "services_gone"
    """It holds for all services."""
    THRESHOLD = "threshold"
    EFFECT = "effect"
    TEAM = "team"
    PRIORITY = "priority"
    PROBLEM = "problem"
    FLAG = "flag"
    REPLY = "reply"
    LINK = "link"
    LIMIT = "limit"
    """The last day by law, or a date of the reply: a day later."""
    STOP = "stop"
    RECORD = "record"
    """It ties the request to no fault."""


class ClockKind(Code):
    """The clocks of a case: each a budget of working time and a ledger (design §4)."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    THIRD_PARTY = "third_party"
    CONSULTATION = "consultation"


PROMISES = (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)
"""The clocks that are promises to the beneficiary."""


class PartyKind(Code):
    """What somebody is whose answer a case needs: the table of the pack that has them."""

    AUTHORITY = "authority"
    TEAM = "team"
    VENDOR = "vendor"


class WaitEnd(Code):
    """How a wait for a third party ended."""

    ANSWERED = "answered"
    """The third party answered."""
    RESUMED = "resumed"
    """Staff went on without an answer."""
    LIMIT = "limit"
    """Its time was used up."""


class Whose(Code):
    """Whose open requests a new one is compared with."""

    APPLICANT = "applicant"
    CONCERNED = "concerned"
    """Those about the same person, whoever filed them."""
    ANYONE = "anyone"


class Requester(Code):
    """Who asked staff to do something on the beneficiary's behalf."""

    APPLICANT = "applicant"
    CONCERNED = "concerned"
    """The person the request is about."""
    REPRESENTATIVE = "representative"


class ContactWay(Code):
    """How somebody asked staff for something."""

    PHONE = "phone"
    VISIT = "visit"
    EMAIL = "email"
    LETTER = "letter"


FOLLOW_UP = frozenset({"reopen", "rate", "reopen_for"})
"""The kinds of commands that a resolved case takes until its follow-up window ends."""


REMINDER_RUNG = "beneficiary_reminds"
"""The name of the rung on which a reminder of the beneficiary brings the case; no rung of a ladder has it."""
NOBODY_RUNG = "nobody_available"
"""The name of the rung that is reached when a case finds nobody of its team to be given to, in the same way."""


class AskedKind(Code):
    """What kind of thing a beneficiary was asked for."""

    DOCUMENT = "document"
    FIELD = "field"
    """A field of the service's own."""
    QUESTION = "question"
    ANSWER = "answer"
    """An answer to the text of a return, which names nothing."""


class ShareBy(Code):
    """By which rule cases of a team come to its members."""

    PULL = "pull"
    """Each takes what they take."""
    ROUND_ROBIN = "round_robin"
    """To whom nothing was given for the longest time."""
    LEAST_LOADED = "least_loaded"
    """To who holds the fewest undecided cases."""


class PassedOver(Code):
    """Why a case was not given to somebody of its team."""

    AWAY = "away"
    TOOK_PART = "took_part"
    """In the case that is appealed, or in a step before."""
    GAVE_UP = "gave_up"
    """They had the case, and it was put back."""
    UNSKILLED = "unskilled"
    FULL = "full"
    """They hold as many cases as the capacity."""
    LIMIT_REACHED = "limit_reached"
    """They were given as many as the fair limit within its time."""


class DecisionKind(Code):
    """The two sides of a decision, and the other acts that need a reason of the pack."""

    APPROVE = "approve"
    REJECT = "reject"
    ASK = "ask"
    REDIRECT = "redirect"


class Action(Code):
    """What a rung of a ladder can do."""

    NOTIFY = "notify"
    RAISE_PRIORITY = "raise_priority"
    REASSIGN = "reassign"
    HAND_OVER = "hand_over"
    INFORM = "inform"


HUMAN_ACTIONS = frozenset({Action.NOTIFY, Action.INFORM, Action.HAND_OVER})
"""The actions for which people have to be found."""


class Audience(Code):
    """Who a notice is for. `role` audiences are people found in the staff records when it is sent."""

    BENEFICIARY = "beneficiary"
    ASSIGNEE = "assignee"
    ESCALATION = "escalation"
    TEAM = "team"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    THIRD_PARTY = "third_party"
    """An authority or a vendor that owes an answer, at the contact that the pack has of it."""


class Channel(Code):
    """The ways to send a notice."""

    EMAIL = "email"
    SMS = "sms"
    PORTAL = "portal"


class TeamOrder(Code):
    """The order of a list of members of teams."""

    LOAD = "load"
    """Who holds the most first."""
    FREE = "free"
    """Who may be given the most first."""
    LATE = "late"
    NAME = "name"
    TEAM = "team"


class CaseOrder(Code):
    """The order of a list of cases."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"
    """The next to be due first, or the longest past it; what has no due instant last."""
    UPDATED = "updated"
    """What something happened to last."""
    PRIORITY = "priority"
    """The most urgent first, of these the next to be due."""
    TEAM = "team"
    """By team, and in this and the next two the next to be due first."""
    HOLDER = "holder"
    SERVICE = "service"


class FaultStage(Code):
    """Where a fault stands."""

    OPEN = "open"
    KNOWN = "known"
    """What is wrong is known: the beneficiaries of its cases were told."""
    MENDED = "mended"
    """Its cases are decided, each by itself; a new request with its error is not of it any more."""
    CLOSED = "closed"


TAKES_CASES = frozenset({FaultStage.OPEN, FaultStage.KNOWN})
"""The stages in which new cases with the error code of a fault are linked to it."""


class AttentionKind(Code):
    """Kinds of entries on the attention list: what the system cannot repair itself, so that a person must see it."""

    NOTICE_FAILED = "notice_failed"
    """A notice could not be delivered."""
    NOTICE_REFUSED = "notice_refused"
    """A mail to several people was refused for good by some of them, and taken by others."""
    NOTICE_UNADDRESSED = "notice_unaddressed"
    """A notice lies in the mailbox folder, as nobody it was for has an address."""
    KNOWN_FAULT = "known_fault"
    """A fault that nobody owns."""
    NOBODY_FOUND = "nobody_found"
    """Neither the people of an escalation nor the pack's fall-back are there."""
    SIGNALS_REFUSED = "signals_refused"
    """So many signals to a case were refused that further ones are only counted."""
    RECORDS_BEHIND = "records_behind"
    """The records lack events that the case no longer holds; only a newer copy of them helps."""
    RECORDS_REFUSED = "records_refused"
    """The records refused an event for good, or hold something that cannot be read."""
    RECORDS_DIVERGED = "records_diverged"
    """The records hold another event under a number than the case does; written by `append_case_events`."""
    COMMAND_LOST = "command_lost"
    """A command that its sender was told was done, and that did not happen: the records hold another story."""
    MERGED_ASTRAY = "merged_astray"
    """Merged into a case that does not exist, has ended, or concerns other persons."""
    HOLDER_LEFT = "holder_left"
    """An open case whose holder is no longer active."""
    HOLDER_AWAY = "holder_away"
    """A case was given to somebody who is away and for whom nobody stands in."""
    WEDGED = "wedged"
    """The workflow tasks of a case fail, one after another."""
    OUT_OF_STEP = "out_of_step"
    """A case and the records name different stages, for minutes."""
    NOTICE_WAITING = "notice_waiting"
    """A notice was tried for a quarter of an hour, while its channel takes others."""
    CHANNEL_DOWN = "channel_down"
    """A channel takes no notice."""
    CASES_LOST = "cases_lost"
    """Temporal knows so few of the open cases that it may be the wrong server, or an emptied one."""
    LOG_BROKEN = "log_broken"
    """The transparency log on record is not what was signed before: no checkpoint is signed any more."""
    CHECKPOINTS_AWAY = "checkpoints_away"
    """The place for checkpoints takes or gives none."""
    BREAK_GLASS = "break_glass"
    """Somebody opened a case of another team by break-glass: an auditor looks whether that was right."""
    FORGED_MESSAGES = "forged_messages"
    """Somebody sent a case messages that are not authentic; one entry for a case and an hour."""


ALERTS = frozenset(
    {
        AttentionKind.WEDGED,
        AttentionKind.OUT_OF_STEP,
        AttentionKind.NOTICE_WAITING,
        AttentionKind.CHANNEL_DOWN,
        AttentionKind.CASES_LOST,
        AttentionKind.LOG_BROKEN,
        AttentionKind.CHECKPOINTS_AWAY,
        AttentionKind.KNOWN_FAULT,
    }
)
"""The kinds that last: the watchdog takes an entry off the list by itself when it no longer holds."""


class DataKind(Code):
    """The kinds of personal data, each with a retention rule of its own in the pack."""

    REQUEST = "request"
    """The request as it was received."""
    ATTACHMENTS = "attachments"
    """The names of attached files; the files are elsewhere."""
    EVENTS = "events"
    """The decision and everything else that happened, with what people wrote."""
    NOTICES = "notices"
    """Addressees and texts of what was sent."""
    ADVICE = "advice"
    """What the classifier said of a request, and the request as an example for its training."""
    VIEWS = "views"
    """Who looked at the case, and why."""


class Disposal(Code):
    """What becomes of data when their term has passed."""

    ERASE = "erase"
    """The key of the case is destroyed: what it sealed can be read by nobody, and the chain of events stays whole."""
    ANONYMISE = "anonymise"
    """What names or reaches a person is taken out, and the row stays for counting."""
    KEEP = "keep"


class DisposalResult(Code):
    """What came of one disposal."""

    DUE = "due"
    """Nothing was done: it was only listed."""
    DONE = "done"
    NO_ERASER = "no_eraser"
    """Nothing here can erase."""
    HELD = "held"
    """A hold, or a notice that waits, came in between."""
    FAILED = "failed"
    """The eraser did not do it; a later run tries again."""


class NoticeStatus(Code):
    """Whether a notice went out."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class KeyKind(Code):
    """Whose a public key on the list of the trusted is."""

    ISSUER = "issuer"
    """It signs the identity tokens of people."""
    CHANNEL = "channel"
    """It signs requests, and commands of their beneficiaries."""
    SERVICE = "service"
    """A service of ours: it speaks as the system."""


class StopCause(Code):
    """How somebody or something outside a case was about to end its workflow, or did."""

    CANCELLED = "cancelled"
    """Its cancellation was requested; the workflow refused."""
    TERMINATED = "terminated"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    LOST = "lost"
    """Temporal does not know it, or only a later run that found the case on record."""


class ErasureReason(Code):
    """Why a case is erased."""

    REQUESTED = "requested"
    """The person asked for it."""
    RETENTION_OVER = "retention_over"
    FILED_BY_MISTAKE = "filed_by_mistake"
    ORDERED = "ordered"
    """A court or an authority ordered it."""


class AuditFlaw(Code):
    """What is wrong with an event of a case, or with what is on record beside it."""

    MISSING = "missing"
    OTHER_HASH = "other_hash"
    """The event is not the one that was hashed."""
    OTHER_COLUMNS = "other_columns"
    """The columns kept for queries are not those of the event."""
    NO_CASE = "no_case"
    AFTER_HEAD = "after_head"
    OTHER_HEAD = "other_head"
    OTHER_POLICY = "other_policy"
    """The policy it was opened under is missing or changed."""
    NOT_FOLDED = "not_folded"
    OTHER_ROW = "other_row"
    """The row of the case is not what the events make of it."""
    UNREADABLE_REQUEST = "unreadable_request"
    OTHER_REQUEST = "other_request"
    OTHER_PERSONS = "other_persons"
    """The hashes by which its persons are found are not those of the request."""
    OTHER_RECEIPT = "other_receipt"
    """The receipt that is given again, or its instant, is not that of the opening."""
    NOT_SIGNED = "not_signed"
    """Nobody known signed it who could have caused it."""
    REFUSED = "refused"
    """The rules refuse the command that it keeps."""
    OTHERWISE = "otherwise"
    """Decided again, it comes out otherwise."""
    UNCAUSED = "uncaused"
    """Neither a command nor the time nor anything the case waited for brings it about."""
    SKIPPED = "skipped"
    """What fell due before, or belongs to the same command, is not on record."""
    KEY_GONE = "key_gone"
    """The key is gone, and no event says that the case was erased."""
    NOTICE_NOT_SENT = "notice_not_sent"
    OTHER_NOTICE = "other_notice"
    """The notice on record is not the one that was sent."""
    OTHER_THAN_LOGGED = "other_than_logged"
    PAST_THE_LOG = "past_the_log"


class NotRedecided(Code):
    """Why an event was not decided again, or not all of it."""

    NOT_SIGNED = "not_signed"
    """A command of before there were signatures: it is not kept."""
    EARLIER_VERSION = "earlier_version"
    """A case of before decided it by what its version did then."""
    NO_REQUEST = "no_request"
    """An opening whose request is not on record."""
    FIRST_STAGE = "first_stage"
    """The conclusion of the first stage rests on the pack and on what the records knew then; what follows from it is
    computed again."""
    STAFF_FOUND = "staff_found"
    """Who was there then. That somebody was looked for is computed again."""
    TERMS_FOUND = "terms_found"
    """What the pack said then of a corrected classification. That it was asked for is computed again."""
    APPEAL_OPENED = "appeal_opened"
    """That the case of an appeal was opened, and for which team. That it was asked for is computed again."""
    SECOND_OPENED = "second_opened"
    """That the case of a second matter was opened, or not, by what the pack said then. That it was asked for is
    computed again."""
    DELIVERY = "delivery"
    """Whether a notice went out. That it was due is computed again, and its text compared with what was sent."""
    ANNOUNCED = "announced"
    """That a closure was announced. What it changed is computed again."""
    SIGNAL_REFUSED = "signal_refused"
    """The message is not kept."""
    OUTSIDE = "outside"
    """A restart, or records that were restored."""


class ReceiptFlaw(Code):
    """Why a receipt proves nothing."""

    UNREADABLE = "unreadable"
    """It is no receipt."""
    NOT_SIGNED = "not_signed"
    """No known key signed its checkpoint."""
    NOT_LOGGED = "not_logged"
    """What it says stands not in the log that was signed."""
    NO_OPENING = "no_opening"
    """It is of another event."""


class LogFlaw(Code):
    """What is wrong with the transparency log itself, seen from checkpoints that are kept elsewhere."""

    NO_CHECKPOINT = "no_checkpoint"
    """No checkpoint of the log on record was given."""
    NOT_SIGNED = "not_signed"
    """No known key signed the checkpoint."""
    SHORTENED = "shortened"
    """The log has fewer entries than were signed."""
    OTHER_ENTRIES = "other_entries"
    """The log has other entries than were signed."""


class DiscrepancyKind(Code):
    """How a case and the records disagree, and what is done about it."""

    NOT_RUNNING = "not_running"
    """Open in the records, no live workflow: started again from the records."""
    RECORDS_BEHIND = "records_behind"
    """The workflow knows events that the records lack: they were written again."""
    RECORDS_AHEAD = "records_ahead"
    """The records know events that the workflow lacks: it was replaced by one started from the records."""
    DIVERGED = "diverged"
    """The two know different events under one number: the story on record counts, and the workflow was replaced by one
    started from it. What the other story had acknowledged is lost."""
    NOT_RECORDED = "not_recorded"
    """The records lack the case altogether: everything was written again."""
    CLOSURE_RESTORED = "closure_restored"
    """The records lacked an announced closure (`reference` is calendar and version): put back from the cases that took
    it, and the others were signalled."""
    CLOSURE_LOST = "closure_lost"
    """The same, but another closure was announced under its version since: it is to be announced again."""
    STAFF_UNKNOWN = "staff_unknown"
    """Somebody (`reference` is the staff id) acted as staff or holds a case, and the staff records do not know them."""
    NOTICES_RESTORED = "notices_restored"
    """The records lacked notices that went out: put back from the events of the case, without their texts."""
    UNREADABLE = "unreadable"
    """Its records are damaged, or its workflow gives no answer: nothing was changed, a person must repair it."""


class RemarkCode(Code):
    """What the officer should see of a request that was taken as it is."""

    UNUSUAL_PASSPORT = "unusual_passport"
    """A passport number of another form than usual: 5 to 9 Latin letters and digits."""
    UNUSUAL_BORDER_NUMBER = "unusual_border_number"
    """A border number of another form than usual: ten digits, the first 3, 4 or 5."""
    UNUSABLE = "unusable"
    """A number or address that cannot be used: it is kept as it was written."""
    SET_ASIDE = "set_aside"
    """Any other optional field that cannot be used, or not the whole of it: it is kept as it was written."""
    LEFT_OUT = "left_out"
    """Nobody knows when or where a try was made: the request does not say it."""
    FILED_LATER = "filed_later"
    """Submitted later than it was received: the clock of the source, or its time zone, is wrong."""


class RefusalCode(Code):
    """Why a command was refused (design §5). Stable."""

    ALREADY_DECIDED = "already_decided"
    WRONG_STAGE = "wrong_stage"
    NOT_AUTHORISED = "not_authorised"
    SAME_PERSON = "same_person"
    UNKNOWN_REASON = "unknown_reason"
    UNKNOWN_TEAM = "unknown_team"
    MISSING_REPLY = "missing_reply"
    LIMIT_REACHED = "limit_reached"
    WINDOW_PASSED = "window_passed"
    NOT_OPEN = "not_open"
    CONFLICT = "conflict"
    WRONG_FINGERPRINT = "wrong_fingerprint"
    """The fingerprint sent with a request is not one of that request: no case was opened."""
    TOO_SOON = "too_soon"
    """It is possible from a later instant on, which is named."""
    TOO_MANY_REQUESTS = "too_many_requests"
    """The applicant or the channel has opened as many cases lately as the pack allows: the same is taken later."""
    REFUSED_BEFORE = "refused_before"
    """A signal of this id was refused, and a copy of it is not taken later: what is wanted still is signed anew."""
    DIVERGED = "diverged"
    """The records hold other events of the case than its workflow does; until `reconcile` it takes no command."""
    MALFORMED = "malformed"
    NOT_AUTHENTIC = "not_authentic"
    """Nobody known signed it, or somebody else than it names; `detail` says why (`models.trust.trusted.Forgery`)."""
    NOT_APPEALABLE = "not_appealable"
    """The policy of the case allows no appeal against such a result."""


TAKEN = "taken"
"""The outcome of a recipient for whom the relay has a mail; any other one is the code of a refusal for good."""


class TimeUse(Code):
    """What the working time of a promise went to: what the case waited for then, or how it came to count."""

    INTAKE = "intake"
    """Between the submission and the end of the first stage."""
    UNASSIGNED = "unassigned"
    """Nobody held it."""
    REVIEW = "review"
    SECOND_PERSON = "second_person"
    """A step of the approval chain was awaited."""
    CONSULTATION = "consultation"
    """Another team or authority had a question to answer."""
    THIRD_PARTY = "third_party"
    BENEFICIARY = "beneficiary"
    CLOSURE = "closure"
    """It was counted, and the calendar said later that it was no working time."""
    CALENDAR_CHANGE = "calendar_change"
    """It counts only since a change of the calendar made it working time."""
    BEFORE_IMPORT = "before_import"
    """Another system had counted it."""


class LateOrder(Code):
    """In which order late requests are listed."""

    TIME = "time"
    """Those first that spent most on what their group is about."""
    DUE = "due"
    """The longest late first."""


class AttentionOrder(Code):
    """In which order the attention list stands."""

    OLDEST = "oldest"
    NEWEST = "newest"
    MOST = "most"
    """What touches the most requests first."""


class ForecastOrder(Code):
    """In which order foreseen requests are listed."""

    DUE = "due"
    """Who will be late first."""
    TEAM = "team"
    HOLDER = "holder"
    """Those that nobody holds first."""
    PRIORITY = "priority"
    """The highest first."""


class RatingOrder(Code):
    """In which order ratings with comments are listed."""

    LOWEST = "lowest"
    """The lowest first, of equal ones the newest."""
    NEWEST = "newest"


class EventOrder(Code):
    """In which order events of many cases are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
