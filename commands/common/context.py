"""Context of commands: the records, the policies, and the people who act."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from commands.common.advice import advice
from errors import Cause, Component, NotAllowed, Unreachable, WrongUsage

if TYPE_CHECKING:
    from activities.absences import Acting
    from activities.records.database import Connection
    from models.case.commands import Actor
    from models.packs.pack import Pack


def records() -> "AbstractContextManager[Connection]":
    """A connection to the records with the role that staff read by. Raises Unreachable, Damaged."""
    return _connected(records_url())


def administration() -> "AbstractContextManager[Connection]":
    """A connection with the role that keeps staff, absences and closures. Raises Unreachable, Damaged."""
    return _connected(admin_url())


def records_url() -> str:
    """The address by which staff read. Raises Unreachable when none is configured."""
    import settings

    return _configured("TAWASUL_DESK_URL", settings.load().desk_url)


def workers_url() -> str:
    """The address of workers, which repairs need too. Raises Unreachable when none is configured."""
    import settings

    return _configured("TAWASUL_DATABASE_URL", settings.load().database_url)


def admin_url() -> str:
    """The address of the administration. Raises Unreachable when none is configured."""
    import settings

    return _configured("TAWASUL_ADMIN_URL", settings.load().admin_url)


def _configured(variable: str, url: str) -> str:
    if not url:
        raise Unreachable(Component.RECORDS, Cause.NOT_CONFIGURED, about=variable)
    return url


@contextmanager
def _connected(url: str) -> "Iterator[Connection]":
    from activities.records.database import connect

    with connect(url) as connection:
        try:
            yield connection
        except BaseException:
            connection.close()  # rows may still be streaming, and a rollback would wait for their reader for ever
            raise


def packs() -> "dict[str, Pack]":
    """All packs, by name. Raises WrongUsage when one cannot be used."""
    import settings
    from activities.packs import InvalidPack, load_packs

    folder = settings.load().policies
    try:
        return load_packs(folder)
    except InvalidPack as error:
        raise WrongUsage(f"the policies in {folder} cannot be used: {error.problems[0]}") from error
    except OSError as error:
        raise WrongUsage(f"{folder} is no folder of policies: correct TAWASUL_POLICIES") from error


def actor_of(staff: str | None) -> "Actor":
    """The actor of a staff id, with role and teams from the records. Raises WrongUsage, NotAllowed, Unreachable."""
    from activities.staff import NoSuchStaff, NotWorkingHere, acting_person

    try:
        return acting_person(records_url(), _named(staff))
    except (NoSuchStaff, NotWorkingHere) as error:
        raise NotAllowed(error.detail, advice(error)) from error


def acting(staff: str | None) -> "Acting":
    """The actor of a staff id, and those who are away and for whom they stand in. Raises as `actor_of` does."""
    from datetime import UTC, datetime

    from activities.absences import Acting, represented
    from activities.staff import NoSuchStaff, NotWorkingHere
    from activities.staff import acting as acting_by

    staff = _named(staff)
    with records() as connection:
        try:
            actor = acting_by(connection, staff)
        except (NoSuchStaff, NotWorkingHere) as error:
            raise NotAllowed(error.detail, advice(error)) from error
        return Acting(actor, represented(connection, actor.id, datetime.now(UTC)))


def _named(staff: str | None) -> str:
    """Who acts: whom the command names, else whose session is the only one here. Raises WrongUsage."""
    import settings
    from sessions.store import people

    here = [staff] if staff else people(settings.load().home)
    if len(here) != 1:
        raise WrongUsage("say who you are: --as STAFF, or set TAWASUL_STAFF")
    return here[0]


def colleague(staff: str) -> "Actor":
    """The member of staff a case is given to. Raises WrongUsage when nobody active has that id."""
    try:
        return actor_of(staff)
    except NotAllowed as error:
        raise WrongUsage(error.detail, error.advice) from error


def beneficiary() -> "Actor":
    """The beneficiary as an actor; their channel knows who that is."""
    from models.case.commands import BENEFICIARY

    return BENEFICIARY
