"""The announcement that something was put on record, by PostgreSQL's NOTIFY: it says only that it is time to look."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.records.store import Records

CHANNEL = "tawasul_written"
"""The channel of the notifications; without a payload, so that whoever listens learns nothing of any case."""


def announce(records: "Records") -> None:
    """Tell everybody who listens. Raises ApplicationError while the records are away."""
    records.execute("SELECT pg_notify(%(channel)s, '')", {"channel": CHANNEL})
