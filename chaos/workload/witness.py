"""A witness: an open case that is given one note after another, to see whether commands are decided during a fault.

Each note is asked for once as a person would, and what was not decided then is sent again when the fault is over.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from chaos.history.log import Result
from chaos.system.packs import OFFICERS
from chaos.workload.answers import refusal_json
from chaos.workload.background_load import BackgroundLoad
from client import apply
from errors import Refused, Unreachable
from models.case.commands import Note
from models.case.state import Receipt

OFFICER = OFFICERS[0]
NUMBER = 9_000
"""The number of its request, which no case of the load reaches."""
PAUSE = 0.3
"""Seconds between two notes."""
TOLD_WITHIN = 25.0
"""Seconds within which a command is decided, or its sender told that it is queued or that a part is unreachable: the
client waits 10 s for each of the two."""


@dataclass(frozen=True)
class Told:
    """What the sender of a note was told: when it was sent and answered, and whether it was decided."""

    sent: float
    answered: float
    decided: bool

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        return self.answered - self.sent


@dataclass
class Witness:
    """The case, and what the senders of its notes were told."""

    load: BackgroundLoad
    reference: str
    told: list[Told] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _undecided: list[Note] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    @asynccontextmanager
    async def noted(self) -> AsyncIterator[None]:
        """Give notes for as long as the block runs; afterwards those that were not decided are sent again."""
        over = asyncio.Event()

        async def give() -> None:
            while not over.is_set():
                await self._note()
                await asyncio.sleep(PAUSE)

        async with asyncio.TaskGroup() as group:
            group.create_task(give())
            yield
            over.set()

    async def send_again(self) -> None:
        """Send what was not decided again, until it is."""
        undecided, self._undecided = self._undecided, []
        for note in undecided:
            if not await self.load.player.give(self.reference, note):
                self.problems.append(f"the note {note.command_id} was not decided")

    async def _note(self) -> None:
        note = Note(command_id=f"witness-{next(self._numbers):06}", actor=OFFICER, text="يوم عمل عادي")
        op = self.load.out.invoke(note.kind, self.reference, note.command_id, OFFICER.id)
        sent = time.monotonic()
        try:
            answer = await apply(self.load.client.temporal, self.reference, note, self.load.client.signers.by(OFFICER))
        except Refused as refused:
            self.load.out.answered(op, Result.FAIL, refusal_json(refused))
            self.problems.append(f"the note {note.command_id} was refused: {refused}")
            return
        except Unreachable as away:
            answer = None
            self.load.out.answered(op, Result.UNKNOWN, {"error": str(away)})
        if isinstance(answer, Receipt):
            self.load.out.answered(op, Result.OK, answer.model_dump(mode="json"))
        else:
            self._undecided.append(note)
            if answer is not None:
                self.load.out.answered(op, Result.UNKNOWN, {"queued": True})
        self.told.append(told := Told(sent, time.monotonic(), isinstance(answer, Receipt)))
        if told.seconds > TOLD_WITHIN:
            self.problems.append(f"the sender of {note.command_id} was told nothing for {told.seconds:.0f} s")

    def during(self, since: float, until: float) -> list[Told]:
        """What was told to those who asked between two instants."""
        return [each for each in self.told if since <= each.sent <= until]


async def witness_of(load: BackgroundLoad) -> Witness:
    """Open the witness. Raises RuntimeError when it gets no receipt."""
    reference = await load.player.open(load.plan.request_json(NUMBER))
    if reference is None:
        raise RuntimeError("the witness had no receipt")
    return Witness(load, reference)
