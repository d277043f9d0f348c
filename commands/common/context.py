"""What commands need of the house: the records, the policies, and the people who act."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from commands.common.advice import advice
from errors import Cause, Component, NotAllowed, Unreachable, WrongUsage

if TYPE_CHECKING:
    from activities.records.database import Connection
    from models.case.commands import Actor
    from models.packs.pack import Pack


@contextmanager
def records() -> "Iterator[Connection]":
    """A connection to the records. Raises Unreachable, Damaged."""
    from activities.records.database import connect

    with connect(records_url()) as connection:
        try:
            yield connection
        except BaseException:
            connection.close()  # rows may still be streaming, and a rollback would wait for their reader for ever
            raise


def records_url() -> str:
    """Where the records are. Raises Unreachable when nothing says so."""
    import settings

    if url := settings.load().database_url:
        return url
    raise Unreachable(Component.RECORDS, Cause.NOT_CONFIGURED)


def packs() -> "dict[str, Pack]":
    """All policy packs, by name. Raises WrongUsage when one cannot be used."""
    import settings
    from activities.packs import InvalidPack, load_packs

    folder = settings.load().policies
    try:
        return load_packs(folder)
    except InvalidPack as error:
        raise WrongUsage(f"the policies in {folder} cannot be used: {error.problems[0]}") from error
    except OSError as error:
        raise WrongUsage(f"{folder} is no folder of policies: correct TAWASUL_POLICIES") from error


def acting(staff: str | None) -> "Actor":
    """Who acts, with role and teams from the records. Raises WrongUsage, NotAllowed, Unreachable."""
    from activities.staff import NoSuchStaff, NotWorkingHere, acting_person

    if not staff:
        raise WrongUsage("say who you are: --as STAFF, or set TAWASUL_STAFF")
    try:
        return acting_person(records_url(), staff)
    except (NoSuchStaff, NotWorkingHere) as error:
        raise NotAllowed(error.detail, advice(error)) from error


def colleague(staff: str) -> "Actor":
    """Somebody who is given work. Raises WrongUsage when there is nobody of that id."""
    try:
        return acting(staff)
    except NotAllowed as error:
        raise WrongUsage(error.detail, error.advice) from error


def beneficiary() -> "Actor":
    """The beneficiary: who that is, the channel knows."""
    from models.case.commands import BENEFICIARY

    return BENEFICIARY
