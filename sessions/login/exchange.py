"""The exchange with a provider at a login: requests with proofs of the session's key, and the tokens they give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import httpx

from activities.trust.http import ProviderAnswer, ask
from activities.trust.provider import discover, fetch_keys
from errors import LoginFailed, LoginFault
from models.trust.keys import SigningKey, thumbprint
from models.trust.provider import BadProvider, Provider
from models.trust.stated import BadToken
from models.trust.statement import LONGEST_TOKEN
from models.trust.tokens import Claims, IssuerKey, read_token
from sessions.login.proofs import proof

_OF_NO_KEY = {"unreadable", "not_bound_to_a_key", "of_another_key"}
"""What is wrong with a token that nobody meant for a session: an opaque one, or one that names no key, or another's."""


class GivenTokens(NamedTuple):
    """What a provider gave."""

    access: str = ""
    identity: str = ""
    refresh: str = ""


class BoundToken(NamedTuple):
    """A token that a worker will believe of the session's key, and what it says."""

    token: str
    claims: Claims


class Declined(Exception):
    """The provider declined a request; its text is the provider's code."""


@dataclass
class Exchange:
    """A provider in one login, the key of the session, and the keys of the provider's tokens."""

    client: httpx.Client = field(repr=False)
    provider: Provider
    client_id: str
    key: SigningKey
    keys: Mapping[str, IssuerKey]
    clock_ahead: timedelta = timedelta()
    """How far the provider's clock is ahead of this machine's: proofs bear the provider's time."""
    _nonce: str = field(default="", repr=False)

    @classmethod
    def begin(cls, client: httpx.Client, issuer: str, client_id: str, key: SigningKey) -> "Exchange":
        """Find out where the provider is asked what. Raises Unreachable, LoginFailed."""
        try:
            provider, answer = discover(client, issuer)
            ahead = answer.clock_ahead(datetime.now(UTC))
            return cls(client, provider, client_id, key, fetch_keys(client, provider, client_id).keys, ahead)
        except BadProvider as bad:
            raise LoginFailed(LoginFault.BAD_PROVIDER, str(bad)) from bad

    @property
    def now(self) -> datetime:
        """The provider's time."""
        return datetime.now(UTC) + self.clock_ahead

    def tokens(self, form: Mapping[str, str]) -> GivenTokens:
        """The tokens of a grant. Raises Declined, Unreachable, LoginFailed."""
        answer = self.post(self.provider.tokens_at, form, proving=bool(self.provider.proof))
        return GivenTokens(answer.field("access_token"), answer.field("id_token"), answer.field("refresh_token"))

    def post(self, url: str, form: Mapping[str, str], proving: bool = False) -> ProviderAnswer:
        """A good answer to a form; with a proof of the key where asked. Raises Declined, Unreachable, LoginFailed."""
        answer = self._ask(url, form, proving)
        if answer.field("error") == "use_dpop_nonce":
            answer = self._ask(url, form, proving)
        if answer.status != 200:
            raise Declined(answer.field("error") or f"http_{answer.status}")
        return answer

    def bound(self, tokens: GivenTokens) -> BoundToken:
        """The token that is bound to the session's key. Raises LoginFailed.

        An access token keeps its binding when it is renewed; an identity token has it in its nonce, if at all.
        """
        problems = []
        for token in filter(None, (tokens.access, tokens.identity)):
            try:
                return BoundToken(token, self._read(token))
            except BadToken as bad:
                problems.append(str(bad))
        telling = [each for each in problems if each not in _OF_NO_KEY]
        raise LoginFailed(LoginFault.BAD_TOKEN, telling[0]) if telling else LoginFailed(LoginFault.NOT_BOUND)

    def _read(self, token: str) -> Claims:
        """What a token says, as a worker will read it. Raises BadToken."""
        if len(token) > LONGEST_TOKEN:
            raise BadToken("too_long")
        claims = read_token(token, self.keys, self.now)
        if claims.thumbprint != thumbprint(self.key.public):
            raise BadToken("of_another_key")
        return claims

    def _ask(self, url: str, form: Mapping[str, str], proving: bool) -> ProviderAnswer:
        headers = {"DPoP": self._proof(url)} if proving else {}
        try:
            answer = ask(self.client, "POST", url, data={"client_id": self.client_id, **form}, headers=headers)
        except BadProvider as bad:
            raise LoginFailed(LoginFault.BAD_PROVIDER, str(bad)) from bad
        self._nonce = answer.headers.get("DPoP-Nonce", self._nonce)
        return answer

    def _proof(self, url: str) -> str:
        return proof(self.key, self.provider.proof, url, self.now, self._nonce)
