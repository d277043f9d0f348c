"""The closed sets of the system. Their values are stable: records, histories, JSON and the CLI all use them."""

from enum import StrEnum


class Code(StrEnum):
    """A closed set, found in tables as quickly as plain text: an enum's own hash is computed in Python."""

    __hash__ = str.__hash__


class Stage(Code):
    """Where a case stands inside the house (design §3)."""

    RECEIVED = "received"
    QUEUED = "queued"
    IN_REVIEW = "in_review"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_BENEFICIARY = "awaiting_beneficiary"
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
    Stage.REPLIED: Status.RETURNED_FROM_APPLICANT,
    Stage.RESOLVED: Status.PROCESSED,
    Stage.CLOSED: Status.CLOSED,
}

UNDECIDED = frozenset(Stage) - {Stage.RESOLVED, Stage.CLOSED}


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


class ClockKind(Code):
    """The clocks of a case: each a budget of working time and a ledger (design §4)."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"


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


class Audience(Code):
    """Who a notice is for. `role` audiences are people found in the staff records when it is sent."""

    BENEFICIARY = "beneficiary"
    ASSIGNEE = "assignee"
    ESCALATION = "escalation"
    TEAM = "team"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"


class Channel(Code):
    """The ways a notice leaves the house."""

    EMAIL = "email"
    SMS = "sms"
    PORTAL = "portal"


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
    MALFORMED = "malformed"
