"""The end of a process that used a Temporal client: without finalizing, which may crash (temporalio/sdk-python#300)."""

import os
import sys
from typing import NoReturn


def end_process(code: int) -> NoReturn:
    """Flush the standard streams and end the process at once."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):
            continue
    os._exit(code)
