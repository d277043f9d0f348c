"""How a pack shares its work out: what its cases carry, and what is refused."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from activities.packs import InvalidPack, load_pack
from models.codes import Action, Role, ShareBy
from models.packs.derive import appeal_policy, case_policy
from models.sharing import FairLimit, SkillNeed, TeamRule
from tests.support.policies.calendars import POLICIES

SOUND = """
[sharing]
again_after = "1d"

[sharing.teams.exit_visas]
by = "round_robin"
fair_limit = { cases = 5, within = "2h" }
roles = ["officer", "supervisor"]

[sharing.teams.payments]
by = "pull"
capacity = 9

[sharing.skills.minors]
title = { ar = "شؤون القصر", en = "Minors" }
services = ["travel_permit_minor"]
languages = ["ar"]
"""


def pack_with(tmp_path: Path, text: str) -> Path:
    folder = Path(shutil.copytree(POLICIES / "passports", tmp_path / "passports"))
    (folder / "sharing.toml").write_text(text)
    return folder


def test_a_case_carries_the_rules_of_the_teams_that_give_their_cases(tmp_path: Path) -> None:
    pack = load_pack(pack_with(tmp_path, SOUND))
    for policy in (case_policy(pack, "exit_reentry_issue"), appeal_policy(pack, "exit_reentry_issue")):
        assert policy.sharing is not None
        limit = FairLimit(cases=5, within=timedelta(hours=2))
        roles = (Role.OFFICER, Role.SUPERVISOR)
        rule = TeamRule(by=ShareBy.ROUND_ROBIN, fair_limit=limit, roles=roles)
        assert policy.sharing.teams == {"exit_visas": rule}
        assert policy.sharing.skills == {"minors": SkillNeed(services=("travel_permit_minor",), languages=("ar",))}
        assert policy.sharing.again_after == pack.calendar.working_day
        assert [each.action for each in policy.sharing.nobody_available] == [Action.NOTIFY]


def test_where_all_teams_take_their_cases_a_policy_is_what_it_was(tmp_path: Path) -> None:
    plain = case_policy(load_pack(POLICIES / "passports"), "exit_reentry_issue")
    pulled = load_pack(pack_with(tmp_path, '[sharing.teams.exit_visas]\nby = "pull"\ncapacity = 3\n'))
    policy = case_policy(pulled, "exit_reentry_issue")
    assert policy.sharing is None and policy.but(version=plain.version).digest == plain.digest


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("teams.exit_visas", "teams.nobody", "sharing.teams", "unknown team"),
        ('"round_robin"', '"random"', "sharing.teams.exit_visas.by", "round_robin"),
        ('"supervisor"', '"beneficiary"', "sharing.teams.exit_visas.roles", "unknown role of staff"),
        ("cases = 5", "cases = 0", "sharing.teams.exit_visas.fair_limit.cases", "greater than or equal to 1"),
        ('within = "2h"', 'within = "-2h"', "sharing.teams.exit_visas.fair_limit.within", "greater than 0"),
        ("capacity = 9", "capacity = 0", "sharing.teams.payments.capacity", "greater than or equal to 1"),
        ("capacity = 9", "capacitie = 9", "sharing.teams.payments.capacitie", "is not known here"),
        ('by = "pull"', 'by = "pull"\nfair_limit = { cases = 1, within = "1h" }', "fair_limit", "take their cases"),
        ('"travel_permit_minor"', '"x"', "sharing.skills.minors.services", "unknown service"),
        ('["ar"]', '["xx"]', "sharing.skills.minors.languages", "unknown language"),
        ('services = ["travel_permit_minor"]\nlanguages = ["ar"]', "", "sharing.skills.minors", "whose cases need it"),
        ('again_after = "1d"', 'again_after = "0h"', "sharing.again_after", "more than nothing"),
        ('again_after = "1d"', "nobody_available = []", "sharing.nobody_available.actions", "at least one thing"),
    ],
)
def test_what_cannot_be_shared_out_so_is_refused(tmp_path: Path, old: str, new: str, key: str, reason: str) -> None:
    assert old in SOUND
    with pytest.raises(InvalidPack) as refused:
        load_pack(pack_with(tmp_path, SOUND.replace(old, new, 1)))
    assert any(key in problem.key and reason in problem.reason for problem in refused.value.problems), refused.value


def test_the_rung_of_nobody_has_its_name_alone(tmp_path: Path) -> None:
    folder = pack_with(tmp_path, SOUND)
    ladders = folder / "ladders.toml"
    ladders.write_text(ladders.read_text().replace('name = "duty_officer"', 'name = "nobody_available"', 1))
    with pytest.raises(InvalidPack) as refused:
        load_pack(folder)
    assert any("nobody_available" in problem.reason for problem in refused.value.problems)
