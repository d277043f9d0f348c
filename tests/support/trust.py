"""Trust in tests of single adapters: the keys of a house on record, and requests as its channel signs them."""

from pathlib import Path
from typing import Any

from activities.records.database import connect
from activities.records.store import Records
from activities.trust.keys import trust_embedded
from activities.trust.trust_list import TrustList
from models.intake.request import InvalidRequest, Request, read_request
from models.trust.keys import SigningKey
from models.trust.statement import CaseAddress, Signatory, signed_request
from tests.support.database import Database

ISSUER, CHANNEL, SERVICE = (SigningKey.made() for _ in range(3))


def house_keys(database: Database) -> None:
    """Put the keys of the house on record."""
    with connect(database.admin_url) as connection:
        trust_embedded(connection, issuer_key=str(ISSUER), channel_key=str(CHANNEL), service_key=str(SERVICE))


def at_the_desk(database: Database, home: Path) -> dict[str, str]:
    """The variables of commands of staff on these records: the issuer of the house makes their sessions."""
    house_keys(database)
    return database.environment | {"TAWASUL_ISSUER_KEY": str(ISSUER), "TAWASUL_HOME": str(home)}


def trust_of(records: Records) -> TrustList:
    """The list of a worker that reads these records when it has to."""
    return TrustList(records)


def filed(wire: dict[str, Any]) -> dict[str, Any]:
    """A request as the channel of the house signs it; what is no request as it is."""
    try:
        request: Request = read_request(wire)
    except InvalidRequest:
        return wire
    place = CaseAddress("default", request.reference)
    return signed_request(Signatory(CHANNEL), place, request.fingerprint, wire)
