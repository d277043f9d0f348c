"""Which cases there are, by parts of their references or by the numbers of their sources; and where one stands."""

from typing import NamedTuple

from activities.records.database import Connection
from activities.records.merging import QUESTION, objection
from activities.reports.cases import references_from, those_on_record
from commands.looks.asking import AtRecords, look

MOST = 2
"""As many as tell one from several."""
MOST_NAMED = 100

_PLACE = "SELECT pack, third_party, consulted FROM case_row WHERE reference = %(reference)s"


class PlaceOfCase(NamedTuple):
    """The pack of a case, and who owes it an answer."""

    pack: str
    third_party: str | None
    consulted: str | None


@look("which_begin")
def which_begin(place: AtRecords, asked: str) -> tuple[str, ...]:
    """The references that begin so, two at most."""
    return tuple(references_from(place.connection, asked, MOST))


@look("which_filed")
def which_filed(place: AtRecords, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some references that are on record."""
    return tuple(those_on_record(place.connection, list(asked[:MOST_NAMED])))


@look("place_of_case")
def place_of_case(place: AtRecords, asked: str) -> PlaceOfCase | None:
    """Where a case stands; none before it is on record."""
    return place_in(place.connection, asked)


@look("merge_objection")
def merge_objection(place: AtRecords, asked: tuple[str, str]) -> str | None:
    """Why the first of two cases may not be joined to the other; none when it may."""
    return objection_in(place.connection, *asked)


def place_in(connection: Connection, reference: str) -> PlaceOfCase | None:
    """The same as `place_of_case`, by a connection to the records."""
    row = connection.execute(_PLACE, {"reference": reference}).fetchone()
    return PlaceOfCase(**row) if row else None


def objection_in(connection: Connection, reference: str, into: str) -> str | None:
    """The same as `merge_objection`, by a connection to the records."""
    row = connection.execute(QUESTION, {"reference": reference, "into": into}).fetchone()
    return objection(row, into) if row else None
