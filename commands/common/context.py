"""Context of commands: the records, the policies, and the people who act."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import TYPE_CHECKING

from commands.common.onlooker.acting_as import noted_staff
from commands.common.process.connections import connection_to
from commands.common.typed.suggest import did_you_mean, did_you_mean_staff
from commands.common.words.advice import advice
from commands.common.words.language import _
from errors import Cause, Component, NotAllowed, Refused, Unreachable, WrongUsage
from models.codes import RefusalCode

if TYPE_CHECKING:
    from datetime import datetime

    from activities.absences import Acting
    from activities.pack_folder import LoadedPacks
    from activities.records.database import Connection
    from activities.trust.session import AtProvider
    from client.service import InterfaceClient
    from models.case.actor import Actor
    from models.packs.pack import Pack
    from models.trust.tokens import IssuerKey
    from settings import Settings


def service() -> "InterfaceClient | None":
    """The HTTP interface that answers in place of Temporal and PostgreSQL; none without `TAWASUL_API`."""
    import settings

    config = settings.load()
    return _service_of(config) if config.api else None


@cache
def _service_of(config: "Settings") -> "InterfaceClient":
    from client.service import InterfaceClient

    return InterfaceClient(config)


def records() -> "AbstractContextManager[Connection]":
    """A connection to the records with the role that staff read by. Raises Unreachable, Damaged, and WrongUsage where
    the HTTP interface stands in their place: this is none of what it answers."""
    return connection_to(records_url())


def administration() -> "AbstractContextManager[Connection]":
    """A connection with the role that keeps staff, absences and closures. Raises Unreachable, Damaged."""
    return connection_to(admin_url())


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
    if service():
        raise WrongUsage(
            _("TAWASUL_API answers no such thing: it needs the records themselves"),
            _("give it without TAWASUL_API, where the records are at hand"),
        )
    if not url:
        raise Unreachable(Component.RECORDS, Cause.NOT_CONFIGURED, about=variable)
    return url


def packs() -> "Mapping[str, Pack]":
    """The packs that can be used, by name; the doctor names the others. Raises WrongUsage when there is none."""
    return pack_folder().packs


def pack_folder() -> "LoadedPacks":
    """The packs that can be used, and those that cannot. Raises WrongUsage when there is none of the first."""
    import settings
    from activities.pack_folder import read_folder

    folder = settings.load().policies
    try:
        found = read_folder(folder)
        if found.unusable and not found.packs:
            name, first = next(iter(found.unusable.items()))
            raise WrongUsage(
                _(
                    "the policies in {folder} cannot be used: {name}: {problems}",
                    folder=folder,
                    name=name,
                    problems=first.problems[0],
                )
            )
        return found
    except OSError as error:
        raise WrongUsage(_("{folder} is no folder of policies: correct TAWASUL_POLICIES", folder=folder)) from error


def known_pack(connection: "Connection", name: str | None) -> str | None:
    """The name of a pack that a list is narrowed to. Raises WrongUsage for one that neither is here nor has a case."""
    from activities.reports.cases import is_on_record

    if name is None or is_on_record(connection, "pack", name):
        return name
    known = packs()
    if name not in known:
        raise WrongUsage(_("--pack: no pack {name}", name=name), did_you_mean(name, known, "packs"))
    return name


def acting(staff: str | None) -> "Acting":
    """Who gives a command to a case, with role and teams on record, and those for whom they stand in.

    That they are who they say the case finds out, by the signature. Raises WrongUsage, NotAllowed, Unreachable.
    """
    from datetime import UTC, datetime

    from activities.absences import acting as on_record

    name = named_staff(staff)
    if there := service():
        from commands.looks.people import Nothing
        from commands.looks.people import acting as look

        return look.over(there, name, Nothing())
    with records() as connection, on_staff(connection, name):
        return on_record(connection, name, datetime.now(UTC))


def proven(staff: str | None) -> "Acting":
    """The same of somebody whom no case asks: they prove who they are by the badge of their session.

    Raises WrongUsage, NotAllowed, SessionOver, Refused, Unreachable.
    """
    from datetime import UTC, datetime

    from activities.absences import acting as on_record

    if service():
        return acting(staff)  # the interface has verified their permit
    now, name = datetime.now(UTC), named_staff(staff)
    with records() as connection, on_staff(connection, name):
        found = on_record(connection, name, now)
        _prove(connection, name, now)
        return found


def _prove(connection: "Connection", staff: str, now: "datetime") -> None:
    """Raises Refused when the session here is not of this member of staff, and SessionOver when there is none."""
    import settings
    from activities.trust.session import holder_of_session
    from models.trust.forgery import Forgery
    from sessions.signing import Signers

    config = settings.load()
    found = holder_of_session(connection, Signers.of(config).staff(staff), now, provider_of(config, now))
    if isinstance(found, Forgery):
        raise Refused(RefusalCode.NOT_AUTHENTIC, found)
    if found.actor is None or found.actor.id != staff:
        raise Refused(RefusalCode.NOT_AUTHENTIC, Forgery.OTHER_ACTOR)


def provider_of(config: "Settings", now: "datetime") -> "AtProvider | None":
    """The provider of the settings; its keys are asked for where the records do not have the one that is needed."""
    from activities.trust.session import AtProvider

    def ask() -> "Mapping[str, IssuerKey]":
        from activities.trust.provider import ProviderKeys

        keys = ProviderKeys(config.oidc_issuer, config.oidc_client_id)
        keys.fetch(now)
        return keys.keys

    return AtProvider(config.oidc_issuer, config.oidc_client_id, ask) if config.oidc_issuer else None


@contextmanager
def on_staff(connection: "Connection", name: str) -> "Iterator[None]":
    """Raises NotAllowed for who is not on the staff, or not any more."""
    from activities.staff import NoSuchStaff, NotWorkingHere

    try:
        yield
    except NoSuchStaff as error:
        raise NotAllowed(error.detail, did_you_mean_staff(connection, name) + advice(error)) from error
    except NotWorkingHere as error:
        raise NotAllowed(error.detail, advice(error)) from error


def named_staff(staff: str | None) -> str:
    """Who acts: whom the command names, else whose session is the only one here. Raises WrongUsage."""
    import settings
    from sessions.people import people

    named = staff or noted_staff()
    here = [named] if named else people(settings.load().home)
    if len(here) != 1:
        raise WrongUsage(_("say who you are: --as STAFF, or set TAWASUL_STAFF"))
    return here[0]


def colleague(staff: str) -> "Actor":
    """The member of staff a case is given to. Raises WrongUsage when nobody active has that id."""
    from activities.staff import acting as on_record

    if there := service():
        from commands.looks.people import colleague as look

        return look.over(there, named_staff(None), staff)
    try:
        with records() as connection, on_staff(connection, staff):
            return on_record(connection, staff)
    except NotAllowed as error:
        raise WrongUsage(error.detail, error.advice) from error


def beneficiary() -> "Actor":
    """The beneficiary as an actor; their channel knows who that is."""
    from models.case.actor import BENEFICIARY

    return BENEFICIARY
