"""Who speaks in a signed message: the right one is known, and every way to forge it is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.case.commands import Actor
from models.codes import Role
from models.trust.forgery import Forgery
from models.trust.keys import SigningKey, thumbprint
from models.trust.statement import CaseAddress, Said, Signatory, signed, update_id
from models.trust.tokens import LOCAL_ISSUER, issue, local_key
from models.trust.trusted import KeyHolder, Speaker, Trusted, TrustedPerson, who_speaks

NOW = datetime(2026, 1, 6, 9, tzinfo=UTC)
HERE = CaseAddress("default", "TW-0000-0000-0000-0")
ISSUER, SESSION, PORTAL, STRANGER = (SigningKey.made() for _ in range(4))
LAYLA = Actor(id="layla", role=Role.OFFICER, teams=("exit_visas",))
TRUSTED = Trusted(
    issuers={thumbprint(ISSUER.public): local_key(ISSUER.public)},
    holders={PORTAL.kid: KeyHolder("portal", Role.BENEFICIARY, frozenset({"portal"}))},
    staff={(LOCAL_ISSUER, "layla"): TrustedPerson(LAYLA)},
)
COMMAND = {"kind": "claim", "command_id": "test-0001", "actor": LAYLA.model_dump(mode="json")}


def token(subject: str = "layla", key: SigningKey = SESSION, hours: float = 8, issuer: SigningKey = ISSUER) -> str:
    return issue(issuer, subject, key.kid, NOW, timedelta(hours=hours))


def said(key: SigningKey = SESSION, text: str | None = None, command: dict[str, Any] = COMMAND) -> dict[str, Any]:
    return signed(Signatory(key, token() if text is None else text), HERE, Said.COMMAND, command)


def heard(message: Any, trusted: Trusted = TRUSTED, place: CaseAddress = HERE) -> Speaker | Forgery:
    return who_speaks(trusted, place, Said.COMMAND, message, NOW)


def test_a_person_is_known_by_the_token_of_their_session() -> None:
    assert heard(said()) == Speaker(SESSION.kid, LAYLA)


def test_a_channel_is_known_by_its_key() -> None:
    speaker = heard(said(PORTAL, ""))
    assert isinstance(speaker, Speaker) and speaker.holder and speaker.holder.name == "portal" and not speaker.actor


def test_each_signature_of_a_command_has_an_update_id_of_its_own() -> None:
    one, same, another = (update_id(said(text=each)) for each in ("a", "a", "b"))
    by_another = update_id(said(PORTAL, "a"))
    sent_later = update_id(said(command=COMMAND | {"sent_at": "2026-01-06T09:00:00Z"}))
    assert one == same == another and len({one, by_another, sent_later}) == 3
    assert all(each.startswith("test-0001-") for each in (one, by_another, sent_later))


FORGED = {
    "unsigned": (COMMAND, Forgery.UNSIGNED),
    "nothing": (None, Forgery.UNSIGNED),
    "signed with junk": (COMMAND | {"auth": "junk"}, Forgery.UNREADABLE),
    "a signature that is none": (COMMAND | {"auth": said()["auth"] | {"sig": "%%%"}}, Forgery.UNREADABLE),
    "somebody else's signature": (
        COMMAND | {"auth": said()["auth"] | {"sig": said(STRANGER)["auth"]["sig"]}},
        Forgery.BAD_SIGNATURE,
    ),
    "a key nobody knows": (said(STRANGER, ""), Forgery.UNKNOWN_KEY),
    "a token of another key": (said(STRANGER), Forgery.BAD_TOKEN),
    "a token of an issuer of one's own": (said(text=token(issuer=STRANGER)), Forgery.BAD_TOKEN),
    "a token that has run out": (said(text=token(hours=-1)), Forgery.BAD_TOKEN),
    "a token that is none": (said(text="a.b.c"), Forgery.BAD_TOKEN),
    "a token without end": (COMMAND | {"auth": said()["auth"] | {"token": "x" * 10_000}}, Forgery.UNREADABLE),
    "the token of nobody here": (said(text=token("minister")), Forgery.NOT_STAFF),
    "a role raised after signing": (said() | {"actor": {"id": "layla", "role": "director"}}, Forgery.BAD_SIGNATURE),
    "a number that has no form": (said() | {"by": float("inf")}, Forgery.UNREADABLE),
}  # fmt: skip


@pytest.mark.parametrize(("message", "why"), FORGED.values(), ids=FORGED)
def test_what_is_forged_is_not_authentic(message: Any, why: Forgery) -> None:
    assert heard(message) == why


@pytest.mark.parametrize("place", [HERE._replace(reference="TW-0000-0000-0001-1"), HERE._replace(namespace="other")])
def test_what_was_signed_for_another_place_is_not_authentic(place: CaseAddress) -> None:
    assert heard(said(), place=place) == Forgery.BAD_SIGNATURE


def test_a_session_that_was_revoked_is_not_trusted_any_more() -> None:
    by_key = Trusted(TRUSTED.issuers, TRUSTED.holders, TRUSTED.staff, frozenset({SESSION.kid}))
    since = {(LOCAL_ISSUER, "layla"): TrustedPerson(LAYLA, sessions_since=NOW + timedelta(seconds=1))}
    assert heard(said(), by_key) == Forgery.REVOKED
    assert heard(said(), Trusted(TRUSTED.issuers, TRUSTED.holders, since)) == Forgery.REVOKED
