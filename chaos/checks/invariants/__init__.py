"""The invariants of every run: pure checks of the evidence, each named after its promise.

A check yields the reference of each case that breaks its promise, and how; for the run as a whole the reference is "".
"""

from collections.abc import Callable, Iterator

from chaos.checks.cases import FoldedEvidence
from chaos.checks.invariants import (
    appeals,
    clocks,
    commands,
    decisions,
    intake,
    notices,
    others,
    records,
    roundups,
    sharing,
    splits,
    vacuity,
)
from chaos.history.evidence import Evidence
from chaos.outcome import Violation

Check = Callable[[FoldedEvidence], Iterator[tuple[str, str]]]

INVARIANTS: tuple[Check, ...] = (
    intake.every_acknowledged_intake_has_one_case,
    intake.every_reference_is_that_of_its_request,
    intake.every_intake_of_a_request_gets_the_same_receipt,
    decisions.a_round_has_one_final_decision,
    decisions.decisions_are_linearisable,
    decisions.a_second_person_confirms,
    appeals.every_appeal_is_of_a_result_that_may_be_appealed,
    appeals.every_appeal_is_decided_by_others,
    appeals.both_cases_say_the_same_of_an_appeal,
    splits.every_split_has_its_second_case,
    splits.every_second_case_was_asked_for,
    others.every_wait_is_one_that_the_policy_allows,
    others.every_question_has_its_time_and_one_answer,
    others.whoever_owes_an_answer_is_waited_for_by_its_clock,
    others.a_beneficiary_reminds_once_in_so_many_days,
    sharing.every_case_is_given_by_the_rule_of_its_team,
    sharing.nobody_is_given_more_than_the_capacity_of_the_team,
    sharing.what_is_owed_to_somebody_is_given_or_a_rung,
    commands.every_acknowledged_command_is_on_record,
    commands.what_is_lost_is_named,
    commands.what_was_refused_changed_nothing,
    commands.what_was_queued_is_handled,
    commands.nothing_happens_that_nobody_asked_for,
    commands.a_command_takes_effect_once,
    commands.an_interrupted_command_ends_at_once,
    records.every_case_can_be_read,
    records.the_records_are_what_the_workflow_decided,
    records.a_replay_says_what_is_on_record,
    records.the_audit_is_whole,
    records.every_case_has_its_rows,
    records.every_policy_is_that_of_its_pack,
    records.what_is_open_is_alive_and_the_reverse,
    notices.every_notice_arrived_or_is_on_the_list,
    notices.nothing_was_sent_that_was_not_intended,
    notices.who_was_misled_is_told,
    notices.every_message_is_the_notice_on_record,
    notices.nothing_is_sent_before_its_hour,
    notices.a_beneficiary_is_reached_where_the_request_says,
    notices.every_try_sends_the_same_bytes,
    notices.every_try_is_signed_under_its_key,
    notices.no_message_is_repeated_without_a_cause,
    roundups.every_roundup_tells_of_its_cases,
    clocks.nothing_falls_due_early,
    clocks.every_open_case_has_what_was_announced,
    clocks.every_stated_instant_is_right,
    clocks.everything_happens_once_and_in_order,
    clocks.no_breach_without_its_rungs,
    clocks.nothing_is_overdue,
    vacuity.most_operations_are_determinate,
    vacuity.every_component_was_killed,
    vacuity.every_check_had_something_to_check,
    vacuity.every_verb_took_effect,
)


NEED_LOGS: frozenset[Check] = frozenset(
    {
        commands.nothing_happens_that_nobody_asked_for,
        vacuity.most_operations_are_determinate,
        vacuity.every_component_was_killed,
    }
)
"""The invariants about what clients and the nemesis logged."""


def violations_of(evidence: Evidence, *, logged: bool = True) -> list[Violation]:
    """All violations of a run; of one that was not `logged`, by the invariants that need no logs."""
    checks = [check for check in INVARIANTS if logged or check not in NEED_LOGS]
    run = FoldedEvidence(evidence)
    return [Violation(name_of(check), reference, what) for check in checks for reference, what in check(run)]


def name_of(check: Check) -> str:
    """The promise of a check in words."""
    return check.__name__.replace("_", " ")
