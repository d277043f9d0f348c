"""In which language somebody reads: the setting of the machine says it, else the staff records."""

from typing import TYPE_CHECKING

from commands.common.language import language_asked_for

if TYPE_CHECKING:
    from activities.records.database import Connection


def language_of_reader(connection: "Connection", staff: str | None = None) -> str | None:
    """The language of the words where it was asked for, that of `TAWASUL_LANGUAGE`, else of a member of staff.

    None where nobody says one.
    """
    import settings
    from activities.staff import language_of

    return language_asked_for() or settings.load().language or (language_of(connection, staff) if staff else None)
