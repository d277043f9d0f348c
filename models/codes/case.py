"""What a case is and what becomes of it: stages, statuses, priorities, clocks, outcomes, and what decides them."""

from models.codes.code import Code


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


FOLLOW_UP = frozenset({"reopen", "rate", "reopen_for"})
"""The kinds of commands that a resolved case takes until its follow-up window ends."""


class AskedKind(Code):
    """What kind of thing a beneficiary was asked for."""

    DOCUMENT = "document"
    FIELD = "field"
    """A field of the service's own."""
    QUESTION = "question"
    ANSWER = "answer"
    """An answer to the text of a return, which names nothing."""


class DecisionKind(Code):
    """The two sides of a decision, and the other acts that need a reason of the pack."""

    APPROVE = "approve"
    REJECT = "reject"
    ASK = "ask"
    REDIRECT = "redirect"


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
