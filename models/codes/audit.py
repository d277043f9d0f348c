"""What is found when records, histories, receipts and the log are held against each other."""

from models.codes.code import Code


class StopCause(Code):
    """How somebody or something outside a case was about to end its workflow, or did."""

    CANCELLED = "cancelled"
    """Its cancellation was requested; the workflow refused."""
    TERMINATED = "terminated"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    LOST = "lost"
    """Temporal does not know it, or only a later run that found the case on record."""


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
