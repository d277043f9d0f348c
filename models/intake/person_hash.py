"""Person hash: a keyed hash of kind and number, by which a person is found without their number in the records."""

import hmac
import json

from models.codes import Whose
from models.intake.duplicates import SCOPE_OF_ANYONE, DuplicateRule
from models.intake.identity import IdType
from models.intake.request import OnBehalfOf, Request


def person_hash(index_key: str, id_type: str, number: str) -> str:
    """HMAC-SHA256 of a normalised number, in hexadecimal. Ten digits can be tried out: only the key protects it."""
    return hmac.digest(index_key.encode(), f"{id_type}|{number}".encode(), "sha256").hex()


def code_hash(index_key: str, code: str) -> str:
    """HMAC-SHA256 of a code that a sender wrote, by which the same code is found without it standing in the records."""
    return hmac.digest(index_key.encode(), f"code|{code}".encode(), "sha256").hex()


def applicant_key(index_key: str, request: Request) -> str:
    """The person hash of the applicant, by the best that is known of them; of somebody unknown, one of this request."""
    applicant = request.applicant
    if applicant.id_type and applicant.id_number:
        return person_hash(index_key, applicant.id_type, applicant.id_number)
    if applicant.email:
        return person_hash(index_key, "email", applicant.email.lower())
    if applicant.mobile:
        return person_hash(index_key, "mobile", applicant.mobile)
    return person_hash(index_key, "anonymous", request.reference)


def concerned_key(index_key: str, request: Request) -> str:
    """The person hash of the person concerned: the applicant, unless the request is for somebody else."""
    if request.on_behalf_of is None:
        return applicant_key(index_key, request)
    return person_hash(index_key, *_identity(request.on_behalf_of))


def duplicate_key(index_key: str, request: Request, rule: DuplicateRule) -> str | None:
    """The keyed hash by which requests are found that a rule by fields takes for the same; none where nobody knows.

    Of a rule for anyone it says so, and is the same whoever filed the request.
    """
    key = rule.key(request)
    if key is None:
        return None
    persons = {Whose.APPLICANT: applicant_key, Whose.CONCERNED: concerned_key}
    of = persons.get(rule.whose)
    said = json.dumps([rule.whose, of(index_key, request) if of else "", *key], ensure_ascii=False)
    hashed = hmac.digest(index_key.encode(), f"duplicate|{said}".encode(), "sha256").hex()
    return f"{SCOPE_OF_ANYONE if rule.whose is Whose.ANYONE else ''}{hashed}"


def key_on_record(index_key: str, request: Request, rule: DuplicateRule) -> str | None:
    """The key that stands beside a request on record: the one later requests find it by.

    Where a field of a rule for anyone is not given it is the scope alone: nothing is found by that, and staff who see
    that two requests are the same may still join them.
    """
    found = duplicate_key(index_key, request, rule)
    compares_anyone = bool(rule.fields) and rule.whose is Whose.ANYONE
    return SCOPE_OF_ANYONE if found is None and compares_anyone else found


def _identity(person: OnBehalfOf) -> tuple[str, str]:
    """The best that is known of somebody: number, passport, or only a name."""
    if person.id_type and person.id_number:
        return person.id_type, person.id_number
    if person.passport_number:
        return IdType.PASSPORT, person.passport_number
    return "name", person.name_ar or person.name_en or ""
