"""Domain packs: what each of them must have, and that no code names a service (`test_broken_packs` has the others)."""

import ast
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from activities.packs import InvalidPack, load_pack, load_packs
from models.codes import PROMISES, ClockKind, DecisionKind, Outcome, Priority
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack, UnknownChannel, pack_for
from models.policy import CasePolicy
from settings import PROJECT
from tests.support.requests import sample_requests

ROOT = PROJECT
POLICIES = ROOT / "policies"
LAYERS = ("models", "workflows", "activities", "commands")


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return load_packs(POLICIES)


def test_two_packs_may_not_claim_one_channel(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(POLICIES / "expenses", tmp_path / name)
    with pytest.raises(InvalidPack, match="university belongs to 'expenses' already"):
        load_packs(tmp_path)


def test_the_version_is_the_hash_of_the_folder(tmp_path: Path, packs: dict[str, Pack]) -> None:
    copy = Path(shutil.copytree(POLICIES / "passports", tmp_path / "passports"))
    assert load_pack(copy).version == packs["passports"].version
    (copy / "pack.toml").write_text((copy / "pack.toml").read_text() + "\n# edited\n")
    assert load_pack(copy).version != packs["passports"].version


def test_a_request_belongs_to_the_pack_of_its_channel(packs: dict[str, Pack]) -> None:
    assert pack_for(packs, "muqeem").name == "passports"
    assert pack_for(packs, "university").name == "expenses"
    with pytest.raises(UnknownChannel, match="absher_business"):
        pack_for(packs, "carrier_pigeon")


def test_the_passports_pack_knows_every_word_of_the_samples(packs: dict[str, Pack]) -> None:
    pack = packs["passports"]
    used: dict[str, set[str]] = {name: set() for name in ("channels", "sections", "services", "seed_kinds", "teams")}
    problems = {request["expected"]["problem_category"] for request in sample_requests()}
    for request in sample_requests():
        used["channels"].add(request["channel"])
        used["sections"].add(request["section"])
        used["services"].add(request["service"])
        used["seed_kinds"].add(request["seed_kind"])
        used["teams"].add(request["expected"]["team"])
    for table, names in used.items():
        assert names <= set(getattr(pack, table)), table
    assert problems <= set(pack.problems)
    assert len(pack.sections) == 12


def test_the_policies_of_every_service_can_be_derived_and_stay_small(packs: dict[str, Pack]) -> None:
    for pack in packs.values():
        for service in pack.services:
            policy = case_policy(pack, service)
            assert CasePolicy.model_validate_json(policy.model_dump_json()) == policy
            assert len(policy.model_dump_json().encode()) < 27_000
            assert triage_policy(pack, service).rules


def test_a_service_nobody_lists_is_handled_by_the_default(packs: dict[str, Pack]) -> None:
    pack = packs["passports"]
    assert case_policy(pack, "moon_landing").service == pack.default_service
    assert not triage_policy(pack, "moon_landing").known
    assert triage_policy(pack, "exit_reentry_issue").known


def test_an_inquiry_has_its_own_promise_whatever_the_service(packs: dict[str, Pack]) -> None:
    pack = packs["passports"]
    for kind, profile in (("inquiry", "inquiries"), ("travel_permit", "standard")):
        policy = case_policy(pack, "saudi_passport_renewal", kind)
        assert policy.targets == pack.profiles[profile].targets
        assert tuple(rung for rung in policy.ladder if rung.clock in PROMISES) == pack.profiles[profile].ladder


def test_rungs_on_the_time_of_others_are_of_every_service(packs: dict[str, Pack]) -> None:
    for service in packs["passports"].services:
        rungs = {rung.name: rung.clock for rung in case_policy(packs["passports"], service).ladder}
        assert rungs["third_party_late"] is ClockKind.THIRD_PARTY
        assert rungs["consultation_late"] is ClockKind.CONSULTATION


@pytest.mark.parametrize(
    "service",
    ["birth_date_correction", "nationality_correction", "religion_correction", "sex_correction", "travel_permit_minor"],
)
def test_what_changes_identity_or_a_minor_travels_on_needs_two_persons(packs: dict[str, Pack], service: str) -> None:
    steps = case_policy(packs["passports"], service).approvals
    assert len([step for step in steps if not step.optional]) == 2


def test_every_kind_of_service_has_a_ladder_of_its_own(packs: dict[str, Pack]) -> None:
    profiles = packs["passports"].profiles
    kinds = ("exit_visas", "minors", "amendment", "follow_up", "inquiries")
    for differ in (
        lambda profile: tuple((rung.clock, rung.share, rung.offset) for rung in profile.ladder),
        lambda profile: str(profile.targets),
        lambda profile: tuple(rung.actions for rung in profile.ladder),
    ):
        assert len({differ(profiles[kind]) for kind in kinds}) == len(kinds)


def amount(policy: CasePolicy, clock: ClockKind, priority: Priority) -> timedelta:
    """The working time that a clock has under a priority, where the promise is an amount."""
    return policy.promise(clock, priority).amount or timedelta()


def test_a_near_travel_date_reaches_the_duty_officer_at_once(packs: dict[str, Pack]) -> None:
    policy = case_policy(packs["passports"], "exit_reentry_issue")
    duty = policy.ladder[0]
    assert duty.actions[0].target and duty.actions[0].target.team == "duty_desk"
    at = {each: duty.threshold(amount(policy, ClockKind.FIRST_RESPONSE, each)).total_seconds() for each in Priority}
    assert at[Priority.HIGH] == at[Priority.URGENT] == 0 < at[Priority.NORMAL]


def test_a_promise_of_seven_days_is_seven_working_days(packs: dict[str, Pack]) -> None:
    policy = case_policy(packs["passports"], "resident_id_renewal")
    assert amount(policy, ClockKind.RESOLUTION, Priority.NORMAL) == 7 * policy.calendar.working_day
    assert policy.ask.limit == 3 * policy.calendar.working_day


def test_the_chain_of_the_expenses_ends_with_the_payment(packs: dict[str, Pack]) -> None:
    policy = case_policy(packs["expenses"], "domestic_declaration")
    names = [step.name for step in policy.approvals]
    assert names == ["pre_approval", "administration", "budget_owner", "supervisor", "payment"]
    assert [step.name for step in policy.approvals if not step.optional] == ["supervisor", "payment"]
    assert policy.reasons["in_order"].outcome is Outcome.DONE


def test_every_decision_has_a_reason_and_every_return_a_notice(packs: dict[str, Pack]) -> None:
    for pack in packs.values():
        assert {decision for reason in pack.reasons.values() for decision in reason.decisions} == set(DecisionKind)
        notified = {event for route in pack.routes if route.audience == "beneficiary" for event in route.events}
        returning = {rule.effect for rule in pack.triage.rules if rule.effect and "return" in rule.effect}
        assert {f"assessed.{effect}" for effect in returning} | {"asked", "resolved"} <= notified


def test_no_code_names_a_service(packs: dict[str, Pack]) -> None:
    services = {service for pack in packs.values() for service in pack.services} - {"follow_up"}  # a clock's name too
    for path in [*ROOT.glob("*.py"), *(file for name in LAYERS for file in (ROOT / name).rglob("*.py"))]:
        constants = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        assert not services & {value for value in constants if isinstance(value, str)}, path
