"""Who gives a command, and whom a case is given to, as the records have them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from activities.absences import Acting
from activities.absences import acting as acting_on_record
from activities.staff import Member, member
from activities.staff import acting as colleague_on_record
from commands.common.context import on_staff
from commands.looks.asking import AtRecords, look
from errors import NotAllowed, WrongUsage
from models.case.actor import Actor


class Nothing(NamedTuple):
    """A question without parameters."""


@look("acting")
def acting(place: AtRecords, asked: Nothing) -> Acting:
    """Who asks, with role and teams, and those in whose place they may act."""
    return acting_on_record(place.connection, place.who.actor.id, datetime.now(UTC))


@look("own_member")
def own_member(place: AtRecords, asked: Nothing) -> Member:
    """Who asks, as the staff records have them."""
    found = member(place.connection, place.who.actor.id, datetime.now(UTC))
    return replace(found, email=None, mobile=None)


@look("colleague")
def colleague(place: AtRecords, asked: str) -> Actor:
    """A member of staff. Raises WrongUsage when nobody active has that id."""
    try:
        with on_staff(place.connection, asked):
            return colleague_on_record(place.connection, asked)
    except NotAllowed as error:
        raise WrongUsage(error.detail, error.advice) from error
