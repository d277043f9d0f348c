"""How much the invariants had to look at: a check that sees nothing of its kind says nothing."""

from collections import Counter

from chaos.checks.calendar import last_announced
from chaos.checks.cases import FoldedEvidence, is_open
from chaos.checks.invariants.clocks import what_fell_due
from chaos.checks.invariants.commands import unanswered
from chaos.checks.invariants.decisions import approvals_of
from chaos.checks.rounds import rounds_of
from chaos.history.log import OPEN

CASES = "cases folded"
REQUESTS = "requests whose reference was recomputed"
POLICIES = "policies compared with their pack"
DECISIONS = "decisions"
LATER_ROUNDS = "rounds after a reopening"
SECOND_PERSONS = "approvals by several persons"
FALLEN_DUE = "things that fell due"
UPDATES = "updates in histories"
ENDED = "workflows that ended"
SIGNALS = "signals in histories"
UNANSWERED = "queued commands without a later answer"
REFUSED_SIGNALS = "refused signals"
NOTICES = "notices"
REPEATS = "messages repeated under their key"
HELD_BACK = "notices held back by quiet hours"
WEBHOOKS = "webhooks whose signature was checked"
REPLAYED = "events compared after a replay"
THREE_ROUNDS = "cases decided three times"
HANDLED = "entries taken off the attention list"
INTERRUPTED = "interrupted commands"
ANNOUNCED = "open cases with an announced closure"
GIVEN = "cases given to one of their team"
NOBODY = "cases for which nobody of their team was available"
RESENT = "signals to send to the records again"


def through(entry_point: str) -> str:
    """The name of what was answered through one entry point."""
    return f"answers through {entry_point}"


def effects_of(run: FoldedEvidence) -> Counter[str]:
    """How many commands of each kind took effect, by the histories."""
    effects = Counter[str]()
    for case in run.cases.values():
        workflow = run.workflow(case.reference)
        for one in workflow.runs if workflow else ():
            sent = {str(command.get("command_id")): str(command.get("kind")) for command in one.commands.values()}
            sent |= {str(one.imported["command_id"]): "import"} if one.imported else {}
            sent |= {str(signal.command_id): signal.kind for signal in one.signals}
            effects.update(kind for command_id, kind in sent.items() if command_id in case.caused_by)
    return effects


def seen_in(run: FoldedEvidence) -> Counter[str]:
    """How many of each kind of thing the evidence of a run has for the invariants to check."""
    evidence, seen = run.evidence, Counter[str]()
    keys = Counter(message.key for message in evidence.accepted)
    seen[CASES] = len(run.cases)
    seen[REQUESTS] = sum(op.kind == OPEN and bool(op.value.get("request")) for op in evidence.operations)
    seen[WEBHOOKS] = sum(m.channel == "portal" for m in evidence.accepted) if evidence.portal_secret else 0
    seen[REPEATS] = sum(times > 1 for times in keys.values())
    seen[HANDLED] = sum(bool(row.get("handled_at")) for row in evidence.attention)
    seen[INTERRUPTED] = sum(bool(op.answer and op.answer.get("interrupted")) for op in evidence.operations)
    seen.update(
        through(op.value["entry_point"]) for op in evidence.operations if "entry_point" in op.value and op.answer
    )
    for reference, case in run.cases.items():
        rounds = rounds_of(case.events)
        seen[THREE_ROUNDS] += sum(bool(each.decisions) for each in rounds) >= 3
        seen[ANNOUNCED] += is_open(case.record.row) and bool(
            any(
                last_announced(evidence.announced, case.policy.pack, each.rules["name"])
                for each in case.last.all_calendars
            )
        )
        seen[POLICIES] += case.policy.pack in evidence.packs
        seen[DECISIONS] += sum(bool(each.decisions) for each in rounds)
        seen[LATER_ROUNDS] += sum(bool(each.decisions) for each in rounds[1:])
        seen[SECOND_PERSONS] += sum(len(steps) > 1 for _, steps in approvals_of(case.events))
        seen[FALLEN_DUE] += sum(bool(what_fell_due(event, case.before(event))) for event in case.events)
        seen[REFUSED_SIGNALS] += sum(event.type == "refused" for event in case.events)
        seen[GIVEN] += any(event.type == "shared_out" for event in case.events)
        seen[NOBODY] += any(event.type == "nobody_available" for event in case.events)
        seen[NOTICES] += len(case.planned)
        seen[HELD_BACK] += sum(each.not_before > each.created_at for each in case.planned.values())
        seen[UNANSWERED] += len(unanswered(run.operations_by_case.get(reference, ()), case.caused_by.keys()))
        if (evidence.replayed or {}).get(reference):
            seen[REPLAYED] += len(case.events)
    for workflow in evidence.workflows.values():
        seen[ENDED] += workflow.runs[-1].receipt is not None
        seen[UPDATES] += sum(len(one.answers) for one in workflow.runs)
        seen[SIGNALS] += sum(len(one.signals) for one in workflow.runs)
        seen[RESENT] += sum(signal.name == "resend" for one in workflow.runs for signal in one.signals)
    return seen
