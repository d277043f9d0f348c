"""Proofs that an event stands in the transparency log, which whoever has the log's public key can check alone."""

import base64

from psycopg.rows import dict_row

from activities.records import log
from activities.records.database import Connection
from errors import NoSuchCase, TawasulError
from models.log.checkpoint import Proof
from models.log.receipt import receipt_of_opening
from models.log.tree import inclusion_proof

_BODY = "SELECT body FROM case_event WHERE reference = %s AND seq = %s"
_KNOWN = "SELECT 1 AS found FROM case_row WHERE reference = %s"


class NotLogged(TawasulError):
    """The event stands under no checkpoint yet."""

    def __init__(self, reference: str, seq: int) -> None:
        super().__init__("not_logged", f"no checkpoint covers event {seq} of {reference}")


def receipt_of(connection: Connection, reference: str) -> Proof:
    """The receipt of a request, with its place in the log. Raises NoSuchCase, NotLogged."""
    return receipt_of_opening(reference, proof_of(connection, reference, 1))


def proof_of(connection: Connection, reference: str, seq: int) -> Proof:
    """The proof of an event. Raises NoSuchCase, NotLogged.

    It is made from all entries of the log up to the last checkpoint: a second or two for each million.
    """
    body = connection.cursor(row_factory=dict_row).execute(_BODY, (reference, seq)).fetchone()  # as it was hashed
    if body is None and not connection.execute(_KNOWN, (reference,)).fetchone():
        raise NoSuchCase(reference)
    generation = log.generation(connection)
    kept, place = log.last(connection, generation), log.place_of(connection, generation, reference, seq)
    if body is None or kept is None or place is None or place[0] >= kept.frontier.size:
        raise NotLogged(reference, seq)
    entries = list(log.hashes(connection, generation, 0, kept.frontier.size))
    return Proof(place[0], inclusion_proof(place[0], entries), kept.note, base64.b64encode(body["body"]).decode())
