"""The policy packs and the staff of trials."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from activities import staff
from activities.records.database import connect
from bench.cases import TEAM
from bench.packs import Edit, Table, copy_packs, tables_with, without_quiet_hours
from models.case.commands import Actor
from models.codes import Role

OFFICERS = tuple(Actor(id=f"o.{number:02}", role=Role.OFFICER, teams=(TEAM,)) for number in range(1, 51))
SUPERVISOR = Actor(id="s.salma", role=Role.SUPERVISOR, teams=(TEAM,))
DIRECTOR = Actor(id="d.dana", role=Role.DIRECTOR)
GIVING, IN_VAIN = "visit_visas", "payments"
"""Teams that give their cases to their members: one has somebody, the other nobody."""
MEMBER = Actor(id="o.visits", role=Role.OFFICER, teams=(GIVING,))
ASKED = "records_unit"
"""The team that others wait for, and ask."""
CLERK = Actor(id="o.records", role=Role.OFFICER, teams=(ASKED,))
PEOPLE = (*OFFICERS, SUPERVISOR, DIRECTOR, MEMBER, CLERK)

ONE_PERSON, TWO_PERSONS = "exit_reentry_issue", "exit_reentry_cancel"
"""Services by how many people decide."""
RECALLING = "final_exit_cancel"
"""A service whose official replies can be recalled, for longer than any part of a trial is down."""


def trial_packs(folder: Path) -> Path:
    """Copies of the packs: notices go out at any hour, over fewer channels, one more service needs two persons, and
    replies of another one can be recalled."""
    return copy_packs(folder, TRIAL_EDITS)


def add_staff(admin_url: str) -> None:
    """Put everybody on the staff list, with an address for notices."""
    with connect(admin_url) as connection:
        for actor in PEOPLE:
            member = staff.Member(
                id=actor.id,
                name=f"{actor.id} التجريبي",
                role=actor.role,
                teams=actor.teams,
                email=f"{actor.id}@example.com",
            )
            with suppress(staff.AlreadyStaff):
                staff.add(connection, member)


def _fewer_channels(messages: Table) -> None:
    """Every channel is used, and a plain case sends two or three notices."""
    for route in tables_with("channels", messages):
        if len(route["channels"]) > 1 and route["channels"][0] == "sms":
            route["channels"] = ["portal", "email"] if "email" in route["channels"] else ["sms"]


def _own_terms(services: Table) -> None:
    services["services"][TWO_PERSONS]["approvals"] = "two_persons"
    services["services"][RECALLING]["recall"] = "15m"


def _reminders_at_any_time(pack: Table) -> None:
    pack["reminders"]["days"] = 0


def _work_shared_out(teams: Table) -> None:
    rules = {GIVING: {"by": "least_loaded", "capacity": 5}, IN_VAIN: {"by": "round_robin"}}
    teams["sharing"] = {"again_after": "1d", "teams": rules}


TRIAL_EDITS: Mapping[str, Edit] = {
    "*/pack.toml": without_quiet_hours,
    "passports/pack.toml": _reminders_at_any_time,
    "passports/teams.toml": _work_shared_out,
    "passports/messages.toml": _fewer_channels,
    "passports/services/exit_visas.toml": _own_terms,
}
