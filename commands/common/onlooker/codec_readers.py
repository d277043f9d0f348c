"""Who may read at the codec endpoint: whoever shows a permit of a session that is trusted now, and may see the case.

A payload is shown as a whole, numbers too: so it takes the right to see a case with its numbers, and each look leaves
a view, as on the command line. What was allowed stands for a few seconds, in which a page asks many times.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from commands.common.context import provider_of
from commands.common.onlooker.looking import LONGEST_REASON, Intent, Onlooker, authority, look_at, looking
from commands.common.words.language import _
from errors import Cause, Component, NotAllowed, Unreachable
from models.case.row import CaseRow
from models.text import mask_in_text
from models.trust.forgery import Forgery
from models.trust.permits import bearer_of

if TYPE_CHECKING:
    from activities.records.database import Connection
    from settings import Settings

STANDS = 5.0
"""Seconds for which a permission stands; as soon is somebody kept out who was taken off the list."""
REMEMBERED = 1_000


class CodecReaders:
    """The readers of one endpoint. Thread-safe: what is remembered is replaced, never changed."""

    def __init__(self, config: "Settings") -> None:
        self._config, self._authority = config, authority()
        self._allowed: dict[tuple[str, str, str], float] = {}

    def readable(self, shown: str, namespace: str, references: frozenset[str]) -> frozenset[str]:
        """The cases among these that the bearer of a permit may read. Raises NotAllowed without one, Unreachable."""
        now = time.monotonic()
        keys = {each: (shown, namespace, each) for each in references}
        known = frozenset(each for each, key in keys.items() if self._allowed.get(key, 0.0) > now)
        if references and known == references:
            return known
        seen = known | self._looked_at(shown, namespace, references - known)
        kept = {key: until for key, until in self._allowed.items() if until > now}
        if len(kept) < REMEMBERED:
            self._allowed = kept | {keys[each]: now + STANDS for each in seen - known}
        return seen

    def _looked_at(self, shown: str, namespace: str, references: frozenset[str]) -> frozenset[str]:
        from activities.records.database import connect

        if not self._config.desk_url:
            raise Unreachable(Component.RECORDS, Cause.NOT_CONFIGURED, about="TAWASUL_DESK_URL")
        with connect(self._config.desk_url) as connection:
            who = self._onlooker(connection, shown, namespace)
            return frozenset(each for each in sorted(references) if _may_look(connection, who, each))

    def _onlooker(self, connection: "Connection", shown: str, namespace: str) -> Onlooker:
        """Who shows the permit. Raises NotAllowed."""
        from activities.trust.session import trusted_now

        now = datetime.now(UTC)
        provider = provider_of(self._config, now)
        bearer = bearer_of(shown, namespace, lambda token: trusted_now(connection, token, now, provider), now)
        if isinstance(bearer, Forgery) or bearer.speaker.actor is None:
            raise NotAllowed(
                _("this is no permit of somebody who may read"), _("make one: `tawasul keys permit --why TEXT`")
            )
        actor, absent = bearer.speaker.actor, bearer.speaker.absent
        return Onlooker(actor, absent, self._authority, Intent(actor.id, _reason(bearer.why), numbers=True))


def _reason(why: str) -> str | None:
    """Why somebody reads, as views have it."""
    return mask_in_text(" ".join(why.split())[:LONGEST_REASON]) or None


def _may_look(connection: "Connection", who: Onlooker, reference: str) -> bool:
    """Whether somebody may read a case; either way a view says so."""
    try:
        with looking(connection, who, reference):
            for row in _rows(connection, reference):
                look_at(connection, who, row)
                return True
            raise NotAllowed(_("{reference} is not on record", reference=reference))
    except NotAllowed:
        return False


def _rows(connection: "Connection", reference: str) -> Iterator[CaseRow]:
    for row in connection.execute("SELECT * FROM case_row WHERE reference = %s", (reference,)):
        yield CaseRow.model_validate({name: row[name] for name in CaseRow.model_fields})
