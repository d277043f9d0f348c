"""The file of one person: their cases as they may see them, made of what is on record."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from activities.files.on_record import FileOnRecord
from activities.reports.cases import NoticeLine
from activities.reports.person import PersonCase
from commands.persons.masking import Mask
from commands.persons.sentences import sentence, written
from commands.persons.words import Wording
from models.case.actor import Actor
from models.case.events import Event, Rated, Recalled, Replied, Resolved
from models.case.row import CaseRow
from models.codes import DataKind
from models.intake.attachment import Attachment
from models.intake.request import Request
from models.packs.pack import Pack
from models.packs.retention import RetentionRule


class KeptKind(NamedTuple):
    """For how long one kind of data of a case is kept; the last day is known once the case is closed."""

    kind: DataKind
    rule: RetentionRule
    last_day: date | None


@dataclass(frozen=True)
class SeenCase:
    """One case as the person may see it."""

    record: PersonCase
    packs: Mapping[str, Pack]

    @property
    def row(self) -> CaseRow:
        """The row of the case."""
        return self.record.detail.row

    @property
    def roles(self) -> tuple[str, ...]:
        """As whom the person stands in it."""
        found = self.record.involvement
        of_somebody = found.applicant != found.concerned or bool(self.request and self.request.on_behalf_of)
        concerned = found.concerned if of_somebody else None
        return tuple(name for name, key in (("applicant", found.applicant), ("concerned", concerned)) if key)

    @cached_property
    def request(self) -> Request | None:
        """The request; none where it cannot be read."""
        try:
            return Request.model_validate(self.record.detail.request)
        except ValueError:
            return None

    @property
    def readable(self) -> bool:
        """Whether request and events can be read."""
        return self.request is not None and self.record.policy is not None

    @property
    def timezone(self) -> str | None:
        """The zone of its calendar; none where nobody knows it any more."""
        if self.record.policy:
            return self.record.policy.calendar.timezone
        return self.packs[self.row.pack].calendar.timezone if self.row.pack in self.packs else None

    @cached_property
    def mask(self) -> Mask:
        """What hides others from the person."""
        return Mask(self.request, **self._own)

    @property
    def request_data(self) -> dict[str, Any] | None:
        """The request as JSON, others masked."""
        return self.mask.request(self.request, **self._own) if self.request else None

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments of the request and of answers."""
        answered = [each for body in self._bodies(Replied) for each in body.attachments]
        return (*(self.request.attachments if self.request else ()), *answered)

    @property
    def kept(self) -> tuple[KeptKind, ...]:
        """For how long each kind of data is kept, by the rules of the pack as they are now."""
        pack = self.packs.get(self.row.pack)
        if pack is None:
            return ()
        zone, closed = ZoneInfo(pack.calendar.timezone), self.row.closed_at
        day = closed.astimezone(zone).date() if closed else None
        rules = pack.retention.items()
        return tuple(
            KeptKind(kind, rule, rule.term.last_day(day) if rule.term and day else None) for kind, rule in rules
        )

    @property
    def decisions(self) -> list[Event]:
        """The decisions, the oldest first, without those that were recalled before they were sent."""
        recalled = {each.body.reply for each in self.record.events if isinstance(each.body, Recalled)}
        return [each for each in self.record.events if isinstance(each.body, Resolved) and each.seq not in recalled]

    @property
    def ratings(self) -> list[Event]:
        """The ratings, the oldest first."""
        return [event for event in self.record.events if isinstance(event.body, Rated)]

    @property
    def notices(self) -> list[NoticeLine]:
        """What was sent, the oldest first."""
        return list(self.record.detail.notices)[::-1]

    def words_of(self, event: Event, words: Wording) -> tuple[str, list[str]]:
        """What happened in one sentence, and what people wrote then, others masked."""
        policy = self.record.policy
        said = sentence(event, policy, words) if policy else event.body.type
        return self.mask.text(said), [self.mask.text(text) for text in written(event, words)]

    @property
    def _own(self) -> dict[str, bool]:
        return {"applicant": "applicant" in self.roles, "concerned": "concerned" in self.roles}

    def _bodies(self, kind: type[Replied]) -> Iterator[Replied]:
        return (event.body for event in self.record.events if isinstance(event.body, kind))


@dataclass(frozen=True)
class PersonFile:
    """The whole file of one person, and who made it, when and why."""

    made_at: datetime
    made_by: Actor
    why: str
    id_types: tuple[str, ...]
    """The kinds of identity under which the number is known."""
    cases: tuple[SeenCase, ...]

    @property
    def language(self) -> str:
        """The language of the person: that of their last request, Arabic where nothing says another."""
        requests = [case.request for case in self.cases if case.request]
        return requests[-1].language if requests else "ar"


def file_data(file: PersonFile, packs: Mapping[str, Pack]) -> dict[str, Any]:
    """The file for programs: codes and fields, and each event also in words of both languages."""
    return {
        "made_at": file.made_at,
        "made_by": file.made_by.id,
        "role": file.made_by.role,
        "why": file.why,
        "id_types": file.id_types,
        "language": file.language,
        "cases": [_case_data(case, packs) for case in file.cases],
    }


def _file_data(each: FileOnRecord, mask: Mask) -> dict[str, Any]:
    """An attached file; its content is given by `tawasul file`."""
    about = {"number": each.number, "kind": each.kind, "type": each.type, "bytes": each.size}
    return about | {"file_name": mask.text(each.name), "status": each.status, "put_at": each.put_at}


def _case_data(case: SeenCase, packs: Mapping[str, Pack]) -> dict[str, Any]:
    arabic, english = Wording("ar", packs), Wording("en", packs)
    record, mask = case.record, case.mask
    return {
        **case.row.model_dump(mode="json"),
        "roles": case.roles,
        "readable": case.readable,
        "request": case.request_data,
        "attachments": [mask.value(each.model_dump(mode="json", exclude_none=True)) for each in case.attachments],
        "files": [_file_data(each, mask) for each in record.files],
        "timeline": [
            {
                **mask.value(event.model_dump(mode="json", exclude={"signed"})),
                "words": {each.language: case.words_of(event, each)[0] for each in (arabic, english)},
            }
            for event in record.events
        ],
        "decisions": [event.seq for event in case.decisions],
        "ratings": [event.seq for event in case.ratings],
        "notices": [_notice_data(each, mask) for each in case.notices],
        "advice": mask.value([each.model_dump(mode="json") for each in record.advice.candidates])
        if record.advice
        else [],
        "views": [{**asdict(each), "about": {}, "why": mask.text(each.why or "") or None} for each in record.views],
        "retention": [
            {"kind": each.kind, **each.rule.model_dump(mode="json"), "last_day": each.last_day} for each in case.kept
        ],
        "held_since": [each.placed_at for each in record.holds if not each.released_at],
        "disposals": [asdict(each) for each in record.disposals],
    }


def _notice_data(notice: NoticeLine, mask: Mask) -> dict[str, Any]:
    texts = {"subject": mask.text(notice.subject), "body": mask.text(notice.body)}
    people = {"recipients": [mask.recipient(each) for each in notice.recipients], "outcomes": {}}
    return {**asdict(notice), **texts, **people}
