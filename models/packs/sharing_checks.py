"""Checks of how a pack shares work out: whose rules there are, which skills cases can need, and the rung of nobody."""

from datetime import timedelta

from models.codes import NOBODY_RUNG, STAFF_ROLES
from models.packs.pack import Pack, SharingTerms
from models.packs.rung_checks import action_problems
from models.problems import KeyProblem, KeyProblems, unknown_names


def sharing_problems(pack: Pack) -> KeyProblems:
    """Teams and codes that the pack does not have, limits that mean nothing, a rung without an action."""
    if (given := pack.sharing) is None:
        return
    yield from _teams(pack, given)
    yield from _skills(pack, given)
    yield from action_problems(pack, given.nobody_available, "sharing", "nobody_available")
    if given.again_after <= timedelta():
        yield KeyProblem(("sharing", "again_after"), "must be more than nothing")
    if any(rung.name == NOBODY_RUNG for profile in pack.profiles.values() for rung in profile.ladder):
        yield KeyProblem(("profiles",), f"the name {NOBODY_RUNG!r} is that of the rung that nobody is available")


def _teams(pack: Pack, given: SharingTerms) -> KeyProblems:
    yield from unknown_names(given.teams, pack.teams, "team", "sharing", "teams")
    for code, rule in given.teams.items():
        key = ("sharing", "teams", code)
        yield from unknown_names(rule.roles, STAFF_ROLES, "role of staff", *key, "roles")
        if rule.fair_limit and not rule.gives:
            yield KeyProblem((*key, "fair_limit"), "bounds what is given to people, who take their cases here")


def _skills(pack: Pack, given: SharingTerms) -> KeyProblems:
    """A skill names what it is needed for: needed by all cases it would be a team."""
    for code, skill in given.skills.items():
        key = ("sharing", "skills", code)
        yield from unknown_names(skill.services, pack.services, "service", *key, "services")
        yield from unknown_names(skill.problems, pack.problems, "problem", *key, "problems")
        yield from unknown_names(skill.languages, pack.languages, "language", *key, "languages")
        if not any((skill.services, skill.problems, skill.languages, skill.applicant_types)):
            yield KeyProblem(key, "name services, problems, languages or applicant_types whose cases need it")
