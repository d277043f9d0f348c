"""Faults that were met in use, each put back: the tests that came with their repair must fail."""

from chaos.mutation.changes import Change, Sabotage

LIVE_CASE, WORKFLOW, CLIENT = "workflows/case/running/live_case.py", "workflows/case/workflow.py", "client/opening.py"
STACK, SESSIONS, STORE = "stack/temporal.py", "activities/records/sessions.py", "activities/records/store.py"

FAULTS = (
    Sabotage(
        "an event beside a refused update has the instant of its replay",
        ("case/running/test_instants.py::test_events_made_beside_refused_updates_have_the_instant_that_is_on_record",),
        (Change(WORKFLOW, "self._case.needs_command and self._case.stable_instants", "False"),),
    ),
    Sabotage(
        "what a delivery answered comes after a later message in a replay",
        ("case/running/test_order.py::test_no_task_that_took_the_answer_of_a_delivery_is_without_commands",),
        (
            Change(
                WORKFLOW,
                "if (for_instants or for_order) and not self._has_command():",
                "if for_instants and not self._has_command():",
            ),
        ),
    ),
    Sabotage(
        "a case whose records tell another story goes on",
        ("records/lost/test_divergence.py::test_a_case_whose_records_tell_another_story_stops_until_it_is_reconciled",),
        (
            Change(
                "workflows/case/running/recorder.py", "if recorded.diverged_at:", "if False and recorded.diverged_at:"
            ),
        ),
    ),
    Sabotage(
        "Ctrl-C is taken for a worker that does not answer",
        ("cli/live/test_interrupt.py::test_a_command_that_waits_for_a_worker_is_interrupted_and_leaves_no_signal",),
        (Change("workarounds/cancellation.py", "if _was_cancelled(failed):", "if False and _was_cancelled(failed):"),),
    ),
    Sabotage(
        "a case that is being opened does not hear of a closure",
        ("cli/live/test_live.py::test_a_closure_announced_while_a_case_is_opened_moves_it_too",),
        (
            Change(
                "activities/cases.py",
                "return prepared.but(announced=self.intake.announced_since(policy)) if policy else prepared",
                "return prepared if policy else prepared",
            ),
        ),
    ),
    Sabotage(
        "a closed case that Temporal has forgotten is no case",
        ("records/lost/test_retention.py::test_a_closed_case_beyond_the_retention_answers_as_it_did_before",),
        (
            Change(
                "commands/common/send.py",
                "        known = answer_on_record(reference, command, datetime.now(UTC))\n    return known or",
                "        raise\n    return",
            ),
        ),
    ),
    Sabotage(
        "a request gets a conflict after another one was filed under its id",
        (
            "records/lost/test_retention.py"
            "::test_the_same_request_gets_its_receipt_also_after_another_one_was_filed_under_its_id",
        ),
        (
            Change("activities/intake.py", "run_fails=request.fingerprint != fingerprint,", "run_fails=False,"),
            Change(
                CLIENT,
                "return await _open(filing, update_id, WorkflowIDReusePolicy.ALLOW_DUPLICATE)",
                'raise Refused(RefusalCode.CONFLICT, "another request was filed under this id")',
            ),
        ),
    ),
    Sabotage(
        "an open case that Temporal lost ends when its source files again",
        ("records/lost/test_retention.py::test_an_open_case_that_temporal_lost_goes_on_when_its_source_files_again",),
        (
            Change(
                "activities/intake.py", "resumed=self._on_record_at(_LIVE_CASE, request.reference),", "resumed=None,"
            ),
        ),
    ),
    Sabotage(
        "a cancellation through Temporal ends an open case",
        ("case/running/test_interruptions.py::test_a_cancelled_case_goes_on_with_its_clocks_and_says_so",),
        (Change(WORKFLOW, "if not self._interruptions.refuse(error):", "if True:"),),
    ),
    Sabotage(
        "closures that older records lack are not put back",
        (
            "records/lost/test_restoration.py"
            "::test_closures_and_attention_come_back_from_the_cases_and_missing_staff_are_named",
        ),
        (Change("activities/records/restoration.py", "if name not in known:", "if False:"),),
    ),
    Sabotage(
        "a reader waits for a lock for ever",
        ("records/test_limits.py::test_a_reader_does_not_wait_for_a_lock_for_ever",),
        (Change(SESSIONS, '"lock_timeout": lock,', '"lock_timeout": 0,'),),
    ),
    Sabotage(
        "what Temporal acknowledged is not yet on the disk",
        ("system/test_stack.py::test_what_temporal_acknowledged_is_flushed_to_the_disk_first",),
        (Change(STACK, '"synchronous=full"', '"synchronous=normal"'),),
    ),
    Sabotage(
        "of two requests of one matter at the same moment neither finds the other",
        (
            "records/openings/test_duplicates.py::test_of_two_requests_of_one_matter_at_the_same_moment_the_second_finds_the_first",
        ),
        (Change(STORE, 'connection.exec_driver_sql(_WAIT_FOR_TURN, {"about": about})', "pass"),),
    ),
    Sabotage(
        "a mailbox folder that takes nothing is listed nowhere",
        ("watchdog/test_looks.py::test_a_mailbox_that_takes_nothing_is_listed_until_it_does",),
        (Change("watchdog/findings.py", '*(Alert(AttentionKind.CHANNEL_DOWN, "", name) for name in down),', ""),),
    ),
    Sabotage(
        "a command repeated after 500 others is done again",
        ("case/running/test_repeated_commands.py::test_an_old_command_id_changes_nothing_in_the_next_run",),
        (Change("models/case/command_ids.py", "REMEMBERED = 20_000", "REMEMBERED = 1"),),
    ),
    Sabotage(
        "far years end in an unexpected error",
        ("cli/test_far_years.py::test_the_dry_run_takes_every_sample_in_every_year",),
        (
            Change(
                "models/calendar/working.py", "FIRST_YEAR, LAST_YEAR = 1890, 2260", "FIRST_YEAR, LAST_YEAR = 1890, 2076"
            ),
        ),
    ),
    Sabotage(
        "the documented program does not verify the chain",
        ("records/test_chain_by_hand.py::test_whole_records_are_whole_and_their_heads_are_printed",),
        (
            Change(
                "docs/operations.md",
                "chain = hashlib.sha256(chain + body).digest()",
                "chain = hashlib.sha256(body + chain).digest()",
            ),
        ),
    ),
)
"""Those that a harness from outside found; each has a test of its own."""
