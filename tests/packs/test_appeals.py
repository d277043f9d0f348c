"""Appeals of a pack: what is wrong with them is named, and their cases carry terms of their own."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from activities.packs import load_packs
from models.codes import Outcome
from models.packs.appeal_checks import appeal_problems
from models.packs.derive import appeal_policy, case_policy
from models.packs.pack import Pack
from models.policy import ApprovalStep, CasePolicy
from settings import PROJECT

POLICIES = PROJECT / "policies"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_packs(Path(POLICIES))["passports"]


def changed(pack: Pack, **changes: Any) -> Pack:
    assert pack.appeals
    return pack.model_copy(update={"appeals": pack.appeals.model_copy(update=changes)})


def test_the_appeals_of_the_passports_pack_are_sound_and_a_pack_may_have_none(pack: Pack) -> None:
    assert list(appeal_problems(pack)) == []
    without = pack.model_copy(update={"appeals": None})
    assert list(appeal_problems(without)) == []
    assert case_policy(without, "exit_reentry_issue").appeal is None
    with pytest.raises(LookupError, match="no appeals"):
        appeal_policy(without, "exit_reentry_issue")


def test_the_case_of_an_appeal_has_promise_ladder_chain_reasons_replies_and_words_of_its_own(pack: Pack) -> None:
    first, appeal = case_policy(pack, "exit_reentry_issue"), appeal_policy(pack, "exit_reentry_issue")
    assert pack.appeals
    assert appeal.service == first.service
    assert (appeal.targets, appeal.approvals) != (first.targets, first.approvals)
    assert {step.roles for step in appeal.approvals} == {("director", "manager")}
    assert {*appeal.reasons} == {*pack.appeals.reasons}
    assert {*appeal.replies} == {*pack.appeals.replies}
    assert {rung.name for rung in appeal.ladder} > {"appeal_late"}
    templates = {template for route in appeal.routes for template in route.templates}
    assert {"appeal_received", "appeal_refused"} <= templates
    assert "received" not in templates
    assert CasePolicy.model_validate_json(appeal.model_dump_json()) == appeal


def test_what_stands_as_it_does_usually_is_left_out_of_a_policy(pack: Pack) -> None:
    policy = case_policy(pack, "exit_reentry_issue")
    assert policy.appeal
    assert [*policy.appeal.model_dump()] == ["window"]
    more = case_policy(changed(pack, outcomes=(Outcome.REFUSED,), max_count=2, of_appeals=True), "exit_reentry_issue")
    assert more.appeal
    assert {*more.appeal.model_dump()} == {"window", "outcomes", "max_count", "of_appeals"}


PROBLEMS: dict[str, tuple[dict[str, Any], tuple[str | int, ...]]] = {
    "no window": ({"window": timedelta()}, ("appeals", "window")),
    "no result": ({"outcomes": ()}, ("appeals", "outcomes")),
    "a team nobody knows": ({"team": "moon"}, ("appeals", "team")),
    "a promise nobody knows": ({"profile": "moon"}, ("appeals", "profile")),
    "a chain nobody knows": ({"approvals": "moon"}, ("appeals", "approvals")),
    "no reasons": ({"reasons": {}}, ("appeals", "reasons")),
    "a message nobody sends": ({"messages": {"moon": "received"}}, ("appeals", "messages", "moon")),
    "a message nobody wrote": ({"messages": {"received": "moon"}}, ("appeals", "messages", "received")),
    "a level named twice": ({"levels": ("officer", "supervisor", "director", "director")}, ("appeals", "levels")),
    "somebody who decides without a level": ({"levels": ("officer", "director", "manager")}, ("appeals", "levels")),
    "nobody above who decides": (
        {"levels": ("officer", "supervisor", "manager", "director")[::-1]},
        ("approvals", "appeal"),
    ),
    "who decides at first": ({"approvals": "one_person"}, ("approvals", "one_person", 0, "roles")),
}


@pytest.mark.parametrize("what", PROBLEMS)
def test_what_is_wrong_is_named(pack: Pack, what: str) -> None:
    changes, key = PROBLEMS[what]
    assert key in {problem.key for problem in appeal_problems(changed(pack, **changes))}


def test_a_team_that_decides_no_request_may_decide_appeals_in_any_role(pack: Pack) -> None:
    of_all = ApprovalStep(name="board", roles=("officer", "supervisor"), teams=("records_unit",))
    chains = pack.approvals | {"board": (of_all,)}
    assert list(appeal_problems(changed(pack.model_copy(update={"approvals": chains}), approvals="board"))) == []
    of_team = ApprovalStep(name="board", roles=("officer",), teams=("exit_visas",))
    chains = pack.approvals | {"board": (of_team,)}
    found = list(appeal_problems(changed(pack.model_copy(update={"approvals": chains}), approvals="board")))
    assert [problem.key for problem in found] == [("approvals", "board", 0, "roles")]
