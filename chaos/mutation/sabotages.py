"""Sabotages: builds that are broken on purpose, each in one way, and the few tests that must fail for each.

A sabotage is a small change of the source, made in a copy of the project; the same tests pass in an unchanged copy.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.mutation.changes import Change, Sabotage, copy_of_the_project
from chaos.mutation.faults import FAULTS
from chaos.outcome import Progress, TrialOutcome, silent

PATIENCE = 300
"""Seconds for the tests of one sabotage."""
PASSED, FAILED = 0, 1
"""Exit codes of pytest; every other one means that the tests were not run."""


RECORDS, DEADLINES = "activities/records/store.py", "workflows/case/deadlines.py"
ENTRY_POINT, AUTHORITY = "workflows/case/running/entry_point.py", "workflows/case/authority.py"

SABOTAGES = (
    Sabotage(
        "no conflict clause: an event that is on record is inserted again",
        ("records/test_store.py::test_the_same_append_again_changes_nothing",),
        (
            Change(
                "migrations/versions/0001_records.py",
                "                ON CONFLICT (kind, reference, about) DO NOTHING;\n            CONTINUE;\n",
                "                ON CONFLICT (kind, reference, about) DO NOTHING;\n",
            ),
        ),
    ),
    Sabotage(
        "no second look in the handler: it takes what the validator saw",
        ("case/test_replay.py::test_a_golden_history_replays",),
        (
            Change(
                ENTRY_POINT,
                "if isinstance(refusal := self._decide(raw).outcome, Refusal):",
                "self._seen = self._decide(raw)\n        if isinstance(refusal := self._seen.outcome, Refusal):",
            ),
            Change(
                ENTRY_POINT,
                '        """Take the events of a command and give its receipt. Raises the refusal."""\n',
                "        command_id, outcome = self._seen\n"
                "        if not isinstance(outcome, Refusal):\n"
                "            self._case.advance(outcome)\n"
                "            return self._case.state.answers[command_id]\n",
            ),
        ),
    ),
    Sabotage(
        "a new command id when a command is sent again",
        ("case/test_life.py::test_without_a_worker_a_command_is_queued_and_done_later",),
        (
            Change(
                "client/updates.py",
                'model_copy(update={"sent_at": sent_at})',
                'model_copy(update={"sent_at": sent_at, "command_id": f"{command.command_id}-again"})',
            ),
        ),
    ),
    Sabotage(
        "the audit's events are written in a transaction of their own",
        ("records/test_store.py::test_a_projection_of_another_moment_is_refused_and_nothing_is_written",),
        (
            Change(
                RECORDS,
                "        head, diverged_at = appended or self.one(_APPEND",
                "        for event in work.events[:-1]:\n"
                '            alone = {"events": (event,), "row": work.row.model_copy(update={"seq": event.seq})}\n'
                "            part = work.model_copy(update=alone)\n"
                "            self.one(_APPEND, self._append_parameters(part, run_id, duplicate_key))\n"
                "        head, diverged_at = appended or self.one(_APPEND",
            ),
        ),
    ),
    Sabotage(
        "a notice is tried again under another key",
        ("notices/test_channels.py::test_an_sms_is_sent_again_with_the_same_key_and_bytes",),
        (
            Change(
                "activities/notices/http.py",
                '{"Idempotency-Key": message.key}',
                '{"Idempotency-Key": f"{message.key}:{datetime.now(UTC).timestamp()}"}',
            ),
        ),
    ),
    Sabotage(
        "time is used by the clock on the wall, not by working hours",
        (
            "case/test_golden_cases.py::test_02_a_pause_that_starts_before_opening_or_after_closing_counts_from_the_opening_hours",
        ),
        (
            Change(
                "models/case/clock.py",
                "calendar.between(since, at) if at > since else timedelta()",
                "max(at - since, timedelta())",
            ),
        ),
    ),
    Sabotage(
        "who approved may confirm too",
        ("case/test_golden_cases.py::test_26_the_approver_of_a_step_may_not_confirm_it",),
        (
            Change(
                "models/case/approval.py",
                "return _SAME_PERSON if _took_part(state, actor) else step",
                "return step",
            ),
        ),
    ),
    Sabotage(
        "a substitute may confirm what was proposed by whom they stand in for",
        ("case/test_substitutes.py::test_nobody_takes_two_steps_as_themselves_or_as_a_substitute",),
        (Change("models/case/approval.py", "actor.persons & taken.actor.persons", "actor.id == taken.actor.id"),),
    ),
    Sabotage(
        "after a breach the rungs are passed over",
        ("case/test_golden_cases.py::test_10_rungs_passed_during_an_outage_fire_once_each_in_order",),
        (
            Change(
                DEADLINES,
                "if state.stage in UNDECIDED and (",
                "if state.stage in UNDECIDED and not clock.breached and (",
            ),
        ),
    ),
    Sabotage(
        "what falls due happens a minute early",
        ("case/test_golden_cases.py::test_09_a_decision_in_the_instant_of_a_threshold_is_in_time",),
        (Change(DEADLINES, "return moment.at < now or", "return moment.at < now + timedelta(minutes=1) or"),),
    ),
    Sabotage(
        "receipts are not remembered",
        ("case/test_golden_cases.py::test_24_the_same_command_twice_changes_nothing_and_gives_the_first_answer",),
        (Change("workflows/case/evolve.py", "    if event.command_id:\n", "    if event.command_id is None:\n"),),
    ),
    Sabotage(
        "a release begins the deadline anew",
        ("case/test_golden_cases.py::test_12_a_release_keeps_every_deadline",),
        (
            Change(
                "workflows/case/evolve.py",
                '    return _UNHELD | {"stage": stage}',
                "    clock = state.clocks[ClockKind.RESOLUTION].but(running_since=event.at)\n"
                '    return _UNHELD | {"stage": stage, "clocks": state.clocks | {ClockKind.RESOLUTION: clock}}',
            ),
        ),
    ),
    Sabotage(
        "records are written before the server knows the decision",
        ("case/test_life.py::test_what_a_task_decides_is_written_in_a_later_one",),
        (
            Change(
                "workflows/case/running/recorder.py",
                "            await self._later_task()\n",
                "            self.pausing, self._case._durable = False, self._case.state\n",
            ),
        ),
    ),
    Sabotage(
        "a run that goes on as new forgets the notices it had not sent",
        ("case/test_continue_as_new.py::test_a_notice_that_waits_goes_out_from_the_next_run",),
        (
            Change(
                "workflows/case/running/live_case.py",
                "            state=self.state,\n            events=",
                "            state=self.state.but(outbox=()),\n            events=",
            ),
        ),
    ),
    Sabotage(
        "another request under a known id gets the first one's receipt",
        ("case/test_life.py::test_a_changed_payload_under_the_same_id_is_a_conflict",),
        (
            Change(
                "workflows/case/running/first_stage.py",
                "        return _CONFLICT if self._known and _plain(fingerprint) not in accepted else None\n",
                "        return None\n",
            ),
        ),
    ),
    Sabotage(
        "the team that is awaited goes on without its own answer",
        ("case/test_waiting.py::test_the_team_that_is_awaited_does_nothing_else_with_the_case",),
        (
            Change(
                "workflows/case/rules/waiting.py",
                "    if refusal := _not_theirs_to_end(state, command):\n        return refusal\n",
                "",
            ),
        ),
    ),
    Sabotage(
        "a case or step is given again to who put it back, or took a step before",
        ("case/test_sharing.py::test_the_next_step_is_given_to_another_person_who_may_take_it",),
        (Change("workflows/case/sharing/work.py", "(*took_part, *work.apart_from), gave_up)", "took_part, ())"),),
    ),
    Sabotage(
        "a closed case takes a decision",
        ("case/test_decide.py::test_nothing_happens_to_a_closed_case",),
        (
            *(
                Change(
                    AUTHORITY,
                    f"c.{command}: Permission(_TEAM, _IN_REVIEW | _AWAITING_APPROVAL,",
                    f"c.{command}: Permission(_TEAM, _IN_REVIEW | _AWAITING_APPROVAL | {{Stage.CLOSED}},",
                )
                for command in ("Approve", "Reject")
            ),
        ),
    ),
)


ALL = (*SABOTAGES, *FAULTS)


def run(progress: Progress = silent) -> TrialOutcome:
    """Run the tests in an unchanged copy, and then for one sabotage after another."""
    began = time.monotonic()
    violations = []
    with TemporaryDirectory(prefix="tawasul-sabotages-") as folder:
        unchanged = copy_of_the_project(Path(folder) / "unchanged")
        progress("the tests in an unchanged copy")
        tests = sorted({test for sabotage in ALL for test in sabotage.tests})
        if (code := _run_tests(unchanged, tests)) != PASSED:
            violations.append(f"the tests do not pass in an unchanged copy: pytest ended with {code}")
        for number, sabotage in enumerate(ALL, start=1):
            progress(f"sabotage {number} of {len(ALL)}: {sabotage.what}")
            if not caught(sabotage, Path(folder) / f"sabotage-{number}"):
                violations.append(f"nobody notices: {sabotage.what}")
    figures = {
        "sabotages": str(len(ALL)),
        "caught": str(len(ALL) - len(violations)),
        "seconds": f"{time.monotonic() - began:.0f}",
    }
    return TrialOutcome(
        promise="The tests notice a build that loses, doubles or hastens something",
        how=f"{len(ALL)} sabotaged builds, each against the few tests that should see it",
        figures=figures,
        violations=tuple(violations),
    )


def caught(sabotage: Sabotage, folder: Path) -> bool:
    """Whether the tests of a sabotage fail in a copy with it."""
    try:
        copy = copy_of_the_project(folder)
        for change in sabotage.changes:
            change.make(copy)
        return _run_tests(copy, sabotage.tests) == FAILED
    finally:
        shutil.rmtree(folder)


def _run_tests(folder: Path, tests: Sequence[str]) -> int:
    options = ["-x", "--tb=no", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, *(f"tests/{test}" for test in tests)]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE, check=False).returncode
