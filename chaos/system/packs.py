"""The house as the trials need it: packs without quiet hours, and people for every part."""

import re
import shutil
from contextlib import suppress
from pathlib import Path

from activities import staff
from activities.records.database import connect
from bench.cases import TEAM
from models.case.commands import Actor
from models.codes import Role
from settings import PROJECT

OFFICERS = tuple(Actor(id=f"o.{number:02}", role=Role.OFFICER, teams=(TEAM,)) for number in range(1, 51))
SUPERVISOR = Actor(id="s.salma", role=Role.SUPERVISOR, teams=(TEAM,))
DIRECTOR = Actor(id="d.dana", role=Role.DIRECTOR)
PEOPLE = (*OFFICERS, SUPERVISOR, DIRECTOR)

ONE_PERSON, TWO_PERSONS = "exit_reentry_issue", "exit_reentry_cancel"
"""Services by how many people decide."""

_QUIET_HOURS = re.compile(r"(?ms)^\[quiet\].*?(?=^\[|\Z)")
_CHANNELS = (('["sms", "portal", "email"]', '["portal", "email"]'), ('["sms", "portal"]', '["sms"]'))
"""Every channel is used, and a plain case sends two or three notices."""


def packs_for_trial(folder: Path) -> Path:
    """Copies of the packs: notices go out at any hour, over fewer channels, and one more service needs two persons."""
    shutil.copytree(PROJECT / "policies", folder)
    for file in folder.glob("*/*.toml"):
        file.write_text(_QUIET_HOURS.sub("", file.read_text()))
    messages = folder / "passports" / "messages.toml"
    text = messages.read_text()
    for many, few in _CHANNELS:
        text = text.replace(f"channels = {many}", f"channels = {few}")
    messages.write_text(text)
    services = folder / "passports" / "services" / "exit_visas.toml"
    heading = f"[services.{TWO_PERSONS}]\n"
    services.write_text(services.read_text().replace(heading, f'{heading}approvals = "two_persons"\n'))
    return folder


def take_on_people(database_url: str) -> None:
    """Put everybody on the staff list, with an address for notices."""
    with connect(database_url) as connection:
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
