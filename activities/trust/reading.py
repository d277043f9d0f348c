"""The list of the trusted as it is on record, read in one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, LiteralString

from pydantic import ValidationError

from models.case.actor import MOST_ABSENT, Actor
from models.codes import KeyKind, Role
from models.trust.keys import decoded, is_kid
from models.trust.tokens import LOCAL_ISSUER, IssuerKey
from models.trust.trusted import KeyHolder, Trusted, TrustedPerson

if TYPE_CHECKING:
    from models.trust.jose import JoseKey

TRUST: LiteralString = """
SELECT
    (SELECT coalesce(json_agg(k ORDER BY kid), '[]') FROM trusted_key k
     WHERE revoked_at IS NULL AND since <= %(at)s AND (until IS NULL OR until > %(at)s)) AS keys,
    (SELECT coalesce(json_agg(json_build_object(
        'id', s.id, 'role', s.role, 'issuer', s.issuer, 'subject', s.subject, 'sessions_since', s.sessions_since,
        'active', s.active, 'teams', array(SELECT team FROM staff_team WHERE staff_id = s.id ORDER BY team)
     ) ORDER BY s.id), '[]') FROM staff s) AS staff,
    (SELECT coalesce(json_agg(json_build_array(substitute, staff_id)), '[]') FROM absence
     WHERE substitute IS NOT NULL AND since <= %(at)s AND until > %(at)s) AS stand_ins,
    (SELECT coalesce(json_agg(kid), '[]') FROM revoked_session) AS revoked
"""
"""Whom to trust at an instant."""

_ROLES = {KeyKind.CHANNEL: Role.BENEFICIARY, KeyKind.SERVICE: Role.SYSTEM}

Row = Mapping[str, Any]


def trusted_of(row: Row, at: datetime) -> Trusted:
    """The list in the one row of `TRUST`."""
    return Trusted(
        issuers=issuers(row["keys"]),
        holders=holders(row["keys"]),
        staff=_staff(row["staff"], row["stand_ins"]),
        revoked=frozenset(row["revoked"]),
        as_of=at,
    )


def issuers(keys: Iterable[Row]) -> dict[str, IssuerKey]:
    """The keys of issuers, by id; one that no library can use is passed over."""
    of_issuers = (key for key in keys if key["kind"] == KeyKind.ISSUER)
    read = ((key, _public(key["public"])) for key in of_issuers)
    return {key["kid"]: IssuerKey(key["name"], key["audience"], public) for key, public in read if public}


def holders(keys: Iterable[Row]) -> dict[str, KeyHolder]:
    """The channels and services, by the id of their key."""
    return {
        key["kid"]: KeyHolder(key["name"], _ROLES[KeyKind(key["kind"])], frozenset(key["channels"]))
        for key in keys
        if key["kind"] in _ROLES
    }


def _public(written: Mapping[str, str]) -> "bytes | JoseKey | None":
    if written.get("kty") == "OKP" and written.get("crv") == "Ed25519":
        return decoded(written["x"]) if is_kid(str(written.get("x"))) else None
    from models.trust.jose import read_jose_key  # noqa: PLC0415 - the local issuer has an Ed25519 key

    return read_jose_key(written)


def _staff(rows: Iterable[Row], stand_ins: Iterable[tuple[str, str]]) -> dict[tuple[str, str], TrustedPerson]:
    rows = list(rows)
    behind: dict[str, list[str]] = defaultdict(list)
    for substitute, away in stand_ins:
        behind[substitute].append(away)
    actors = {each["id"]: actor for each in rows if each["active"] and (actor := _actor(each))}
    return {
        (each["issuer"] or LOCAL_ISSUER, each["subject"] or each["id"]): TrustedPerson(
            actors[each["id"]], _represented(each["id"], behind, actors), _instant(each["sessions_since"])
        )
        for each in rows
        if each["id"] in actors
    }


def _represented(staff_id: str, behind: Mapping[str, list[str]], actors: Mapping[str, Actor]) -> tuple[Actor, ...]:
    """Those for whom somebody stands in, also over substitutes who are away, as in `activities.absences`."""
    found, waiting = set[str](), list(behind.get(staff_id, ()))
    while waiting:
        away = waiting.pop()
        if away not in found:
            found.add(away)
            waiting += behind.get(away, ())
    named = sorted(found & actors.keys() - {staff_id})
    return tuple(actors[each] for each in named[:MOST_ABSENT])


def _actor(row: Row) -> Actor | None:
    """A member of staff; none for one whom no case can name: a row that a command would not have written."""
    try:
        return Actor(id=row["id"], role=row["role"], teams=tuple(row["teams"]))
    except ValidationError:
        return None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
