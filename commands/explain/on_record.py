"""The nearest other outcome of the first stage of a case on record, by the facts it saw and the policy of today."""

from hashlib import sha256
from typing import Any

from commands.common import terminal
from commands.common.process.kept import kept
from commands.common.words.language import N_, _
from commands.explain.other_way import other_way_data, show_other_way
from commands.work.case.read import CaseFile
from models.case.events import Assessed, Opened
from models.codes import Effect
from models.intake.request import Request
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.facts import Facts, FactValue, Origin, Reading
from models.triage.policy import TriagePolicy
from workflows.explain.other_way import Ground, OtherWay, nearest_other_way, other_way
from workflows.triage.facts import gather

HEADING = N_("The nearest other outcome of the first stage")


def show_nearest(case: CaseFile, effect: Effect | None) -> None:
    """Print the nearest other outcome, or the way to the one that is asked about; nothing where there was no choice."""
    rested = rested_on(case)
    if rested is None:
        if effect:
            terminal.heading(_(HEADING))
            terminal.line("  ", _("not computed: the rules of today do not give what the first stage did"))
        return
    terminal.heading(_(HEADING))
    show_other_way(_found(*rested, effect), effect, case.style)


def nearest_data(case: CaseFile, effect: Effect | None) -> dict[str, Any] | None:
    """The same for programs."""
    rested = rested_on(case)
    return other_way_data(_found(*rested, effect), effect) if rested else None


def _found(ground: Ground, facts: Facts, effect: Effect | None) -> OtherWay | None:
    return other_way(ground, facts, effect) if effect else nearest_other_way(ground, facts)


def rested_on(case: CaseFile) -> tuple[Ground, Facts] | None:
    """What the first stage of a case rested on; none where none was run, or where the rules of today do not give the
    same from the same facts.

    What the records knew then is taken from the facts that the rules saw.
    """
    assessed = next((event.body.assessment for event in case.events if isinstance(event.body, Assessed)), None)
    opened = case.events[0].body
    if (
        assessed is None
        or case.request is None
        or not isinstance(opened, Opened)
        or opened.appeal_of
        or opened.split_of
    ):
        return None
    ground = _ground(case, case.request, opened, assessed)
    if ground is None:
        return None
    facts = _as_seen_then(gather(ground.request, ground.known, ground.policy, ground.calendar, ground.now), assessed)
    again = ground.concluded(facts)
    return (ground, facts) if (again.effect, again.rules) == (assessed.effect, assessed.rules) else None


def _ground(case: CaseFile, request: Request, opened: Opened, assessed: Assessment) -> Ground | None:
    policy = policy_of_first_stage(request.channel, request.service)
    if policy is None:
        return None
    repeated = (assessed.link,) if assessed.link and assessed.effect is Effect.MERGE_DUPLICATE else ()
    known = KnownFromRecords(open_duplicates=repeated, alike=assessed.alike)
    return Ground(request, known, policy, case.policy.working_calendar, opened.clock_from)


def policy_of_first_stage(channel: str, service: str) -> TriagePolicy | None:
    """What the first stage goes by today for requests of a service by a channel; none for a channel that no pack has.

    To make it takes as long as all the rest of the command.
    """
    name = sha256(f"{channel}\0{service}".encode()).hexdigest()[:32]
    found = kept(f"first-stage/{name}.json", lambda: _made(channel, service), by=["models/packs", "models/triage"])
    return TriagePolicy.model_validate_json(found) if found else None


def _made(channel: str, service: str) -> str | None:
    from commands.common.context import packs
    from models.packs.derive import triage_policy
    from models.packs.pack import UnknownChannel, pack_for

    try:
        return triage_policy(pack_for(packs(), channel), service).model_dump_json()
    except UnknownChannel:
        return None


def _as_seen_then(facts: Facts, assessed: Assessment) -> Facts:
    """The facts with those that rules saw as they saw them."""
    for finding in assessed.findings:
        for name, written in finding.inputs.items():
            value: FactValue = tuple(written) if isinstance(written, list) else written
            if name in facts and facts[name] != value:
                facts.put(name, Reading(value, None, Origin.TEXT) if name in finding.said else value)
    return facts
