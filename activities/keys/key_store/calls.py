"""Calls of a key store by somebody who is logged in; a store that was away is left alone for a moment."""

import time
from threading import Lock

from activities.keys.key_store.connections import Connections, Json, StoreAnswer
from activities.keys.key_store.login import Login
from errors import Cause, Component, Unreachable

PAUSE = 1.0
"""Seconds for which a store that could not be used is not asked again, so that nobody waits for it in a row."""

_CAUSES = {403: Cause.REFUSED, 404: Cause.NOT_CONFIGURED, 429: Cause.OVERLOADED}
_ANSWERS = frozenset({200, 204, 400})


class StoreCalls:
    """Calls of a key store, from any thread. Raises Unreachable."""

    def __init__(self, connections: Connections, login: Login) -> None:
        self._connections, self._login = connections, login
        self._token = ""
        self._lock = Lock()
        self._away: Unreachable | None = None
        self._not_before = 0.0

    def call(self, method: str, path: str, body: Json | None = None) -> StoreAnswer:
        """The answer to a call: what was asked for, or 400, which says that it cannot be done with what was given."""
        if (away := self._away) is not None and time.monotonic() < self._not_before:
            raise Unreachable(Component.KEY_STORE, away.cause, about=away.about)
        try:
            answer = self._authorised(method, path, body)
            if answer.status not in _ANSWERS:
                cause = _CAUSES.get(answer.status, Cause.NO_ANSWER)
                raise Unreachable(Component.KEY_STORE, cause, about=f"{answer.words} ({path})")
        except Unreachable as unreachable:
            self._away, self._not_before = unreachable, time.monotonic() + PAUSE
            raise
        self._away = None
        return answer

    def _authorised(self, method: str, path: str, body: Json | None) -> StoreAnswer:
        """The answer; a token that is refused may have run out, and is asked for anew, once."""
        token = self._token or self._new_token("")
        answer = self._connections.send(method, path, body, token)
        if answer.status != 403 or (renewed := self._new_token(token)) == token:
            return answer
        return self._connections.send(method, path, body, renewed)

    def _new_token(self, refused: str) -> str:
        """Another token than the refused one, which another thread may have got already."""
        with self._lock:
            if self._token == refused:
                self._token = self._login()
            return self._token
