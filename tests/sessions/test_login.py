"""Login at a real provider: the token is bound to the session's key, or there is no session."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.trust.http import provider_client
from activities.trust.provider import discover, fetch_keys
from errors import Cause, LoginFailed, LoginFault, Unreachable
from models.case.commands import Actor
from models.codes import Role
from models.trust.forgery import Forgery
from models.trust.keys import SigningKey, thumbprint
from models.trust.statement import CaseAddress, Said, Signatory, signed
from models.trust.tokens import CLOCK_SKEW
from models.trust.trusted import Speaker, Trusted, TrustedPerson, who_speaks
from sessions.login.begin import NewSession, Way, begin_session
from sessions.login.exchange import Exchange, GivenTokens
from sessions.login.renewal import renewed
from sessions.store import Session
from stack.ports import free_port
from tests.support.servers.provider import CLIENT, PersonAtBrowser, provider

HERE = CaseAddress("default", "TW-0000-0000-0000-0")
PEOPLE = {
    "f81d4fae": Actor(id="layla", role=Role.OFFICER, teams=("exit_visas",)),
    "09b3f1c2": Actor(id="salma", role=Role.SUPERVISOR, teams=("exit_visas",)),
}
"""Members of staff by their subject at the provider."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider() as running:
        yield running.issuer


def log_in(issuer: str, way: Way | None = None, name: str = "f81d4fae", client: str = CLIENT) -> NewSession:
    return begin_session(issuer, client, PersonAtBrowser(name), way)


def why_not(issuer: str, way: Way | None = None, person: PersonAtBrowser | None = None) -> tuple[LoginFault, str]:
    with pytest.raises(LoginFailed) as failed:
        begin_session(issuer, CLIENT, person or PersonAtBrowser("f81d4fae"), way)
    return failed.value.fault, failed.value.about


def trusted(issuer: str, audience: str = CLIENT) -> Trusted:
    """The list of a worker that has the keys of the provider."""
    with provider_client(issuer) as client:
        keys = fetch_keys(client, discover(client, issuer)[0], audience).keys
    return Trusted(keys, staff={(issuer, subject): TrustedPerson(actor) for subject, actor in PEOPLE.items()})


def heard(who: Trusted, session: NewSession, later: timedelta = timedelta(), key: SigningKey | None = None) -> object:
    """Who speaks in a command that is signed by a session."""
    said = signed(Signatory(key or session.key, session.token), HERE, Said.COMMAND, {"command_id": "test-0001"})
    return who_speaks(who, HERE, Said.COMMAND, said, datetime.now(UTC) + later)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("options", [{}, {"alg": "RS256"}, {"alg": "Ed25519"}, {"proofNonce": True}], ids=str)
def test_a_worker_knows_the_person_by_the_session_of_a_login(way: Way, options: dict[str, Any]) -> None:
    with provider(**options) as running:
        session = log_in(running.issuer, way)
        assert heard(trusted(running.issuer), session) == Speaker(session.key.kid, PEOPLE["f81d4fae"])


def test_two_persons_are_two_subjects_of_the_provider(issuer: str) -> None:
    staff = trusted(issuer)
    for subject, actor in PEOPLE.items():
        session = log_in(issuer, name=subject)
        assert heard(staff, session) == Speaker(session.key.kid, actor)
    assert heard(staff, log_in(issuer, name="layla")) is Forgery.NOT_STAFF


def test_the_code_flow_binds_by_the_nonce_where_the_provider_takes_no_proofs() -> None:
    with provider(dpop=False) as running:
        session = log_in(running.issuer, Way.BROWSER)
        assert isinstance(heard(trusted(running.issuer), session), Speaker)


def test_a_token_that_is_bound_to_no_key_gives_no_session() -> None:
    with provider(dpop=False) as running:
        assert why_not(running.issuer, Way.DEVICE) == (LoginFault.NOT_BOUND, "")


def test_where_the_device_flow_binds_nothing_the_browser_is_next() -> None:
    with provider(dpop=False) as running:
        person = PersonAtBrowser("f81d4fae")
        session = begin_session(running.issuer, CLIENT, person)
        assert len(person.seen) == 2
        assert isinstance(heard(trusted(running.issuer), session), Speaker)


def test_a_token_for_others_gives_no_session() -> None:
    with provider(audience="elsewhere") as running:
        assert why_not(running.issuer, Way.DEVICE) == (LoginFault.BAD_TOKEN, "other_audience")


def test_a_token_that_another_client_of_the_provider_asked_for_is_not_believed(issuer: str) -> None:
    with pytest.raises(LoginFailed):
        log_in(issuer, Way.DEVICE, client="another")
    theirs = log_in(issuer, Way.BROWSER, client="another")
    assert heard(trusted(issuer), theirs) is Forgery.BAD_TOKEN


def test_a_token_is_believed_of_its_own_key_alone(issuer: str) -> None:
    session, stranger = log_in(issuer), SigningKey.made()
    assert heard(trusted(issuer), session, key=stranger) is Forgery.BAD_TOKEN
    with provider_client(issuer) as client, pytest.raises(LoginFailed) as failed:
        Exchange.begin(client, issuer, CLIENT, stranger).bound(GivenTokens(session.token))
    assert failed.value.fault is LoginFault.NOT_BOUND


def test_a_token_runs_out_a_minute_after_its_time(issuer: str) -> None:
    session, staff = log_in(issuer), trusted(issuer)
    left = session.claims.expires_at - datetime.now(UTC)
    assert isinstance(heard(staff, session, left + CLOCK_SKEW - timedelta(seconds=5)), Speaker)
    assert heard(staff, session, left + CLOCK_SKEW + timedelta(seconds=5)) is Forgery.BAD_TOKEN


def test_tokens_of_another_provider_are_not_believed(issuer: str) -> None:
    with provider() as other:
        assert heard(trusted(issuer), log_in(other.issuer)) is Forgery.BAD_TOKEN


def test_a_provider_that_is_not_what_was_configured_is_not_used(issuer: str) -> None:
    assert why_not(issuer.replace("127.0.0.1", "localhost")) == (LoginFault.BAD_PROVIDER, "other_issuer")
    assert why_not("http://provider.example.test") == (LoginFault.BAD_PROVIDER, "insecure_address")
    assert why_not("") == (LoginFault.NO_PROVIDER, "")


def test_who_does_not_agree_gets_no_session(issuer: str) -> None:
    assert why_not(issuer, Way.DEVICE, PersonAtBrowser("f81d4fae", agrees=False)) == (LoginFault.DENIED, "")


def test_a_code_that_nobody_gives_runs_out() -> None:
    with provider(codeLife=1) as running:
        person = PersonAtBrowser("f81d4fae", comes=False)
        assert why_not(running.issuer, Way.DEVICE, person) == (LoginFault.CODE_RAN_OUT, "")
    assert person.waited and set(person.waited) == {5.0}


def test_a_flow_that_the_provider_does_not_have_is_not_tried() -> None:
    with provider(device=False) as running:
        assert why_not(running.issuer, Way.DEVICE) == (LoginFault.NO_FLOW, "")
        assert isinstance(heard(trusted(running.issuer), log_in(running.issuer)), Speaker)


def test_a_provider_that_is_away_is_named() -> None:
    port = free_port()
    with pytest.raises(Unreachable) as away:
        log_in(f"http://127.0.0.1:{port}")
    assert (away.value.cause, away.value.about) == (Cause.NO_ANSWER, f"127.0.0.1:{port}")


@pytest.mark.parametrize("minutes", [-30, 30])
@pytest.mark.parametrize("way", Way)
def test_a_clock_that_is_wrong_here_hinders_no_login(minutes: int, way: Way) -> None:
    """The provider's clock stands for the right one, this machine's for the wrong one."""
    with provider(clockAhead=minutes * 60) as running:
        session = log_in(running.issuer, way)
        assert abs(session.clock_ahead - timedelta(minutes=minutes)) < timedelta(minutes=1)
        assert isinstance(heard(trusted(running.issuer), session, session.clock_ahead), Speaker)


def kept(session: NewSession) -> Session:
    return Session("layla", session.key, session.token, session.refresh)


@pytest.mark.parametrize("options", [{}, {"dpop": False}], ids=["by_proof", "by_nonce"])
def test_a_session_is_renewed_with_the_same_key(options: dict[str, Any]) -> None:
    with provider(**options) as running:
        first = log_in(running.issuer, Way.BROWSER)
        second = renewed(renewed(kept(first), running.issuer, CLIENT), running.issuer, CLIENT)
        assert second.key == first.key and second.token != first.token
        assert isinstance(heard(trusted(running.issuer), first._replace(token=second.token)), Speaker)


def test_what_renews_a_session_is_of_no_use_with_another_key(issuer: str) -> None:
    theirs = kept(log_in(issuer, Way.DEVICE))
    with pytest.raises(LoginFailed) as failed:
        renewed(Session("layla", SigningKey.made(), theirs.token, theirs.refresh), issuer, CLIENT)
    assert failed.value.fault is LoginFault.PROVIDER_REFUSED


def test_a_session_stays_with_its_person(issuer: str) -> None:
    hers, his = (kept(log_in(issuer, Way.BROWSER, name=name)) for name in PEOPLE)
    mixed = Session(hers.staff, his.key, hers.token, his.refresh)
    with pytest.raises(LoginFailed) as failed:
        renewed(mixed, issuer, CLIENT)
    assert failed.value.fault is LoginFault.OTHER_PERSON


def test_the_provider_knows_the_key_by_its_thumbprint(issuer: str) -> None:
    session = log_in(issuer)
    assert session.claims.thumbprint == thumbprint(session.key.public)
