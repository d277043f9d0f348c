"""How a process shows a key store who it is: a token, the file into which an agent writes one, or a role of AppRole."""

from collections.abc import Callable
from pathlib import Path

from activities.keys.key_store.connections import Connections
from activities.keys.secret_files import OpenToOthers, read_secret
from errors import Cause, Component, Unreachable, WrongUsage
from settings import Settings

LOGIN = "/v1/auth/approle/login"

Login = Callable[[], str]
"""Gives a token, by now perhaps another one. Raises Unreachable."""


def login_of(config: Settings, connections: Connections) -> Login:
    """The one way to log in that the settings name. Raises WrongUsage."""
    ways = (config.key_store_token, config.key_store_sink, config.key_store_role)
    if sum(bool(each) for each in ways) != 1 or bool(config.key_store_role) != bool(config.key_store_secret):
        raise WrongUsage(
            "TAWASUL_KEY_STORE needs one of TAWASUL_KEY_STORE_TOKEN, TAWASUL_KEY_STORE_SINK, or"
            " TAWASUL_KEY_STORE_ROLE with TAWASUL_KEY_STORE_SECRET"
        )
    if config.key_store_sink:
        return lambda: _read(Path(config.key_store_sink))
    if config.key_store_role:
        return lambda: _logged_in(connections, config.key_store_role, config.key_store_secret)
    return lambda: config.key_store_token


def _read(sink: Path) -> str:
    try:
        return read_secret(sink).strip()
    except OpenToOthers as error:
        raise _refused(str(error)) from error
    except OSError as error:
        raise _refused(f"{sink}: {error.strerror}") from error


def _logged_in(connections: Connections, role: str, secret: str) -> str:
    answer = connections.send("POST", LOGIN, {"role_id": role, "secret_id": secret}, "")
    try:
        return str(answer.content["auth"]["client_token"])
    except (KeyError, TypeError) as error:
        if answer.status >= 500:
            raise Unreachable(Component.KEY_STORE, Cause.NO_ANSWER, about=answer.words) from error
        raise _refused(answer.words) from error


def _refused(about: str) -> Unreachable:
    return Unreachable(Component.KEY_STORE, Cause.REFUSED, about=about)
