"""Subject of the first stage: a request with what is known and decided about it, from which its facts are computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from models.calendar.working import WorkingCalendar
from models.intake.attempt_outcome import AttemptOutcome
from models.intake.request import PriorAttempt, Request
from models.text import normalized_text
from models.triage.assessment import KnownFromRecords
from models.triage.facts import Facts, SingleValue
from models.triage.policy import TriagePolicy
from workflows.triage.dates.mentions import mentions
from workflows.triage.fields import own_fields, unlisted_fields
from workflows.triage.moment_dates import MomentDate, moment_dates
from workflows.triage.moments import (
    GivenDays,
    agreed,
    days_in_fields,
    days_to_moments,
    said_days_to_moments,
    unread_moments,
)
from workflows.triage.own_words import QUOTED, without_quotations
from workflows.triage.words import Classified, Codes, classify


@dataclass
class Subject:
    """A request as of `now`, with what several of its facts share, and the facts computed so far."""

    request: Request
    known: KnownFromRecords
    policy: TriagePolicy
    calendar: WorkingCalendar
    now: datetime
    today: date
    messages: tuple[str, ...]
    """What the platform said, each message as normalized text."""
    message: str
    """All of that."""
    text: str
    """What the beneficiary wrote, as normalized text."""
    fields: Mapping[str, SingleValue]
    """The fields of the service's own, read in their types."""
    unlisted: tuple[str, ...]
    """The fields filled in that neither the service nor a moment knows."""
    facts: Facts = field(default_factory=Facts)

    @property
    def outcome(self) -> AttemptOutcome:
        """How the earlier try ended."""
        attempt = self.request.prior_attempt
        return attempt.outcome if attempt else AttemptOutcome.NONE

    @cached_property
    def days(self) -> Mapping[str, int | None]:
        """Days to each moment of the pack."""
        return days_to_moments(self.given_days, self.dates, self.today)

    @cached_property
    def said_days(self) -> Mapping[str, int | None]:
        """The same by the text, as far as possible from what the fields give."""
        return said_days_to_moments(self.given_days, self.dates, self.today)

    @cached_property
    def unread_said(self) -> tuple[str, ...]:
        """The moments that a date in the text may be of which cannot be read."""
        unread = [each for each in self.dates if each.day is None]
        return tuple(name for name in self.policy.moments if any(each.may_be_of(name) for each in unread))

    @cached_property
    def given_days(self) -> Mapping[str, GivenDays]:
        """Days to each moment by each of the service's own fields that gives it."""
        return days_in_fields(self.policy.moments, self.fields, self.now)

    @cached_property
    def days_in_fields(self) -> Mapping[str, int | None]:
        """The same where its fields agree."""
        return {name: agreed(given) for name, given in self.given_days.items()}

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The moments whose fields give different days."""
        return tuple(name for name, given in self.given_days.items() if given and self.days_in_fields[name] is None)

    @cached_property
    def dates(self) -> list[MomentDate]:
        """The dates the beneficiary wrote of in the text, without those that quote the platform."""
        return moment_dates(self.policy.near_words, mentions(self.unquoted, self.now), self.unquoted)

    @cached_property
    def unread_moments(self) -> tuple[str, ...]:
        """The moments of which the text gives a date that cannot be read, and nothing else gives one."""
        return unread_moments(self.days, self.dates)

    @cached_property
    def own_words(self) -> str:
        """What the beneficiary says without quoting the platform; beside a listed message any other is theirs."""
        retyped = [each for each in self.messages if " " in each and each not in self._known] if self._known else []
        return " . ".join((self.unquoted, *map(self.without_quotations, retyped)))

    @cached_property
    def unquoted(self) -> str:
        """The text without what it quotes of the platform."""
        return self.without_quotations(self.text)

    def without_quotations(self, text: str) -> str:
        """Another normalised text without what it quotes of the platform."""
        quoted = (*self.policy.whole_messages, *self._translations, *(self._known or self.messages))
        return without_quotations(text, quoted, self.policy.quoting, sign=QUOTED)

    @cached_property
    def _known(self) -> tuple[str, ...]:
        """The messages of the platform that are as good as a code."""
        problems = self.policy.problems
        return tuple(said for said in self.messages if any(each.is_said_by(said) for each in problems))

    @property
    def _translations(self) -> tuple[str, ...]:
        """What the messages are called in another language."""
        if not self._known:
            return ()
        said = [each for each in self.policy.problems if any(map(each.is_said_by, self.messages))]
        return tuple(words for each in said for words in each.translations)

    @cached_property
    def classified(self) -> Classified:
        """The problem category, in view of the facts computed before it."""
        attempt = self.request.prior_attempt
        codes = Codes(attempt.error_code if attempt else None, self.messages)
        return classify(self.policy, codes, self.message, self.text, self.facts)


def subject_of(
    request: Request, known: KnownFromRecords, policy: TriagePolicy, calendar: WorkingCalendar, now: datetime
) -> Subject:
    """The subject of a request, before any fact is computed."""
    messages, now = _platform_messages(request.prior_attempt), now.astimezone(calendar.zone)
    unlisted = tuple(unlisted_fields(request.context, policy.field_forms, policy.moments.values()))
    return Subject(
        request=request,
        known=known,
        policy=policy,
        calendar=calendar,
        now=now,
        today=now.date(),
        messages=messages,
        message=" . ".join(messages),
        text=_beneficiary_text(request, unlisted),
        fields=own_fields(request.context, policy.field_forms, now, policy.moments.values()),
        unlisted=unlisted,
    )


def _platform_messages(attempt: PriorAttempt | None) -> tuple[str, ...]:
    parts = (attempt.message_ar, attempt.message_en, attempt.error_code) if attempt else ()
    return tuple(normalized_text(part) for part in parts if part)


def _beneficiary_text(request: Request, unlisted: tuple[str, ...]) -> str:
    """All they wrote; a note in a field that nobody lists is text too."""
    notes = (str(value) for name in unlisted if isinstance(value := request.context[name], str))
    parts = (request.subject_ar, request.subject, request.text_ar, request.text_en, request.text, *notes)
    return normalized_text(" . ".join(part for part in parts if part))
