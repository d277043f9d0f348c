"""Ways to break what is promised of commands: on record, taken once, refused without effect, handled."""

from dataclasses import replace

from models.codes import Outcome
from tests.chaos.breaking import (
    CONTESTED,
    MOVED,
    NEGLECTED,
    WAITING,
    Break,
    also,
    answer,
    event,
    forget,
    op,
    reconciled,
    run,
    without,
)
from tests.chaos.broken.parts import ANOTHER, FAIL, FIRST, LOST, OK, TOLD, UNKNOWN
from tests.chaos.made_up import QUEUED
from tests.support.simulation import SALMA

COMMANDS: dict[str, list[Break]] = {
    "every acknowledged command is on record": [
        without(CONTESTED, 8),
        forget(CONTESTED),
        answer("claim", OK, stage="queued"),
        op("claim", OK, actor="layla"),
        event(CONTESTED, 9, {"outcome": Outcome.DONE}),
    ],
    "what is lost is named": [reconciled(WAITING, LOST), reconciled(CONTESTED, LOST.but(command_id=FIRST.command_id))],
    "what was refused changed nothing": [op("approve", FAIL, command_id=FIRST.command_id)],
    "what was queued is handled": [
        without(CONTESTED, 7),
        event(CONTESTED, 7, {"command": "claim"}),
        run(CONTESTED, signals=()),
        run(CONTESTED, signals=(QUEUED, ANOTHER)),
        run(CONTESTED, signals=(QUEUED, QUEUED)),
        run(CONTESTED, signals=(QUEUED, replace(QUEUED, name="unheard_of"))),
    ],
    "nothing happens that nobody asked for": [
        event(CONTESTED, 8, command_id="never-sent"),
        op("claim", OK, 1, reference=NEGLECTED),
        event(MOVED, 4, actor=SALMA, command_id="announced"),
        lambda good: event(MOVED, 4, actor=SALMA, command_id="announced")(replace(good, announced=(TOLD,))),
    ],
    "a command takes effect once": [also(CONTESTED, 9, like=8), also(CONTESTED, 8, like=3)],
    "an interrupted command ends at once": [
        op("claim", OK, result=UNKNOWN, answer={"interrupted": True, "exit": 7, "seconds": 0.2}),
        op("claim", OK, result=UNKNOWN, answer={"interrupted": True, "exit": 130, "seconds": 24.0}),
        op("reject", UNKNOWN, answer={"interrupted": True, "exit": 130, "seconds": 0.2}),
    ],
}
