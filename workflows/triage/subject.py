"""Subject of the first stage: a request with what is known and decided about it, from which its facts are computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from models.calendar.working import WorkingCalendar
from models.intake.request import AttemptOutcome, PriorAttempt, Request
from models.text import normalized_text
from models.triage.assessment import KnownFromRecords
from models.triage.facts import Facts, SingleValue
from models.triage.rules import TriagePolicy
from workflows.triage.dates.mentions import Mention, mentions
from workflows.triage.fields import own_fields
from workflows.triage.moments import (
    GivenDays,
    agreed,
    days_in_fields,
    days_to_moments,
    said_days_to_moments,
    unread_moments,
)
from workflows.triage.own_words import without_quotations
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
    facts: Facts = field(default_factory=Facts)

    @property
    def outcome(self) -> AttemptOutcome:
        """How the earlier try ended."""
        attempt = self.request.prior_attempt
        return attempt.outcome if attempt else AttemptOutcome.NONE

    @cached_property
    def days(self) -> Mapping[str, int | None]:
        """Days to each moment of the pack."""
        return days_to_moments(self.policy.moments, self.given_days, self.dates, self.today)

    @cached_property
    def said_days(self) -> Mapping[str, int | None]:
        """The same by the text, as far as possible from what the fields give."""
        return said_days_to_moments(self.policy.moments, self.given_days, self.dates, self.today)

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
    def dates(self) -> list[Mention]:
        """The dates the beneficiary wrote of in the text."""
        return list(mentions(self.text, self.now))

    @cached_property
    def unread_moments(self) -> tuple[str, ...]:
        """The moments of which the text gives a date that cannot be read, and nothing else gives one."""
        return unread_moments(self.policy.moments, self.days, self.dates)

    @cached_property
    def own_words(self) -> str:
        """What the beneficiary says without quoting the platform; beside a listed message any other is theirs."""
        if not self.messages:
            return self.text
        listed = self.policy.whole_messages
        retyped = [each for each in self.messages if " " in each and each.rstrip(" .!") not in listed]
        known = any(each.rstrip(" .!") in listed for each in self.messages)
        text = " . ".join((self.text, *retyped)) if known else self.text
        return without_quotations(text, (*listed, *self.messages), self.policy.quoting)

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
    return Subject(
        request=request,
        known=known,
        policy=policy,
        calendar=calendar,
        now=now,
        today=now.date(),
        messages=messages,
        message=" . ".join(messages),
        text=_beneficiary_text(request),
        fields=own_fields(request.context, policy.field_types, now, policy.moments.values()),
    )


def _platform_messages(attempt: PriorAttempt | None) -> tuple[str, ...]:
    parts = (attempt.message_ar, attempt.message_en, attempt.error_code) if attempt else ()
    return tuple(normalized_text(part) for part in parts if part)


def _beneficiary_text(request: Request) -> str:
    parts = (request.subject_ar, request.subject, request.text_ar, request.text_en)
    return normalized_text(" . ".join(part for part in parts if part))
