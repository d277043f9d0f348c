"""SQLModel tables of the records: columns, keys, checks and indexes. The functions and grants are in `migrations`.

A test compares these classes with the migrated database and finds no difference.

The columns of `case_row` are the fields of `CaseRow`, and the table is derived from that class, not the class from the
table: workflow code and commands have the row at hand without SQLModel, which takes 0.2 s and 25 MB to import.
For the same reason only a worker's statements are made from these classes; where they are SQL text the file says why.

Personal data are in `request` (the request as received), `notice` (addressee and text), `letter` (the document),
`staff`, and in the bodies of events where somebody wrote a text; nowhere else.
"""

from models.tables.base import KEY, RecordsTable
from models.tables.cases import CaseTable, EventTable, OccurrenceDueTable, OccurrenceTable
from models.tables.faults import FaultEventTable, FaultTable
from models.tables.letters import LetterFormTable, LetterSeriesTable, LetterTable
from models.tables.log import LogCheckpointTable, LogEntryTable, LogGenerationTable, LogWaitingTable
from models.tables.looking import DisposalTable, HoldTable, ViewTable
from models.tables.notices import AttentionTable, NoticeTable
from models.tables.pages import OneTimeCodeTable, OneTimeTryTable, PageSessionTable
from models.tables.people import AbsenceTable, ShareTable, StaffSkillTable, StaffTable, StaffTeamTable
from models.tables.policies import (
    CalendarChangeTable,
    PackActivationTable,
    PackVersionTable,
    PackWordsTable,
    PolicyTable,
)
from models.tables.requests import AdviceTable, CaseKeyTable, RequestTable, RestartTable
from models.tables.roundups import RoundupEntryTable, RoundupTable
from models.tables.staff_sessions import StaffDraftTable, StaffEntryTable, StaffSessionTable
from models.tables.trust import ForgeryTable, KnownSubjectTable, ProviderKeyTable, RevokedSessionTable, TrustedKeyTable
from models.tables.webhooks import WebhookDeliveryTable, WebhookSubscriberTable

__all__ = [
    "KEY",
    "AbsenceTable",
    "AdviceTable",
    "AttentionTable",
    "CalendarChangeTable",
    "CaseKeyTable",
    "CaseTable",
    "DisposalTable",
    "EventTable",
    "FaultEventTable",
    "FaultTable",
    "ForgeryTable",
    "HoldTable",
    "KnownSubjectTable",
    "LetterFormTable",
    "LetterSeriesTable",
    "LetterTable",
    "LogCheckpointTable",
    "LogEntryTable",
    "LogGenerationTable",
    "LogWaitingTable",
    "NoticeTable",
    "OccurrenceDueTable",
    "OccurrenceTable",
    "OneTimeCodeTable",
    "OneTimeTryTable",
    "PackActivationTable",
    "PackVersionTable",
    "PackWordsTable",
    "PageSessionTable",
    "PolicyTable",
    "ProviderKeyTable",
    "RecordsTable",
    "RequestTable",
    "RestartTable",
    "RevokedSessionTable",
    "RoundupEntryTable",
    "RoundupTable",
    "ShareTable",
    "StaffDraftTable",
    "StaffEntryTable",
    "StaffSessionTable",
    "StaffSkillTable",
    "StaffTable",
    "StaffTeamTable",
    "TrustedKeyTable",
    "ViewTable",
    "WebhookDeliveryTable",
    "WebhookSubscriberTable",
]
