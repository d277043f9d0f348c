"""Who signs on this machine: a member of staff by the key of their session, a channel and a service by their own.

Where the key of the local issuer is at hand, a session is made when it is first needed, and renewed before it runs out.
Elsewhere it begins with a login at the provider.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from errors import TawasulError, WrongUsage
from models.case.actor import Actor
from models.codes import Role
from models.trust.keys import SigningKey, thumbprint
from models.trust.stated import stated
from models.trust.statement import Signatory
from sessions.current import open_session
from sessions.store import Session, UnreadableSession, load, save
from settings import Settings
from settings import load as load_settings

BADGE_LIFE = timedelta(hours=12)
"""How long a token of the local issuer holds: a working day."""
RENEWED_BEFORE = timedelta(minutes=10)
"""So long before its end a session is renewed: what is signed now may wait a moment."""


class NoKey(TawasulError):
    """This program has no key by which a channel or a service could sign."""

    def __init__(self, variable: str) -> None:
        super().__init__("no_key", f"nothing can be signed here for want of {variable}")
        self.variable = variable


class Signers:
    """Who can sign in one home. Keys as texts; an empty one is not there."""

    def __init__(
        self,
        home: Path,
        *,
        issuer_key: str = "",
        channel_key: str = "",
        service_key: str = "",
        oidc_issuer: str = "",
        oidc_client_id: str = "",
    ) -> None:
        self._home, self._issuer_key, self._provider = home, issuer_key, (oidc_issuer, oidc_client_id)
        self._channel_key, self._service_key = channel_key, service_key
        self._sessions: dict[str, Session] = {}

    @classmethod
    def of(cls, config: Settings) -> "Signers":
        """Those of the settings of this process."""
        return cls(
            config.home,
            issuer_key=config.issuer_key,
            channel_key=config.channel_key,
            service_key=config.service_key,
            oidc_issuer=config.oidc_issuer,
            oidc_client_id=config.oidc_client_id,
        )

    @classmethod
    def of_stack(cls, home: Path) -> "Signers":
        """Those of the embedded stack that runs in a home."""
        return cls.of(load_settings({"TAWASUL_HOME": str(home)}))

    def by(self, actor: Actor) -> Signatory:
        """Who signs what an actor says. Raises SessionOver, NoKey, WrongUsage."""
        if actor.role is Role.BENEFICIARY:
            return self.channel()
        return self.service() if actor.role is Role.SYSTEM else self.staff(actor.id)

    def channel(self) -> Signatory:
        """The channel of this machine. Raises NoKey, WrongUsage."""
        return _holder("TAWASUL_CHANNEL_KEY", self._channel_key)

    def service(self) -> Signatory:
        """The service of this machine, which speaks as the system. Raises NoKey, WrongUsage."""
        return _holder("TAWASUL_SERVICE_KEY", self._service_key)

    def staff(self, staff: str) -> Signatory:
        """A member of staff by their session. Raises SessionOver, WrongUsage."""
        now = datetime.now(UTC)
        if not self._issuer_key:
            return open_session(self._home, staff, now, *self._provider).signatory
        session = self._sessions.get(staff) or self._kept(staff)
        if session is None or not self._usable(session, now):
            session = self._renewed(staff, now)
        self._sessions[staff] = session
        return session.signatory

    def _kept(self, staff: str) -> Session | None:
        try:
            return load(self._home, staff)
        except UnreadableSession:
            return None

    def _usable(self, session: Session, now: datetime) -> bool:
        """Whether a session holds for a while, and is of the local issuer that is at hand."""
        token = stated(session.token)
        return token is not None and token.kid == self._issuer_kid and now < token.expires_at - RENEWED_BEFORE

    @property
    def _issuer_kid(self) -> str:
        return thumbprint(_key("TAWASUL_ISSUER_KEY", self._issuer_key).public)

    def _renewed(self, staff: str, now: datetime) -> Session:
        """A session by a new badge of the local issuer."""
        from models.trust.tokens import issue  # a library that a session which holds has no need of

        key = SigningKey.made()
        token = issue(_key("TAWASUL_ISSUER_KEY", self._issuer_key), staff, key.kid, now, BADGE_LIFE)
        session = Session(staff, key, token)
        save(self._home, session)
        return session


def _holder(variable: str, key: str) -> Signatory:
    if not key:
        raise NoKey(variable)
    return Signatory(_key(variable, key))


def _key(variable: str, text: str) -> SigningKey:
    try:
        return SigningKey.read(text)
    except ValueError as error:
        raise WrongUsage(f"{variable} is no private key") from error
