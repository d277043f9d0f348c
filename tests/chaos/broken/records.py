"""Ways to break what is promised of the records, the replays, the audit and the workflows."""

from dataclasses import replace

from models.codes import Outcome
from tests.chaos.breaking import (
    CONTESTED,
    GOOD,
    NEGLECTED,
    WAITING,
    WITHDRAWN,
    Break,
    case,
    evidence,
    forged,
    forget,
    moved,
    pack,
    reconciled,
    replay,
    row,
    run,
    tampered,
    workflow,
)
from tests.chaos.broken.parts import DIVERGED, FIRST, RUN, TIMELINE, VIEW
from tests.chaos.made_up import AT, receipt_after
from tests.chaos.made_up_packs import PACK

AFTERWARDS = {**DIVERGED, "about": "99"}
STRANGE = {**TIMELINE[-1], "seq": len(TIMELINE) + 1, "body": {"type": "noted", "text": "unheard of"}}
RECEIPT = receipt_after(GOOD.cases[CONTESTED], 2)
GONE = GOOD.workflows[WITHDRAWN].runs[0]
REPLAY = (GOOD.replayed or {})[NEGLECTED].timeline or b""
RECORDS: dict[str, list[Break]] = {
    "every case can be read": [
        case(CONTESTED, policy=None),
        case(CONTESTED, policy=(GOOD.cases[CONTESTED].policy or "") + " "),
        case(CONTESTED, event_rows=()),
        case(CONTESTED, event_rows=GOOD.cases[CONTESTED].event_rows[1:]),
        tampered(3, body=b"{}"),
        forged(NEGLECTED, 4, rung="never"),
    ],
    "the records are what the workflow decided": [
        run(
            CONTESTED,
            commands={**RUN.commands, "unknown-one": {"kind": "note", "command_id": "unknown-one"}},
            answers={"unknown-one": RECEIPT},
        ),
        run(WITHDRAWN, commands={}),
        run(WITHDRAWN, commands={name: {"actor": {"id": "omar"}, "command_id": name} for name in GONE.commands}),
        workflow(NEGLECTED, timeline=TIMELINE[:-1]),
        workflow(NEGLECTED, timeline=(*TIMELINE[:-1], {**STRANGE, "seq": len(TIMELINE)})),
        workflow(NEGLECTED, timeline=(*TIMELINE, STRANGE)),
        workflow(NEGLECTED, view={**VIEW, "row": {**VIEW["row"], "team": "visit_visas"}}),
        run(CONTESTED, answers={**RUN.answers, str(FIRST.command_id): RECEIPT}),
        run(CONTESTED, answers={"open-f": RECEIPT}),
        run(CONTESTED, receipt=RECEIPT),
    ],
    "a replay says what is on record": [
        evidence(replayed={}),
        replay(WITHDRAWN, timeline=None),
        replay(NEGLECTED, timeline=REPLAY.replace(b'"half"', b'"Half"')),
        replay(NEGLECTED, timeline=REPLAY.replace(b":", b": ", 1)),
        replay(NEGLECTED, timeline=b"[]"),
        replay(NEGLECTED, view={**VIEW, "row": {**VIEW["row"], "updated_at": AT.isoformat()}}),
    ],
    "the audit is whole": [
        tampered(3, body=b"{}"),
        tampered(3, hash=b"0"),
        tampered(3, actor="layla"),
        case(CONTESTED, event_rows=GOOD.cases[CONTESTED].event_rows[:-1]),
        case(CONTESTED, event_rows=GOOD.cases[CONTESTED].event_rows[1:]),
        case(CONTESTED, event_rows=()),
        case(CONTESTED, row=None),
        row(CONTESTED, head=b"0"),
        forged(CONTESTED, 10, outcome=Outcome.DONE),
        row(CONTESTED, outcome="refused"),
        moved(CONTESTED, 8, days=-1),
    ],
    "every case has its rows": [
        case(CONTESTED, request=None),
        case(CONTESTED, request={**(GOOD.cases[CONTESTED].request or {}), "receipt": None}),
        evidence(attention=(*GOOD.attention, DIVERGED)),
        lambda known: reconciled(WAITING, first=5)(replace(known, attention=(*known.attention, DIVERGED))),
        lambda known: reconciled(WAITING)(replace(known, attention=(*known.attention, AFTERWARDS))),
    ],
    "every policy is that of its pack": [
        evidence(packs={"test": PACK}),
        pack("test", follow_up={"window": "9d"}),
        pack("portal", routes=[]),
        pack("test", approvals={**PACK["approvals"], "two_persons": []}),
        pack("test", calendar={**PACK["calendar"], "closures": []}),
        pack("quiet", quiet=None),
    ],
    "what is open is alive and the reverse": [
        evidence(workflows={}),
        run(NEGLECTED, status="TERMINATED"),
        run(NEGLECTED, status="FAILED"),
        workflow(CONTESTED, runs=(replace(RUN, status="FAILED"), replace(RUN, run_id="other", first_run="other"))),
        workflow(NEGLECTED, timeline=None),
        run(CONTESTED, status="RUNNING"),
        forget(NEGLECTED),
        row(CONTESTED, notices_waiting=1),
    ],
}
