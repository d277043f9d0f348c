"""Paths of cases that another system had begun, and of those of the city."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from activities.packs import load_pack
from client import import_case
from models.case.commands import BENEFICIARY
from models.case.state import Receipt
from models.codes import Stage
from models.intake.request import read_request
from models.packs.pack import forms_of
from tests.support.requests import wire_request
from tests.support.simulation import DIRECTOR, OMAR
from tests.support.system import System, command


async def imported(system: System) -> str:
    now = datetime.now(UTC)
    request = system.request(submitted_at=(now - timedelta(days=9)).isoformat())
    standing = {
        "opened_at": now - timedelta(days=8),
        "as_of": now - timedelta(hours=1),
        "stage": "awaiting_beneficiary",
        "team": "exit_visas",
        "used": timedelta(hours=5),
        "rounds": 1,
        "asked": {"since": now - timedelta(hours=2), "questions": ["متى السفر؟"]},
    }
    given = command("import", DIRECTOR, fingerprint=request.fingerprint, standing=standing, to=OMAR)
    await import_case(system.client, request, given, system.signer(DIRECTOR))
    await system.do(request.reference, "reply", BENEFICIARY, text="غدًا")
    await system.settled(await system.approve(request.reference))
    await system.end(request.reference)
    return request.reference


async def reported_to_a_city(system: System) -> str:
    """A report in Spanish of somebody unknown: its place is missing, days are promised, another authority acts."""
    pack = load_pack(system.config.policies / "city")
    request = read_request(wire_request(id=f"C-{uuid.uuid4().hex[:12]}", **POTHOLE), forms=forms_of({"city": pack}))
    returned = await system.open(request)
    assert isinstance(returned, Receipt) and returned.stage is Stage.AWAITING_BENEFICIARY
    clerk, reference = OMAR.model_copy(update={"teams": (returned.team,)}), returned.reference
    photo = {"file_name": "bache.jpg", "kind": "photo"}
    await system.do(reference, "reply", BENEFICIARY, text="Calle del Olmo, 7", attachments=(photo,))
    await system.do(reference, "claim", clerk)
    await system.pass_time(reference, days=2)
    await system.do(reference, "wait", clerk, party="state_roads", reason="authority_acts")
    await system.pass_time(reference, days=5)
    await system.do(reference, "resume", clerk, answer="The road is theirs.")
    roads = {f"authority_{language}": pack.authorities["state_roads"].of(language) for language in pack.languages}
    reply = {"template": "other_authority", "values": roads}
    await system.do(reference, "redirect", clerk, authority="state_roads", reason="other_authority", reply=reply)
    await system.end(reference)
    return reference


async def imported_to_a_city(system: System) -> str:
    """A report that nobody had answered elsewhere: its promises count in two calendars."""
    now, forms = datetime.now(UTC), forms_of({"city": load_pack(system.config.policies / "city")})
    old = POTHOLE | {"submitted_at": (now - timedelta(days=9)).isoformat(), "context": {"place": "Calle del Olmo, 7"}}
    request = read_request(wire_request(id=f"C-{uuid.uuid4().hex[:12]}", **old), forms=forms)
    standing = {
        "opened_at": now - timedelta(days=8),
        "as_of": now - timedelta(hours=1),
        "stage": "queued",
        "team": "streets",
        "used": timedelta(hours=5),
    }
    given = command("import", DIRECTOR, fingerprint=request.fingerprint, standing=standing)
    await import_case(system.client, request, given, system.signer(DIRECTOR))
    clerk = OMAR.model_copy(update={"teams": ("streets",)})
    await system.do(request.reference, "claim", clerk)
    done = {"reason": "work_done", "reply": {"template": "work_done"}}
    await system.settled(await system.do(request.reference, "approve", clerk, **done))
    await system.end(request.reference)
    return request.reference


POTHOLE: dict[str, Any] = {
    "channel": "city_portal",
    "lang": "es",
    "section": "streets",
    "service": "pothole",
    "seed_kind": "report",
    "applicant": {"type": "resident"},
    "subject": "Bache",
    "subject_ar": None,
    "text_ar": None,
    "text_en": None,
    "text": "Hay un bache muy grande.",
    "context": {},
    "prior_attempt": None,
    "on_behalf_of": None,
    "attachments": [],
}
"""A report to the city, as changes of `wire_request`."""
