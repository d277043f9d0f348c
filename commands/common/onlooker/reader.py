"""In which language somebody reads: the setting of the machine says it, else the staff records."""

from typing import TYPE_CHECKING

from commands.common.words.language import language_asked_for

if TYPE_CHECKING:
    from activities.records.database import Connection


def language_of_reader(connection: "Connection", staff: str | None = None) -> str | None:
    """The language of the words where it was asked for, that of `TAWASUL_LANGUAGE`, else of a member of staff.

    None where nobody says one.
    """
    from activities.staff import language_of

    return own_language() or (language_of(connection, staff) if staff else None)


def own_language() -> str | None:
    """The language that was asked for on this machine; none where nobody said one."""
    import settings

    return language_asked_for() or settings.load().language or None
