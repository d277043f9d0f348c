"""The faults of the records by which a load of clients is tried, and what shows that each was met."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from chaos.faults import sessions
from chaos.faults.sessions import LockMode
from chaos.workload.background_load import BackgroundLoad
from models.intake.request import read_request

CASES_LOCKED = 1_000
"""The requests of the load whose cases are locked: more than there are."""


Inject = Callable[[BackgroundLoad], AbstractContextManager[None]]


@dataclass(frozen=True)
class Fault:
    """A fault, and what shows that it was met: words in the server's log or a session that waits, if it has to be."""

    name: str
    inject: Inject
    words: str = ""
    waits: bool = False


def _lock(mode: LockMode) -> Fault:
    """A lock on the tables; the weak ones are in the way of nobody."""
    harmful = [*LockMode].index(mode) >= [*LockMode].index(LockMode.SHARE)
    return Fault(f"{mode} lock", lambda load: sessions.table_locks(load.stack.superuser_url, mode), waits=harmful)


def _locked_cases(load: BackgroundLoad) -> AbstractContextManager[None]:
    requests = (read_request(load.plan.request_json(number)) for number in range(CASES_LOCKED))
    return sessions.advisory_locks(load.stack.superuser_url, [request.reference for request in requests])


def _by_url(fault: Callable[[str], AbstractContextManager[None]]) -> Inject:
    return lambda load: fault(load.stack.superuser_url)


LOCKS = tuple(map(_lock, LockMode))
FAULTS: dict[str, tuple[Fault, ...]] = {
    "another session locks case_event and case_row, in every strength one after another": LOCKS,
    "a transaction that has read them is left open": (Fault("reader", _by_url(sessions.reader_left_open)),),
    "another session holds the advisory lock of every case": (Fault("advisory locks", _locked_cases, waits=True),),
    "other sessions take every connection and end those of workers": (
        Fault("no connection", _by_url(sessions.all_connections), words="too many clients"),
    ),
    "PostgreSQL ends every statement after 2 ms": (
        Fault(
            "2 ms",
            _by_url(partial(sessions.login_settings, statement_timeout="2ms")),
            words="due to statement timeout",
        ),
    ),
    "every transaction is serializable and another session writes all rows again and again": (
        Fault("serializable", _by_url(sessions.serialization_failures), words="could not serialize access"),
    ),
    "another session deadlocks with writers": (
        Fault("deadlocks", _by_url(sessions.deadlocks), words="deadlock detected"),
    ),
}
"""The faults by what they are to a reader of the table; those of one row are injected one after another."""
