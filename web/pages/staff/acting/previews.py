"""What a command would bring about, and what the beneficiary would read of it, in their language."""

from dataclasses import dataclass
from datetime import UTC, datetime

from commands.batch.preview import PreviewedNotice
from commands.batch.result import BatchResult
from commands.common.terminal import local_zone, moment, short
from commands.common.words.code_words import in_words
from commands.common.words.labels import STAGE
from commands.common.words.language import _, listed
from models.case.answers import Receipt


@dataclass(frozen=True)
class ShownMessage:
    """A message as it would go out."""

    channel: str
    to: str
    language: str
    subject: str
    body: str
    when: str
    problem: str


@dataclass(frozen=True)
class ShownPreview:
    """What would happen to a case, and the messages of it."""

    stage: str
    other_language: bool
    """A reply is not in the language of the beneficiary."""
    messages: tuple[ShownMessage, ...]

    @classmethod
    def of(cls, told: BatchResult, timezone: str | None = None) -> "ShownPreview":
        """What a dry run found."""
        now, receipt = datetime.now(UTC), told.answer if isinstance(told.answer, Receipt) else None
        messages = tuple(_shown(each, now, timezone) for each in told.messages or ())
        stage, other = (_(STAGE[receipt.stage]), bool(receipt.other_language)) if receipt else ("", False)
        return cls(stage, other, messages)


def _shown(each: PreviewedNotice, now: datetime, timezone: str | None) -> ShownMessage:
    to = listed(each.to) or "–"
    return ShownMessage(
        channel=in_words(each.channel),
        to=_("{to}, by the portal: there is no address", to=to) if each.by_portal else to,
        language=each.language,
        subject=each.subject,
        body=each.body,
        when=_when(each, now, timezone),
        problem=each.problem,
    )


def _when(each: PreviewedNotice, now: datetime, timezone: str | None) -> str:
    if each.if_confirmed:
        return _("once the others have agreed")
    if each.waits and each.goes_at <= now + each.waits:
        return _("{length} after it is given: until then it can be taken back", length=short(each.waits))
    if each.goes_at > now:
        return _("at {at} (quiet hours)", at=moment(each.goes_at, local_zone(timezone)))
    return _("at once")
