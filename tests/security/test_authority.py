"""The table of authority: what the shipped one says, who sees what by it, and what cases keep of it."""

import shutil
from pathlib import Path

import pytest

from activities.authority import decided_roles, load_authority
from activities.authority_file import FILE, SHIPPED, InvalidAuthority
from activities.packs import InvalidPack, load_pack
from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.case.state import Refusal
from models.codes import Priority, RefusalCode, Role, Stage, Verb
from models.packs.derive import case_policy
from settings import PROJECT
from tests.support.database import row
from tests.support.simulation import DIRECTOR, OMAR, SALMA, STRANGER, Case, code

AUDITOR = Actor(id="aisha", role=Role.AUDITOR)
MANAGER = Actor(id="majed", role=Role.MANAGER)
TABLE = load_authority(PROJECT / "policies")


def folder_with(tmp_path: Path, old: str, new: str) -> Path:
    """A folder of policies with one change in its table of authority."""
    text = SHIPPED.read_text()
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new))
    return tmp_path


def test_the_shipped_table_has_the_roles_that_the_built_in_rules_have() -> None:
    assert decided_roles(TABLE) == {}


def test_a_folder_of_policies_without_a_table_has_the_shipped_one(tmp_path: Path) -> None:
    assert load_authority(tmp_path) == TABLE


@pytest.mark.parametrize(
    ("who", "verb", "own", "other"),
    [
        (OMAR, Verb.LOOK, True, False),
        (STRANGER, Verb.LOOK, False, True),
        (DIRECTOR, Verb.LOOK, True, True),
        (AUDITOR, Verb.LOOK, True, True),
        (AUDITOR, Verb.NUMBERS, False, False),
        (MANAGER, Verb.NUMBERS, False, False),
        (MANAGER, Verb.ATTACHMENTS, False, False),
        (OMAR, Verb.EXPORT, False, False),
        (OMAR, Verb.AUDIT, False, False),
    ],
)
def test_who_sees_cases_of_which_team(who: Actor, verb: Verb, own: bool, other: bool) -> None:
    scope = TABLE.scope(verb, [who])
    seen = [scope is not None and scope.covers(row(team=team)) for team in ("exit_visas", "visit_visas")]
    assert seen == [own, other]


def test_a_case_is_seen_by_its_holder_and_by_the_team_whose_step_it_waits_for() -> None:
    scope = TABLE.scope(Verb.LOOK, [OMAR])
    assert scope
    elsewhere = row(team="payments", assignee="layla", step_teams=("exit_visas",))
    assert not scope.covers(elsewhere.but(stage=Stage.IN_REVIEW))
    assert scope.covers(elsewhere.but(stage=Stage.AWAITING_APPROVAL))
    assert scope.covers(elsewhere.but(stage=Stage.IN_REVIEW, assignee=OMAR.id))


def test_a_substitute_sees_what_the_absent_sees_and_breaks_no_glass_in_their_place() -> None:
    places = [STRANGER, STRANGER.in_place_of(SALMA)]
    scope = TABLE.scope(Verb.LOOK, places)
    assert scope and scope.covers(row(team="exit_visas"))
    assert scope.place_for(row(team="exit_visas")).stands_in_for == SALMA.id
    assert scope.place_for(row(team="visit_visas")).stands_in_for is None
    assert TABLE.scope(Verb.CALENDAR, [STRANGER, STRANGER.in_place_of(DIRECTOR)]) is None


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[verbs.search]", "[verbs.peek]", "verbs.peek"),
        ('own_teams = ["officer", "supervisor"]', 'own_teams = ["oficer"]', "verbs.look.own_teams.0"),
        ('own_teams = ["officer", "supervisor"]', 'own_teams = ["beneficiary"]', "verbs.look.own_teams.0"),
        ("claim = [", "clame = [", "commands.claim"),
        ("note = [", "rate = [", "commands.rate"),
        ('reopen = ["beneficiary"]', 'reopen = ["officer"]', "commands.reopen"),
        ('close = ["officer"', 'close = ["beneficiary"', "commands.close"),
        ('import = ["director"', 'import = ["system"', "commands.import.0"),
        ('longest = "4h"', 'longest = "long"', "break_glass.longest"),
        ('usual = "1h"', 'usual = "9h"', "break_glass"),
        ("why = true", "whi = true", "verbs.numbers.whi"),
    ],
)
def test_a_table_with_a_mistake_is_refused_by_its_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    with pytest.raises(InvalidAuthority) as refused:
        load_authority(folder_with(tmp_path, old, new))
    assert key in [problem.key for problem in refused.value.problems]


def test_a_table_that_lacks_a_verb_or_is_no_toml_is_refused(tmp_path: Path) -> None:
    lacking = SHIPPED.read_text().partition("[verbs.staff]")
    (tmp_path / FILE).write_text(lacking[0] + "[verbs.calendar]" + lacking[2].partition("[verbs.calendar]")[2])
    with pytest.raises(InvalidAuthority, match="verbs lacks staff"):
        load_authority(tmp_path)
    (tmp_path / FILE).write_text("[verbs")
    with pytest.raises(InvalidAuthority, match="cannot be read"):
        load_authority(tmp_path)


def test_the_check_of_a_pack_checks_the_table_beside_it(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "claim = [", "clame = [")
    shutil.copytree(PROJECT / "policies/expenses", folder / "expenses")
    with pytest.raises(InvalidPack, match=r"\.\./authority\.toml: commands\.claim: is missing"):
        load_pack(folder / "expenses")


def test_new_cases_take_the_roles_with_them_and_others_keep_the_built_in_ones(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, 'extend = ["officer", "supervisor", "director"]', 'extend = ["supervisor"]')
    shutil.copytree(PROJECT / "policies/expenses", folder / "expenses")
    before, after = (load_pack(root / "expenses") for root in (PROJECT / "policies", folder))
    assert after.command_roles == {"extend": (Role.SUPERVISOR,)}
    old, new = (case_policy(pack, pack.default_service) for pack in (before, after))
    assert "command_roles" not in old.text and old.digest != new.digest


def test_a_case_asks_its_own_policy_who_may_give_a_command() -> None:
    built_in, decided = Case().claim(), Case(command_roles={"prioritise": (Role.SUPERVISOR,)}).claim()
    assert not isinstance(built_in.do("prioritise", OMAR, priority=Priority.HIGH), Refusal)
    assert code(decided.do("prioritise", OMAR, priority=Priority.HIGH)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(decided.do("prioritise", SALMA, priority=Priority.HIGH), Refusal)


@pytest.mark.parametrize("kind", ["reopen", "withdraw"])
def test_a_directorate_may_keep_what_beneficiaries_do_themselves_to_its_staff(kind: str) -> None:
    decided = Case(command_roles={kind: (), "withdraw_for": (Role.OFFICER,)}).claim()
    allowed = Case().claim()
    fields = {"text": "x"} if kind == "reopen" else {}
    for case in (decided, allowed):
        if kind == "reopen":
            case.approve()
    assert code(decided.do(kind, BENEFICIARY, **fields)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(allowed.do(kind, BENEFICIARY, **fields), Refusal)
    if kind == "withdraw":
        asked_for = {"requested_by": "applicant", "way": "phone"}
        assert code(decided.do("withdraw_for", SALMA, **asked_for)) is RefusalCode.NOT_AUTHORISED
        assert not isinstance(decided.do("withdraw_for", OMAR, **asked_for), Refusal)


def test_what_the_system_may_is_no_decision_of_the_table() -> None:
    case = Case(command_roles={"note": ()}).claim()
    assert code(case.do("note", OMAR, text="x")) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do("note", SYSTEM, text="x"), Refusal)
