"""Work shared out: by which rule a team gives its cases to its members, which skills they need, what is known of each.

What is chosen from is on record; `workflows.case.sharing.choosing` chooses. An event keeps what the choice saw, so that
it can be explained, and computed again, from the event alone.
"""

from datetime import datetime, timedelta
from operator import not_

from pydantic import Field

from models.base import Wire
from models.codes import PassedOver, Role, ShareBy

MOST_COLLEAGUES = 200
"""Of how many people at most an event says what was known of them."""


class FairLimit(Wire):
    """How many cases one person is given at most within a time, by the clock on the wall."""

    cases: int = Field(ge=1)
    within: timedelta = Field(gt=timedelta(), le=timedelta(days=31))


class TeamRule(Wire):
    """How a team's cases come to its members. `pull`: they take them; else they are given, to these roles.

    `capacity` is how many undecided cases one of them holds, of whatever team, when no further one is given; None: any
    number.
    """

    by: ShareBy = ShareBy.PULL
    capacity: int | None = Field(None, ge=1, exclude_if=not_)
    fair_limit: FairLimit | None = Field(None, exclude_if=not_)
    roles: tuple[Role, ...] = Field((Role.OFFICER,), min_length=1)

    @property
    def gives(self) -> bool:
        """Whether cases are given to people; else people take them."""
        return self.by is not ShareBy.PULL


class SkillNeed(Wire):
    """Which cases need a skill: those that meet all that is named here, in the services named and so on."""

    services: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    applicant_types: tuple[str, ...] = ()

    def is_of(self, service: str, problem: str, language: str, applicant_type: str) -> bool:
        """Whether a case about this needs the skill."""
        named = (
            (self.services, service),
            (self.problems, problem),
            (self.languages, language),
            (self.applicant_types, applicant_type),
        )
        return all(not codes or code in codes for codes, code in named)


class Colleague(Wire):
    """What is known of one of those to whom a case may be given, and why they are passed over, if they are.

    `load` counts the undecided cases they hold, and those held by whom they stand in for; `recent` what they were given
    within the time of the fair limit; `turn` grows with each case of the team that is given to somebody, and is that of
    their last one.
    """

    id: str
    load: int = 0
    recent: int = Field(0, exclude_if=not_)
    turn: int = Field(0, exclude_if=not_)
    """0: none was given to them yet."""
    last_at: datetime | None = Field(None, exclude_if=not_)
    """When that was."""
    stands_in_for: str | None = Field(None, exclude_if=not_)
    passed_over: PassedOver | None = Field(None, exclude_if=not_)
