"""The file of a command for many cases that is under way: which cases they are, and which of them have answered.

It is there so that a command that was interrupted goes on where it stopped: under the same command id, which a case
takes once, and only with the cases that have not answered. It holds references and an id, and no text of the command;
the same command line finds it by a hash.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

from commands.batch.choice import CaseChoice
from commands.common.words.language import _
from errors import WrongUsage

FOLDER = "runs"
"""Of the home."""


class Interrupted(NamedTuple):
    """What is known of a run that did not end."""

    command_id: str
    at: datetime
    references: tuple[str, ...]
    done: frozenset[str]

    @property
    def left(self) -> list[str]:
        """The cases that have not answered."""
        return [each for each in self.references if each not in self.done]


class RunFile:
    """One run in the home: written line by line, so that of a run that was killed only the last lines are missing."""

    def __init__(self, home: Path, kind: str, asked: object, choice: CaseChoice) -> None:
        words = json.dumps([kind, asked, choice.references, choice.where], default=str, sort_keys=True)
        self.path = home / FOLDER / f"{kind}-{hashlib.sha256(words.encode()).hexdigest()[:16]}.jsonl"
        self._file: IO[str] | None = None

    def interrupted(self) -> Interrupted | None:
        """The run of the same command that did not end; none where there is none. Raises WrongUsage."""
        try:
            first, *others = map(json.loads, self.path.read_text().splitlines())
            at, done = datetime.fromisoformat(first["at"]), frozenset(each["done"] for each in others)
            return Interrupted(first["command_id"], at, tuple(first["references"]), done)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise WrongUsage(_("{path} cannot be read: remove it to begin again", path=self.path)) from error

    def begin(self, command_id: str, references: Sequence[str]) -> Self:
        """Write down what is to be done, in the place of an earlier run."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(opened, "w")
        self._write({"command_id": command_id, "at": datetime.now(UTC).isoformat(), "references": list(references)})
        return self

    def go_on(self) -> Self:
        """Go on writing down what is done."""
        self._file = self.path.open("a")
        return self

    def done(self, reference: str) -> None:
        """A case has answered."""
        self._write({"done": reference})

    def end(self, *, whole: bool) -> None:
        """Close the file; remove it when every case has answered."""
        if self._file:
            self._file.close()
        if whole:
            self.path.unlink(missing_ok=True)

    def _write(self, line: dict[str, Any]) -> None:
        if self._file:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
