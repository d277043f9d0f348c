"""The folder of a run: gone when all promises held, kept with all evidence, and named, when one was broken."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chaos.outcome import Progress


@dataclass
class RunFolder:
    """A folder for one run; it counts as broken until the run says that it held."""

    folder: Path
    broken: bool = True


@contextmanager
def kept_when_broken(prefix: str, progress: Progress) -> Iterator[RunFolder]:
    """A temporary folder that stays, and is reported, when the run was broken or could not be ended."""
    run = RunFolder(Path(tempfile.mkdtemp(prefix=prefix)))
    try:
        yield run
    finally:
        if run.broken:
            progress(f"the evidence is kept in {run.folder}")
        else:
            shutil.rmtree(run.folder, ignore_errors=True)
