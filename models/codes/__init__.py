"""The closed sets of the system. Their values are stable: records, histories, JSON and the CLI all use them."""

from models.codes.attention import ALERTS, AttentionKind
from models.codes.audit import AuditFlaw, DiscrepancyKind, LogFlaw, NotRedecided, ReceiptFlaw, StopCause
from models.codes.case import (
    FOLLOW_UP,
    LIVE,
    PROMISES,
    RETURNS,
    STATUS_OF,
    UNDECIDED,
    AskedKind,
    ClockKind,
    DecisionKind,
    Effect,
    Outcome,
    PartyKind,
    Priority,
    Stage,
    Status,
    TimeUse,
    WaitEnd,
)
from models.codes.code import Code
from models.codes.faults import TAKES_CASES, FaultStage
from models.codes.keeping import DataKind, Disposal, DisposalResult, ErasureReason
from models.codes.letters import LetterFlaw, LetterStanding
from models.codes.lists import (
    AttentionOrder,
    CaseOrder,
    EventOrder,
    ForecastOrder,
    LateOrder,
    RatingOrder,
    ReportBy,
    TeamOrder,
)
from models.codes.notices import TAKEN, Audience, Channel, NoticeStatus
from models.codes.packs import RuleChange, RulePart, Whose
from models.codes.people import ROLES_OF_ALL_TEAMS, STAFF_ROLES, ContactWay, Requester, Role, Verb
from models.codes.refusals import RefusalCode, RemarkCode
from models.codes.rungs import HUMAN_ACTIONS, NOBODY_RUNG, REMINDER_RUNG, Action
from models.codes.sharing import PassedOver, ShareBy
from models.codes.trust import KeyKind

__all__ = [
    "ALERTS",
    "FOLLOW_UP",
    "HUMAN_ACTIONS",
    "LIVE",
    "NOBODY_RUNG",
    "PROMISES",
    "REMINDER_RUNG",
    "RETURNS",
    "ROLES_OF_ALL_TEAMS",
    "STAFF_ROLES",
    "STATUS_OF",
    "TAKEN",
    "TAKES_CASES",
    "UNDECIDED",
    "Action",
    "AskedKind",
    "AttentionKind",
    "AttentionOrder",
    "Audience",
    "AuditFlaw",
    "CaseOrder",
    "Channel",
    "ClockKind",
    "Code",
    "ContactWay",
    "DataKind",
    "DecisionKind",
    "DiscrepancyKind",
    "Disposal",
    "DisposalResult",
    "Effect",
    "ErasureReason",
    "EventOrder",
    "FaultStage",
    "ForecastOrder",
    "KeyKind",
    "LateOrder",
    "LetterFlaw",
    "LetterStanding",
    "LogFlaw",
    "NotRedecided",
    "NoticeStatus",
    "Outcome",
    "PartyKind",
    "PassedOver",
    "Priority",
    "RatingOrder",
    "ReceiptFlaw",
    "RefusalCode",
    "RemarkCode",
    "ReportBy",
    "Requester",
    "Role",
    "RuleChange",
    "RulePart",
    "ShareBy",
    "Stage",
    "Status",
    "StopCause",
    "TeamOrder",
    "TimeUse",
    "Verb",
    "WaitEnd",
    "Whose",
]
