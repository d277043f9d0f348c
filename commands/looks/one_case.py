"""Everything on record of one case, as who asks may see it."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from activities.absences import Away
from activities.advice.records import Advice
from activities.reports.cases import CaseDetail
from activities.views import OpenedCase
from commands.common.onlooker.looking import Sight
from commands.looks.as_seen import read_as_seen
from commands.looks.asking import AtRecords, look
from commands.looks.notices import addressed
from commands.work.case.case_data import as_seen
from commands.work.case.read import OnRecord, looked_up
from errors import Damaged, NoCaseKey
from models.case.events import Event
from models.case.row import CaseRow
from models.intake.request import Request
from models.policy import CasePolicy
from models.titles import PackWords


class CaseAsked(NamedTuple):
    """Which case, and the language that was asked for."""

    reference: str
    language: str | None = None


class CaseTold(NamedTuple):
    """What is on record of a case; without a policy it cannot be read, and `unread` is the code of why."""

    by: str
    """The staff id of who asked."""
    detail: CaseDetail
    policy: CasePolicy | None
    events: tuple[Event, ...]
    unread: str
    advice: Advice | None
    holder_away: Away | None
    numbers: bool
    attachments: bool
    break_glass: OpenedCase | None
    reader: str | None
    words: PackWords
    others: tuple[CaseRow, ...]
    request: dict[str, Any] | None = None
    """The request as its reader may see it; here it stands in `detail` as it was filed."""

    def as_on_record(self) -> OnRecord:
        """The same as commands read it."""
        reference = self.detail.row.reference
        known = (self.policy, self.events) if self.policy else None
        unread = NoCaseKey(reference) if self.unread == "no_case_key" else Damaged(reference)
        sight = Sight(self.numbers, self.attachments, self.break_glass)
        return OnRecord(
            self.detail,
            known or unread,
            self.advice,
            self.holder_away,
            sight,
            self.reader,
            self.words,
            self.others,
            read_as_seen(self.request) if self.request else None,
        )


def _masked(told: CaseTold, data: dict[str, Any]) -> dict[str, Any]:
    """The answer as it leaves: with the numbers, addresses and names of files masked that its reader may not see."""
    sight = Sight(told.numbers, told.attachments)
    filed = told.detail.request
    request = Request.model_validate(filed).model_dump(mode="json", exclude_none=True) if filed else None
    data["detail"] |= {"request": None, "events": []}
    data["request"] = request
    for name in ("detail", "events", "request", "advice"):
        data[name] = as_seen(data[name], sight, name)
    for notice, seen in zip(told.detail.notices, data["detail"]["notices"], strict=True):
        seen.update(addressed(notice, sight))
    return data


@look("one_case", masked=_masked)
def one_case(place: AtRecords, asked: CaseAsked) -> CaseTold:
    """What is on record, with the view of it left behind. Raises NotAllowed, NoSuchCase, CaseErased."""
    found = looked_up(place.connection, place.who, asked.reference, datetime.now(UTC))
    unread = isinstance(found.history, Damaged | NoCaseKey)
    policy, events = (None, ()) if isinstance(found.history, Damaged | NoCaseKey) else found.history
    return CaseTold(
        by=place.who.actor.id,
        detail=found.detail,
        policy=policy,
        events=events,
        unread=getattr(found.history, "code", "") if unread else "",
        advice=found.advice,
        holder_away=found.holder_away,
        numbers=found.look.numbers,
        attachments=found.look.attachments,
        break_glass=found.look.break_glass,
        reader=asked.language or found.reader,
        words=found.words,
        others=found.others,
    )
