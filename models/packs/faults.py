"""What a pack says of faults: what each carries from its opening on, and the checks of it."""

from datetime import timedelta

from models.codes import HUMAN_ACTIONS, PROMISES, STAFF_ROLES, Action, Channel
from models.faults.policy import FaultPolicy
from models.packs.pack import FaultTerms, Pack, Profile
from models.problems import KeyProblem, KeyProblems, unknown_name, unknown_names

_TELLING = HUMAN_ACTIONS - {Action.HAND_OVER}


def fault_policy(pack: Pack) -> FaultPolicy | None:
    """What a fault of a pack carries; none where the pack has no faults."""
    given = pack.faults
    if given is None:
        return None
    profile = pack.profiles[given.profile]
    targets = {clock: profile.targets[clock][given.priority] for clock in PROMISES}
    return FaultPolicy(
        pack=pack.name,
        version=pack.version,
        team=given.team,
        roles=given.roles,
        within=given.within,
        targets={clock: amount for clock, amount in targets.items() if isinstance(amount, timedelta)},
        ladder=profile.ladder,
        fallback=pack.fallback,
        message=given.message,
        language=pack.languages[0],
        calendar=pack.calendar_named(profile.calendar),
    )


def fault_problems(pack: Pack) -> KeyProblems:
    """Names that lead nowhere, promises in days, rungs that do more than tell people, and a message without a text."""
    if (given := pack.faults) is None:
        return
    yield from unknown_name(given.team, pack.teams, "team", "faults", "team")
    yield from unknown_names(given.roles, STAFF_ROLES, "role of staff", "faults", "roles")
    if given.within <= timedelta():
        yield KeyProblem(("faults", "within"), "must be more than nothing")
    yield from unknown_name(given.message, pack.messages, "message", "faults", "message")
    if given.message in pack.messages and None in pack.messages[given.message].texts_for(Channel.EMAIL):
        yield KeyProblem(("faults", "message"), "has no text for email, by which staff are told")
    yield from unknown_name(given.profile, pack.profiles, "profile", "faults", "profile")
    if profile := pack.profiles.get(given.profile):
        yield from _profile(given, profile)


def _profile(given: FaultTerms, profile: Profile) -> KeyProblems:
    for clock in PROMISES:
        if not isinstance(profile.targets.get(clock, {}).get(given.priority), timedelta):
            reason = f"promises no amount of working time under {given.priority} for {clock}: a fault needs one"
            yield KeyProblem(("faults", "profile"), reason)
    for rung in profile.ladder:
        if others := sorted({action.action for action in rung.actions} - _TELLING):
            reason = f"its rung {rung.name!r} does {', '.join(others)}: a rung of a fault tells people, and no more"
            yield KeyProblem(("faults", "profile"), reason)
