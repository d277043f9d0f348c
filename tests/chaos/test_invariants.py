"""Each invariant is tested: evidence in which all hold, and each way to break one is seen."""

import json
from dataclasses import replace
from datetime import timedelta
from math import inf
from typing import Any

import pytest

from chaos.checks.invariants import INVARIANTS, name_of, violations_of
from chaos.faults.nemesis import FaultKind, InjectedFault
from chaos.history.log import OPEN
from tests.chaos.breaking import (
    CONTESTED,
    GOOD,
    MOVED,
    NEGLECTED,
    WAITING,
    WITHDRAWN,
    Break,
    answer,
    event,
    evidence,
    reconciled,
    the_op,
    workflow,
)
from tests.chaos.broken import BAD
from tests.chaos.broken.parts import (
    ANNOUNCED,
    ANOTHER,
    DIVERGED,
    FAIL,
    FAULTS_BEFORE,
    KEY,
    LIVE,
    LOST,
    OK,
    RUN,
    TOLD,
    UNKNOWN,
)
from tests.chaos.made_up import QUEUED, Story, accepted, evidence_of
from tests.support.simulation import LAYLA, SALMA


def test_a_run_in_which_every_promise_holds_has_no_violation() -> None:
    assert [str(violation) for violation in violations_of(GOOD)] == []


def test_every_invariant_has_a_bad_history_that_it_catches() -> None:
    assert [name_of(check) for check in INVARIANTS] == list(BAD)


@pytest.mark.parametrize(
    ("promise", "break_it"),
    [pytest.param(promise, each, id=f"{promise}-{n}") for promise, ways in BAD.items() for n, each in enumerate(ways)],
)
def test_a_broken_promise_is_seen(promise: str, break_it: Break) -> None:
    assert promise in {violation.invariant for violation in violations_of(break_it(GOOD))}


def test_a_violation_is_one_line() -> None:
    [about_a_case] = violations_of(answer(OPEN, OK, due=None)(GOOD))
    assert str(about_a_case) == (
        f"every intake of a request gets the same receipt: {CONTESTED} client-1 got another receipt than the stored one"
    )
    [about_the_run] = violations_of(evidence(faults=GOOD.faults[1:])(GOOD))
    assert str(about_the_run) == "every component was killed: worker was killed 2 times"


def test_a_command_that_another_process_retries_is_one_command() -> None:
    """The first process was killed after the case had decided, so a rival was refused before the second one began."""
    known = the_op("approve", OK)
    first = replace(known, id="first", result=UNKNOWN, answer=None, returned=inf)
    second = replace(known, id="second", client="client-2", invoked=12.1, returned=12.2)
    others = [each for each in GOOD.operations if each is not known]
    assert "decisions are linearisable" in broken(operations=(*others, second))
    assert broken(operations=(*others, first, second)) == set()


def test_a_refusal_shows_whether_there_was_a_decision() -> None:
    late = next(each for each in GOOD.operations if each.reference == WITHDRAWN and each.result is FAIL)
    others = [each for each in GOOD.operations if each is not late]
    too_early = replace(late, answer={"code": "wrong_stage", "detail": "held by layla"})
    assert late.code == "not_open"
    assert "decisions are linearisable" in broken(operations=(*others, too_early))
    unmade = tuple(each for each in GOOD.operations if each.kind != "withdraw")
    assert "decisions are linearisable" in broken(operations=unmade)


def test_an_acknowledged_command_that_is_named_as_lost_breaks_no_promise() -> None:
    known = the_op("approve", OK)
    op = replace(known, id="lost", reference=WAITING, command_id="lost-note", kind="note", actor=LAYLA.id, value={})
    asked = replace(GOOD, operations=(*GOOD.operations, op), stale=frozenset({WAITING}))
    assert "every acknowledged command is on record" in {each.invariant for each in violations_of(asked)}
    listed = {"kind": "command_lost", "reference": WAITING, "about": f"noted by {LAYLA.id}, lost-note"}
    named = replace(reconciled(WAITING, LOST)(asked), attention=(*GOOD.attention, listed))
    assert {each.invariant for each in violations_of(named)} == set()


def test_a_case_that_diverged_and_says_that_it_went_on_breaks_no_promise() -> None:
    went_on = reconciled(WAITING)(replace(GOOD, attention=(*GOOD.attention, DIVERGED)))
    assert [str(violation) for violation in violations_of(went_on)] == []


def test_what_lies_in_the_mailbox_folder_and_on_the_list_is_not_lost() -> None:
    listed = {"kind": "notice_unaddressed", "reference": CONTESTED, "about": KEY}
    without_it = tuple(each for each in GOOD.accepted if each.key != KEY)
    assert broken(accepted=without_it) == {"every notice arrived or is on the list"}
    assert broken(accepted=without_it, attention=(*GOOD.attention, listed)) == set()


def test_a_case_replaced_after_a_disaster_has_one_live_workflow() -> None:
    lost = replace(LIVE.runs[0], run_id="lost", first_run="lost", status="TERMINATED")
    replaced = workflow(NEGLECTED, runs=(lost, LIVE.runs[0]))(GOOD)
    assert {violation.invariant for violation in violations_of(replaced)} == {"every acknowledged intake has one case"}
    assert violations_of(replace(replaced, replaced=frozenset({NEGLECTED}))) == []


def test_a_case_that_was_told_of_a_closure_has_it_and_a_closed_one_needs_not() -> None:
    told = tuple(each for each in GOOD.cases if each in (MOVED, CONTESTED))
    cases = {reference: GOOD.cases[reference] for reference in told}
    kept = replace(GOOD, cases=cases, announced=(ANNOUNCED,))
    assert "every open case has what was announced" not in {each.invariant for each in violations_of(kept)}


def test_what_was_announced_by_somebody_is_told_to_cases_in_their_name() -> None:
    told = event(MOVED, 4, actor=SALMA, command_id="announced")(
        replace(GOOD, announced=({**TOLD, "announced_by": SALMA.id},))
    )
    assert "nothing happens that nobody asked for" not in {each.invariant for each in violations_of(told)}


def test_staff_may_withdraw_for_somebody_and_that_decides() -> None:
    asked_for: dict[str, Any] = {"requested_by": "applicant", "way": "phone"}
    story = Story.begin("withdrawn-for", pack="test").do("claim").do("withdraw_for", SALMA, **asked_for).do("claim")
    found = violations_of(replace(evidence_of(story), promised=frozenset()))
    assert "decisions are linearisable" not in {each.invariant for each in found}


def test_a_closure_of_another_pack_is_none_of_a_case_whose_calendar_has_its_name() -> None:
    own = json.loads(GOOD.cases[CONTESTED].policy or "{}")["pack"]
    for name, missing in (("elsewhere", False), (own, True)):
        announced = replace(GOOD, announced=({**ANNOUNCED, "pack": name},))
        found = {each.invariant for each in violations_of(announced)}
        assert ("every open case has what was announced" in found) is missing


def test_a_pause_can_cause_a_repeat_for_as_long_as_it_lasts() -> None:
    first = min(each.at for each in GOOD.accepted if each.key == KEY)
    pause = InjectedFault("worker", "worker-1", FaultKind.PAUSE, first - timedelta(seconds=80), seconds=90)
    again = (*GOOD.accepted, accepted(KEY))
    promise = "no message is repeated without a cause"
    assert promise not in broken(accepted=again, faults=(*FAULTS_BEFORE, pause))
    assert promise in broken(accepted=again, faults=(*FAULTS_BEFORE, replace(pause, seconds=20)))
    assert promise in broken(accepted=again, faults=(*FAULTS_BEFORE, replace(pause, kind=FaultKind.KILL)))


def broken(**changes: Any) -> set[str]:
    """The promises broken by changed evidence."""
    return {violation.invariant for violation in violations_of(evidence(**changes)(GOOD))}


def test_a_run_that_refused_its_request_before_it_was_filed_again_breaks_no_promise() -> None:
    refused = replace(RUN, run_id="refused", first_run="refused", status="FAILED", answers={}, commands={}, signals=())
    again = replace(GOOD.workflows[CONTESTED], runs=(refused, RUN))
    known = replace(GOOD, workflows={**GOOD.workflows, CONTESTED: again})
    assert [str(violation) for violation in violations_of(known)] == []


def test_a_signal_that_the_next_run_was_told_again_counts_once_and_another_one_does_not() -> None:
    """The run before was ended before it decided the signal; the one that was told it again refused it."""
    before = replace(RUN, run_id="before", first_run="before", status="TERMINATED", answers={}, commands={})
    promise = "what was queued is handled"
    for told, breaks in ((QUEUED, False), (ANOTHER, True)):
        runs = (replace(before, signals=(told,)), RUN)
        again = replace(GOOD.workflows[CONTESTED], runs=runs)
        found = violations_of(replace(GOOD, workflows={**GOOD.workflows, CONTESTED: again}))
        assert any(each.invariant == promise for each in found) is breaks


def test_a_run_that_gave_the_receipt_on_record_again_breaks_no_promise_and_one_with_commands_does() -> None:
    receipt = (GOOD.cases[CONTESTED].request or {})["receipt"]
    gave = replace(RUN, run_id="gave", first_run="gave", receipt=receipt, answers={}, commands={}, signals=())
    opened = replace(gave, commands=RUN.commands, answers=RUN.answers, receipt=RUN.receipt)
    promise = "every acknowledged intake has one case"
    for again, breaks in ((gave, False), (opened, True)):
        runs = replace(GOOD.workflows[CONTESTED], runs=(RUN, again))
        found = violations_of(replace(GOOD, workflows={**GOOD.workflows, CONTESTED: runs}))
        assert any(each.invariant == promise for each in found) is breaks
