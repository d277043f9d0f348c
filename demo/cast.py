"""The staff of the demonstration, with their teams and roles; all are invented."""

from activities import staff
from activities.records.database import connect
from activities.staff import Member
from models.codes import Role


def _member(staff_id: str, name: str, role: Role, *teams: str) -> Member:
    return Member(id=staff_id, name=f"{name} التجريبي", role=role, teams=teams, email=f"{staff_id}@example.com")


OMAR = _member("omar", "عمر", Role.OFFICER, "exit_visas", "visit_visas")
SALMA = _member("salma", "سلمى", Role.SUPERVISOR, "exit_visas", "visit_visas", "travel_permits", "saudi_passport")

DANA = _member("dana", "دانة", Role.DIRECTOR)

EVERYBODY = (
    OMAR,
    SALMA,
    _member("layla", "ليلى", Role.OFFICER, "exit_visas", "travel_permits"),
    _member("huda", "هدى", Role.OFFICER, "data_amendment", "resident_id", "payments"),
    _member("yusuf", "يوسف", Role.OFFICER, "domestic_workers", "dependents_sponsored", "services_transfer"),
    _member("badr", "بدر", Role.OFFICER, "duty_desk", "follow_up", "records_unit"),
    _member("nasser", "ناصر", Role.SUPERVISOR, "data_amendment", "resident_id", "domestic_workers"),
    _member("reem", "ريم", Role.SUPERVISOR, "duty_desk", "follow_up", "dependents_sponsored"),
    DANA,
    _member("majed", "ماجد", Role.MANAGER),
    _member("aisha", "عائشة", Role.AUDITOR),
)


def take_on(admin_url: str) -> None:
    """Put everybody on the staff list, by the function behind `tawasul staff add`."""
    with connect(admin_url) as connection:
        for member in EVERYBODY:
            staff.add(connection, member)
